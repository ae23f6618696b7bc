// A certified OpenID Connect client, told of the mock by hand.

import * as client from 'openid-client';
import { describe, expect, it } from 'vitest';
import type { Mock } from '../../src/testing/mock.ts';
import { startMock } from '../../src/testing/start-mock.ts';
import { jwt } from '../server/mock/jwt.ts';

function configurationOf({ url }: Pick<Mock, 'url'>): client.Configuration {
  const configuration = new client.Configuration(
    { issuer: url, userinfo_endpoint: `${url}/userinfo` },
    'my-app',
    'secret',
  );
  client.allowInsecureRequests(configuration);
  return configuration;
}

const failureOf = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => Promise.reject(new Error('it did not fail')),
    (reason: unknown) => reason,
  );

describe('openid-client', () => {
  it('reads a profile, and finds the subject that it expects', async () => {
    await using mock = await startMock();
    const profile = await client.fetchUserInfo(configurationOf(mock), jwt({ userid: 'ABCDEFGH1234' }), 'ABCDEFGH1234');
    expect(profile).toMatchObject({
      sub: 'ABCDEFGH1234',
      email_verified: expect.any(Boolean),
      updated_at: expect.any(Number),
    });
  });

  it('rejects a profile of another user', async () => {
    await using mock = await startMock();
    const error = await failureOf(client.fetchUserInfo(configurationOf(mock), 'mock.alice', 'ABCDEFGH1234'));
    expect(error).toBeInstanceOf(client.ClientError);
  });

  it('does not understand a 401 without a challenge, as APS answers it', async () => {
    await using mock = await startMock();
    const error = await failureOf(
      client.fetchUserInfo(configurationOf(mock), 'mock.alice.401', client.skipSubjectCheck),
    );
    expect(error).toBeInstanceOf(client.ClientError);
    expect(error).toMatchObject({ code: 'OAUTH_RESPONSE_IS_NOT_CONFORM' });
  });

  it.each([{ wwwAuthenticate: true }, { errorStyle: 'oauth' as const }])(
    'understands one with a challenge: %j',
    async options => {
      await using mock = await startMock(options);
      const error = await failureOf(
        client.fetchUserInfo(configurationOf(mock), 'mock.alice.401', client.skipSubjectCheck),
      );
      if (!(error instanceof client.WWWAuthenticateChallengeError)) throw error;
      expect(error.status).toBe(401);
      expect(error.cause).toMatchObject([
        { scheme: 'bearer', parameters: { realm: 'userinfo', error: 'invalid_token' } },
      ]);
    },
  );

  it('understands a 403 that names the scope', async () => {
    await using mock = await startMock({ wwwAuthenticate: true, requireScope: ['openid'] });
    const error = await failureOf(
      client.fetchUserInfo(configurationOf(mock), jwt({ userid: 'ABCDEFGH1234' }), 'ABCDEFGH1234'),
    );
    if (!(error instanceof client.WWWAuthenticateChallengeError)) throw error;
    expect(error.status).toBe(403);
    expect(error.cause).toMatchObject([{ parameters: { error: 'insufficient_scope', scope: 'openid' } }]);
  });
});
