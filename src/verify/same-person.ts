// Compares profiles: the same person each time, and the user of the token.

import { isObject } from '../base/json.ts';
import { decodeJwt } from '../base/jwt.ts';
import type { Finding } from '../contract/findings/finding.ts';
import { describeValue } from '../contract/findings/safe-text.ts';
import type { ApiDocument, Operation } from '../contract/openapi/document.ts';
import { joinPointer } from '../contract/openapi/pointer.ts';
import type { SeenExchange } from '../contract/responses/exchange.ts';
import { anything, type Outline, outlineOf, type Place } from '../contract/schema/outline.ts';
import { type CheckContext, profileMediaType } from './check.ts';

/** Claims of a profile that differ from an earlier one of the same token. */
export interface Difference {
  readonly claim: string;
  readonly schemaPath: string;
  readonly isId: boolean;
}

export function differences(
  { document, operation }: CheckContext,
  before: Profile,
  after: Profile,
): readonly Difference[] {
  const claims = profileClaims(document, operation);
  return claims
    .changed(before, after)
    .map(claim => ({ claim, schemaPath: claims.pointerOf(claim), isId: claims.ids.includes(claim) }));
}

/** Findings about two profiles that should be of one person; the second one is that of the exchange. */
export function comparePeople(
  context: CheckContext,
  before: Profile,
  after: Profile,
  exchange: SeenExchange,
): readonly Finding[] {
  const differing = differences(context, before, after);
  const id = differing.find(({ isId }) => isId);
  return (id === undefined ? differing : [id]).map(({ claim, schemaPath, isId }) =>
    context.finding(isId ? 'check/person-changed' : 'check/claim-changed', exchange, {
      message: `"${claim}" differs from the previous answer to the same token.`,
      instancePath: joinPointer('', claim),
      schemaPath,
    }),
  );
}

/** Findings about a profile that should be of the expected subject and of the user of a JWT. */
export function compareWithToken(context: CheckContext, profile: Profile, exchange: SeenExchange): readonly Finding[] {
  const { token = '', expectedSubject } = context.credentials;
  const { subject, ids, pointerOf } = profileClaims(context.document, context.operation);
  // A profile without any id breaks the schema already.
  if (![subject, ...ids].some(claim => Object.hasOwn(profile, claim))) return [];
  const named = userOf(token);
  if (named === undefined && expectedSubject === undefined)
    context.note(
      'valid-token: whose profile it is was not compared; the token names no user and APS_EXPECTED_SUB is not set',
    );
  const isExpected = expectedSubject === undefined || profile[subject] === expectedSubject;
  const isNamed = named === undefined || ids.some(claim => profile[claim] === named);
  const whom = [...(isExpected ? [] : ['the expected subject']), ...(isNamed ? [] : ['the user whom the token names'])];
  return whom.map(person =>
    context.finding('check/wrong-person', exchange, {
      message: `"${subject}" is not ${person}.`,
      instancePath: joinPointer('', subject),
      schemaPath: pointerOf(subject),
      actual: describeValue(profile[subject]),
    }),
  );
}

/** The user of a JWT access token: `userid` in APS, `sub` elsewhere. Its signature is not checked. */
function userOf(token: string): string | undefined {
  const { payload } = decodeJwt(token) ?? {};
  const user = payload?.['userid'] ?? payload?.['sub'];
  return typeof user === 'string' && user !== '' ? user : undefined;
}

export type Profile = Readonly<Record<string, unknown>>;

/**
 * Documented properties of claims beyond their type: the meaning of a claim is its `x-person`; see spec/README.md.
 */
export interface ProfileClaims {
  readonly schemaPointer: string;
  /** Claim that identifies the person; by default OpenID Connect's `sub`. */
  readonly subject: string;
  /** Claims with an id of the person, the subject first. */
  readonly ids: readonly string[];
  /** Documented claims that differ between two profiles unexpectedly. */
  changed(before: Profile, after: Profile): readonly string[];
  pointerOf(claim: string): string;
}

/** Attributes that each request may change: signed URLs and times. */
const changingAttributes = new Set(['updatedAt', 'lastLoginAt']);

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

// A schema may contain itself.
const deepest = 8;

function mayChange(document: ApiDocument, place: Place, depth = 0): boolean {
  const { members, formats, person } = outlineOf(document, place);
  if (formats.has('uri') || changingAttributes.has(person ?? '')) return true;
  return members.size > 0 && depth < deepest && [...members.values()].every(one => mayChange(document, one, depth + 1));
}

/** As JSON, in any order of members. */
function isEqual(a: unknown, b: unknown): boolean {
  if (!isObject(a) || !isObject(b)) return Array.isArray(a) && Array.isArray(b) ? areEqual(a, b) : a === b;
  const names = new Set([...Object.keys(a), ...Object.keys(b)]);
  return [...names].every(name => isEqual(a[name], b[name]));
}

function areEqual(a: readonly unknown[], b: readonly unknown[]): boolean {
  return a.length === b.length && a.every((item, index) => isEqual(item, b[index]));
}
