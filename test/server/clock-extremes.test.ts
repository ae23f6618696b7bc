// The first and the last moment that a session's clock can have: everything that the mock derives from it stays valid.

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { latestMoment } from '../../src/base/clock.ts';
import type { Mock } from '../../src/testing/mock.ts';
import { startMock } from '../../src/testing/start-mock.ts';

let mock: Mock;
beforeAll(async () => {
  mock = await startMock({ admin: true, rateLimit: 2, rateLimitReset: 'iso' });
});
afterAll(() => mock.close());

const load = (token: string): Promise<Response> =>
  fetch(`${mock.url}/userinfo`, { headers: { authorization: `Bearer ${token}` } });

const dateTime = /^(?:19[7-9]|[2-9]\d\d)\d-\d\d-\d\dT\d\d:\d\d:\d\dZ$/;

describe.each([
  ['1970-01-01T00:00:00Z', 0],
  ['the end of the year 9999', latestMoment],
])('a clock at %s', (_when, moment) => {
  it('serves a profile, its picture and the state of the rate limit', async () => {
    mock.clock.set(moment);
    const response = await load('mock.alice');
    expect(response.headers.get('x-rate-limit-reset')).toMatch(dateTime);
    const { picture } = (await response.json()) as { picture: string };
    const image = await fetch(picture);
    expect([image.status, image.headers.get('content-type')]).toEqual([200, 'image/png']);
    expect(Number(/max-age=(\d+)/.exec(image.headers.get('cache-control') ?? '')?.[1])).toBeGreaterThan(0);
  });

  it('logs in, and accepts the tokens', async () => {
    mock.clock.set(moment);
    const { accessToken, idToken } = await mock.login({ persona: 'ben', scope: 'openid data:read' });
    expect((await load(accessToken)).status).toBe(200);
    const claims = JSON.parse(Buffer.from(idToken?.split('.')[1] ?? '', 'base64url').toString()) as { exp: number };
    expect(claims.exp).toBeGreaterThan(moment / 1000);
  });

  it('gives service accounts dates of the same form', async () => {
    mock.clock.set(moment);
    const { assertion, clientId } = await mock.serviceAccount({ name: `clock-${moment}`, scope: 'openid' });
    const grant = { grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer', assertion, scope: 'openid' };
    const authorization = `Basic ${Buffer.from(`${clientId}:secret`).toString('base64')}`;
    const request = { method: 'POST', headers: { authorization }, body: new URLSearchParams(grant) };
    const answer = await fetch(`${mock.url}/authentication/v2/token`, request);
    const { access_token: token } = (await answer.json()) as { access_token: string };
    expect((await load(token)).status).toBe(200);
    const management = await accounts(clientId);
    for (const date of management) expect(date).toMatch(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d \+0000 UTC$/);
    expect(management.length).toBeGreaterThan(0);
  });
});

async function accounts(clientId: string): Promise<readonly string[]> {
  const grant = { grant_type: 'client_credentials', scope: 'application:service_account:read' };
  const basic = `Basic ${Buffer.from(`${clientId}:secret`).toString('base64')}`;
  const request = { method: 'POST', headers: { authorization: basic }, body: new URLSearchParams(grant) };
  const answer = await fetch(`${mock.url}/authentication/v2/token`, request);
  const { access_token: token } = (await answer.json()) as { access_token: string };
  const list = await fetch(`${mock.url}/authentication/v2/service-accounts`, {
    headers: { authorization: `Bearer ${token}` },
  });
  const { serviceAccounts } = (await list.json()) as { serviceAccounts: Readonly<Record<string, string>>[] };
  return serviceAccounts.flatMap(account =>
    Object.entries(account).flatMap(([name, value]) => (/At$/.test(name) ? [value] : [])),
  );
}

it('a clock that is moved back opens a new window of the rate limit', async () => {
  mock.clock.set(latestMoment);
  const statuses = async (): Promise<readonly number[]> => {
    const all = [await load('mock.emil'), await load('mock.emil'), await load('mock.emil')];
    return all.map(({ status }) => status);
  };
  expect(await statuses()).toEqual([200, 200, 429]);
  mock.clock.set(0);
  expect(await statuses()).toEqual([200, 200, 429]);
  expect((await load('mock.emil')).headers.get('retry-after')).toBe('60');
});

it.each([
  { now: '0000-01-01T00:00:00Z' },
  { now: '1969-12-31T23:59:59Z' },
  { now: '9999-12-31T23:59:59-01:00' },
  { now: '+010000-01-01T00:00:00Z' },
  { now: 8.64e15 },
  { now: -8.64e15 },
  { advanceSeconds: 8.64e15 },
])('a clock refuses %j', async move => {
  const request = { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(move) };
  const response = await fetch(`${mock.url}/__admin/clock`, request);
  expect([response.status, ((await response.json()) as { code: string }).code]).toEqual([
    400,
    'ERR_ADMIN_BODY_INVALID',
  ]);
});
