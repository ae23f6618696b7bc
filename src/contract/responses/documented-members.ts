// Which schemas of the document a value meets, and which of them document a member of it.
// @see https://json-schema.org/draft/2020-12/json-schema-core#section-10

import { isObject } from '../../base/json.ts';
import { tolerantRegExp } from '../openapi/ajv.ts';
import type { Json, JsonObject } from '../openapi/document.ts';
import { joinPointer, pointerOfRef, pointerTokens } from '../openapi/pointer.ts';
import { resolvePointer } from '../openapi/resolve.ts';

/** A schema of the document and where it stands. */
export interface SchemaPlace {
  readonly pointer: string;
  readonly schema: JsonObject;
}

/**
 * The schemas at these pointers with all that they refer to and are composed of. Of alternatives, those that the value is
 * plainly not meant for are left out.
 */
export function schemasFor(root: JsonObject, pointers: readonly string[], value: unknown): readonly SchemaPlace[] {
  const places = new Map<string, SchemaPlace>();
  const visit = (pointer: string): void => {
    const found = resolvePointer(root, pointer);
    if (!found || !isObject(found.value) || places.has(found.pointer)) return;
    const place = { pointer: found.pointer, schema: found.value };
    places.set(found.pointer, place);
    partsOf(root, place, value).forEach(visit);
  };
  pointers.forEach(visit);
  return [...places.values()];
}

/** Pointers of the schemas that a member of an object must satisfy, and whether any names it or allows all names. */
export interface MemberSchemas {
  readonly pointers: readonly string[];
  readonly isDocumented: boolean;
}

/** What the schemas of an object say about one of its members. */
export function memberSchemas(places: readonly SchemaPlace[], name: string): MemberSchemas {
  const named = places.flatMap(place => namedMember(place, name));
  if (named.length > 0) return { pointers: named, isDocumented: true };
  const others = places.flatMap(otherMembers);
  return { pointers: others, isDocumented: others.length > 0 };
}

/** Whether a schema names a member; quicker than asking for all that it must satisfy. */
export function isNamed(places: readonly SchemaPlace[], name: string): boolean {
  return places.some(({ schema: { properties } }) => isObject(properties) && Object.hasOwn(properties, name));
}

/** Pointers of the schemas that an item of an array must satisfy. */
export function itemSchemas(places: readonly SchemaPlace[], index: number): readonly string[] {
  return places.flatMap(({ pointer, schema }) => {
    const prefix = Array.isArray(schema['prefixItems']) ? schema['prefixItems'] : [];
    if (index < prefix.length) return [joinPointer(pointer, 'prefixItems', index)];
    return ['items', 'unevaluatedItems', 'contains'].filter(key => key in schema).map(key => joinPointer(pointer, key));
  });
}

/** A member or an item on the way to a place in a value. */
export interface Step {
  readonly token: string;
  /** What it is part of; no object or array where the value does not go on as the pointer does. */
  readonly holder: unknown;
  readonly holderPlaces: readonly SchemaPlace[];
  readonly node: unknown;
  readonly places: readonly SchemaPlace[];
}

/** The way from a value to a place in it, with the schemas that each part meets. */
export function stepsTo(
  root: JsonObject,
  schemaPointer: string | undefined,
  value: unknown,
  instancePath: string,
): readonly Step[] {
  let node = value;
  let places = schemasFor(root, schemaPointer === undefined ? [] : [schemaPointer], node);
  return pointerTokens(instancePath).map(token => {
    const [holder, holderPlaces] = [node, places];
    const below = Array.isArray(holder)
      ? itemSchemas(holderPlaces, Number(token))
      : memberSchemas(holderPlaces, token).pointers;
    node = memberOf(holder, token);
    places = schemasFor(root, below, node);
    return { token, holder, holderPlaces, node, places };
  });
}

function memberOf(holder: unknown, name: string): unknown {
  if (typeof holder !== 'object' || holder === null || !Object.hasOwn(holder, name)) return undefined;
  return (holder as Readonly<Record<string, unknown>>)[name];
}

