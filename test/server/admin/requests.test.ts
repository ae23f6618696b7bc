import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../src/contract/openapi/document.ts';
import { type AdminServer, startServer } from './admin-server.ts';

let server: AdminServer;
beforeAll(async () => {
  server = await startServer({ journalSize: 5 });
});
afterAll(() => server.close());
afterEach(() => server.call('POST /reset?all=true'));

const ask = (token: string, path = '/userinfo') =>
  server.send(`GET ${path}`, { headers: { authorization: `Bearer ${token}`, 'user-agent': 'test' } });

async function requests(query = '') {
  return (await server.call(`GET /requests${query}`)).body as unknown as {
    requests: JsonObject[];
    total: number;
    dropped: number;
  };
}

describe('GET /__admin/requests', () => {
  it('lists what was asked and answered, newest last, with a hash for the token', async () => {
    await ask('mock.alice');
    const last = await ask('mock.alice.429');
    const { requests: list, total, dropped } = await requests();
    expect([list.length, total, dropped]).toEqual([2, 2, 0]);
    expect(list[1]).toMatchObject({
      id: last.headers['x-request-id'],
      session: 'default',
      method: 'GET',
      url: '/userinfo',
      userAgent: 'test',
      status: 429,
      scenario: '429',
      scenarioFrom: 'token',
      aborted: false,
    });
    expect(list[0]).toMatchObject({
      status: 200,
      persona: 'alice',
      tokenHash: expect.stringMatching(/^[0-9a-f]{12}$/),
    });
    expect(JSON.stringify(list)).not.toContain('mock.alice');
  });

  it('is bounded, and says how many went', async () => {
    for (let call = 0; call < 7; call++) await ask('mock.alice');
    expect(await requests()).toMatchObject({ total: 5, dropped: 2 });
  });

  it('gives the newest only, with a limit', async () => {
    await ask('mock.alice');
    const last = await ask('mock.ben');
    const { requests: list, total } = await requests('?limit=1');
    expect([list.map(({ id }) => id), total]).toEqual([[last.headers['x-request-id']], 2]);
  });

  it('gives what arrived since a time of the session, in milliseconds or ISO 8601', async () => {
    await server.call('POST /clock', { body: { now: '2026-01-01T00:00:00Z' } });
    await ask('mock.alice');
    await server.call('POST /clock', { body: { advanceSeconds: 60 } });
    await ask('mock.ben');
    const count = async (since: string) => (await requests(`?since=${since}`)).requests.length;
    expect([await count('2026-01-01T00:00:00Z'), await count('2026-01-01T00:01:00Z')]).toEqual([2, 1]);
    expect(await count(String(Date.parse('2026-01-01T00:01:00.001Z')))).toBe(0);
  });

  it.each([
    ['?limit=0', 'limit: The value must be at least 1.'],
    ['?limit=-1', 'limit: The value must be at least 1.'],
    ['?limit=x', 'limit: The value must be an integer, but is a string.'],
    ['?limit=1&limit=2', 'limit: The value must be an integer, but is an array.'],
    ['?since=yesterday', 'since: The value must be in the format "date-time".'],
    ['?limits=1', 'Unknown parameter "limits". Did you mean "limit"?'],
    ['?status=429', 'Unknown parameter "status". Known: limit, since.'],
  ])('refuses %s', async (query, text) => {
    const { status, body } = await server.call(`GET /requests${query}`);
    expect([status, body['code'], body['detail']]).toEqual([
      400,
      'ERR_REQUEST_INVALID',
      `The query is invalid: ${text}`,
    ]);
  });
});

