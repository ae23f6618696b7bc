// `x-scopes`: an operation requires all of its scopes, a claim any of them.

import { isObject } from '../../base/json.ts';
import type { ApiDocument, Json, JsonObject } from './document.ts';
import { joinPointer, pointerOfRef } from './pointer.ts';
import type { Report } from './problems.ts';
import { resolvePointer } from './resolve.ts';

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
