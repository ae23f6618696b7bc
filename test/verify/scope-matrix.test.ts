// Every set of the scopes that the document names, by the claims that it gives: one expectation, made from x-scopes, over
// the mock, verify, the matchers and the interactions of Pact.

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Operation } from '../../src/contract/openapi/document.ts';
import { builtinDocument, loadDocument } from '../../src/contract/openapi/load.ts';
import { claimScopes, withheldClaims } from '../../src/contract/openapi/scopes.ts';
import { createValidators } from '../../src/contract/openapi/validators.ts';
import { describeResponses } from '../../src/pact/describe-responses.ts';
import { type Mock, startMock } from '../../src/testing/start-mock.ts';
import { verify } from '../../src/verify/verify.ts';
import { verifyUserInfo } from '../../src/verify/verify-user-info.ts';

const document = await loadDocument(builtinDocument('v2'));
const validators = createValidators(document);
const operation = document.operations[0] as Operation;
const claims = claimScopes(document, '/components/schemas/UserInfoV2');
const scopes = [...new Set([...claims.values()].flat())];

const sets = Array.from({ length: 2 ** scopes.length }, (_, bits) => scopes.filter((_scope, at) => bits & (2 ** at)));
const asWrite = sets.map(set => set.map(scope => scope.replace(/:read$/, ':write')));
const cases = [...sets, ...asWrite.slice(1)].map(set => {
  const withheld = withheldClaims(claims, set).map(pointer => pointer.slice(1));
  const given = [...claims.keys()].map(pointer => pointer.slice(1)).filter(name => !withheld.includes(name));
  return { scope: ['openid', ...set].join(' '), given, withheld };
});

let mock: Mock;
let lax: Mock;
beforeAll(async () => {
  [mock, lax] = await Promise.all([startMock({ profileApi: 'v2', rateLimit: 0 }), startMock({ rateLimit: 0 })]);
});
afterAll(() => Promise.all([mock.close(), lax.close()]));

async function profileOf(token: string): Promise<Readonly<Record<string, unknown>>> {
  const response = await fetch(`${mock.url}/userinfo`, { headers: { authorization: `Bearer ${token}` } });
  return (await response.json()) as Readonly<Record<string, unknown>>;
}

const only = ['valid-token', 'claims-by-scope'];

it('has no set that gives the same as another one but for write scopes', () => {
  const distinct = new Set(cases.slice(0, sets.length).map(({ given }) => given.join()));
  // What core-std gives, core-all gives as well.
  expect([sets.length, distinct.size, claims.size]).toEqual([8, 6, 31]);
});

describe.each(cases)('$scope', ({ scope, given, withheld }) => {
  it('gives its claims and no others', async () => {
    const { accessToken } = await mock.login({ persona: 'alice', scope });
    for (const token of [accessToken, mock.token('alice', undefined, scope)])
      expect(Object.keys(await profileOf(token)).sort()).toEqual(['sub', ...given].sort());
  });

  it('passes verify, which finds each claim beyond it where a server sends everything', async () => {
    const credentials = { token: mock.token('alice', undefined, scope), tokenScopes: scope };
    const good = await verify({ baseUrl: mock.url, document, credentials, only });
    expect([good.exitCode, good.findings]).toEqual([0, []]);
    const { checks } = await verify({ baseUrl: lax.url, document, credentials, only });
    const beyond = checks
      .flatMap(({ findings }) => findings)
      .filter(({ code }) => code === 'check/claim-beyond-scopes');
    expect(beyond.map(({ instancePath }) => instancePath.slice(1))).toEqual(withheld);
  });

  it('is a profile for the matchers, and none without sub', async () => {
    const { sub, ...others } = await profileOf(mock.token('alice', undefined, scope));
    expect((await verifyUserInfo({ sub, ...others }, { document })).findings).toEqual([]);
    expect((await verifyUserInfo(others, { document })).ok).toBe(false);
  });

  it('answers the interaction of a consumer that reads its claims', async () => {
    const [profile] = describeResponses({
      ...{ schemas: { document, validators }, operation, persona: 'alice' },
      claims: ['sub', ...given],
    });
    const { sub, ...expected } = { ...(profile?.body as Readonly<Record<string, unknown>>) };
    const seen = await profileOf(mock.token('alice', undefined, scope));
    expect(sub).toEqual(expect.any(String));
    expect(Object.keys(expected).filter(name => !(name in seen))).toEqual([]);
    expect(Object.keys(expected).sort()).toEqual([...given].sort());
  });
});
