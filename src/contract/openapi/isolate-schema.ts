// Extracts one schema of the document, with its references, as a JSON Schema for ajv.
// @see https://json-schema.org/draft/2020-12/json-schema-core#section-8.2.4

import { isObject } from '../../base/json.ts';
import type { Json, JsonObject } from './document.ts';
import { joinPointer, pointerOfRef } from './pointer.ts';
import { type Resolved, resolvePointer } from './resolve.ts';
import { kindOf } from './structure.ts';

/** The keyword with a schema's pointer in the document; it survives compilation. */
export const pointerKeyword = 'x-pointer';

/** Keywords without effect on validity: OpenAPI's own, JSON Schema's annotations, and definitions. */
export const annotationKeywords: ReadonlySet<string> = new Set([
  ...[
    '$id',
    '$schema',
    '$anchor',
    '$dynamicAnchor',
    '$comment',
    '$defs',
    'definitions',
    'title',
    'description',
    'default',
    'examples',
  ],
  ...['example', 'deprecated', 'readOnly', 'writeOnly', 'discriminator', 'xml', 'externalDocs', 'contentEncoding'],
  ...['contentMediaType', 'contentSchema'],
]);

/** The keyword with the members that a request must have, where an answer must have others. */
export const requiredOfRequests = 'x-aps-userinfo-required-of-requests';

/** The keyword with the values that are sent, of a body without a schema. */
export const sentKeyword = 'x-aps-userinfo-sent';

/** An independent schema: a `$ref` into its `$defs`. */
export interface IsolatedSchema {
  readonly $ref: string;
  readonly $defs: Readonly<Record<string, Json>>;
}

interface Work {
  readonly root: JsonObject;
  readonly withPointers: boolean;
  readonly ofRequests: boolean;
  /** Name in `$defs` by pointer in the document. */
  readonly names: Map<string, string>;
  /** Definitions to convert. */
  readonly open: { readonly name: string; readonly found: Resolved }[];
  readonly definitions: Record<string, Json>;
}

/**
 * @param withPointers whether each subschema has its pointer in the document
 * @param ofRequests whether the values are those of requests; default: of answers
 */
export function isolateSchema(
  root: JsonObject,
  pointer: string,
  withPointers: boolean,
  ofRequests = false,
): IsolatedSchema {
  const work: Work = { root, withPointers, ofRequests, names: new Map(), open: [], definitions: {} };
  const $ref = define(work, pointer);
  // Schemas refer to each other too many times in a row for recursion.
  for (let next = work.open.pop(); next !== undefined; next = work.open.pop()) {
    work.definitions[next.name] = convert(work, next.found.value, next.found.pointer);
  }
  return { $ref, $defs: work.definitions };
}

function define(work: Work, pointer: string): string {
  const found = resolvePointer(work.root, pointer);
  const at = found?.pointer ?? pointer;
  const known = work.names.get(at);
  if (known !== undefined) return `#/$defs/${known}`;
  const name = `d${work.names.size}`;
  work.names.set(at, name);
  if (found === undefined) work.definitions[name] = false;
  else work.open.push({ name, found });
  return `#/$defs/${name}`;
}

function convert(work: Work, schema: Json, pointer: string): Json {
  if (Array.isArray(schema)) return schema.map((item, index) => convert(work, item, joinPointer(pointer, index)));
  if (!isObject(schema)) return schema;
  const copy: Record<string, Json> = work.withPointers ? { [pointerKeyword]: pointer } : {};
  for (const [keyword, value] of Object.entries(schema)) {
    if (annotationKeywords.has(keyword) || conditional.has(keyword) || keyword.startsWith('x-')) continue;
    if (keyword === 'unevaluatedItems' && isBesideContains(schema)) copy['items'] = uncontained(work, schema, pointer);
    else copy[keyword] = convertKeyword(work, keyword, value, joinPointer(pointer, keyword));
  }
  const required = work.ofRequests ? schema[requiredOfRequests] : undefined;
  if (required !== undefined) copy['required'] = required;
  if (schema['if'] !== undefined) copy['allOf'] = [copy['allOf'] ?? [], condition(work, schema, pointer)].flat();
  return copy;
}

const conditional: ReadonlySet<string> = new Set(['if', 'then', 'else']);

/**
 * ajv takes for evaluated what a failed `if` looked at, and after it forgets what other keywords beside it evaluated.
 * @see https://json-schema.org/draft/2020-12/json-schema-core#section-10.2.2.1
 */
function condition(work: Work, schema: JsonObject, pointer: string): Json {
  const part = (keyword: string): Json[] =>
    schema[keyword] === undefined ? [] : [convert(work, schema[keyword], joinPointer(pointer, keyword))];
  const [wanted = true] = part('if');
  const [otherwise = true] = part('else');
  const at = work.withPointers && { [pointerKeyword]: pointer };
  // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
  return { ...at, if: { not: { not: wanted } }, then: { allOf: [wanted, ...part('then')] }, else: otherwise };
}

/** Whether `unevaluatedItems` is about the items that `contains` does not match, and no others. */
export function isBesideContains(schema: JsonObject): boolean {
  const others = ['items', '$ref', 'allOf', 'anyOf', 'oneOf', 'if', 'dependentSchemas'];
  return schema['contains'] !== undefined && !others.some(keyword => Object.hasOwn(schema, keyword));
}

/**
 * ajv takes every item for evaluated once there is `contains`; those that it matches are.
 * @see https://json-schema.org/draft/2020-12/json-schema-core#section-10.3.1.3
 */
function uncontained(work: Work, schema: JsonObject, pointer: string): Json {
  const { contains = true, unevaluatedItems = true } = schema;
  const contained = convert(work, contains, joinPointer(pointer, 'contains'));
  if (unevaluatedItems === false) return contained;
  const at = joinPointer(pointer, 'unevaluatedItems');
  const others = convert(work, unevaluatedItems, at);
  return { ...(work.withPointers && { [pointerKeyword]: at }), anyOf: [contained, others] };
}

function convertKeyword(work: Work, keyword: string, value: Json, pointer: string): Json {
  const target = keyword === '$ref' ? pointerOfRef(value) : undefined;
  if (target !== undefined) return define(work, target);
  switch (kindOf('schema', keyword)) {
    case 'schema':
      return convert(work, value, pointer);
    case 'schemas':
      return isObject(value) ? convertMap(work, value, pointer) : value;
    default:
      return value;
  }
}

function convertMap(work: Work, schemas: JsonObject, pointer: string): Json {
  return Object.fromEntries(
    Object.entries(schemas).map(([name, schema]) => [name, namedSchema(work, schema, joinPointer(pointer, name))]),
  );
}

/** A boolean schema cannot have a pointer: `false` for a named property becomes an equivalent object. */
function namedSchema(work: Work, schema: Json, pointer: string): Json {
  if (schema === false && work.withPointers) return { [pointerKeyword]: pointer, not: {} };
  return convert(work, schema, pointer);
}