function partsOf(root: JsonObject, { pointer, schema }: SchemaPlace, value: unknown): string[] {
  const target = pointerOfRef(schema['$ref']);
  const dependent = Object.keys(mapOf(schema, 'dependentSchemas')).filter(
    name => isObject(value) && Object.hasOwn(value, name),
  );
  return [
    ...(target === undefined ? [] : [target]),
    ...['if', 'then', 'else'].filter(key => key in schema).map(key => joinPointer(pointer, key)),
    ...listOf(pointer, schema, 'allOf'),
    ...meantOf(root, listOf(pointer, schema, 'anyOf'), value),
    ...meantOf(root, listOf(pointer, schema, 'oneOf'), value),
    ...dependent.map(name => joinPointer(pointer, 'dependentSchemas', name)),
  ];
}

function meantOf(root: JsonObject, alternatives: readonly string[], value: unknown): readonly string[] {
  const meant = alternatives.filter(pointer => !isRuledOut(root, pointer, value, 0));
  return meant.length > 0 ? meant : alternatives;
}

// Whole validation would be dearer, and a wrong value inside the right alternative must not rule it out.
const deepest = 16;

/** Whether the value is of another type, lacks a required member, or has another constant than the schema wants. */
function isRuledOut(root: JsonObject, pointer: string, value: unknown, depth: number): boolean {
  const found = resolvePointer(root, pointer);
  if (!isObject(found?.value) || depth > deepest) return false;
  const schema = found.value;
  if (isOtherType(schema['type'], value) || isOtherConstant(schema, value)) return true;
  if (isObject(value) && !hasMembers(root, schema, found.pointer, value, depth)) return true;
  const target = pointerOfRef(schema['$ref']);
  const parts = [...(target === undefined ? [] : [target]), ...listOf(found.pointer, schema, 'allOf')];
  return parts.some(part => isRuledOut(root, part, value, depth + 1));
}

function hasMembers(root: JsonObject, schema: JsonObject, pointer: string, value: JsonObject, depth: number): boolean {
  const required = Array.isArray(schema['required']) ? schema['required'] : [];
  if (!required.every(name => Object.hasOwn(value, String(name)))) return false;
  return Object.entries(mapOf(schema, 'properties')).every(
    ([name, member]) =>
      !isObject(member) ||
      !('const' in member || 'enum' in member) ||
      !Object.hasOwn(value, name) ||
      !isRuledOut(root, joinPointer(pointer, 'properties', name), value[name], depth + 1),
  );
}

function isOtherType(type: Json | undefined, value: unknown): boolean {
  const types = [type].flat().filter(name => typeof name === 'string');
  return types.length > 0 && !types.includes(typeOf(value)) && !(types.includes('integer') && Number.isInteger(value));
}

function typeOf(value: unknown): string {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'array' : typeof value;
}

function isOtherConstant({ const: constant, enum: values }: JsonObject, value: unknown): boolean {
  const allowed = constant === undefined ? values : [constant];
  return Array.isArray(allowed) && allowed.every(one => typeof one !== 'object') && !allowed.includes(value as Json);
}

function namedMember({ pointer, schema }: SchemaPlace, name: string): string[] {
  const patterns = Object.keys(mapOf(schema, 'patternProperties')).filter(pattern =>
    tolerantRegExp(pattern, 'u').test(name),
  );
  return [
    ...(Object.hasOwn(mapOf(schema, 'properties'), name) ? [joinPointer(pointer, 'properties', name)] : []),
    ...patterns.map(pattern => joinPointer(pointer, 'patternProperties', pattern)),
  ];
}

/** A schema for all other names documents them; `false` is an error of the schema's own. */
function otherMembers({ pointer, schema }: SchemaPlace): string[] {
  return ['additionalProperties', 'unevaluatedProperties']
    .filter(key => key in schema)
    .map(key => joinPointer(pointer, key));
}

function listOf(pointer: string, schema: JsonObject, keyword: string): string[] {
  const list = schema[keyword];
  return Array.isArray(list) ? list.map((_, index) => joinPointer(pointer, keyword, index)) : [];
}

function mapOf(schema: JsonObject, keyword: string): JsonObject {
  const map = schema[keyword];
  return isObject(map) ? map : {};
}
