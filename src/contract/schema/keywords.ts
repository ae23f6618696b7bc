// What one schema documents: the schemas that apply with it, its members, items, types and listed values. Every reader of
// schemas asks here, so that all of them see the same members.
// @see https://json-schema.org/draft/2020-12/json-schema-core#section-10

import { isObject } from '../../base/json.ts';
import { tolerantRegExp } from '../openapi/ajv.ts';
import type { Json, JsonObject, Schema } from '../openapi/document.ts';
import { joinPointer, pointerOfRef } from '../openapi/pointer.ts';

/** A schema and where it stands in the document. */
export interface Subschema {
  readonly schema: Schema;
  /** JSON Pointer. */
  readonly pointer: string;
}

/** A subschema with keywords. */
export interface Part {
  readonly schema: JsonObject;
  readonly pointer: string;
}

/** `anyOf` or `oneOf`: one of these must hold too. */
export interface Alternative {
  /** JSON Pointer of the keyword. */
  readonly pointer: string;
  readonly branches: readonly Subschema[];
}

/** `if`, `then` and `else`; `dependentSchemas` and `dependentRequired` say the same in other words. */
export interface Condition {
  readonly pointer: string;
  readonly when: Subschema;
  readonly whenTrue: Subschema | undefined;
  readonly whenFalse: Subschema | undefined;
  /** The member that a dependent schema depends on. */
  readonly member?: string;
}

/** The types of JSON; `integer` is a number without a fraction, `number` one with it. */
export type JsonType = 'null' | 'boolean' | 'integer' | 'number' | 'string' | 'array' | 'object';

/** The type of a JSON value. */
export function typeOf(value: unknown): JsonType {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  if (typeof value === 'number') return Number.isInteger(value) ? 'integer' : 'number';
  return typeof value as JsonType;
}

/** A member of a schema that is itself a schema. */
export function child(part: Part, ...tokens: readonly (string | number)[]): Subschema {
  let schema: Json = part.schema;
  for (const token of tokens) schema = (schema as Readonly<Record<string, Json>>)[token] as Json;
  return { schema: schema as Schema, pointer: joinPointer(part.pointer, ...tokens) };
}

/** The schemas of a keyword that has a list of them. */
export function listedSchemas(part: Part, keyword: string): readonly Subschema[] {
  const list = part.schema[keyword];
  return Array.isArray(list) ? list.map((_, index) => child(part, keyword, index)) : [];
}

/** The members of a keyword that holds named schemas. */
export function namedSchemas(part: Part, keyword: string): JsonObject {
  const value = part.schema[keyword];
  return isObject(value) ? value : {};
}

/** The schema that applies with this one by `$ref`; undefined where it is none of this document. */
export function referenceOf({ schema }: Part): string | undefined {
  return pointerOfRef(schema['$ref']);
}

/** The choices of a schema. */
export function alternativesOf(part: Part): readonly Alternative[] {
  return ['anyOf', 'oneOf']
    .filter(keyword => Array.isArray(part.schema[keyword]))
    .map(keyword => ({ pointer: joinPointer(part.pointer, keyword), branches: listedSchemas(part, keyword) }));
}

/** The conditions of a schema, those that only name members included. */
export function conditionsOf(part: Part): readonly Condition[] {
  const { if: when, then, else: otherwise } = part.schema;
  const own =
    when === undefined
      ? []
      : [
          {
            pointer: joinPointer(part.pointer, 'if'),
            when: child(part, 'if'),
            whenTrue: then === undefined ? undefined : child(part, 'then'),
            whenFalse: otherwise === undefined ? undefined : child(part, 'else'),
          },
        ];
  return [...own, ...dependents(part, 'dependentSchemas'), ...dependents(part, 'dependentRequired')];
}

