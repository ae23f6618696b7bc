// What the document says of claims beyond their type: which of them identify the person, and which may change between
// two requests. The meaning of a claim is its `x-person`; spec/README.md lists them.

import { isObject } from '../base/json.ts';
import type { Json, JsonObject, Operation } from '../contract/openapi/document.ts';
import { joinPointer } from '../contract/openapi/pointer.ts';
import { followPointer } from '../contract/openapi/resolve.ts';
import { profileMediaType } from './documented.ts';

/** A profile as it was received. */
export type Profile = Readonly<Record<string, unknown>>;

/** The claims of a document's profile. */
export interface ProfileClaims {
  /** Pointer of the profile's schema. */
  readonly schemaPointer: string;
  /** Claim that identifies the person; OpenID Connect's `sub` unless the document says otherwise. */
  readonly subject: string;
  /** Claims that hold an id of the person, the subject first. */
  readonly ids: readonly string[];
  /** Documented claims that differ between two profiles although they should not. */
  changed(before: Profile, after: Profile): readonly string[];
  /** Pointer of a claim's schema. */
  pointerOf(claim: string): string;
}

/** What every request may see anew: signed addresses, and moments that a request itself may move. */
const changingAttributes = new Set(['updatedAt', 'lastLoginAt']);

/** Reads the schema of the profile that an operation gives. */
export function profileClaims(root: JsonObject, operation: Operation): ProfileClaims {
  const schemaPointer = profileMediaType(operation)?.schemaPointer ?? operation.pointer;
  const claims = new Map(propertiesOf(root, schemaPointer));
  const named = (attribute: string): readonly string[] =>
    [...claims].filter(([, pointer]) => attributeOf(root, pointer) === attribute).map(([claim]) => claim);
  const subject = named('subject')[0] ?? 'sub';
  const steady = [...claims].filter(([, pointer]) => !mayChange(root, pointer)).map(([claim]) => claim);
  return {
    schemaPointer,
    subject,
    ids: [subject, ...named('legacyId')],
    changed: (before, after) => steady.filter(claim => !isEqual(before[claim], after[claim])),
    pointerOf: claim => claims.get(claim) ?? schemaPointer,
  };
}

/** Properties by name with the pointers of their schemas, through `$ref` and `allOf`. */
function propertiesOf(root: JsonObject, pointer: string, depth = 0): readonly (readonly [string, string])[] {
  const found = followPointer(root, pointer);
  if (found === undefined || !isObject(found.value) || depth > 8) return [];
  const { properties, allOf } = found.value;
  const own = Object.keys(isObject(properties) ? properties : {}).map(
    name => [name, joinPointer(found.pointer, 'properties', name)] as const,
  );
  const parts = Array.isArray(allOf) ? allOf : [];
  return [
    ...parts.flatMap((_, index) => propertiesOf(root, joinPointer(found.pointer, 'allOf', index), depth + 1)),
    ...own,
  ];
}

function attributeOf(root: JsonObject, pointer: string): Json | undefined {
  const value = followPointer(root, pointer)?.value;
  return isObject(value) ? value['x-person'] : undefined;
}

function mayChange(root: JsonObject, pointer: string): boolean {
  const schema = followPointer(root, pointer)?.value;
  if (!isObject(schema)) return false;
  if (schema['format'] === 'uri' || changingAttributes.has(String(schema['x-person']))) return true;
  const members = propertiesOf(root, pointer);
  return members.length > 0 && members.every(([, member]) => mayChange(root, member));
}

/** Equal as JSON, whatever the order of members. */
function isEqual(a: unknown, b: unknown): boolean {
  if (!isObject(a) || !isObject(b)) return Array.isArray(a) && Array.isArray(b) ? areEqual(a, b) : a === b;
  const names = new Set([...Object.keys(a), ...Object.keys(b)]);
  return [...names].every(name => isEqual(a[name], b[name]));
}

function areEqual(a: readonly unknown[], b: readonly unknown[]): boolean {
  return a.length === b.length && a.every((item, index) => isEqual(item, b[index]));
}
