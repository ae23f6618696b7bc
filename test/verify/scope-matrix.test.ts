// Every set of the scopes that the document names, by the claims that it gives: one expectation, made from x-scopes, over
// the mock, verify, the matchers and the interactions of Pact.

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { claimScopes, withheldClaims } from '../../src/contract/openapi/extensions.ts';
import { builtinDocument, loadDocument } from '../../src/contract/openapi/load.ts';
import { placeholderToken, userinfoInteractions } from '../../src/pact/index.ts';
import type { Mock } from '../../src/testing/mock.ts';
import { startMock } from '../../src/testing/start-mock.ts';
import { verify } from '../../src/verify/verify.ts';
import { verifyUserInfo } from '../../src/verify/verify-response.ts';
import { recordingPact } from '../pact/recording-pact.ts';

const document = await loadDocument(builtinDocument('v2'));
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
  [mock, lax] = await Promise.all([
    startMock({ profileApi: 'v2', rateLimit: 0, admin: true }),
    startMock({ rateLimit: 0 }),
  ]);
});
afterAll(() => Promise.all([mock.close(), lax.close()]));

const bare = (pointer: string): string => pointer.replace('/', '');

async function profileOf(token: string, url: string = mock.url): Promise<Readonly<Record<string, unknown>>> {
  const response = await fetch(`${url}/userinfo`, { headers: { authorization: `Bearer ${token}` } });
  return (await response.json()) as Readonly<Record<string, unknown>>;
}

const only = ['valid-token', 'claims-by-scope'];

it('has no set that gives the same as another one but for write scopes', () => {
  const distinct = new Set(cases.slice(0, sets.length).map(({ given }) => given.join()));
  // What core-std gives, core-all gives as well.
  expect([sets.length, distinct.size]).toEqual([8, 6]);
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

  it('is a profile for the matchers, which find each claim beyond it, and none without sub', async () => {
    const { sub, ...others } = await profileOf(mock.token('alice', undefined, scope));
    expect((await verifyUserInfo({ sub, ...others }, { scope })).findings).toEqual([]);
    expect((await verifyUserInfo(others, { scope })).ok).toBe(false);
    const whole = await profileOf(mock.token('alice'));
    const { findings } = await verifyUserInfo(whole, { scope });
    expect(findings.map(({ code }) => code)).toEqual(withheld.map(() => 'check/claim-beyond-scopes'));
    expect(findings.map(({ instancePath }) => instancePath.slice(1))).toEqual(withheld);
  });

  it('answers the interaction of a consumer that reads its claims, and gives no others', async () => {
    const pact = recordingPact();
    const options = { scope, claims: ['sub', ...given], only: ['profile'] };
    const [profile] = await userinfoInteractions(pact, options);
    await profile?.executeTest(async () => {});
    expect(Object.keys(profile?.body as object).sort()).toEqual(['sub', ...given].sort());
    const session = mock.session('pact');
    const { state, params } = pact.recorded[0] ?? {};
    const body = JSON.stringify({ state, params });
    const request = { method: 'POST', headers: { 'content-type': 'application/json' }, body };
    expect((await fetch(`${session.url}/__admin/pact/states`, request)).status).toBe(200);
    expect(Object.keys(await profileOf(placeholderToken, session.url)).sort()).toEqual(['sub', ...given].sort());
  });

  it('is an error for a consumer that reads more, which names the scope', async () => {
    const beyond = withheld.map(claim => `"${claim}" needs ${(claims.get(`/${claim}`) ?? []).join(' or ')}`);
    const made = userinfoInteractions(recordingPact(), { scope, claims: ['sub', ...claims.keys()].map(bare) });
    if (withheld.length === 0) expect((await made).length).toBeGreaterThan(0);
    else await expect(made).rejects.toMatchObject({ code: 'ERR_PACT_CLAIM_WITHHELD', details: beyond });
  });
});
