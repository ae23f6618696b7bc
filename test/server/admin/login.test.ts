// The admin API's hold on tokens and logins.

import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { codeFor, exchange, post, refresh, userInfo } from '../login/flow.ts';
import { type AdminServer, startServer } from './admin-server.ts';

let server: AdminServer;
let mock: { readonly url: string };
beforeAll(async () => {
  server = await startServer();
  mock = { url: `http://127.0.0.1:${server.port}` };
});
afterEach(() => {
  for (const { id } of server.sessions.list()) server.sessions.remove(id);
});
afterAll(() => server.close());

const tokensOf = async (persona: string): Promise<{ access_token: string; refresh_token: string }> =>
  (await exchange(mock, await codeFor(mock, { login_hint: persona }))).json;

describe('/login/tokens', () => {
  it('lists what is good, oldest first, by the hash that the journal has', async () => {
    const { access_token: token } = await tokensOf('alice');
    await userInfo(mock, token);
    const [entry] = server.sessions.default.journal.find({ operationId: 'getUserInfo' });
    const { body } = await server.call('GET /login/tokens');
    const expiresAt = expect.any(Number);
    expect(body['tokens']).toEqual([
      { kind: 'login', persona: 'alice', expiresAt },
      {
        kind: 'access_token',
        tokenHash: entry?.tokenHash,
        persona: 'alice',
        clientId: 'my-app',
        scope: 'openid data:read',
        expiresAt,
      },
      {
        kind: 'refresh_token',
        tokenHash: expect.any(String),
        persona: 'alice',
        clientId: 'my-app',
        scope: 'openid data:read',
        expiresAt,
      },
    ]);
  });

  it('is about one person, if one is named', async () => {
    await tokensOf('alice');
    await tokensOf('~bob');
    const { body } = await server.call('GET /login/tokens?persona=~bob');
    expect(body['tokens']).toHaveLength(3);
    const { body: none } = await server.call('GET /login/tokens?persona=nobody');
    expect(none['tokens']).toEqual([]);
  });

  it('revokes those of one person, and leaves the others', async () => {
    const [alice, ben] = [await tokensOf('alice'), await tokensOf('ben')];
    const { body } = await server.call('DELETE /login/tokens?persona=alice');
    expect(body).toEqual({ ended: 3 });
    const refused = await userInfo(mock, alice.access_token);
    expect([refused.status, refused.headers.get('x-mock-decision')]).toEqual([
      401,
      expect.stringContaining('token-revoked'),
    ]);
    expect((await refresh(mock, alice.refresh_token)).json.error).toBe('invalid_grant');
    expect((await userInfo(mock, ben.access_token)).status).toBe(200);
    expect((await refresh(mock, ben.refresh_token)).status).toBe(200);
  });

  it('lets them expire', async () => {
    const { access_token: token, refresh_token: refreshToken } = await tokensOf('alice');
    await server.call('DELETE /login/tokens?as=expired');
    const refused = await userInfo(mock, token);
    expect(refused.headers.get('x-mock-decision')).toContain('token-expired');
    expect((await refresh(mock, refreshToken)).json.error).toBe('invalid_grant');
    const { body } = await server.call('GET /login/tokens');
    expect(body['tokens']).toEqual([]);
  });
});

describe('/reset', () => {
  it.each([
    ['a session', ''],
    ['all sessions', '?all=true'],
  ])('of %s ends tokens for /userinfo as for introspection', async (_what, query) => {
    const here = { url: `${mock.url}/sessions/one` };
    const { access_token: token } = (await exchange(here, await codeFor(here))).json;
    await server.call(`POST /reset${query}`, { session: 'one' });
    expect((await post(here, 'introspect', { token })).json).toEqual({ active: false });
    expect((await userInfo(here, token)).status).toBe(401);
  });
});

describe('/login/fail-next-refresh', () => {
  it('fails one refresh, and the token stays good', async () => {
    const { refresh_token: token } = await tokensOf('alice');
    await server.call('POST /login/fail-next-refresh');
    expect((await refresh(mock, token)).json).toEqual({
      error: 'invalid_grant',
      error_description: 'The refresh token is invalid or expired.',
    });
    expect((await refresh(mock, token)).status).toBe(200);
  });

  it('waits for the person that it is about', async () => {
    const [alice, ben] = [await tokensOf('alice'), await tokensOf('ben')];
    await server.call('POST /login/fail-next-refresh?persona=ben');
    expect((await refresh(mock, alice.refresh_token)).status).toBe(200);
    expect((await refresh(mock, ben.refresh_token)).status).toBe(400);
  });
});

describe('/login/rotate-key', () => {
  it('lets another key sign, while tokens of the old one stay good', async () => {
    const { access_token: old } = await tokensOf('alice');
    const { body } = await server.call('POST /login/rotate-key');
    const { keys } = (await (await fetch(`${mock.url}/authentication/v2/keys`)).json()) as { keys: { kid: string }[] };
    expect(keys).toHaveLength(2);
    expect(keys.map(({ kid }) => kid)).toContain(body['kid']);
    const { access_token: fresh } = await tokensOf('alice');
    expect(JSON.parse(Buffer.from(fresh.split('.')[0] ?? '', 'base64url').toString()).kid).toBe(body['kid']);
    expect((await userInfo(mock, old)).status).toBe(200);
    expect((await userInfo(mock, fresh)).status).toBe(200);
  });
});

describe('without a login so far', () => {
  it('there is nothing to list or to end', async () => {
    const fresh = await startServer();
    expect((await fresh.call('GET /login/tokens')).body).toEqual({ tokens: [] });
    expect((await fresh.call('DELETE /login/tokens')).body).toEqual({ ended: 0 });
    await fresh.close();
  });
});
