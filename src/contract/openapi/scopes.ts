// `x-scopes`: which scopes an operation asks for, all of them, and which ones give a claim, any of them.

import { isObject } from '../../base/json.ts';
import type { ApiDocument, Json, JsonObject } from './document.ts';
import { joinPointer, pointerOfRef } from './pointer.ts';
import type { Report } from './problems.ts';
import { resolvePointer } from './resolve.ts';

/** Scopes by JSON Pointer of the claim within the profile; a claim that is not there needs none. */
export type ClaimScopes = ReadonlyMap<string, readonly string[]>;

/** Whether granted scopes include another: `<resource>:write` of the profile API includes `<resource>:read`. */
export function includesScope(granted: readonly string[], scope: string): boolean {
  if (granted.includes(scope)) return true;
  return scope.startsWith('profapi:') && granted.includes(scope.replace(/:read$/, ':write'));
}

/** Claims that these scopes do not give, by JSON Pointer. */
export function withheldClaims(claims: ClaimScopes, granted: readonly string[]): readonly string[] {
  const isWithheld = ([, scopes]: readonly [string, readonly string[]]) =>
    !scopes.some(scope => includesScope(granted, scope));
  return [...claims].filter(isWithheld).map(([pointer]) => pointer);
}

/** A copy of a profile without these claims. */
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

/** The `x-scopes` of the claims of a profile, through `$ref` and `allOf`, and into objects. */
export function claimScopes({ root }: Pick<ApiDocument, 'root'>, schemaPointer: string): ClaimScopes {
  const found = new Map<string, readonly string[]>();
  collect(root, resolvePointer(root, schemaPointer)?.value, '', found, []);
  return found;
}

function collect(
  root: JsonObject,
  schema: Json | undefined,
  at: string,
  found: Map<string, readonly string[]>,
  seen: readonly Json[],
): void {
  if (!isObject(schema) || seen.includes(schema)) return;
  const within = [...seen, schema];
  const scopes = schema['x-scopes'];
  if (at !== '' && Array.isArray(scopes)) found.set(at, scopes as string[]);
  const { $ref, allOf, properties } = schema;
  if ($ref !== undefined) collect(root, resolvePointer(root, pointerOfRef($ref) ?? '')?.value, at, found, within);
  for (const part of Array.isArray(allOf) ? allOf : []) collect(root, part, at, found, within);
  for (const [name, member] of Object.entries(isObject(properties) ? properties : {}))
    collect(root, member, joinPointer(at, name), found, within);
}

/** Reads `x-scopes` of an operation or a schema; empty where there is none. */
export function readScopesExtension(holder: JsonObject, pointer: string, report: Report): readonly string[] {
  const value = holder['x-scopes'];
  if (value === undefined) return [];
  // @see https://www.rfc-editor.org/rfc/rfc6749#section-3.3
  const isList = Array.isArray(value) && value.every(scope => /^[\x21\x23-\x5b\x5d-\x7e]+$/.test(String(scope)));
  if (isList && value.length > 0) return value.map(String);
  report(joinPointer(pointer, 'x-scopes'), 'expected a list of scopes, such as [openid]');
  return [];
}
