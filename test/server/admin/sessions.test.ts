import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Json, JsonObject } from '../../../src/contract/openapi/document.ts';
import { type AdminServer, startServer } from './admin-server.ts';

let server: AdminServer;
beforeAll(async () => {
  server = await startServer({ maxSessions: 3 });
});
afterAll(() => server.close());
afterEach(() => server.call('POST /reset?all=true'));

const ask = (session?: string) =>
  server.send('GET /userinfo', { headers: { authorization: 'Bearer mock.alice' }, ...(session ? { session } : {}) });
const list = async () => (await server.call('GET /sessions')).body['sessions'] as readonly JsonObject[];
const ids = async () => (await list()).map(({ id }) => id).sort();

describe('GET /__admin/sessions', () => {
  it('lists sessions, the default one first, with their requests', async () => {
    await ask('one');
    await ask('one');
    expect(await list()).toEqual([
      { id: 'default', requests: 0 },
      { id: 'one', requests: 2, idleSeconds: 0 },
    ]);
  });

  it('shows that their number is bounded', async () => {
    for (const id of ['a', 'b', 'c', 'a', 'd']) await ask(id);
    expect(await ids()).toEqual(['a', 'c', 'd', 'default']);
  });
});

describe('DELETE /__admin/sessions/{id}', () => {
  it('removes a session', async () => {
    await ask('one');
    expect((await server.call('DELETE /sessions/one')).body).toEqual({ removed: 'one' });
    expect(await ids()).toEqual(['default']);
  });

  it('makes the default one start afresh', async () => {
    await ask();
    await server.call('DELETE /sessions/default');
    expect(await list()).toEqual([{ id: 'default', requests: 0 }]);
  });

  it('reports an unknown session', async () => {
    const { status, body } = await server.call('DELETE /sessions/nobody');
    expect([status, body['code'], body['sessions']]).toEqual([404, 'ERR_SESSION_UNKNOWN', ['default']]);
  });
});

describe('POST /__admin/reset', () => {
  it('starts one session afresh and leaves the others', async () => {
    for (const session of ['one', 'two']) {
      await ask(session);
      await server.call('POST /scenarios/use', { session, body: { scenario: '429' } });
    }
    expect((await server.call('POST /reset', { session: 'one' })).body).toEqual({ reset: ['one'] });
    expect([(await ask('one')).status, (await ask('two')).status]).toEqual([200, 429]);
    expect((await server.call('GET /requests', { session: 'one' })).body['total']).toBe(1);
  });

  it('succeeds for a new session, so that a test can start with it', async () => {
    expect((await server.call('POST /reset', { session: 'new' })).body).toEqual({ reset: ['new'] });
  });

  it('resets all with ?all=true', async () => {
    await ask('one');
    await ask();
    expect((await server.call('POST /reset?all=true')).body).toEqual({ reset: ['default', 'one'] });
    expect(await list()).toEqual([{ id: 'default', requests: 0 }]);
  });

  it.each([
    ['?all=yes', 'all: The value must be a boolean, but is a string.'],
    ['?al=true', 'Unknown parameter "al". Did you mean "all"?'],
  ])('refuses %s, and resets nothing', async (query, text) => {
    await ask();
    const { status, body } = await server.call(`POST /reset${query}`);
    expect([status, body['detail']]).toEqual([400, `The query is invalid: ${text}`]);
    expect((await list())[0]).toMatchObject({ requests: 1 });
  });
});

describe('a session that is not there', () => {
  it.each(['GET /requests', 'GET /scenarios', 'GET /personas', 'GET /personas/alice', 'GET /settings', 'GET /clock'])(
    'is not made by looking into it: %s',
    async line => {
      const { status, body } = await server.call(line, { session: 'nobody' });
      expect([status, body['code']]).toEqual([404, 'ERR_SESSION_UNKNOWN']);
      expect(await ids()).toEqual(['default']);
    },
  );

  it.each<[string, Json | undefined]>([
    ['POST /scenarios/use', { scenario: '429' }],
    ['POST /scenarios/once', { scenario: '429' }],
    ['POST /scenarios/reset', undefined],
    ['PUT /personas/zoe', {}],
    ['PATCH /settings', { delayMs: 1 }],
    ['POST /clock', { advanceSeconds: 1 }],
    ['DELETE /requests', undefined],
  ])('is made by writing to it: %s', async (line, body) => {
    expect((await server.call(line, { session: 'new', ...(body === undefined ? {} : { body }) })).status).toBe(200);
    expect(await ids()).toEqual(['default', 'new']);
  });

  it('is not made by a request that is refused', async () => {
    expect((await server.call('POST /scenarios/use', { session: 'new', body: { scenario: 1.5 } })).status).toBe(400);
    expect(await ids()).toEqual(['default']);
  });

  it.each(['a b', 'ä', 'x'.repeat(65)])('cannot be called %j', async id => {
    const { status, body } = await server.send(`POST /sessions/${encodeURIComponent(id)}/__admin/reset`);
    expect([status, body['code']]).toEqual([400, 'ERR_SESSION_INVALID']);
  });
});
