import { describe, expect, it } from 'vitest';
import type { Mock } from '../../../src/testing/mock.ts';
import { startMock } from '../../../src/testing/start-mock.ts';
import { ask, type Question } from './ask.ts';
import { serveChanged } from './documents.ts';
import { jwt } from './jwt.ts';

const of = (userid: string, client_id = 'app', more = {}) => jwt({ userid, client_id, ...more });
const statuses = async (mock: Pick<Mock, 'url'>, tokens: readonly string[]): Promise<number[]> => {
  const found = [];
  for (const token of tokens) found.push((await ask(mock, { token })).status);
  return found;
};

describe('the rate limit', () => {
  it('is the document’s by default: 500 calls', async () => {
    await using mock = await startMock();
    const first = await Promise.all(Array.from({ length: 500 }, () => ask(mock, { token: 'a' })));
    expect(new Set(first.map(({ status }) => status))).toEqual(new Set([200]));
    expect(await statuses(mock, ['a', 'b'])).toEqual([429, 200]);
  });

  it('can be switched off', async () => {
    await using mock = await startMock({ rateLimit: 0 });
    const asked = await Promise.all(Array.from({ length: 501 }, () => ask(mock, { token: 'a' })));
    expect(asked.every(({ status }) => status === 200)).toBe(true);
  });

  it('answers 44 bytes, and the seconds until the window ends', async () => {
    await using mock = await startMock({ rateLimit: 1, rateLimitWindowSeconds: 10 });
    mock.clock.set(1_800_000_000_000);
    await ask(mock, { token: 'a' });
    const waits = [];
    for (const step of [0, 1, 8999, 999]) {
      mock.clock.advance(step);
      const { status, text, headers } = await ask(mock, { token: 'a' });
      expect({ status, bytes: Buffer.byteLength(text), text }).toEqual({
        status: 429,
        bytes: 44,
        text: '{"developerMessage":"Quota limit exceeded."}',
      });
      waits.push(headers.get('retry-after'));
    }
    expect(waits).toEqual(['10', '10', '1', '1']);
    mock.clock.advance(1);
    expect((await ask(mock, { token: 'a' })).status).toBe(200);
  });

  it('is not lengthened by calls that are refused', async () => {
    await using mock = await startMock({ rateLimit: 1, rateLimitWindowSeconds: 2 });
    mock.clock.set(0);
    expect(await statuses(mock, ['a', 'a', 'a', 'a'])).toEqual([200, 429, 429, 429]);
    mock.clock.advance(2000);
    expect(await statuses(mock, ['a'])).toEqual([200]);
  });

  it('counts by application, a token without one being its own', async () => {
    await using mock = await startMock({ rateLimit: 1 });
    expect(await statuses(mock, [of('A', 'x'), of('B', 'x'), of('A', 'y'), 'opaque', 'opaque', 'other'])).toEqual([
      200, 429, 200, 200, 429, 200,
    ]);
  });

  it('can count by token', async () => {
    await using mock = await startMock({ rateLimit: 1, rateLimitKey: 'token' });
    expect(await statuses(mock, [of('ABCDEFGH1234'), of('ABCDEFGH5678'), of('ABCDEFGH1234')])).toEqual([200, 200, 429]);
  });

  it('can count by session', async () => {
    await using mock = await startMock({ rateLimit: 1, rateLimitKey: 'session' });
    expect(await statuses(mock, ['a', 'b'])).toEqual([200, 429]);
    expect(await statuses(mock.session('s'), ['a', 'b'])).toEqual([200, 429]);
  });

  it('counts neither anonymous nor forced requests', async () => {
    await using mock = await startMock({ rateLimit: 1 });
    const expired = of('A', 'app', { exp: 1 });
    expect(
      await statuses(mock, [expired, expired, 'mock.alice.500', 'mock.alice.500', 'mock.alice', 'mock.alice']),
    ).toEqual([401, 401, 500, 500, 200, 429]);
  });

  it('of which is only forced, with no Retry-After in the document, asks to wait until the caller’s window ends', async () => {
    const mock = await serveChanged(document => delete document.components.examples['quota-exceeded']['x-headers']);
    mock.clock.set(0);
    await ask(mock, { token: 'mock.alice' });
    mock.clock.advance(10_000);
    const waitOf = async (question: Question) => (await ask(mock, question)).headers.get('retry-after');
    expect(await waitOf({ token: 'mock.alice', prefer: 'code=429' })).toBe('50');
    expect(await waitOf({ prefer: 'code=429' })).toBe('60');
  });

  it('may be overridden by a scenario', async () => {
    await using mock = await startMock();
    mock.use({ status: 429, headers: { 'Retry-After': '3' } });
    expect((await ask(mock)).headers.get('retry-after')).toBe('3');
  });
});
