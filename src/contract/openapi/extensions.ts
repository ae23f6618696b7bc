// Specification extensions: `x-rate-limit`, `x-headers`, `x-oauth-error`, `x-contradictions`, `x-scopes` (spec/README.md).

import { isObject } from '../../base/json.ts';
import type { ApiDocument, Json, JsonObject, OAuthError, RateLimitSpec } from './document.ts';
import { joinPointer, pointerOfRef } from './pointer.ts';
import type { Report } from './problems.ts';
import { resolvePointer } from './resolve.ts';

/** `x-rate-limit` of the first holder that has one: the operation, its path, the document. */
export function readRateLimit(
  holders: readonly (readonly [holder: JsonObject, pointer: string])[],
  report: Report,
): RateLimitSpec | undefined {
  const holder = holders.find(([node]) => node['x-rate-limit'] !== undefined);
  if (!holder) return undefined;
  const pointer = joinPointer(holder[1], 'x-rate-limit');
  const value = holder[0]['x-rate-limit'];
  if (!isObject(value)) {
    report(pointer, `expected an object with limit and windowSeconds, but found ${nameOf(value)}`);
    return undefined;
  }
  refuseOthers(value, ['limit', 'windowSeconds'], pointer, report);
  const limit = positiveInteger(value['limit'], joinPointer(pointer, 'limit'), report);
  const windowSeconds = positiveInteger(value['windowSeconds'], joinPointer(pointer, 'windowSeconds'), report);
  return { limit, windowSeconds };
}

/** `x-headers` of an Example Object; empty without any. */
export function readHeadersExtension(
  example: JsonObject,
  pointer: string,
  report: Report,
): Readonly<Record<string, string | null>> {
  const value = example['x-headers'];
  const at = joinPointer(pointer, 'x-headers');
  if (value === undefined) return {};
  if (!isObject(value)) {
    report(at, `expected an object of header names and values, but found ${nameOf(value)}`);
    return {};
  }
  return Object.fromEntries(Object.entries(value).map(([name, text]) => [name, headerValue(name, text, at, report)]));
}

/** `x-oauth-error` of an Example Object; undefined without one, null if RFC 6750 has no error code. */
export function readOAuthError(example: JsonObject, pointer: string, report: Report): OAuthError | null | undefined {
  const value = example['x-oauth-error'];
  const at = joinPointer(pointer, 'x-oauth-error');
  if (value === undefined || value === null) return value;
  if (!isObject(value)) {
    report(at, `expected null or an object with error, but found ${nameOf(value)}`);
    return undefined;
  }
  refuseOthers(value, ['error', 'error_description', 'scope'], at, report);
  for (const key of ['error', ...Object.keys(value)]) {
    if (typeof value[key] !== 'string')
      report(joinPointer(at, key), `expected a string, but found ${nameOf(value[key])}`);
  }
  return value as unknown as OAuthError;
}

/** Another reading of a value that some source has. */
export interface Contradiction {
  /** Row in the table of contradictions. */
  readonly row: number;
  readonly reading: string;
  readonly schemaPointer: string;
}

/** `x-contradictions` of a schema; empty without any. */
export function readContradictions(schema: JsonObject, pointer: string, report: Report): readonly Contradiction[] {
  const value = schema['x-contradictions'];
  const at = joinPointer(pointer, 'x-contradictions');
  if (value === undefined) return [];
  if (Array.isArray(value))
    return value.map((item, index) => readContradiction(item as Json, joinPointer(at, index), report));
  report(at, `expected a list of objects with row, reading and schema, but found ${nameOf(value)}`);
  return [];
}

function readContradiction(value: Json, pointer: string, report: Report): Contradiction {
  const { row, reading, schema, ...others } = isObject(value) ? value : {};
  if (!isObject(value) || typeof reading !== 'string' || !isObject(schema))
    report(pointer, `expected an object with row, reading (a string) and schema, but found ${nameOf(value)}`);
  refuseOthers(others, ['row', 'reading', 'schema'], pointer, report);
  return {
    row: positiveInteger(row, joinPointer(pointer, 'row'), report),
    reading: String(reading),
    schemaPointer: joinPointer(pointer, 'schema'),
  };
}

// @see https://www.rfc-editor.org/rfc/rfc9110#section-5.6.2 and 5.5
const fieldName = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/u;
const fieldValue = /^[\t\x20-\x7e\x80-\xff]*$/u;

