// Refresh tokens: single use, grace, families, 15 days.

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Mock } from '../../../src/testing/mock.ts';
import { startMock } from '../../../src/testing/start-mock.ts';
import { basic, codeFor, decode, exchange, post, refresh, userInfo } from './flow.ts';

let mock: Mock;
beforeAll(async () => {
  mock = await startMock();
});
afterAll(() => mock.close());

const failed = { error: 'invalid_grant', error_description: 'The refresh token is invalid or expired.' };

async function tokens(at: Mock = mock): Promise<{ access_token: string; refresh_token: string }> {
  return (await exchange(at, await codeFor(at))).json;
}

describe('a refresh', () => {
  it('gives an access token and another refresh token, and no ID token', async () => {
    const first = await tokens();
    const { status, json } = await refresh(mock, first.refresh_token);
    expect(status).toBe(200);
    expect(Object.keys(json)).toEqual(['access_token', 'token_type', 'expires_in', 'refresh_token']);
    expect(json.refresh_token).not.toBe(first.refresh_token);
    expect((await userInfo(mock, json.access_token)).json.sub).toBe('7ALC3QX9RW2K');
  });

  it('may narrow the scope, and have it all again the next time', async () => {
    const { refresh_token: token } = await tokens();
    const narrow = await refresh(mock, token, { scope: 'data:read' });
    expect(decode(narrow.json.access_token).payload.scope).toEqual(['data:read']);
    const wide = await refresh(mock, narrow.json.refresh_token);
    expect(decode(wide.json.access_token).payload.scope).toEqual(['openid', 'data:read']);
  });

  it('may not request more than was granted, and stays valid after that', async () => {
    const { refresh_token: token } = await tokens();
    const { status, json } = await refresh(mock, token, { scope: 'data:read data:write' });
    expect([status, json.error]).toEqual([400, 'invalid_scope']);
    expect((await refresh(mock, token)).status).toBe(200);
  });

  it('that comes twice fails, and leaves good what the first one gave', async () => {
    const first = await tokens();
    const second = (await refresh(mock, first.refresh_token)).json;
    expect((await refresh(mock, first.refresh_token)).json).toEqual(failed);
    expect((await userInfo(mock, second.access_token)).status).toBe(200);
    expect((await refresh(mock, second.refresh_token)).status).toBe(200);
  });

  it('that comes twice ends the whole family on request, its access tokens too', async () => {
    await using own = await startMock({ refreshReuse: 'revoke-family' });
    const first = await tokens(own);
    const second = (await refresh(own, first.refresh_token)).json;
    expect((await refresh(own, first.refresh_token)).json).toEqual(failed);
    expect((await refresh(own, second.refresh_token)).json).toEqual(failed);
    expect((await userInfo(own, first.access_token)).status).toBe(401);
    expect((await userInfo(own, second.access_token)).status).toBe(401);
  });

  it('counts twice when it comes twice at once', async () => {
    const { refresh_token: token } = await tokens();
    const replies = await Promise.all([refresh(mock, token), refresh(mock, token), refresh(mock, token)]);
    expect(replies.map(({ status }) => status).sort()).toEqual([200, 400, 400]);
  });

  it('may come again within the grace period, which begins with its first use', async () => {
    await using own = await startMock({ refreshGraceMs: 50 });
    own.clock.set(Date.now());
    const { refresh_token: token } = await tokens(own);
    const [one, other] = await Promise.all([refresh(own, token), refresh(own, token)]);
    expect([one.status, other.status]).toEqual([200, 200]);
    expect(one.json.refresh_token).not.toBe(other.json.refresh_token);
    own.clock.advance(49);
    expect((await refresh(own, token)).status).toBe(200);
    own.clock.advance(1);
    expect((await refresh(own, token)).json).toEqual(failed);
    expect((await refresh(own, one.json.refresh_token)).status).toBe(200);
    expect((await refresh(own, other.json.refresh_token)).status).toBe(200);
  });

  it('has no grace period in the scenario refresh-race, where one expired token makes two requests refresh', async () => {
    await using own = await startMock({ refreshGraceMs: 50 });
    own.use('refresh-race');
    const first = await tokens(own);
    const both = await Promise.all([userInfo(own, first.access_token), userInfo(own, first.access_token)]);
    expect(both.map(({ status }) => status)).toEqual([401, 401]);
    const refreshed = await Promise.all([refresh(own, first.refresh_token), refresh(own, first.refresh_token)]);
    expect(refreshed.map(({ status }) => status).sort()).toEqual([200, 400]);
    const next = refreshed.find(({ status }) => status === 200)?.json;
    expect((await userInfo(own, next.access_token)).status).toBe(200);
    expect((await userInfo(own, first.access_token)).status).toBe(200);
  });

  it('leaves other families of the same person alone', async () => {
    await using own = await startMock({ refreshReuse: 'revoke-family' });
    const [one, other] = [await tokens(own), await tokens(own)];
    await refresh(own, one.refresh_token);
    await refresh(own, one.refresh_token);
    expect((await refresh(own, other.refresh_token)).status).toBe(200);
  });

  it('is possible for 15 days, and each gives 15 more', async () => {
    const days = 86_400_000;
    const { refresh_token: token } = await tokens();
    mock.clock.advance(15 * days - 1000);
    const next = await refresh(mock, token);
    expect(next.status).toBe(200);
    mock.clock.advance(14 * days);
    const last = await refresh(mock, next.json.refresh_token);
    expect(last.status).toBe(200);
    mock.clock.advance(15 * days);
    expect((await refresh(mock, last.json.refresh_token)).json).toEqual(failed);
    mock.reset();
  });

  it('is for the client that the token was issued to', async () => {
    const { refresh_token: token } = await tokens();
    const { json } = await refresh(mock, token, {}, { authorization: basic('another-app', 'x') });
    expect(json).toEqual({ error: 'invalid_grant', error_description: 'The grant was issued to another client.' });
  });

  it('is rejected for an unknown token', async () => {
    expect((await refresh(mock, 'A'.repeat(42))).json).toEqual(failed);
  });
});

