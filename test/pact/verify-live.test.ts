// `pact verify` against a service that is not on this machine: only what needs no state, and only with permission. The
// stand-in is reached as 0.0.0.0, which leads to this machine and is no loopback address.

import { afterEach, describe, expect, it } from 'vitest';
import { answer, handPact } from './hand-pact.ts';
import { jsonAnswer, type Provider, startProvider } from './provider.ts';
import { verify } from './run-pact.ts';

let provider: Provider | undefined;

afterEach(() => provider?.close());

const profile = { response: answer({ sub: 'ABCDEFGH1234' }) };
const env = { APS_TOKEN: 'a-token' };

describe('a live service', () => {
  it('is asked only with --live', async () => {
    const flags = { pact: [handPact([profile])], target: 'https://developer.api.autodesk.com' };
    await expect(verify(flags, env)).rejects.toMatchObject({ code: 'ERR_TARGET_NOT_ALLOWED', exitCode: 2 });
  });

  it('gets what needs no state, and no question of ours', async () => {
    const live = await start();
    const interactions = [
      profile,
      { providerStates: [{ name: 'the token is missing' }], request: { headers: {} }, response: { status: 401 } },
      { ...profile, providerStates: [{ name: 'a person exists' }] },
      { ...profile, request: { method: 'POST' } },
    ];
    const { exitCode, checks } = await verify({ ...live, pact: [handPact(interactions)] }, env);
    expect(exitCode).toBe(0);
    expect(checks.slice(0, 4).map(({ status, reason }) => [status, reason])).toEqual([
      ['passed', undefined],
      ['passed', undefined],
      ['not-checked', 'it needs the state "a person exists", which cannot be set up on a live service'],
      ['not-checked', 'only GET and HEAD are sent to a live service'],
    ]);
    expect(provider?.requests.map(({ method, url }) => `${method} ${url}`)).toEqual([
      'HEAD /',
      'GET /userinfo',
      'GET /userinfo',
    ]);
  });

  it('gets no placeholder for a token', async () => {
    const live = await start();
    const { exitCode, checks } = await verify({ ...live, pact: [handPact([profile])] });
    expect(exitCode).toBe(3);
    expect(checks[0]?.reason).toBe('it sends a token; set APS_TOKEN');
  });

  it('gets no more requests than the budget has', async () => {
    const live = await start();
    const { checks } = await verify({ ...live, pact: [handPact([profile, profile])], budget: 1 }, env);
    expect(checks[1]?.reason).toBe('the budget of requests is exhausted');
    expect(provider?.requests).toHaveLength(2);
  });
});

async function start(): Promise<{ target: string; live: true; allowHttp: true }> {
  provider = await startProvider((request, response) => {
    if (request.headers.authorization === 'Bearer a-token') jsonAnswer({ sub: 'ABCDEFGH1234' })(request, response);
    else jsonAnswer(unauthorized, 401)(request, response);
  });
  return { target: provider.url.replace('127.0.0.1', '0.0.0.0'), live: true, allowHttp: true };
}

const unauthorized = {
  developerMessage: 'The Authorization header is missing or invalid.',
  moreInfo: 'https://aps.autodesk.com/en/docs/oauth/v2/developers_guide/error_handling/',
  errorCode: 'AUTH-012',
};
