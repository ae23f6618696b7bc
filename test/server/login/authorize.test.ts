// Where a login may lead, and how the answer gets there.

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Mock } from '../../../src/testing/mock.ts';
import { startMock } from '../../../src/testing/start-mock.ts';
import { authorize, authorizeUrl, Browser, codeFor, decode, exchange, redirectUri } from './flow.ts';

let mock: Mock;
beforeAll(async () => {
  mock = await startMock();
});
afterAll(() => mock.close());

const asAlice = { login_hint: 'alice' };

describe('response modes', () => {
  it('put the code into the fragment when asked to', async () => {
    const { location } = await authorize(mock, { ...asAlice, response_mode: 'fragment' });
    expect(location?.search).toBe('');
    expect(new URLSearchParams(location?.hash.slice(1)).get('code')).toMatch(/^\w{40}$/);
  });

  it('keep what the redirect address has in its query', async () => {
    const { location } = await authorize(mock, { ...asAlice, redirect_uri: `${redirectUri}?from=a%20b&x` });
    expect(location?.search).toMatch(/^\?from=a%20b&x&code=\w+&state=a\+state$/);
  });

  it('post an ID token as a form that cannot be broken out of', async () => {
    const reply = await authorize(mock, {
      ...asAlice,
      response_type: 'id_token',
      nonce: 'n',
      state: '"><script>x</script>',
    });
    expect(reply.status).toBe(200);
    expect(reply.text).toContain(`<form method="post" action="${redirectUri}">`);
    expect(reply.text).not.toContain('<script>x');
    expect(reply.text).toContain('name="state" value="&quot;&gt;&lt;script&gt;x&lt;/script&gt;"');
    const [, token = ''] = /name="id_token" value="([^"]+)"/.exec(reply.text) ?? [];
    expect(decode(token).payload).toMatchObject({ iss: mock.url, aud: 'my-app', nonce: 'n', userid: '7ALC3QX9RW2K' });
    const policy = reply.headers.get('content-security-policy') ?? '';
    expect(policy).toContain("default-src 'none'");
    expect(policy).not.toContain('unsafe');
    expect(reply.headers.get('cache-control')).toBe('no-store');
  });

  it('have a code and an ID token in the fragment, bound to each other', async () => {
    const { location } = await authorize(mock, { ...asAlice, response_type: 'id_token code', nonce: 'n' });
    const answer = new URLSearchParams(location?.hash.slice(1));
    expect(decode(answer.get('id_token') ?? '').payload).toMatchObject({ nonce: 'n', c_hash: expect.any(String) });
    expect((await exchange(mock, answer.get('code') ?? '')).status).toBe(200);
  });

  it.each([
    ['a response type of others', { response_type: 'token' }, 'unsupported_response_type'],
    ['no response type', { response_type: undefined }, 'unsupported_response_type'],
    ['a response mode of others', { response_mode: 'web_message' }, 'invalid_request'],
    ['an ID token in the query', { response_type: 'id_token', response_mode: 'query' }, 'invalid_request'],
    ['an ID token in the fragment', { response_type: 'id_token', response_mode: 'fragment' }, 'invalid_request'],
  ])('send the browser back for %s', async (_what, parameters, error) => {
    const { status, location } = await authorize(mock, { ...asAlice, ...parameters });
    expect(status).toBe(302);
    expect(location?.origin).toBe(new URL(redirectUri).origin);
    expect(location?.searchParams.get('error')).toBe(error);
    expect(location?.searchParams.get('state')).toBe('a state');
  });
});

describe('a request that cannot be sent back', () => {
  it.each([
    ['no client', { client_id: undefined }, "'client_id'"],
    ['a client id with a line break', { client_id: 'a\r\nSet-Cookie: x=1' }, "'client_id'"],
    ['a client id that is too long', { client_id: 'a'.repeat(257) }, "'client_id'"],
    ['no redirect address', { redirect_uri: undefined }, "'redirect_uri'"],
    ['a redirect address that runs a script', { redirect_uri: 'javascript:alert(1)//' }, "'redirect_uri'"],
    ['one that is a page itself', { redirect_uri: 'data:text/html,<script>alert(1)</script>' }, "'redirect_uri'"],
    ['one without a host', { redirect_uri: '//evil.example' }, "'redirect_uri'"],
    ['one with a fragment', { redirect_uri: 'http://localhost/#x' }, "'redirect_uri'"],
    ['one with a line break', { redirect_uri: 'http://localhost/\r\nSet-Cookie: x=1' }, "'redirect_uri'"],
    ['one that is too long', { redirect_uri: `http://localhost/${'a'.repeat(2000)}` }, "'redirect_uri'"],
    ['an unknown scope', { scope: 'openid profile email' }, 'scope'],
    ['no scope', { scope: undefined }, 'scope'],
    ['an ID token without openid', { response_type: 'id_token', scope: 'data:read', nonce: 'n' }, "'openid'"],
    [
      'one with a code, and neither openid nor nonce',
      { response_type: 'code id_token', scope: 'data:read' },
      "'openid'",
    ],
    [
      'too many scopes',
      { scope: Array.from({ length: 51 }, (_, index) => `data:read:urn:${index}`).join(' ') },
      'scope',
    ],
  ])('is answered 400 for %s', async (_what, parameters, about) => {
    const reply = await authorize(mock, { ...asAlice, ...parameters });
    expect(reply.status).toBe(400);
    expect(reply.location).toBeUndefined();
    expect(reply.headers.get('set-cookie')).toBeNull();
    expect(reply.headers.get('content-type')).toContain('text/html');
    expect(reply.text).not.toMatch(/<script|evil\.example|Set-Cookie: x/);
    const asJson = await new Browser().get(authorizeUrl(mock, { ...asAlice, ...parameters }), { accept: '*/*' });
    expect(asJson.json).toEqual({ error: expect.any(String), error_description: expect.stringContaining(about) });
  });

  it('is answered 400 for a parameter that comes twice', async () => {
    const { status, location } = await new Browser().get(
      `${authorizeUrl(mock, asAlice)}&redirect_uri=https://evil.example`,
    );
    expect([status, location]).toEqual([400, undefined]);
  });

  it('is answered 405 by methods that APS does not have', async () => {
    const reply = await new Browser().post(authorizeUrl(mock), {});
    expect([reply.status, reply.headers.get('allow')]).toEqual([405, 'GET, OPTIONS']);
    const unknown = await new Browser().get(`${mock.url}/authentication/v2/nowhere`);
    expect([unknown.status, unknown.json?.error]).toEqual([404, 'invalid_request']);
  });

  it('puts nothing into headers but what belongs there', async () => {
    const { location, headers } = await authorize(mock, { ...asAlice, state: 'a\r\nSet-Cookie: evil=1' });
    expect(location?.searchParams.get('state')).toBe('a\r\nSet-Cookie: evil=1');
    expect(headers.getSetCookie().some(line => line.includes('evil'))).toBe(false);
  });
});

