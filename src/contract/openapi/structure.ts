// The structure of an OpenAPI document: the kind of the value under each key.
// @see https://spec.openapis.org/oas/v3.1.1.html#schema-0

import { isObject } from '../../base/json.ts';
import type { Json, JsonObject } from './document.ts';
import { joinPointer, pointerOfRef } from './pointer.ts';
import { resolvePointer } from './resolve.ts';

/**
 * An OpenAPI object, a map of such objects, a map of such maps, a schema, a map of schemas, or data, in which `$ref` is an
 * ordinary name.
 */
export type Kind = 'object' | 'map' | 'maps' | 'schema' | 'schemas' | 'data';

const objectKeys: Readonly<Record<string, Kind>> = {
  schema: 'schema',
  schemas: 'schemas',
  paths: 'map',
  webhooks: 'map',
  pathItems: 'map',
  mediaTypes: 'map',
  additionalOperations: 'map',
  itemSchema: 'schema',
  responses: 'map',
  parameters: 'map',
  requestBodies: 'map',
  headers: 'map',
  examples: 'map',
  links: 'map',
  securitySchemes: 'map',
  content: 'map',
  encoding: 'map',
  variables: 'map',
  callbacks: 'maps',
  value: 'data',
  example: 'data',
  default: 'data',
  enum: 'data',
  mapping: 'data',
  scopes: 'data',
  security: 'data',
  requestBody: 'object',
};

/** Keywords with one schema or a list of them. @see https://json-schema.org/draft/2020-12/json-schema-core */
export const schemaKeywords: ReadonlySet<string> = new Set([
  ...['allOf', 'anyOf', 'oneOf', 'not', 'if', 'then', 'else', 'items', 'prefixItems', 'contains', 'propertyNames'],
  ...['additionalProperties', 'unevaluatedProperties', 'unevaluatedItems', 'contentSchema'],
]);

export const schemaMapKeywords: ReadonlySet<string> = new Set([
  ...['properties', 'patternProperties', 'dependentSchemas', '$defs', 'definitions'],
]);

/** `parameters` is a map in `components` and an array everywhere else. */
export function kindOfItems(array: Kind): Kind {
  return array === 'map' ? 'object' : array;
}

export function kindOf(parent: Kind, key: string): Kind {
  switch (parent) {
    case 'map':
      return key.startsWith('x-') ? 'data' : 'object';
    case 'maps':
      return 'map';
    case 'schemas':
      return 'schema';
    case 'schema':
      if (schemaMapKeywords.has(key)) return 'schemas';
      // Each has a schema, which is checked like others.
      if (key === 'x-contradictions') return 'object';
      return schemaKeywords.has(key) ? 'schema' : 'data';
    case 'object':
      return key.startsWith('x-') ? 'data' : (objectKeys[key] ?? 'object');
    case 'data':
      return 'data';
  }
}

// Walks a bundled document with the kind of each object.

export interface Visited {
  readonly pointer: string;
  readonly node: JsonObject;
  readonly kind: Kind;
  /** Pointer of the outermost schema around a schema. */
  readonly outermost: string | undefined;
}

/** Every object of the document except data, parents first. */
export function* walkDocument(root: JsonObject): Generator<Visited> {
  yield* walk(root, 'object', '', undefined);
}

function* walk(node: Json, kind: Kind, pointer: string, outermost: string | undefined): Generator<Visited> {
  if (kind === 'data' || typeof node !== 'object' || node === null) return;
  const outer = kind === 'schema' ? (outermost ?? pointer) : kind === 'schemas' ? outermost : undefined;
  if (isObject(node)) yield { pointer, node, kind, outermost: outer };
  for (const [key, child] of Object.entries(node)) {
    if (typeof child !== 'object') continue;
    const childKind = Array.isArray(node) ? kindOfItems(kind) : kindOf(kind, key);
    yield* walk(child as Json, childKind, joinPointer(pointer, key), outer);
  }
}

// Schemas that apply to the same value as another one.
// @see https://json-schema.org/draft/2020-12/json-schema-core#section-10.2

/** Keywords with such schemas, beside `$ref`. */
export const inPlaceKeywords: readonly string[] = [
  'allOf',
  'anyOf',
  'oneOf',
  'not',
  'if',
  'then',
  'else',
  'dependentSchemas',
];

/** Pointers of the schema at a pointer, and of all that apply to the same value. */
export function inPlaceFrom(root: JsonObject, pointer: string): ReadonlySet<string> {
  const reached = new Set<string>();
  const add = (start: string): void => {
    const found = resolvePointer(root, start);
    if (!found || !isObject(found.value) || reached.has(found.pointer)) return;
    reached.add(found.pointer);
    const target = pointerOfRef(found.value['$ref']);
    if (target !== undefined) add(target);
    for (const keyword of inPlaceKeywords) {
      const value = found.value[keyword];
      const at = joinPointer(found.pointer, keyword);
      if (Array.isArray(value)) for (const index of value.keys()) add(joinPointer(at, index));
      else if (keyword !== 'dependentSchemas') add(at);
      else if (isObject(value)) for (const name of Object.keys(value)) add(joinPointer(at, name));
    }
  };
  add(pointer);
  return reached;
}
