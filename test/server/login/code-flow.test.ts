// Codes for tokens, as Autodesk documents it.

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Mock } from '../../../src/testing/mock.ts';
import { startMock } from '../../../src/testing/start-mock.ts';
import { authorize, basic, challenge, codeFor, decode, exchange, post, redirectUri, verifier } from './flow.ts';

let mock: Mock;
beforeAll(async () => {
  mock = await startMock();
});
afterAll(() => mock.close());

const invalid = 'The authorization code is invalid or has expired.';

describe('the code flow', () => {
  it('sends the browser back with a code of 40 characters and the state, and nothing else', async () => {
    const { status, location } = await authorize(mock, { login_hint: 'alice', state: 'a "state" & more' });
    expect(status).toBe(302);
    expect(`${location?.origin}${location?.pathname}`).toBe(redirectUri);
    expect(Object.fromEntries(location?.searchParams ?? [])).toEqual({
      code: expect.stringMatching(/^[A-Za-z0-9]{40}$/),
      state: 'a "state" & more',
    });
  });

  it('gives tokens in the shape and order of the service', async () => {
    const { status, headers, json } = await exchange(mock, await codeFor(mock));
    expect(status).toBe(200);
    expect(Object.keys(json)).toEqual(['access_token', 'token_type', 'expires_in', 'refresh_token', 'id_token']);
    expect(json).toMatchObject({ token_type: 'Bearer', expires_in: 3599 });
    expect(json.refresh_token).toMatch(/^[A-Za-z0-9]{42}$/);
    expect(headers.get('content-type')).toBe('application/json; charset=utf-8');
    expect(headers.get('cache-control')).toBe('no-store');
    expect(headers.get('pragma')).toBe('no-cache');
  });

  it('makes access tokens as APS does: a scope list, no sub, no iat, no typ', async () => {
    mock.clock.set(Date.UTC(2030, 0, 1));
    const { json } = await exchange(mock, await codeFor(mock));
    const { header, payload } = decode(json.access_token);
    expect(header).toEqual({ alg: 'RS256', kid: expect.stringMatching(/^[A-Za-z0-9]{32}$/) });
    expect(payload).toEqual({
      scope: ['openid', 'data:read'],
      client_id: 'my-app',
      iss: mock.url,
      aud: 'https://autodesk.com',
      jti: expect.stringMatching(/^[A-Za-z0-9]{64}$/),
      userid: '7ALC3QX9RW2K',
      exp: Date.UTC(2030, 0, 1, 1) / 1000,
    });
    mock.reset();
  });

  it('makes ID tokens with the documented claims, sub and the nonce', async () => {
    mock.clock.set(Date.UTC(2030, 0, 1));
    const { json } = await exchange(mock, await codeFor(mock, { nonce: 'n-1' }));
    expect(decode(json.id_token).payload).toEqual({
      sub: '7ALC3QX9RW2K',
      userid: '7ALC3QX9RW2K',
      first_name: 'Alice',
      last_name: 'Lindqvist',
      user_name: 'alice.lindqvist',
      user_email: 'alice.lindqvist@example.com',
      analytics_id: expect.stringMatching(/^[0-9a-f]{32}$/),
      nonce: 'n-1',
      iss: mock.url,
      aud: 'my-app',
      iat: Date.UTC(2030, 0, 1) / 1000,
      exp: Date.UTC(2030, 0, 1, 1) / 1000,
    });
    mock.reset();
  });

  it('gives no ID token without openid', async () => {
    const { json } = await exchange(mock, await codeFor(mock, { scope: 'data:read', nonce: 'ignored' }));
    expect(json).not.toHaveProperty('id_token');
  });

  it('takes the client from the body, and public clients without a secret', async () => {
    const inBody = { client_id: 'my-app', client_secret: 'a secret' };
    expect((await exchange(mock, await codeFor(mock), inBody, {})).status).toBe(200);
    const open = { client_id: 'my-app', code_verifier: verifier };
    const code = await codeFor(mock, { code_challenge: challenge, code_challenge_method: 'S256' });
    expect((await exchange(mock, code, open, {})).status).toBe(200);
  });

  it('refuses a client that says who it is twice', async () => {
    const { status, json } = await exchange(mock, await codeFor(mock), { client_id: 'my-app' });
    expect(status).toBe(400);
    expect(json).toEqual({
      error: 'invalid_request',
      error_description: "The 'client_id' is not supported in the request body when Authorization headers are present.",
    });
  });

  it.each([
    ['no credentials', {}, 'No client credentials found.'],
    ['credentials that are no Basic ones', { authorization: 'Bearer abc' }, 'The client credentials are invalid.'],
    ['credentials without a secret', { authorization: basic('my-app', '') }, 'The client credentials are invalid.'],
  ])('answers 401 to %s', async (_what, headers, text) => {
    const { status, json } = await exchange(mock, 'any', {}, headers);
    expect(status).toBe(401);
    expect(json).toEqual({ error: 'invalid_client', error_description: text });
  });

  it.each([
    ['no grant type', {}, "The token request must specify a valid 'grant_type'."],
    ['a grant type of others', { grant_type: 'password' }, "The token request must specify a valid 'grant_type'."],
    [
      'a name that every object has',
      { grant_type: 'constructor' },
      "The token request must specify a valid 'grant_type'.",
    ],
    ['no code', { grant_type: 'authorization_code' }, "The request is missing a required parameter 'code'."],
    [
      'no redirect address',
      { grant_type: 'authorization_code', code: 'x' },
      "The request is missing a required parameter 'redirect_uri'.",
    ],
    [
      'no refresh token',
      { grant_type: 'refresh_token' },
      "The request is missing a required parameter 'refresh_token'.",
    ],
  ])('answers 400 invalid_request to %s', async (_what, form, text) => {
    const { status, json } = await post(mock, 'token', form as Record<string, string>);
    expect(status).toBe(400);
    expect(json).toEqual({ error: 'invalid_request', error_description: text });
  });

  it('rejects a repeated parameter, and a body that is not a form', async () => {
    const twice = await fetch(`${mock.url}/authentication/v2/token`, {
      method: 'POST',
      headers: { authorization: basic('a', 'b'), 'content-type': 'application/x-www-form-urlencoded' },
      body: 'grant_type=client_credentials&grant_type=refresh_token',
    });
    expect([twice.status, await twice.json()]).toEqual([400, expect.objectContaining({ error: 'invalid_request' })]);
    const json = await fetch(`${mock.url}/authentication/v2/token`, {
      method: 'POST',
      headers: { authorization: basic('a', 'b'), 'content-type': 'application/json' },
      body: '{"grant_type":"client_credentials"}',
    });
    expect([json.status, await json.json()]).toEqual([400, expect.objectContaining({ error: 'invalid_request' })]);
  });

  it('refuses an unknown code', async () => {
    const { status, json } = await exchange(mock, 'A'.repeat(40));
    expect([status, json]).toEqual([400, { error: 'invalid_grant', error_description: invalid }]);
  });

  it("refuses a code after five minutes of the session's clock", async () => {
    const code = await codeFor(mock);
    mock.clock.advance(299_000);
    const inTime = await codeFor(mock);
    mock.clock.advance(1_000);
    expect((await exchange(mock, code)).json).toEqual({ error: 'invalid_grant', error_description: invalid });
    expect((await exchange(mock, inTime)).status).toBe(200);
    mock.reset();
  });

  it('refuses a code the second time, and takes back what the first time gave', async () => {
    const code = await codeFor(mock);
    const { json } = await exchange(mock, code);
    expect((await exchange(mock, code)).json).toEqual({ error: 'invalid_grant', error_description: invalid });
    const again = await post(mock, 'token', { grant_type: 'refresh_token', refresh_token: json.refresh_token });
    expect(again.json.error).toBe('invalid_grant');
  });

  it('takes a code once, however many come at once', async () => {
    const code = await codeFor(mock);
    const replies = await Promise.all([exchange(mock, code), exchange(mock, code)]);
    expect(replies.map(({ status }) => status).sort()).toEqual([200, 400]);
  });

  it('refuses the code of another client, and another redirect address', async () => {
    const stranger = { authorization: basic('another-app', 'x') };
    const stolen = await exchange(mock, await codeFor(mock), {}, stranger);
    expect(stolen.json.error_description).toBe('The grant was issued to another client.');
    const elsewhere = await exchange(mock, await codeFor(mock), { redirect_uri: `${redirectUri}/` });
    expect(elsewhere.json.error_description).toBe("The 'redirect_uri' is invalid.");
  });
});

