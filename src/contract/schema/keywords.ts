// Reads one schema: its references, members, items, types and listed values. All readers of schemas use this module, so that
// they see the same members.
// @see https://json-schema.org/draft/2020-12/json-schema-core#section-10

import { isObject } from '../../base/json.ts';
import type { Json, JsonObject, Schema } from '../openapi/document.ts';
import { joinPointer, pointerOfRef } from '../openapi/pointer.ts';
import type { JsonType } from '../openapi/quick-checks.ts';
import { tolerantRegExp } from '../openapi/regexp.ts';

/** A schema and its place in the document. */
export interface Subschema {
  readonly schema: Schema;
  readonly pointer: string;
}

export interface Part {
  readonly schema: JsonObject;
  readonly pointer: string;
}

/** `anyOf` or `oneOf`: one of these must apply, too. */
export interface Alternative {
  readonly pointer: string;
  readonly branches: readonly Subschema[];
}

/** `if`, `then` and `else`; `dependentSchemas` and `dependentRequired` are equivalent. */
export interface Condition {
  readonly pointer: string;
  readonly when: Subschema;
  readonly whenTrue: Subschema | undefined;
  readonly whenFalse: Subschema | undefined;
  /** The member that activates a dependent schema. */
  readonly member?: string;
}

export function child(part: Part, ...tokens: readonly (string | number)[]): Subschema {
  let schema: Json = part.schema;
  for (const token of tokens) schema = (schema as Readonly<Record<string, Json>>)[token] as Json;
  return { schema: schema as Schema, pointer: joinPointer(part.pointer, ...tokens) };
}

export function listedSchemas(part: Part, keyword: string): readonly Subschema[] {
  const list = part.schema[keyword];
  return Array.isArray(list) ? list.map((_, index) => child(part, keyword, index)) : [];
}

/** Subschemas of a keyword with a map. */
export function namedSchemas(part: Part, keyword: string): JsonObject {
  const value = part.schema[keyword];
  return isObject(value) ? value : {};
}

/** Target of a local `$ref`; undefined for any other. */
export function referenceOf({ schema }: Part): string | undefined {
  return pointerOfRef(schema['$ref']);
}

export function alternativesOf(part: Part): readonly Alternative[] {
  return ['anyOf', 'oneOf']
    .filter(keyword => Array.isArray(part.schema[keyword]))
    .map(keyword => ({ pointer: joinPointer(part.pointer, keyword), branches: listedSchemas(part, keyword) }));
}

/** The conditions of a schema, also those that only name members. */
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

/** Names of declared members. As for ajv, none of them can be `__proto__`. */
export function declaredNames(parts: readonly Part[]): ReadonlySet<string> {
  const names = new Set(parts.flatMap(part => Object.keys(namedSchemas(part, 'properties'))));
  names.delete('__proto__');
  return names;
}

export function requiredNames(parts: readonly Part[]): ReadonlySet<string> {
  return new Set(parts.flatMap(({ schema: { required } }) => (Array.isArray(required) ? required.map(String) : [])));
}

/** The schemas of a member of any name; none if it is undocumented. */
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

/** Schemas of undeclared members. */
export function otherMembers(part: Part): readonly Subschema[] {
  const patterns = Object.keys(namedSchemas(part, 'patternProperties'));
  return [
    ...patterns.map(pattern => child(part, 'patternProperties', pattern)),
    ...presentOf(part, ['additionalProperties', 'unevaluatedProperties']),
  ];
}

export function itemSchemas(parts: readonly Part[], index: number): readonly Subschema[] {
  const known = parts.flatMap(part => itemOf(part, index));
  return known.length > 0 ? known : parts.flatMap(part => presentOf(part, ['unevaluatedItems']));
}

function itemOf(part: Part, index: number): readonly Subschema[] {
  const prefix = listedSchemas(part, 'prefixItems')[index];
  return prefix === undefined ? presentOf(part, ['items']) : [prefix];
}

/** Schemas of an array's items that apply to some of them. */
export function someItems(part: Part): readonly Subschema[] {
  return [...listedSchemas(part, 'prefixItems'), ...presentOf(part, ['items', 'unevaluatedItems', 'contains'])];
}

/** Schema of `contains`. */
export function containedItems(part: Part): readonly Subschema[] {
  return presentOf(part, ['contains']);
}

function presentOf(part: Part, keywords: readonly string[]): readonly Subschema[] {
  return keywords.filter(keyword => part.schema[keyword] !== undefined).map(keyword => child(part, keyword));
}

/** Values of `enum` and `const`. */
export function listedValues({ schema }: Part): readonly Json[] | undefined {
  if (schema['const'] !== undefined) return [schema['const']];
  return Array.isArray(schema['enum']) ? schema['enum'] : undefined;
}

/** Types of a schema; undefined allows every type. */
export function namedTypes({ schema: { type } }: Part): readonly JsonType[] | undefined {
  return type === undefined ? undefined : ([type].flat() as readonly JsonType[]);
}
