// Whose profile is it? The same person's each time, and the one's whom the token names.

import { decodeJwt } from '../base/jwt.ts';
import { describeValue } from '../contract/findings/describe-value.ts';
import type { Finding } from '../contract/findings/finding.ts';
import { joinPointer } from '../contract/openapi/pointer.ts';
import type { SeenExchange } from '../contract/responses/exchange.ts';
import type { CheckContext } from './check.ts';
import { type Profile, profileClaims } from './profile-claims.ts';

/** Claims in which the profile of an exchange differs from one that the same token gave before. */
export interface Difference {
  readonly claim: string;
  readonly schemaPath: string;
  /** Whether it identifies the person. */
  readonly isId: boolean;
}

/** The differences that there should not be. */
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

/** What speaks against two profiles being those of one person; the second one is that of the exchange. */
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
      message: `"${claim}" differs from the answer before, with the same token.`,
      instancePath: joinPointer('', claim),
      schemaPath,
    }),
  );
}

/** What speaks against a profile being that of the expected subject and of the user whom a JWT names. */
export function compareWithToken(context: CheckContext, profile: Profile, exchange: SeenExchange): readonly Finding[] {
  const { token = '', expectedSubject } = context.credentials;
  const { subject, ids, pointerOf } = profileClaims(context.document, context.operation);
  // A profile without any id is nobody's, and the schema says so.
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

/** The user of an access token that is a JWT: `userid` in APS, `sub` elsewhere. Its signature is not ours to check. */
function userOf(token: string): string | undefined {
  const { payload } = decodeJwt(token) ?? {};
  const user = payload?.['userid'] ?? payload?.['sub'];
  return typeof user === 'string' && user !== '' ? user : undefined;
}
