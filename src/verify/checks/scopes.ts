// The scopes of a token: access to a profile, and its claims.

import { isObject } from '../../base/json.ts';
import { decodeJwt } from '../../base/jwt.ts';
import { claimScopes, withheldClaims } from '../../contract/openapi/scopes.ts';
import type { SeenExchange } from '../../contract/responses/exchange.ts';
import { type Check, type CheckContext, type CheckSituation, NotChecked } from '../check.ts';
import type { Credentials } from '../credentials.ts';
import { documentedFailure, nameOf, profileMediaType } from '../documented.ts';
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
    const claims = claimsOf(context);
    if (claims.size === 0) throw new NotChecked('the document has no claim with x-scopes');
    for await (const [scopes, exchange] of answers(context)) {
      const body = context.bodyOf(exchange);
      for (const claim of withheldClaims(claims, scopes).filter(pointer => isThere(body, pointer)))
        yield context.finding('check/claim-beyond-scopes', exchange, {
          message: `The claim ${claim} is present without its scope.`,
          instancePath: claim,
          schemaPath: profileMediaType(context.operation)?.schemaPointer ?? context.operation.pointer,
          expected: `one of ${claims.get(claim)?.join(', ')}`,
          actual: scopes.join(' '),
        });
    }
  },
};

function claimsOf({ document, operation }: CheckSituation): ReturnType<typeof claimScopes> {
  return claimScopes(document, profileMediaType(operation)?.schemaPointer ?? operation.pointer);
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

function isThere(body: unknown, pointer: string): boolean {
  const [name = '', ...rest] = pointer.slice(1).split('/');
  if (!isObject(body) || !Object.hasOwn(body, name)) return false;
  return rest.length === 0 || isThere(body[name], `/${rest.join('/')}`);
}