function dependents(part: Part, keyword: string): readonly Condition[] {
  return Object.entries(namedSchemas(part, keyword)).map(([member, value]) => {
    const pointer = joinPointer(part.pointer, keyword, member);
    return {
      pointer,
      member,
      when: { schema: { type: 'object', required: [member] }, pointer: `${pointer}?` },
      whenTrue: { schema: keyword === 'dependentRequired' ? { required: value } : (value as Schema), pointer },
      whenFalse: undefined,
    };
  });
}

/** Names of the members that schemas declare. As for ajv, none of them can be `__proto__`. */
export function declaredNames(parts: readonly Part[]): ReadonlySet<string> {
  const names = new Set(parts.flatMap(part => Object.keys(namedSchemas(part, 'properties'))));
  names.delete('__proto__');
  return names;
}

/** Names of the members that schemas require. */
export function requiredNames(parts: readonly Part[]): ReadonlySet<string> {
  return new Set(parts.flatMap(({ schema: { required } }) => (Array.isArray(required) ? required.map(String) : [])));
}

/** The schemas of a member of any name; none where the schemas say nothing of it. */
export function memberSchemas(parts: readonly Part[], name: string): readonly Subschema[] {
  const known = parts.flatMap(part => describedBy(part, name));
  if (known.length > 0) return known;
  return parts.filter(({ schema }) => schema['unevaluatedProperties'] !== undefined).map(unevaluatedProperties);
}

function describedBy(part: Part, name: string): readonly Subschema[] {
  const isDeclared = name !== '__proto__' && Object.hasOwn(namedSchemas(part, 'properties'), name);
  const own = isDeclared ? [child(part, 'properties', name)] : [];
  const matching = Object.keys(namedSchemas(part, 'patternProperties')).filter(pattern =>
    tolerantRegExp(pattern, 'u').test(name),
  );
  const found = [...own, ...matching.map(pattern => child(part, 'patternProperties', pattern))];
  if (found.length > 0 || part.schema['additionalProperties'] === undefined) return found;
  return [child(part, 'additionalProperties')];
}

function unevaluatedProperties(part: Part): Subschema {
  return child(part, 'unevaluatedProperties');
}

/** The schemas of members that are not declared, whatever their names. */
export function otherMembers(part: Part): readonly Subschema[] {
  const patterns = Object.keys(namedSchemas(part, 'patternProperties'));
  return [
    ...patterns.map(pattern => child(part, 'patternProperties', pattern)),
    ...presentOf(part, ['additionalProperties', 'unevaluatedProperties']),
  ];
}

/** The schemas of the item at an index. */
export function itemSchemas(parts: readonly Part[], index: number): readonly Subschema[] {
  const known = parts.flatMap(part => itemOf(part, index));
  return known.length > 0 ? known : parts.flatMap(part => presentOf(part, ['unevaluatedItems']));
}

function itemOf(part: Part, index: number): readonly Subschema[] {
  const prefix = listedSchemas(part, 'prefixItems')[index];
  return prefix === undefined ? presentOf(part, ['items']) : [prefix];
}

/** The schemas that some of the items of a list have. */
export function someItems(part: Part): readonly Subschema[] {
  return [...listedSchemas(part, 'prefixItems'), ...presentOf(part, ['items', 'unevaluatedItems', 'contains'])];
}

/** The schema of the items that a list must contain. */
export function containedItems(part: Part): readonly Subschema[] {
  return presentOf(part, ['contains']);
}

function presentOf(part: Part, keywords: readonly string[]): readonly Subschema[] {
  return keywords.filter(keyword => part.schema[keyword] !== undefined).map(keyword => child(part, keyword));
}

/** The values that a schema lists. */
export function listedValues({ schema }: Part): readonly Json[] | undefined {
  if (schema['const'] !== undefined) return [schema['const']];
  return Array.isArray(schema['enum']) ? schema['enum'] : undefined;
}

/** The types that a schema names; undefined allows every type. */
export function namedTypes({ schema: { type } }: Part): readonly JsonType[] | undefined {
  return type === undefined ? undefined : ([type].flat() as readonly JsonType[]);
}
