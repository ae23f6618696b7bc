import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../src/contract/openapi/document.ts';
import { type AdminServer, startServer } from './admin-server.ts';

let server: AdminServer;
beforeAll(async () => {
  server = await startServer();
});
afterAll(() => server.close());
afterEach(() => server.call('POST /reset?all=true'));

const put = (name: string, body: JsonObject, session?: string) =>
  server.call(`PUT /personas/${name}`, { body, ...(session ? { session } : {}) });
const userinfo = (token: string, session?: string) =>
  server.send('GET /userinfo', { headers: { authorization: `Bearer ${token}` }, ...(session ? { session } : {}) });
const names = async () =>
  ((await server.call('GET /personas')).body['personas'] as readonly JsonObject[]).map(({ name }) => name);

describe('the personas of a session', () => {
  it('are those that the server started with', async () => {
    expect(await names()).toContain('alice');
  });

  it('are shown with the claims that they give', async () => {
    const { status, body } = await server.call('GET /personas/alice');
    expect([status, body['name'], typeof body['claims']]).toEqual([200, 'alice', 'object']);
  });

  it('say which one may be meant', async () => {
    for (const method of ['GET', 'DELETE']) {
      const { status, body } = await server.call(`${method} /personas/alcie`);
      expect([status, body['code'], body['hint']]).toEqual([404, 'ERR_PERSONA_UNKNOWN', 'Did you mean "alice"?']);
      expect(body['personas']).toContain('alice');
    }
  });
});

describe('PUT /__admin/personas/{name}', () => {
  it('adds a persona, whose token answers with its claims from then on', async () => {
    expect((await userinfo('mock.zoe')).status).toBe(404);
    const { status, body } = await put('zoe', { title: 'unverified', claims: { email_verified: false } });
    expect([status, body]).toEqual([
      200,
      { name: 'zoe', title: 'unverified', description: '', claims: { email_verified: false }, absent: [] },
    ]);
    expect((await userinfo('mock.zoe')).body).toMatchObject({ email_verified: false });
    expect(await names()).toContain('zoe');
  });

  it('replaces one, also for a token that has been answered before', async () => {
    const before = (await userinfo('mock.alice')).body;
    await put('alice', { claims: { email_verified: before['email_verified'] !== true } });
    expect((await userinfo('mock.alice')).body['email_verified']).toBe(before['email_verified'] !== true);
  });

  it('leaves claims out that are absent', async () => {
    await put('zoe', { absent: ['picture'] });
    expect((await userinfo('mock.zoe')).body).not.toHaveProperty('picture');
  });

  it('takes a locale for what is generated', async () => {
    const { body } = await put('zoe', { locale: 'de' });
    expect(body['locale']).toBe('de');
    expect((await userinfo('mock.zoe')).status).toBe(200);
  });

  it('is seen in its session only, and until reset', async () => {
    await put('zoe', {}, 'one');
    expect([(await userinfo('mock.zoe', 'one')).status, (await userinfo('mock.zoe')).status]).toEqual([200, 404]);
    await server.call('POST /reset', { session: 'one' });
    expect((await userinfo('mock.zoe', 'one')).status).toBe(404);
  });

  it.each<[string, JsonObject, readonly (readonly [string, RegExp])[]]>([
    ['a claim of the wrong type', { claims: { email_verified: 'yes' } }, [['/claims/email_verified', /boolean/]]],
    [
      'a claim that the document does not declare',
      { claims: { nickname2: 'x' } },
      [['/claims/nickname2', /declares no claim/]],
    ],
    ['a key that is none', { claim: {} }, [['/claim', /Did you mean "claims"/]]],
    ['a locale that faker does not have', { locale: 'dee' }, [['/locale', /no locale "dee"/]]],
    ['an absent claim that there is not', { absent: ['pictre'] }, [['/absent/0', /Did you mean "picture"/]]],
    [
      'several problems at once',
      { title: 1, claims: [], absent: {} },
      [
        ['/title', /string/],
        ['/claims', /object/],
        ['/absent', /list/],
      ],
    ],
  ])('refuses %s, by pointer', async (_, body, expected) => {
    const reply = await put('zoe', body);
    expect([reply.status, reply.body['code']]).toEqual([400, 'ERR_PERSONA_INVALID']);
    const problems = reply.body['problems'] as readonly { pointer: string; text: string }[];
    expect(problems.map(({ pointer }) => pointer).sort()).toEqual(expected.map(([pointer]) => pointer).sort());
    for (const [pointer, text] of expected)
      expect(problems.find(problem => problem.pointer === pointer)?.text).toMatch(text);
    expect(await names()).not.toContain('zoe');
  });

  it.each(['a.b', '~zoe', 'a%20b', 'z%C3%B6e', 'x'.repeat(65)])(
    'refuses the name %s, which no token could say',
    async name => {
      const { status, body } = await put(name, {});
      expect([status, body['code']]).toEqual([400, 'ERR_PERSONA_INVALID']);
    },
  );
});

describe('DELETE /__admin/personas/{name}', () => {
  it('takes a persona away from its session only, until reset', async () => {
    expect((await server.call('DELETE /personas/alice', { session: 'one' })).body).toEqual({ removed: 'alice' });
    expect([(await userinfo('mock.alice', 'one')).status, (await userinfo('mock.alice')).status]).toEqual([404, 200]);
    await server.call('POST /reset', { session: 'one' });
    expect((await userinfo('mock.alice', 'one')).status).toBe(200);
  });
});