function headerValue(name: string, value: Json, at: string, report: Report): string | null {
  const pointer = joinPointer(at, name);
  if (!fieldName.test(name)) report(pointer, `expected the name of a header, but found "${name}"`);
  if (value === null) return null;
  const text = typeof value === 'number' ? String(value) : value;
  if (typeof text !== 'string') report(pointer, `expected a string, or null to omit it, but found ${nameOf(text)}`);
  else if (!fieldValue.test(text)) report(pointer, 'expected one line of Latin-1 text');
  return String(text);
}

function positiveInteger(value: Json | undefined, pointer: string, report: Report): number {
  if (typeof value === 'number' && Number.isInteger(value) && value > 0) return value;
  report(pointer, `expected an integer above 0, but found ${typeof value === 'number' ? value : nameOf(value)}`);
  return 1;
}

function refuseOthers(value: JsonObject, known: readonly string[], pointer: string, report: Report): void {
  for (const key of Object.keys(value)) {
    if (!known.includes(key)) report(joinPointer(pointer, key), `expected only ${known.join(', ')}`);
  }
}

function nameOf(value: Json | undefined): string {
  if (value === undefined) return 'nothing';
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'an array';
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}

// `x-scopes`: an operation requires all of its scopes, a claim any of them.

/** Scopes by JSON Pointer of the claim; other claims need none. */
export type ClaimScopes = ReadonlyMap<string, readonly string[]>;

/** `<resource>:write` of the profile API includes `<resource>:read`. */
export function includesScope(granted: readonly string[], scope: string): boolean {
  if (granted.includes(scope)) return true;
  return scope.startsWith('profapi:') && granted.includes(scope.replace(/:read$/, ':write'));
}

/** Claims that these scopes exclude, by JSON Pointer. */
export function withheldClaims(claims: ClaimScopes, granted: readonly string[]): readonly string[] {
  const isWithheld = ([, scopes]: readonly [string, readonly string[]]) =>
    !scopes.some(scope => includesScope(granted, scope));
  return [...claims].filter(isWithheld).map(([pointer]) => pointer);
}

export function withoutClaims(profile: Json, pointers: readonly string[]): Json {
  if (!isObject(profile)) return profile;
  const members = Object.entries(profile).flatMap(([name, value]): [string, Json][] => {
    const at = joinPointer('', name);
    if (pointers.includes(at)) return [];
    const below = pointers.filter(pointer => pointer.startsWith(`${at}/`)).map(pointer => pointer.slice(at.length));
    return [[name, below.length === 0 ? value : withoutClaims(value, below)]];
  });
  return Object.fromEntries(members);
}

// Beyond this number of schemas, each is read at its first place only: references multiply.
const manySchemas = 10_000;
// No claim that a scope could name is deeper.
const deepest = 100;

/** The `x-scopes` of a profile's claims, through `$ref`, `allOf` and objects. */
export function claimScopes({ root }: Pick<ApiDocument, 'root'>, schemaPointer: string): ClaimScopes {
  const found = new Map<string, readonly string[]>();
  const met = new Set<Json>();
  let count = 0;
  const collect = (schema: Json | undefined, at: string, within: readonly Json[]): void => {
    if (
      !isObject(schema) ||
      within.length > deepest ||
      within.includes(schema) ||
      (count++ > manySchemas && met.has(schema))
    )
      return;
    met.add(schema);
    const inner = [...within, schema];
    const { $ref, allOf, properties, 'x-scopes': scopes } = schema;
    if (at !== '' && Array.isArray(scopes)) found.set(at, scopes as string[]);
    if ($ref !== undefined) collect(resolvePointer(root, pointerOfRef($ref) ?? '')?.value, at, inner);
    for (const part of Array.isArray(allOf) ? allOf : []) collect(part, at, inner);
    for (const [name, member] of Object.entries(isObject(properties) ? properties : {}))
      collect(member, joinPointer(at, name), inner);
  };
  collect(resolvePointer(root, schemaPointer)?.value, '', []);
  return found;
}

/** `x-scopes` of an operation or a schema; empty without any. */
export function readScopesExtension(holder: JsonObject, pointer: string, report: Report): readonly string[] {
  const value = holder['x-scopes'];
  if (value === undefined) return [];
  // @see https://www.rfc-editor.org/rfc/rfc6749#section-3.3
  const isList = Array.isArray(value) && value.every(scope => /^[\x21\x23-\x5b\x5d-\x7e]+$/.test(String(scope)));
  if (isList && value.length > 0) return value.map(String);
  report(joinPointer(pointer, 'x-scopes'), 'expected a list of scopes, such as [openid]');
  return [];
}
