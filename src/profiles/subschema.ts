// The schemas at one place of a value, with `$ref` and `allOf` resolved: all of them apply.
// @see https://json-schema.org/draft/2020-12/json-schema-core#section-10.2

import type { ApiDocument, Json, Schema } from '../contract/openapi/document.ts';
import { resolvePointer } from '../contract/openapi/resolve.ts';
import { listedSchemas, type Part, referenceOf, type Subschema } from '../contract/schema/keywords.ts';

/** No value satisfies the schema, or none was found. The message has the reason. */
export class Ungeneratable extends Error {
  override readonly name = 'Ungeneratable';
  readonly pointer: string;

  constructor(pointer: string, reason: string) {
    super(reason);
    this.pointer = pointer;
  }
}

export function subschemaAt(document: ApiDocument, pointer: string): Subschema {
  const found = resolvePointer(document.root, pointer);
  if (found === undefined) throw new Ungeneratable(pointer, 'the document has no schema at this place');
  return { schema: found.value as Schema, pointer: found.pointer };
}

/**
 * Every schema with keywords that applies, through `$ref` and `allOf`.
 * @throws Ungeneratable for `false`, and for a circular reference
 */
export function partsOf(document: ApiDocument, subschemas: readonly Subschema[]): readonly Part[] {
  const parts = new Map<string, Part>();
  for (const subschema of subschemas) collect(document, subschema, parts, []);
  return [...parts.values()];
}

function collect(
  document: ApiDocument,
  { schema, pointer }: Subschema,
  parts: Map<string, Part>,
  path: string[],
): void {
  if (schema === true) return;
  if (schema === false) throw new Ungeneratable(pointer, 'no value satisfies the schema false');
  if (path.includes(pointer)) throw new Ungeneratable(pointer, 'the $ref refers to itself');
  if (parts.has(pointer)) return;
  const part = { schema, pointer };
  parts.set(pointer, part);
  const inner = [...path, pointer];
  for (const subschema of referredBy(document, part)) collect(document, subschema, parts, inner);
}

function referredBy(document: ApiDocument, part: Part): readonly Subschema[] {
  const all = listedSchemas(part, 'allOf');
  if (part.schema['$ref'] === undefined) return all;
  const target = referenceOf(part);
  if (target === undefined) throw new Ungeneratable(part.pointer, '$ref is not a JSON Pointer of this document');
  return [subschemaAt(document, target), ...all];
}

export function settings(parts: readonly Part[], keyword: string): readonly Json[] {
  const found: Json[] = [];
  for (const { schema } of parts) if (schema[keyword] !== undefined) found.push(schema[keyword]);
  return found;
}

export function numbers(parts: readonly Part[], keyword: string): readonly number[] {
  return settings(parts, keyword).filter(value => typeof value === 'number');
}

export function strings(parts: readonly Part[], keyword: string): readonly string[] {
  return [...new Set(settings(parts, keyword).filter(value => typeof value === 'string'))];
}

/** The largest lower limit, or a default. */
export function largest(parts: readonly Part[], keyword: string, otherwise: number): number {
  return Math.max(otherwise, ...numbers(parts, keyword));
}

/** The smallest upper limit, or a default. */
export function smallest(parts: readonly Part[], keyword: string, otherwise: number): number {
  return Math.min(otherwise, ...numbers(parts, keyword));
}

/** Values in `examples`, `default` and `example`. They may be invalid. */
export function exampleValues({ parts }: { readonly parts: readonly Part[] }): readonly Json[] {
  const examples = settings(parts, 'examples').flatMap(list => (Array.isArray(list) ? (list as readonly Json[]) : []));
  return [...examples, ...settings(parts, 'default'), ...settings(parts, 'example')];
}
