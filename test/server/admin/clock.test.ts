import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../src/contract/openapi/document.ts';
import { type AdminServer, startServer } from './admin-server.ts';

let server: AdminServer;
beforeAll(async () => {
  server = await startServer({ rateLimit: 1 });
});
afterAll(() => server.close());
afterEach(() => server.call('POST /reset?all=true'));

const move = (body: JsonObject, session?: string) =>
  server.call('POST /clock', { body, ...(session ? { session } : {}) });
const now = async (session?: string) =>
  Number((await server.call('GET /clock', session ? { session } : {})).body['now']);

describe('the clock of a session', () => {
  it('stops at a time, in ISO 8601 or milliseconds', async () => {
    const expected = { now: 1_767_225_600_000, iso: '2026-01-01T00:00:00.000Z' };
    expect((await move({ now: '2026-01-01T01:00:00+01:00' })).body).toEqual(expected);
    expect((await move({ now: 1_767_225_600_000 })).body).toEqual(expected);
    expect((await server.call('GET /clock')).body).toEqual(expected);
  });

  it('is advanced from where it is, also back and by parts of a second', async () => {
    await move({ now: 10_000 });
    expect((await move({ advanceSeconds: 1.5 })).body['now']).toBe(11_500);
    expect((await move({ advanceSeconds: -2 })).body['now']).toBe(9_500);
  });

  it('is set right', async () => {
    await move({ now: 0 });
    await move({ reset: true });
    expect(await now()).toBeGreaterThan(1_700_000_000_000);
  });

  it('is its own', async () => {
    await move({ now: 5 }, 'one');
    expect([await now('one'), (await now()) > 5]).toEqual([5, true]);
  });

  it('ends a rate limit window', async () => {
    const call = () => server.send('GET /userinfo', { headers: { authorization: 'Bearer mock.alice' } });
    await move({ now: 0 });
    expect([(await call()).status, (await call()).status]).toEqual([200, 429]);
    await move({ advanceSeconds: 59 });
    expect((await call()).headers['retry-after']).toBe('1');
    await move({ advanceSeconds: 1 });
    expect((await call()).status).toBe(200);
  });

  it.each<[JsonObject, RegExp]>([
    [{}, /at least 1 member/],
    [{ advanceSeconds: 1, reset: true }, /at most 1 member/],
    [{ advanceSeconds: '60' }, /\/advanceSeconds must be a number, but is a string/],
    [{ now: 'tomorrow' }, /\/now must be in the format "date-time"/],
    [{ now: '2026-01-01T00:00:00' }, /\/now must be in the format "date-time"/],
    [{ now: 1.5 }, /\/now must be/],
    [{ now: -1 }, /\/now must be at least 0/],
    [{ now: 1e18 }, /\/now must be at most/],
    [{ reset: false }, /\/reset must be true/],
    [{ advanceSecond: 1 }, /Did you mean "advanceSeconds"/],
    [{ advanceSeconds: 1e300 }, /leave the years 1970 to 9999/],
    [{ advanceSeconds: -1e12 }, /leave the years 1970 to 9999/],
  ])('refuses %j', async (body, message) => {
    const reply = await move(body);
    expect([reply.status, reply.body['code']]).toEqual([400, 'ERR_ADMIN_BODY_INVALID']);
    expect(reply.body['detail']).toMatch(message);
  });
});
