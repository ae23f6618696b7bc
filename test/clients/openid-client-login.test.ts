// A certified OpenID Connect client that logs in: it finds everything by discovery, and checks every signature.

import * as client from 'openid-client';
import { describe, expect, it } from 'vitest';
import type { MockSession } from '../../src/testing/mock.ts';
import { startMock } from '../../src/testing/start-mock.ts';
import { authorizeUrl, Browser, hiddenFields } from '../server/login/flow.ts';

const redirectUri = 'http://localhost:3000/callback';

function discover(
  { url }: Pick<MockSession, 'url'>,
  authentication?: client.ClientAuth,
): Promise<client.Configuration> {
  return client.discovery(new URL(url), 'my-app', 'a secret', authentication, {
    execute: [client.allowInsecureRequests],
  });
}

/** Through the login page, as a person would. */
async function logIn(url: URL, persona: string): Promise<URL> {
  const browser = new Browser();
  const { location } = await browser.get(url);
  const page = await browser.get(location ?? '');
  const taken = await browser.post(location ?? '', { ...hiddenFields(page.text), persona });
  const back = await browser.get(taken.location ?? '');
  if (back.location === undefined) throw new Error('the login does not lead back');
  return back.location;
}

describe.each([
  ['in the default session', (mock: MockSession) => mock],
  ['below the path of a session', (mock: MockSession & { session(id: string): MockSession }) => mock.session('mine')],
])('openid-client %s', (_where, pick) => {
  it.each([
    ['a confidential client, by Basic', undefined],
    ['a confidential client, by the body', client.ClientSecretPost('a secret')],
    ['a public client', client.None()],
  ])('logs in, reads the profile, refreshes and revokes as %s', async (_what, authentication) => {
    await using mock = await startMock();
    const session = pick(mock);
    const config = await discover(session, authentication);
    const pkceCodeVerifier = client.randomPKCECodeVerifier();
    const [expectedState, expectedNonce] = [client.randomState(), client.randomNonce()];
    const begin = client.buildAuthorizationUrl(config, {
      redirect_uri: redirectUri,
      scope: 'openid data:read',
      code_challenge: await client.calculatePKCECodeChallenge(pkceCodeVerifier),
      code_challenge_method: 'S256',
      state: expectedState,
      nonce: expectedNonce,
    });
    const back = await logIn(begin, 'alice');
    const tokens = await client.authorizationCodeGrant(config, back, {
      pkceCodeVerifier,
      expectedState,
      expectedNonce,
      idTokenExpected: true,
    });
    expect(tokens.claims()).toMatchObject({ sub: '7ALC3QX9RW2K', user_email: 'alice.lindqvist@example.com' });

    const profile = await client.fetchUserInfo(config, tokens.access_token, '7ALC3QX9RW2K');
    expect(profile.name).toBe('Alice Lindqvist');

    const fresh = await client.refreshTokenGrant(config, tokens.refresh_token ?? '', { scope: 'data:read' });
    expect(fresh.refresh_token).not.toBe(tokens.refresh_token);
    expect(await client.tokenIntrospection(config, fresh.access_token)).toMatchObject({
      active: true,
      scope: 'data:read',
      userid: '7ALC3QX9RW2K',
    });
    await client.tokenRevocation(config, fresh.access_token);
    expect(await client.tokenIntrospection(config, fresh.access_token)).toEqual({ active: false });
  });
});

describe('openid-client', () => {
  it('checks the signature of an ID token from the front channel, and the code that it is bound to', async () => {
    await using mock = await startMock();
    const config = await discover(mock);
    client.useCodeIdTokenResponseType(config);
    client.enableNonRepudiationChecks(config);
    const begin = authorizeUrl(mock, {
      response_type: 'code id_token',
      nonce: 'a-nonce',
      state: 's',
      login_hint: 'ben',
    });
    const { location } = await new Browser().get(begin);
    const tokens = await client.authorizationCodeGrant(config, location ?? new URL(begin), {
      expectedNonce: 'a-nonce',
      expectedState: 's',
    });
    expect(tokens.claims()).toMatchObject({ aud: 'my-app', nonce: 'a-nonce' });
  });

  it('gets a token for the application itself', async () => {
    await using mock = await startMock();
    const tokens = await client.clientCredentialsGrant(await discover(mock), { scope: 'data:read' });
    expect(tokens).toMatchObject({ token_type: 'bearer', expires_in: 3599 });
    expect(tokens).not.toHaveProperty('refresh_token');
  });

  it('reports a failed refresh', async () => {
    await using mock = await startMock();
    const config = await discover(mock);
    await expect(client.refreshTokenGrant(config, 'nonsense')).rejects.toMatchObject({
      error: 'invalid_grant',
      error_description: 'The refresh token is invalid or expired.',
      status: 400,
    });
  });

  it('reports a denied login', async () => {
    await using mock = await startMock();
    const config = await discover(mock);
    const { location } = await new Browser().get(authorizeUrl(mock, { prompt: 'none', state: 's' }));
    await expect(
      client.authorizationCodeGrant(config, location ?? new URL(mock.url), { expectedState: 's' }),
    ).rejects.toMatchObject({ error: 'login_required' });
  });
});
