// Autodesk's own SDK for Node.js, unchanged: it sends the bare token, repeats what fails, and opens a circuit breaker
// after five failures, so each test has a client of its own.

import { AuthenticationClient } from '@aps_sdk/authentication';
import { SdkManagerBuilder } from '@aps_sdk/autodesk-sdkmanager';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Mock, MockSession } from '../../src/testing/mock.ts';
import { startMock } from '../../src/testing/start-mock.ts';

let mock: Mock;
beforeAll(async () => {
  mock = await startMock();
});
beforeEach(() => {
  mock.reset();
  // The SDK writes every failure to the console.
  vi.spyOn(console, 'error').mockReturnValue(undefined);
});
afterEach(() => void vi.restoreAllMocks());
afterAll(() => mock.close());

function clientOf({ url }: Pick<MockSession, 'url'>): AuthenticationClient {
  const client = new AuthenticationClient({ sdkManager: SdkManagerBuilder.create().build() });
  client.usersApi.baseAddress = url;
  return client;
}

describe('@aps_sdk/authentication', () => {
  it('reads a profile with the bare token', async () => {
    const profile = await clientOf(mock).getUserInfo(mock.token('alice'));
    expect(profile).toMatchObject({
      given_name: 'Alice',
      email_verified: true,
      thumbnails: { sizeX120: expect.stringMatching(/^http:/) },
    });
    expect(mock.journal.all()).toMatchObject([
      { method: 'GET', status: 200, persona: 'alice', userAgent: expect.stringContaining('APS SDK') },
    ]);
  });

  it('reads a profile with a token that has its scheme', async () => {
    expect(await clientOf(mock).getUserInfo(`Bearer ${mock.token('alice')}`)).toMatchObject({ given_name: 'Alice' });
  });

  it('works with a base address that ends with a slash', async () => {
    expect(await clientOf({ url: `${mock.url}/` }).getUserInfo('mock.alice')).toMatchObject({ given_name: 'Alice' });
  });

  it('drops the path of a base address, so that it needs the header to be in a session', async () => {
    const session = mock.session('sdk');
    await clientOf(session).getUserInfo('mock.alice');
    expect([mock.journal.count(), session.journal.count()]).toEqual([1, 0]);
    await clientOf(mock).getUserInfo('mock.alice', { options: { headers: { 'X-Mock-Session': 'sdk' } } });
    expect([mock.journal.count(), session.journal.count()]).toEqual([1, 1]);
  });

  it.each([
    ['token-expired', 401, 'AUTH-006'],
    ['app-not-entitled', 403, 'AUTH-001'],
    ['server-error', 500, 'ERR-003'],
  ])('reports %s with its status and Autodesk’s code', async (scenario, status, code) => {
    const error = await failureOf(mock.token('alice', scenario));
    expect(error.httpStatusCode?.()).toBe(status);
    expect(String(error.message)).toContain(code);
  });

  it('repeats a 429 five times, and ignores Retry-After', async () => {
    // If it waited, this test would not end.
    const error = await failureOf(mock.token('alice', 'quota-exceeded-retry-after-huge'));
    expect(error.httpStatusCode?.()).toBe(429);
    expect(mock.journal.count({ status: 429 })).toBe(6);
  });

  it('survives a temporary limit', async () => {
    mock.once('429');
    mock.once('429');
    expect(await clientOf(mock).getUserInfo('mock.alice')).toMatchObject({ given_name: 'Alice' });
    expect(mock.journal.all().map(({ status }) => status)).toEqual([429, 429, 200]);
  });

  it('asks nothing any more once its circuit breaker is open', async () => {
    const client = clientOf(mock);
    for (let failures = 0; failures < 5; failures++) {
      await client.getUserInfo('mock.alice.401').catch(() => undefined);
    }
    await expect(client.getUserInfo('mock.alice')).rejects.toThrow();
    expect(mock.journal.count()).toBe(5);
  });

  it('fails at a strict gateway, which rejects its token', async () => {
    await using strict = await startMock({ bearer: 'strict' });
    await expect(clientOf(strict).getUserInfo('mock.alice')).rejects.toThrow();
    expect(strict.journal.all()).toMatchObject([{ status: 401, outcome: 'example=token-malformed' }]);
  });
});

interface SdkFailure extends Error {
  httpStatusCode?(): number;
}

function failureOf(token: string): Promise<SdkFailure> {
  return clientOf(mock)
    .getUserInfo(token)
    .then(
      () => Promise.reject(new Error('it did not fail')),
      (error: SdkFailure) => error,
    );
}
