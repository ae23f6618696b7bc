// What the document says of claims beyond their type: which of them identify the person, and which may change between
// two requests. The meaning of a claim is its `x-person`; spec/README.md lists them.

import { isObject } from '../base/json.ts';
import type { ApiDocument, Operation } from '../contract/openapi/document.ts';
import { anything, type Outline, outlineOf, type Place } from '../contract/schema/outline.ts';
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
export function profileClaims(document: ApiDocument, operation: Operation): ProfileClaims {
  const schemaPointer = profileMediaType(operation)?.schemaPointer ?? operation.pointer;
  const claims = outlineOf(document, { at: schemaPointer }).members;
  const outlineOfClaim = (claim: string): Outline => outlineOf(document, claims.get(claim) ?? anything);
  const named = (attribute: string): readonly string[] =>
    [...claims.keys()].filter(claim => outlineOfClaim(claim).person === attribute);
  const subject = named('subject')[0] ?? 'sub';
  const steady = [...claims].filter(([, place]) => !mayChange(document, place)).map(([claim]) => claim);
  return {
    schemaPointer,
    subject,
    ids: [subject, ...named('legacyId')],
    changed: (before, after) => steady.filter(claim => !isEqual(before[claim], after[claim])),
    pointerOf: claim => outlineOfClaim(claim).pointer || schemaPointer,
  };
}

// A schema may hold itself.
const deepest = 8;

function mayChange(document: ApiDocument, place: Place, depth = 0): boolean {
  const { members, formats, person } = outlineOf(document, place);
  if (formats.has('uri') || changingAttributes.has(person ?? '')) return true;
  return members.size > 0 && depth < deepest && [...members.values()].every(one => mayChange(document, one, depth + 1));
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
