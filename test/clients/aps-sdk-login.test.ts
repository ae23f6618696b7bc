// Autodesk's own SDK for Node.js logs in, unchanged but for its base addresses: every call that it has.

import { createHash } from 'node:crypto';
import { AuthenticationClient, ResponseType, Scopes, TokenTypeHint } from '@aps_sdk/authentication';
import { ApsConfiguration, SdkManagerBuilder } from '@aps_sdk/autodesk-sdkmanager';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Mock } from '../../src/testing/mock.ts';
import { startMock } from '../../src/testing/start-mock.ts';
import { Browser, decode } from '../server/login/flow.ts';

let mock: Mock;
beforeAll(async () => {
  mock = await startMock();
});
beforeEach(() => {
  // The SDK writes every failure to the console.
  vi.spyOn(console, 'error').mockReturnValue(undefined);
});
afterEach(() => void vi.restoreAllMocks());
afterAll(() => mock.close());

const redirectUri = 'http://localhost:8080/api/auth/callback';
const secret = { clientSecret: 'a secret' };

function client(): AuthenticationClient {
  const configuration = new ApsConfiguration({});
  configuration.baseAddress = new URL(mock.url);
  const sdkManager = SdkManagerBuilder.create().addApsConfiguration(configuration).build();
  const made = new AuthenticationClient({ sdkManager });
  made.usersApi.baseAddress = mock.url;
  return made;
}

/** Where the address of `authorize` leads a browser, with Alice logging in. */
async function codeAt(address: string): Promise<string> {
  const { location } = await new Browser().get(`${address}&login_hint=alice`);
  return location?.searchParams.get('code') ?? '';
}

describe('@aps_sdk/authentication', () => {
  it('gets a 2-legged token', async () => {
    const token = await client().getTwoLeggedToken('my-app', 'a secret', [Scopes.DataRead, Scopes.BucketRead]);
    expect(token).toMatchObject({ token_type: 'Bearer', expires_in: 3599 });
    expect(decode(token.access_token ?? '').payload).toMatchObject({ scope: ['data:read', 'bucket:read'] });
  });

  it('gets, refreshes, introspects and revokes 3-legged tokens as a private client', async () => {
    const sdk = client();
    const scopes = [Scopes.DataRead, Scopes.OpenId];
    const address = sdk.authorize('my-app', ResponseType.Code, redirectUri, scopes, { state: 's', nonce: 'n' });
    const tokens = await sdk.getThreeLeggedToken('my-app', await codeAt(address), redirectUri, secret);
    expect(tokens).toMatchObject({
      token_type: 'Bearer',
      expires_in: 3599,
      refresh_token: expect.stringMatching(/^\w{42}$/),
    });
    expect(await sdk.getUserInfo(tokens.access_token ?? '')).toMatchObject({ name: 'Alice Lindqvist' });

    const fresh = await sdk.refreshToken(tokens.refresh_token ?? '', 'my-app', {
      ...secret,
      scopes: [Scopes.DataRead],
    });
    const token = fresh.access_token ?? '';
    expect(await sdk.introspectToken(token, 'my-app', secret)).toMatchObject({
      active: true,
      scope: 'data:read',
      client_id: 'my-app',
      userid: '7ALC3QX9RW2K',
    });
    await sdk.revoke(token, 'my-app', TokenTypeHint.AccessToken, secret);
    expect(await sdk.introspectToken(token, 'my-app', secret)).toMatchObject({ active: false });
    await expect(client().getUserInfo(token)).rejects.toThrow();
  });

  it('does so as a public client with PKCE', async () => {
    const sdk = client();
    const verifier = 'v'.repeat(64);
    const codeChallenge = createHash('sha256').update(verifier).digest('base64url');
    const address = sdk.authorize('my-app', ResponseType.Code, redirectUri, [Scopes.DataRead], {
      codeChallenge,
      codeChallengeMethod: 'S256',
    });
    const tokens = await sdk.getThreeLeggedToken('my-app', await codeAt(address), redirectUri, {
      code_verifier: verifier,
    });
    const fresh = await sdk.refreshToken(tokens.refresh_token ?? '', 'my-app');
    expect(await sdk.introspectToken(fresh.access_token ?? '', 'my-app')).toMatchObject({ active: true });
    await sdk.revoke(fresh.refresh_token ?? '', 'my-app', TokenTypeHint.RefreshToken);
    await expect(client().refreshToken(fresh.refresh_token ?? '', 'my-app')).rejects.toThrow(/invalid_grant/);
  });

  it('reads the keys and the discovery document, with a slash too many', async () => {
    expect(await client().getKeys()).toMatchObject({ keys: [{ kty: 'RSA', use: 'sig' }] });
    expect(await client().getOidcSpec()).toMatchObject({ issuer: mock.url, userinfo_endpoint: `${mock.url}/userinfo` });
    expect(mock.journal.all().slice(-2)).toMatchObject([{ operationId: 'keys' }, { operationId: 'discovery' }]);
  });

  it('has an address for logout that leads back', async () => {
    const address = client().logout({ postLogoutRedirectUri: 'http://localhost:8080/' });
    const { status, location } = await new Browser().get(address);
    expect([status, location?.href]).toEqual([302, 'http://localhost:8080/']);
  });

  it('reports errors with the messages of the service', async () => {
    await expect(client().getThreeLeggedToken('my-app', 'wrong', redirectUri, secret)).rejects.toThrow(
      'The authorization code is invalid or has expired.',
    );
  });
});
