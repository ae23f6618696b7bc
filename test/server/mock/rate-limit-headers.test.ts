// What an answer says of the caller's limits, and of the request it belongs to.

import { expect, it } from 'vitest';
import { verifyResponse } from '../../../src/index.ts';
import { startMock } from '../../../src/testing/start-mock.ts';

const names = ['limit', 'remaining', 'used', 'reset'].map(name => `x-rate-limit-${name}`);

async function ask({ url }: { url: string }, token: string, headers: Record<string, string> = {}) {
  const response = await fetch(`${url}/userinfo`, { headers: { authorization: `Bearer ${token}`, ...headers } });
  return { response, said: names.map(name => response.headers.get(name)) };
}

it('a success says what is left, true to the limiter, whether the answer was remembered or not', async () => {
  await using mock = await startMock({ rateLimit: 5 });
  for (let used = 1; used <= 5; used++) {
    const { response, said } = await ask(mock, 'mock.alice');
    const [limit, remaining, spent, reset] = said.map(Number);
    expect([limit, remaining, spent]).toEqual([5, 5 - used, used]);
    expect(Number(reset) * 1000).toBeGreaterThan(mock.clock.now());
    expect(Number(reset) * 1000).toBeLessThanOrEqual(mock.clock.now() + 61_000);
    expect(response.headers.get('x-ads-rate-limit-type')).toBe('3lo');
    expect((await verifyResponse(response)).ok).toBe(true);
  }
  const { response, said } = await ask(mock, 'mock.alice');
  expect([response.status, ...said]).toEqual([429, null, null, null, null]);
  mock.clock.advance(60_000);
  expect((await ask(mock, 'mock.alice')).said[2]).toBe('1');
});

it('the client id of a token of the login is what is limited', async () => {
  await using mock = await startMock();
  const { accessToken } = await mock.login({ clientId: 'my-app' });
  const { response } = await ask(mock, accessToken);
  expect(response.headers.get('x-ads-rate-limit-value')).toBe('my-app');
});

it('errors of a known caller say it on request, and nothing does where it is off', async () => {
  await using all = await startMock({ rateLimit: 1, rateLimitHeaders: 'all', rateLimitReset: 'iso' });
  await ask(all, 'mock.alice');
  const { response, said } = await ask(all, 'mock.alice');
  expect([response.status, ...said]).toEqual([429, '1', '0', '1', expect.stringMatching(/^\d{4}-.*:\d\dZ$/)]);
  expect((await ask(all, 'mock.alice.401')).said).toEqual([null, null, null, null]);
  await using off = await startMock({ rateLimitHeaders: 'off' });
  expect((await ask(off, 'mock.alice')).said).toEqual([null, null, null, null]);
  await using unlimited = await startMock({ rateLimit: 0 });
  expect((await ask(unlimited, 'mock.alice')).said).toEqual([null, null, null, null]);
});

it('a scenario has the last word on each header', async () => {
  await using mock = await startMock();
  mock.once({ headers: { 'X-Rate-Limit-Remaining': '0', 'X-Rate-Limit-Used': null } });
  expect((await ask(mock, 'mock.alice')).said).toEqual(['500', '0', null, expect.any(String)]);
});

it('the limit of a person counts over all applications, with its own headers', async () => {
  await using mock = await startMock({ userRateLimit: 2 });
  const [first, second] = [await mock.login({ clientId: 'a' }), await mock.login({ clientId: 'b' })];
  await ask(mock, first.accessToken);
  const { response, said } = await ask(mock, second.accessToken);
  expect([said[2], response.headers.get('x-rate-limit-user-used')]).toEqual(['1', '2']);
  expect(response.headers.get('x-rate-limit-user-remaining')).toBe('0');
  const { sub } = (await response.json()) as { sub: string };
  expect(response.headers.get('x-ads-rate-limit-user-value')).toBe(sub);
  expect((await ask(mock, 'mock.alice')).response.status).toBe(429);
  expect((await ask(mock, 'mock.ben')).response.status).toBe(200);
});

it('pages of other origins can read them', async () => {
  await using mock = await startMock();
  const exposed = (await ask(mock, 'mock.alice')).response.headers.get('access-control-expose-headers') ?? '';
  for (const name of [...names, 'x-ads-rate-limit-value']) expect(exposed.toLowerCase().split(', ')).toContain(name);
});

it('the login says it in its own two headers', async () => {
  await using mock = await startMock();
  const left: (string | null)[] = [];
  for (let call = 0; call < 2; call++) {
    const form = { grant_type: 'client_credentials', client_id: 'a', client_secret: 'b', scope: 'data:read' };
    const body = new URLSearchParams(form);
    const { headers } = await fetch(`${mock.url}/authentication/v2/token`, { method: 'POST', body });
    left.push(headers.get('ratelimit-value'), headers.get('ratelimit-remaining'));
    expect(headers.get('access-control-expose-headers')).toContain('RateLimit-Remaining');
  }
  expect(left).toEqual(['500', '499', '500', '498']);
});

it('a correlation id is in the journal, bounded and printable, and in the answer on request', async () => {
  await using mock = await startMock({ echoCorrelationId: true });
  const { response } = await ask(mock, 'mock.alice', { 'x-correlation-id': 'order 7' });
  expect(response.headers.get('x-correlation-id')).toBe('order 7');
  await ask(mock, 'mock.alice', { 'x-correlation-id': `\u00e9${'x'.repeat(300)}` });
  expect(mock.journal.find({ correlationId: 'order 7' })).toHaveLength(1);
  expect(mock.journal.all().at(-1)?.correlationId).toBe(`?${'x'.repeat(127)}`);
  await using silent = await startMock();
  const quiet = await ask(silent, 'mock.alice', { 'x-correlation-id': 'order 7' });
  expect(quiet.response.headers.get('x-correlation-id')).toBeNull();
  const preflight = await fetch(`${silent.url}/userinfo`, {
    method: 'OPTIONS',
    headers: {
      origin: 'https://app.example',
      'access-control-request-method': 'GET',
      'access-control-request-headers': 'authorization, x-correlation-id',
    },
  });
  expect(preflight.headers.get('access-control-allow-headers')).toContain('x-correlation-id');
});