describe('PKCE', () => {
  const begin = { code_challenge: challenge, code_challenge_method: 'S256' };

  it('takes the verifier of the challenge', async () => {
    expect((await exchange(mock, await codeFor(mock, begin), { code_verifier: verifier })).status).toBe(200);
  });

  it.each([
    ['another verifier', { code_verifier: `${verifier}x` }, 'invalid_grant', 'PKCE verification failed.'],
    ['a verifier that is too short', { code_verifier: 'short' }, 'invalid_grant', 'PKCE verification failed.'],
    ['no verifier', {}, 'invalid_request', "The request is missing a required parameter 'code_verifier'."],
  ])('refuses %s', async (_what, form, error, text) => {
    const { status, json } = await exchange(mock, await codeFor(mock, begin), form as Record<string, string>);
    expect(status).toBe(400);
    expect(json).toEqual({ error, error_description: text });
  });

  it('refuses a verifier where there was no challenge', async () => {
    const { json } = await exchange(mock, await codeFor(mock), { code_verifier: verifier });
    expect(json.error_description).toBe('PKCE verification failed.');
  });

  it.each([
    ['the method plain', { code_challenge: challenge, code_challenge_method: 'plain' }],
    ['a challenge without a method', { code_challenge: challenge }],
    ['a method without a challenge', { code_challenge_method: 'S256' }],
  ])('sends the browser back with invalid_request for %s', async (_what, parameters) => {
    const { location } = await authorize(mock, { login_hint: 'alice', ...parameters });
    expect(location?.searchParams.get('error')).toBe('invalid_request');
    expect(location?.searchParams.has('code')).toBe(false);
  });
});
