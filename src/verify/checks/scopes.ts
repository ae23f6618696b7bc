// The scopes of a token: access to a profile, and its claims.

import { decodeJwt } from '../../base/jwt.ts';
import { claimScopes } from '../../contract/openapi/extensions.ts';
import { claimsBeyond } from '../../contract/responses/check-scopes.ts';
import type { SeenExchange } from '../../contract/responses/exchange.ts';
import {
  type Check,
  type CheckContext,
  type CheckSituation,
  documentedFailure,
  NotChecked,
  nameOf,
  profileMediaType,
} from '../check.ts';
import type { Credentials } from '../credentials.ts';
import { expectFailure } from '../expect.ts';

export const openidMissing: Check = {
  id: 'openid-missing',
  title: 'A token without the scope openid gets the documented error',
  description: 'GET with APS_NO_OPENID_TOKEN; the answer must be the example openid-missing.',
  needs: ['noOpenidToken'],
  requests: ({ operation }) => (operation.scopes.length === 0 ? 0 : 1),
  async *run(context) {
    const { operation, credentials } = context;
    if (operation.scopes.length === 0) throw new NotChecked(`the document requires no scope at ${nameOf(operation)}`);
    const expected = documentedFailure(operation, 'openid-missing', 'a token without openid');
    yield* expectFailure(context, await context.send({ token: credentials.noOpenidToken }), expected);
  },
};

export const claimsByScope: Check = {
  id: 'claims-by-scope',
  title: "The profile has only claims of the token's scopes",
  description:
    'The answer to APS_TOKEN, with scopes from the token (a JWT) or APS_TOKEN_SCOPES; for a mock, one GET for each scope with claims.',
  needs: ['token'],
  shares: ['profile'],
  requests: situation => (situation.credentials.withScopes === undefined ? 0 : scopeSets(situation).length),
  async *run(context) {
    if (claimsOf(context).size === 0) throw new NotChecked('the document has no claim with x-scopes');
    const schemaPath = profileSchema(context);
    for await (const [scopes, exchange] of answers(context)) {
      const beyond = claimsBeyond(context.document, schemaPath, context.bodyOf(exchange), scopes);
      for (const { code, ...details } of beyond) yield context.finding(code, exchange, { ...details, schemaPath });
    }
  },
};

function claimsOf(situation: CheckSituation): ReturnType<typeof claimScopes> {
  return claimScopes(situation.document, profileSchema(situation));
}

function profileSchema({ operation }: CheckSituation): string {
  return profileMediaType(operation)?.schemaPointer ?? operation.pointer;
}

/** The operation's own scopes: with each scope that has claims, and alone. */
function scopeSets(situation: CheckSituation): readonly (readonly string[])[] {
  const { scopes } = situation.operation;
  const giving = new Set([...claimsOf(situation).values()].flat());
  return giving.size === 0 ? [] : [scopes, ...[...giving].map(scope => [...scopes, scope])];
}

async function* answers(context: CheckContext): AsyncIterable<readonly [readonly string[], SeenExchange]> {
  const { withScopes } = context.credentials;
  if (withScopes === undefined) {
    yield [scopesOf(context.credentials), await context.shared('profile')];
    return;
  }
  for (const scopes of scopeSets(context)) yield [scopes, await context.send({ token: withScopes(scopes) })];
}

/** @throws NotChecked for an opaque token without known scopes */
function scopesOf({ token = '', tokenScopes }: Credentials): readonly string[] {
  const claim = decodeJwt(token)?.payload['scope'];
  if (Array.isArray(claim)) return claim.map(String);
  const text = typeof claim === 'string' ? claim : tokenScopes;
  if (text === undefined) throw new NotChecked('the scopes of APS_TOKEN are not known; set APS_TOKEN_SCOPES');
  return text.split(/[\s,]+/u).filter(Boolean);
}
