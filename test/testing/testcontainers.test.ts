// The typed helpers for the image, against a container that runs the same server from the same variables, in this process.

import { afterEach, describe, expect, it } from 'vitest';
import { startUserInfo } from '../../src/testing/testcontainers.ts';
import { closeServers, GenericContainer, servers } from './server-container.ts';

afterEach(() => closeServers());

describe('startUserInfo', () => {
  it('passes its options to the image, and controls the mock in it', async () => {
    await using userinfo = await startUserInfo(new GenericContainer('aps-userinfo'), {
      rateLimit: 2,
      cors: false,
      requireScope: ['openid', 'data:read'],
    });
    const ask = async (token: string): Promise<number> =>
      (await fetch(`${userinfo.url}/userinfo`, { headers: { authorization: `Bearer ${token}` } })).status;
    await userinfo.use('500');
    expect(await ask(userinfo.token())).toBe(500);
    await userinfo.use(null);
    await userinfo.once({ status: 503 }, 2);
    const statuses = [];
    for (let index = 0; index < 5; index++) statuses.push(await ask(userinfo.token('alice')));
    expect(statuses).toEqual([503, 503, 200, 200, 429]);
    await userinfo.advance(61);
    expect(await ask(userinfo.token('alice'))).toBe(200);
    expect(await userinfo.requests({ persona: 'alice', status: 503 })).toHaveLength(2);
    expect((await userinfo.verdicts()).map(({ id }) => id)).toContain('retry-after');
    await userinfo.reset();
    expect(await userinfo.requests()).toEqual([]);
  });

  it('has an admin API that needs the token', async () => {
    await using userinfo = await startUserInfo(new GenericContainer('aps-userinfo'));
    expect((await fetch(`${userinfo.url}/__admin/requests`)).status).toBe(401);
    const headers = { authorization: `Bearer ${userinfo.adminToken}` };
    expect((await fetch(`${userinfo.url}/__admin/requests`, { headers })).status).toBe(200);
  });

  it('throws what the admin API refuses, with its code and hint', async () => {
    await using userinfo = await startUserInfo(new GenericContainer('aps-userinfo'));
    await expect(userinfo.use('402')).rejects.toMatchObject({
      code: 'ERR_SCENARIO_UNKNOWN',
      hint: 'Did you mean "400"?',
    });
  });

  it.each([
    [{ rateLimit: -1 }, 'rateLimit must be an integer'],
    [{ port: 4011 }, 'does not take the option "port"'],
    [{ knownTokens: { a: 'alice' } }, 'does not take the option "knownTokens"'],
  ])('refuses %j before the container starts', async (options, message) => {
    await expect(startUserInfo(new GenericContainer('aps-userinfo'), options as object)).rejects.toMatchObject({
      code: 'ERR_CONFIG_INVALID',
      message: expect.stringContaining(message),
    });
    expect(servers).toEqual([]);
  });

  it('stops a container whose mock does not answer', async () => {
    const container = new GenericContainer('aps-userinfo', true);
    await expect(startUserInfo(container, {}, 1)).rejects.toMatchObject({ code: 'ERR_TARGET_UNREACHABLE' });
    expect(container.stops).toBe(1);
  });
});
