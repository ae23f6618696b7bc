// What the page shows of one request, and of the limit.

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { RecentExchanges } from '../../../src/server/sessions/recent-exchanges.ts';
import { type AdminServer, startServer } from './admin-server.ts';

let server: AdminServer;
beforeAll(async () => {
  server = await startServer();
});
afterAll(() => server.close());

const ask = (token: string, headers: Readonly<Record<string, string>> = {}) =>
  server.send('GET /userinfo', { headers: { authorization: `Bearer ${token}`, ...headers } });
const exchangeOf = async (id: string | undefined) => (await server.call(`GET /requests/${id}/exchange`)).body;

describe('GET /__admin/requests/{id}/exchange', () => {
  it('has headers and body as sent, and no finding for a good answer', async () => {
    const answer = await ask('mock.alice');
    const exchange = await exchangeOf(answer.headers['x-request-id']);
    expect(exchange).toMatchObject({ response: { body: JSON.stringify(answer.body) }, findings: [] });
    expect((exchange['response'] as { headers: unknown[] }).headers).toContainEqual(['cache-control', 'no-store']);
  });

  it('never shows a token, a cookie or a key', async () => {
    const answer = await ask('mock.alice', { cookie: 'sid=hush', 'x-api-key': 'hush', 'user-agent': 'me' });
    const { request } = await exchangeOf(answer.headers['x-request-id']);
    const { headers } = request as { headers: [string, string][] };
    expect(Object.fromEntries(headers)).toMatchObject({
      authorization: expect.stringMatching(/^Bearer \*\*\* \(#[0-9a-f]{12}\)$/),
      cookie: '***',
      'x-api-key': '***',
      'user-agent': 'me',
    });
  });

  it('has the findings about an answer that breaks the document', async () => {
    const answer = await ask('mock.alice.html-with-200');
    const { findings } = await exchangeOf(answer.headers['x-request-id']);
    expect(findings).toContainEqual(expect.objectContaining({ severity: 'error' }));
  });

  it('knows no other ids', async () => {
    const { status, body } = await server.call('GET /requests/none/exchange');
    expect([status, body['code']]).toEqual([404, 'ERR_JOURNAL_ENTRY_UNKNOWN']);
  });
});

describe('the latest exchanges', () => {
  const exchange = (id: number, body: string) => ({ id: String(id), request: {}, response: [], body });

  it('are bounded in number and in characters', () => {
    const recent = new RecentExchanges();
    for (let id = 0; id < 600; id++) recent.keep(exchange(id, 'x'), id * 10);
    expect([recent.get('99'), recent.get('100')?.id]).toEqual([undefined, '100']);
    const large = 'x'.repeat(1024 * 1024);
    for (let id = 1000; id < 1006; id++) recent.keep(exchange(id, large), id * 10);
    expect([recent.get('1001'), recent.get('1005')?.id]).toEqual([undefined, '1005']);
    recent.keep(exchange(2000, `${large}x`), 20_000);
    expect(recent.get('2000')).toBeUndefined();
  });

  it('are at most 250 of a second, so that load costs little', () => {
    const recent = new RecentExchanges();
    for (let id = 0; id < 300; id++) recent.keep(exchange(id, 'x'), 5000 + id);
    recent.keep(exchange(300, 'x'), 6000);
    expect([recent.get('249')?.id, recent.get('250'), recent.get('300')?.id]).toEqual(['249', undefined, '300']);
  });
});

describe('GET /__admin/limits', () => {
  it('says what is left of the limit of each client', async () => {
    await server.call('POST /reset');
    await server.call('PATCH /settings', { body: { rateLimit: 3, rateLimitWindowSeconds: 30 } });
    await ask('mock.ben');
    await ask('mock.ben');
    const { body } = await server.call('GET /limits');
    expect(body).toMatchObject({ limit: 3, windowSeconds: 30, key: 'client', windows: [{ used: 2 }] });
    await server.call('POST /clock', { body: { advanceSeconds: 31 } });
    expect((await server.call('GET /limits')).body['windows']).toEqual([]);
    await server.call('POST /reset');
  });

  it('takes the limit of the document by default', async () => {
    expect((await server.call('GET /limits')).body).toMatchObject({ limit: 500, windowSeconds: 60 });
  });
});