describe('one request', () => {
  it.each([
    [
      'mock.alice.429',
      [
        'The Authorization header has the scheme Bearer and a token; it names the persona "alice".',
        'The scenario "429" comes from the token; nothing before it applies: the preference of the request.',
        'The answer is the example "quota-exceeded" of the document.',
        expect.stringMatching(/^The answer asks to wait: Retry-After: \d+\.$/),
        expect.stringMatching(/^The status is 429, after \d+ ms\.$/),
      ],
    ],
    [
      'mock.alice.wild-types',
      expect.arrayContaining(['The answer breaks the document: body.', 'The profile has the variant "documented".']),
    ],
    ['undefined', expect.arrayContaining(['The token is the text of a variable without a value.'])],
  ])('says step by step why %s was answered so', async (token, steps) => {
    const { headers } = await ask(token);
    const { body } = await server.call(`GET /requests/${headers['x-request-id']}`);
    expect((body['why'] as string[])[0]).toBe('Session "default" took the request.');
    expect((body['why'] as string[]).slice(1)).toEqual(steps);
  });

  it('says that the limit made an answer 429', async () => {
    await server.call('PATCH /settings', { body: { rateLimit: 1 } });
    await ask('mock.alice');
    const { headers } = await ask('mock.alice');
    const { body } = await server.call(`GET /requests/${headers['x-request-id']}`);
    expect(body['why']).toContain('The client has used up its calls of this window.');
  });

  it('is found by the X-Request-Id of its answer', async () => {
    const { headers } = await ask('mock.alice');
    const { status, body } = await server.call(`GET /requests/${headers['x-request-id']}`);
    expect([status, body['id'], body['persona']]).toEqual([200, headers['x-request-id'], 'alice']);
  });

  it('can be removed, and is then unknown', async () => {
    const { headers } = await ask('mock.alice');
    const id = headers['x-request-id'];
    expect((await server.call(`DELETE /requests/${id}`)).body).toEqual({ removed: 1 });
    for (const method of ['GET', 'DELETE']) {
      const { status, body } = await server.call(`${method} /requests/${id}`);
      expect([status, body['code']]).toEqual([404, 'ERR_JOURNAL_ENTRY_UNKNOWN']);
    }
  });
});

describe('DELETE /__admin/requests', () => {
  it('empties the journal', async () => {
    await ask('mock.alice');
    await ask('mock.ben');
    expect((await server.call('DELETE /requests')).body).toEqual({ removed: 2 });
    expect(await requests()).toEqual({ requests: [], total: 0, dropped: 0 });
  });
});

describe('find and count', () => {
  it.each<[JsonObject, number]>([
    [{}, 3],
    [{ status: 429 }, 1],
    [{ status: 200, persona: 'alice' }, 1],
    [{ method: 'GET', path: '/userinfo' }, 3],
    [{ method: 'POST' }, 0],
    [{ since: 0 }, 3],
    [{ since: '2999-01-01T00:00:00Z' }, 0],
  ])('by %j', async (body, expected) => {
    await ask('mock.alice');
    await ask('mock.alice.429');
    await ask('mock.ben', '/userinfo?x=1');
    const found = (await server.call('POST /requests/find', { body })).body['requests'];
    expect(found).toHaveLength(expected);
    expect((await server.call('POST /requests/count', { body })).body).toEqual({ count: expected });
  });

  it('refuse members that are none, and values of the wrong type, all at once', async () => {
    const { status, body } = await server.call('POST /requests/find', {
      body: { statsu: 429, status: '429', method: 'get' },
    });
    expect([status, body['code'], body['detail']]).toEqual([
      400,
      'ERR_ADMIN_BODY_INVALID',
      'The body is invalid: 3 problems.',
    ]);
    const problems = body['problems'] as readonly JsonObject[];
    expect(new Map(problems.map(({ pointer, text }) => [pointer, text]))).toEqual(
      new Map([
        ['/statsu', expect.stringMatching(/^\/statsu is not documented\. Did you mean "status"\?/)],
        ['/status', '/status must be an integer, but is a string.'],
        ['/method', '/method must match ^[A-Z]+$.'],
      ]),
    );
  });
});

describe('the journal of another session', () => {
  it('is selected by header or path, and unknown until its session exists', async () => {
    await server.send('GET /sessions/one/userinfo', { headers: { authorization: 'Bearer mock.alice' } });
    expect((await server.call('GET /requests', { session: 'one' })).body['total']).toBe(1);
    expect((await server.send('GET /sessions/one/__admin/requests')).body['total']).toBe(1);
    expect((await server.send('GET /sessions/one/__admin/requests', { session: 'two' })).body['total']).toBe(1);
    expect((await requests()).total).toBe(0);
    for (const line of ['GET /requests', 'GET /requests/x', 'DELETE /requests/x']) {
      const { status, body } = await server.call(line, { session: 'two' });
      expect([line, status, body['code'], body['sessions']]).toEqual([
        line,
        404,
        'ERR_SESSION_UNKNOWN',
        ['default', 'one'],
      ]);
    }
  });
});