describe('introspection', () => {
  it('describes a 3-legged token', async () => {
    const { access_token: token } = await tokens();
    const { status, json } = await post(mock, 'introspect', { token });
    expect(status).toBe(200);
    expect(json).toEqual({
      active: true,
      scope: 'openid data:read',
      client_id: 'my-app',
      exp: decode(token).payload.exp,
      userid: '7ALC3QX9RW2K',
    });
  });

  it('describes a 2-legged token and a refresh token', async () => {
    const { json } = await post(mock, 'token', { grant_type: 'client_credentials', scope: 'data:read' });
    expect((await post(mock, 'introspect', { token: json.access_token })).json).toEqual({
      active: true,
      scope: 'data:read',
      client_id: 'my-app',
      exp: expect.any(Number),
    });
    const { refresh_token: token } = await tokens();
    expect((await post(mock, 'introspect', { token })).json).toMatchObject({ active: true, userid: '7ALC3QX9RW2K' });
  });

  it("knows the client's own tokens only", async () => {
    const { access_token: token } = await tokens();
    const stranger = { authorization: basic('another-app', 'x') };
    expect((await post(mock, 'introspect', { token }, stranger)).json).toEqual({ active: false });
  });

  it.each([
    [
      'expired',
      (token: string) => {
        mock.clock.advance(3_600_000);
        return token;
      },
    ],
    ['made up', () => 'nonsense'],
    ['tampered with', (token: string) => `${token.slice(0, -8)}AAAAAAAA`],
    ['somebody else’s JWT', () => 'eyJhbGciOiJSUzI1NiJ9.eyJqdGkiOiJ4In0.AAAA'],
  ])('says no more than that a token is not active when it is %s', async (_what, change) => {
    const { access_token: token } = await tokens();
    expect((await post(mock, 'introspect', { token: change(token) })).json).toEqual({ active: false });
    mock.reset();
  });

  it('needs a token', async () => {
    const { status, json } = await post(mock, 'introspect', {});
    expect([status, json.error_description]).toEqual([400, "The request is missing a required parameter 'token'."]);
  });
});

describe('revocation', () => {
  it('ends an access token, with an empty 200', async () => {
    const { access_token: token } = await tokens();
    const { status, text } = await post(mock, 'revoke', { token, token_type_hint: 'access_token' });
    expect([status, text]).toEqual([200, '']);
    expect((await userInfo(mock, token)).status).toBe(401);
    expect((await post(mock, 'introspect', { token })).json).toEqual({ active: false });
  });

  it('ends a refresh token', async () => {
    const { refresh_token: token } = await tokens();
    await post(mock, 'revoke', { token, token_type_hint: 'refresh_token' });
    expect((await refresh(mock, token)).json).toEqual(failed);
  });

  it('answers 200 for a token that is none, and leaves those of other clients alone', async () => {
    expect((await post(mock, 'revoke', { token: 'nonsense' })).status).toBe(200);
    const { access_token: token } = await tokens();
    const stranger = { authorization: basic('another-app', 'x') };
    expect((await post(mock, 'revoke', { token }, stranger)).status).toBe(200);
    expect((await userInfo(mock, token)).status).toBe(200);
  });
});

describe('client credentials', () => {
  it('give a token without a user and without a refresh token', async () => {
    const { status, json } = await post(mock, 'token', {
      grant_type: 'client_credentials',
      scope: 'data:read bucket:read',
    });
    expect(status).toBe(200);
    expect(Object.keys(json)).toEqual(['access_token', 'token_type', 'expires_in']);
    const { payload } = decode(json.access_token);
    expect(Object.keys(payload)).toEqual(['scope', 'client_id', 'iss', 'aud', 'jti', 'exp']);
    expect(payload.scope).toEqual(['data:read', 'bucket:read']);
    const refused = await userInfo(mock, json.access_token);
    expect([refused.status, refused.headers.get('x-mock-decision')]).toEqual([
      401,
      expect.stringContaining('token-two-legged'),
    ]);
  });

  it('need a secret, and a scope of APS', async () => {
    const form = { grant_type: 'client_credentials', scope: 'data:read' };
    expect((await post(mock, 'token', { ...form, client_id: 'my-app' }, {})).status).toBe(401);
    for (const scope of ['', 'profile', 'data:read profile', 'data:read:', `data:read ${'x'.repeat(3000)}`]) {
      const { status, json } = await post(mock, 'token', { ...form, scope });
      expect([scope.slice(0, 20), status, json.error]).toEqual([scope.slice(0, 20), 400, 'invalid_scope']);
    }
    const dynamic = await post(mock, 'token', { ...form, scope: 'data:read:urn:adsk.objects:os.object:a/b%20c' });
    expect(dynamic.status).toBe(200);
  });
});