describe('redirect addresses of apps', () => {
  it.each(['com.example.app:/oauth', 'http://127.0.0.1:53122/x', 'https://app.example/cb'])(
    'may be %s',
    async address => {
      const { location } = await authorize(mock, { ...asAlice, redirect_uri: address });
      expect(location?.href.startsWith(address)).toBe(true);
      const code = location?.searchParams.get('code') ?? '';
      expect((await exchange(mock, code, { redirect_uri: address })).status).toBe(200);
    },
  );
});

describe('who logs in', () => {
  const sub = async (parameters: Record<string, string>): Promise<string> =>
    decode((await exchange(mock, await codeFor(mock, parameters))).json.access_token).payload.userid;

  it('is whom login_hint names, by name, email or Autodesk id', async () => {
    for (const hint of ['alice', 'alice.lindqvist@example.com', '7ALC3QX9RW2K'])
      expect(await sub({ login_hint: hint })).toBe('7ALC3QX9RW2K');
  });

  it('may be a stranger, who is the same as the one of mock.~name', async () => {
    const { json } = await exchange(mock, await codeFor(mock, { login_hint: '~bob' }));
    const profileOf = async (token: string): Promise<unknown> =>
      (await fetch(`${mock.url}/userinfo`, { headers: { authorization: `Bearer ${token}` } })).json();
    expect(await profileOf(json.access_token)).toEqual(await profileOf(mock.token('~bob')));
  });

  it('is chosen on the page for an unknown hint', async () => {
    const { location } = await authorize(mock, { login_hint: 'somebody@example.com' });
    expect(location?.pathname).toMatch(/^\/authentication\/v2\/login\//);
  });

  it('gets an error with prompt=none and no login', async () => {
    const { location } = await authorize(mock, { prompt: 'none' });
    expect(location?.searchParams.get('error')).toBe('login_required');
    expect(location?.searchParams.get('iss')).toBeNull();
  });

  it('is whom login_hint names with prompt=none, too', async () => {
    expect(await sub({ login_hint: 'ben', prompt: 'none' })).toBe(
      (await (await fetch(`${mock.url}/userinfo`, { headers: { authorization: 'Bearer mock.ben' } })).json()).sub,
    );
  });

  it('is whom autoLogin names, unless a hint names another', async () => {
    await using automatic = await startMock({ autoLogin: 'alice' });
    const userid = async (parameters: Record<string, string | undefined>): Promise<string> => {
      const { location } = await authorize(automatic, parameters);
      const { json } = await exchange(automatic, location?.searchParams.get('code') ?? '');
      return decode(json.access_token).payload.userid;
    };
    expect(await userid({})).toBe('7ALC3QX9RW2K');
    expect(await userid({ prompt: 'login' })).toBe('7ALC3QX9RW2K');
    expect(await userid({ prompt: 'none' })).toBe('7ALC3QX9RW2K');
    expect(await userid({ login_hint: 'ben' })).not.toBe('7ALC3QX9RW2K');
  });

  it('cannot be an autoLogin that does not exist', async () => {
    await expect(startMock({ autoLogin: 'alise' })).rejects.toMatchObject({ code: 'ERR_PERSONA_UNKNOWN' });
  });

  it('ignores prompts that APS does not know', async () => {
    const { location } = await authorize(mock, { ...asAlice, prompt: 'consent' });
    expect(location?.searchParams.has('code')).toBe(true);
  });
});

describe('a nonce', () => {
  it('is required with openid, where that is asked for', async () => {
    await using strict = await startMock({ requireNonce: true });
    const { location } = await authorize(strict, asAlice);
    const answer = Object.fromEntries(location?.searchParams ?? []);
    const description = "The 'nonce' is required.";
    expect(answer).toEqual({ error: 'invalid_request', error_description: description, state: 'a state' });
    for (const good of [{ nonce: 'n' }, { scope: 'data:read' }])
      expect((await authorize(strict, { ...asAlice, ...good })).location?.searchParams.has('code')).toBe(true);
  });
});

describe('unknown scopes', () => {
  it('are dropped with --unknown-scopes ignore', async () => {
    await using lenient = await startMock({ unknownScopes: 'ignore' });
    const code = await codeFor(lenient, { scope: 'openid profile email' });
    const { json } = await exchange(lenient, code);
    expect(decode(json.access_token).payload.scope).toEqual(['openid']);
  });
});
