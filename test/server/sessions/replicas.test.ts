// The state of a session, in one process and on three replicas behind a balancer: the same sentences hold for both.

import { createClient } from '@redis/client';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { resolveConfig } from '../../../src/config/config.ts';
import { createServer, type MockServer } from '../../../src/server/server.ts';
import { openStore } from '../../../src/server/sessions/redis-store.ts';
import { recordingLog } from '../../recording-log.ts';
import {
  authorize,
  authorizeUrl,
  Browser,
  codeFor,
  decode,
  exchange,
  hiddenFields,
  post,
  refresh,
  userInfo,
} from '../login/flow.ts';
import type { Plain } from '../mock/documents.ts';
import { until } from '../mock/wire.ts';
import { Balancer } from './balancer.ts';
import { describeWithRedis, RedisServer } from './redis-server.ts';

let redis: RedisServer;
let replicas: readonly MockServer[];
let balancer: Balancer;

async function start(kind: string): Promise<void> {
  const isShared = kind !== 'one process';
  const one = (): Promise<MockServer> =>
    createServer(resolveConfig({ port: 0, ...(isShared ? { store: redis.url } : {}) }), recordingLog());
  replicas = isShared ? await Promise.all([one(), one(), one()]) : [await one()];
  balancer = await Balancer.start(replicas.map(({ url }) => url));
  await control('POST /reset?all=true');
}

async function stop(): Promise<void> {
  await balancer.close();
  await Promise.all(replicas.map(replica => replica.close()));
}

async function control(line: string, body?: object, more: Record<string, string> = {}): Promise<Plain> {
  const [method = '', path = ''] = line.split(' ');
  const answer = await fetch(`${balancer.url}/__admin${path}`, {
    method,
    headers: { ...more, ...(body && { 'content-type': 'application/json' }) },
    ...(body && { body: JSON.stringify(body) }),
  });
  return { httpStatus: answer.status, ...((await answer.json()) as object) };
}

/** What each replica gives, one after the other. */
async function everywhere<Result>(ask: () => Promise<Result>): Promise<readonly Result[]> {
  const results: Result[] = [];
  for (const _ of replicas) results.push(await ask());
  return results;
}

const statusOf = async (token = 'mock.alice', headers: Record<string, string> = {}): Promise<number> => {
  const answer = await fetch(`${balancer.url}/userinfo`, { headers: { ...headers, authorization: `Bearer ${token}` } });
  await answer.text();
  return answer.status;
};

async function tokens(): Promise<Plain> {
  return (await exchange(balancer, await codeFor(balancer))).json;
}

const alone = (count: number, status: number): number[] => [200, ...Array<number>(count - 1).fill(status)];

describeWithRedis('a session', () => {
  beforeAll(async () => {
    redis = await RedisServer.start();
  });
  afterAll(() => redis.stop());

  describe.each(['one process', 'three replicas'])('in %s', kind => {
    beforeEach(() => start(kind));
    afterEach(stop);

    it('has its settings everywhere at once', async () => {
      await control('PATCH /settings', { variant: 'minimal', profileApi: 'v2' });
      const seen = await everywhere(async () => (await userInfo(balancer, 'mock.alice~openid')).json);
      for (const claims of seen) expect(claims).toEqual({ sub: expect.any(String) });
      await control('PATCH /settings', { explain: false });
      expect(await everywhere(() => control('GET /settings'))).toEqual(
        replicas.map(() => expect.objectContaining({ explain: false, variant: 'minimal', rateLimit: null })),
      );
    });

    it('has its personas, known tokens and provider states everywhere', async () => {
      await control('PUT /personas/zoe', { claims: { given_name: 'Zoe' } });
      const seen = await everywhere(() => userInfo(balancer, 'mock.zoe'));
      expect(seen.map(({ json }) => json.given_name)).toEqual(replicas.map(() => 'Zoe'));
      await control('DELETE /personas/zoe');
      expect(await everywhere(() => statusOf('mock.zoe'))).not.toContain(200);
      await control('POST /pact/states', { state: 'a person exists', params: { token: 'a-token', persona: 'alice' } });
      expect((await everywhere(() => userInfo(balancer, 'a-token'))).map(({ json }) => json.given_name)).toEqual(
        replicas.map(() => 'Alice'),
      );
      await control('POST /pact/states', { state: 'a person exists', action: 'teardown' });
      expect(await everywhere(() => control('GET /settings'))).toEqual(
        replicas.map(() => expect.objectContaining({ knownTokens: {} })),
      );
    });

    it('has its active scenario everywhere, until a reset', async () => {
      await control('POST /scenarios/use', { scenario: 'token-expired' });
      expect(await everywhere(statusOf)).toEqual(replicas.map(() => 401));
      await control('POST /scenarios/use', { scenario: null });
      expect(await everywhere(statusOf)).toEqual(replicas.map(() => 200));
      await control('POST /scenarios/use', { scenario: '503' });
      await control('POST /reset');
      expect(await everywhere(statusOf)).toEqual(replicas.map(() => 200));
    });

    it('takes each step of a scenario once, whoever answers', async () => {
      const steps = [{ status: 503, until: '10 calls' }, { status: 429, until: '3 calls' }, {}];
      for (const order of [
        { title: 'one', steps },
        { title: 'two', steps },
      ]) {
        await control('POST /scenarios/use', { scenario: order });
        const all = await Promise.all([...Array(24)].map(() => statusOf()));
        expect(all.sort()).toEqual([...Array(11).fill(200), ...Array(3).fill(429), ...Array(10).fill(503)]);
      }
      await control('POST /reset');
      await control('POST /scenarios/use', { scenario: { steps } });
      expect(await statusOf()).toBe(503);
    });

    it('has its clock everywhere: a token and a window end at the same time', async () => {
      const { access_token: token } = await tokens();
      await control('POST /clock', { now: '2030-01-01T00:00:00Z' });
      expect((await everywhere(() => control('GET /clock'))).map(({ iso }) => iso)).toEqual(
        replicas.map(() => '2030-01-01T00:00:00.000Z'),
      );
      expect(await everywhere(() => statusOf(token))).toEqual(replicas.map(() => 401));
      await control('POST /clock', { reset: true });
      expect(await everywhere(() => statusOf(token))).toEqual(replicas.map(() => 200));
    });

    it('is apart from others, and is listed and removed everywhere', async () => {
      const own = { 'x-mock-session': 'own' };
      await control('POST /scenarios/use', { scenario: '500' }, own);
      expect(await everywhere(() => statusOf('mock.alice', own))).toEqual(replicas.map(() => 500));
      expect(await everywhere(statusOf)).toEqual(replicas.map(() => 200));
      for (const { sessions } of await everywhere(() => control('GET /sessions')))
        expect(sessions.map(({ id }: Plain) => id)).toContain('own');
      expect(await control('DELETE /sessions/own')).toMatchObject({ removed: 'own' });
      expect(await everywhere(() => statusOf('mock.alice', own))).toEqual(replicas.map(() => 200));
      await control('POST /scenarios/use', { scenario: '500' }, own);
      expect((await control('POST /reset?all=true')).reset).toEqual(expect.arrayContaining(['default', 'own']));
      expect(await everywhere(() => statusOf('mock.alice', own))).toEqual(replicas.map(() => 200));
    });

    it('redeems a code once among 64 parallel callers', async () => {
      const code = await codeFor(balancer);
      const all = await Promise.all([...Array(64)].map(() => exchange(balancer, code)));
      expect(all.map(({ status }) => status).sort()).toEqual(alone(64, 400));
    });

    it('redeems a refresh token once among 64 parallel callers', async () => {
      const { refresh_token: token } = await tokens();
      const all = await Promise.all([...Array(64)].map(() => refresh(balancer, token)));
      expect(all.map(({ status }) => status).sort()).toEqual(alone(64, 400));
    });

    it('logs in on a page of one, gives tokens on another, and the profile on the third', async () => {
      const browser = new Browser();
      const { location } = await browser.get(authorizeUrl(balancer));
      const { text } = await browser.get(location ?? '');
      const form = { ...hiddenFields(text), persona: 'alice' };
      const back = await browser.post(location ?? '', form);
      expect(back.text).toBe('');
      const code = (await browser.get(back.location ?? '')).location?.searchParams.get('code') ?? '';
      const { access_token: token } = (await exchange(balancer, code)).json;
      const seen = await everywhere(() => userInfo(balancer, token));
      expect(seen.map(({ json }) => json.given_name)).toEqual(replicas.map(() => 'Alice'));
      // The browser is remembered, until it logs out.
      for (const { location: again } of await everywhere(() => browser.get(authorizeUrl(balancer))))
        expect(again?.searchParams.has('code')).toBe(true);
      await browser.get(`${balancer.url}/authentication/v2/logout`);
      for (const { location: page } of await everywhere(() => browser.get(authorizeUrl(balancer))))
        expect(page?.pathname).toMatch(/\/login\//);
    });

    it('revokes a token and a whole login everywhere', async () => {
      const [one, other] = [await tokens(), await tokens()];
      expect(await everywhere(() => statusOf(one.access_token))).toEqual(replicas.map(() => 200));
      await post(balancer, 'revoke', { token: one.access_token });
      expect(await everywhere(() => statusOf(one.access_token))).toEqual(replicas.map(() => 401));
      expect(await everywhere(() => statusOf(other.access_token))).toEqual(replicas.map(() => 200));
      expect((await control('GET /login/tokens?persona=alice')).tokens.length).toBeGreaterThan(2);
      await control('DELETE /login/tokens?persona=alice');
      expect(await everywhere(() => statusOf(other.access_token))).toEqual(replicas.map(() => 401));
      expect((await refresh(balancer, other.refresh_token)).status).toBe(400);
      const { json } = await post(balancer, 'introspect', { token: other.access_token });
      expect(json).toEqual({ active: false });
    });

    it('expires tokens everywhere, and forgets all of them with a reset', async () => {
      const { access_token: one } = await tokens();
      await control('DELETE /login/tokens?as=expired');
      for (const { json } of await everywhere(() => userInfo(balancer, one))) expect(json.errorCode).toBe('AUTH-006');
      const other = await tokens();
      await control('POST /reset');
      expect(await everywhere(() => statusOf(other.access_token))).toEqual(replicas.map(() => 401));
      expect((await refresh(balancer, other.refresh_token)).status).toBe(400);
    });

    it('has its service accounts everywhere, and takes an assertion once if asked to', async () => {
      const robot = { name: 'robot', firstName: 'Build', lastName: 'Robot', clientId: 'my-app', scope: undefined };
      const [first] = replicas;
      const { assertion } = (await first?.login.serviceAccount(first.sessions.default, robot)) ?? {};
      const form = { grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer', assertion: String(assertion) };
      await control('PATCH /settings', { rejectReplayedJti: true });
      const all = await Promise.all([...Array(9)].map(() => post(balancer, 'token', form)));
      expect(all.map(({ status }) => status).sort()).toEqual(alone(9, 400));
      const { json } = all.find(({ status }) => status === 200) ?? {};
      const seen = await everywhere(() => userInfo(balancer, json.access_token));
      expect(seen.map(({ json: claims }) => claims.family_name)).toEqual(replicas.map(() => 'Robot'));
      await control('POST /reset');
      expect((await post(balancer, 'token', form)).status).toBe(400);
    });

    it('fails the next refresh once', async () => {
      const { refresh_token: token } = await tokens();
      await control('POST /login/fail-next-refresh');
      const all = [await refresh(balancer, token), await refresh(balancer, token)];
      expect(all.map(({ status }) => status)).toEqual([400, 200]);
    });

    it('takes no code or refresh token for an access token', async () => {
      const code = await codeFor(balancer);
      const { refresh_token: token } = (await exchange(balancer, code)).json;
      expect(await everywhere(() => statusOf(token))).toEqual(replicas.map(() => 401));
      expect(await everywhere(() => statusOf(code))).toEqual(replicas.map(() => 401));
    });

    it('publishes the same keys everywhere, also after a rotation', async () => {
      const keys = async (): Promise<Plain> =>
        (await (await fetch(`${balancer.url}/authentication/v2/keys`)).json()) as Plain;
      const { access_token: old } = await tokens();
      const [first, ...others] = await everywhere(keys);
      for (const other of others) expect(other).toEqual(first);
      const { kid } = await control('POST /login/rotate-key');
      for (const { keys: all } of await everywhere(keys)) expect(all).toHaveLength(2);
      const { access_token: token } = await tokens();
      expect(decode(token).header.kid).toBe(kid);
      expect(await everywhere(() => statusOf(token))).toEqual(replicas.map(() => 200));
      expect(await everywhere(() => statusOf(old))).toEqual(replicas.map(() => 200));
      const forged = `${token.slice(0, -8)}AAAAAAAA`;
      expect(await everywhere(() => statusOf(forged))).toEqual(replicas.map(() => 401));
    });

    it('has one journal and one set of verdicts, in order', async () => {
      await control('POST /scenarios/use', { scenario: '429' });
      for (const _ of Array(9)) await statusOf();
      const count = async (): Promise<number> => (await control('POST /requests/count', { status: 429 })).count;
      await until(async () => (await count()) === 9);
      expect(await everywhere(count)).toEqual(replicas.map(() => 9));
      const { requests, total } = await control('GET /requests');
      expect(total).toBe(9);
      expect(requests.map(({ at }: Plain) => at)).toEqual(requests.map(({ at }: Plain) => at).sort());
      for (const { verdicts } of await everywhere(() => control('GET /verdicts')))
        expect(verdicts.find(({ id }: Plain) => id === 'retry-after').status).toBe('failed');
      const [{ id }] = requests;
      expect(await everywhere(async () => (await control(`GET /requests/${id}`)).id)).toEqual(replicas.map(() => id));
      expect(await control(`DELETE /requests/${id}`)).toMatchObject({ removed: 1 });
      expect(await everywhere(count)).toEqual(replicas.map(() => 8));
      expect(await control('DELETE /requests')).toMatchObject({ removed: 8 });
      expect(await everywhere(count)).toEqual(replicas.map(() => 0));
    });
  });

  describe('of three replicas', () => {
    beforeEach(() => start('three replicas'));
    afterEach(() => {
      redis.mode = 'forward';
      return stop();
    });

    it('says in its journal which process answered', async () => {
      await statusOf();
      await until(async () => (await control('GET /requests')).total === 1);
      expect((await control('GET /requests')).requests[0].replica).toMatch(/:\d+$/);
    });

    it('lets a replica in later that finds all of it', async () => {
      const { access_token: token } = await tokens();
      await control('POST /scenarios/use', { scenario: 'minimal' });
      await control('DELETE /requests');
      await statusOf();
      await until(async () => (await control('GET /requests')).total === 1);
      const late = await createServer(resolveConfig({ port: 0, store: redis.url }), recordingLog());
      balancer.targets = [late.url];
      expect((await control('GET /requests')).total).toBe(1);
      balancer.targets = replicas.map(({ url }) => url);
      const { json } = await userInfo(late, token);
      await late.close();
      expect(Object.keys(json)).toEqual(Object.keys((await userInfo(balancer, token)).json));
    });

    it('keeps logins and settings when the server is killed and comes back empty', async () => {
      const { access_token: token, refresh_token: again } = await tokens();
      await control('PATCH /settings', { variant: 'minimal' });
      expect(await everywhere(() => statusOf(token))).toEqual([200, 200, 200]);
      await redis.kill();
      await until(async () => (await control('GET /health')).store === 'degraded');
      expect(await everywhere(() => statusOf(token))).toEqual([200, 200, 200]);
      expect(await control('PATCH /settings', { variant: 'sdk' })).toMatchObject({
        httpStatus: 503,
        code: 'ERR_STORE_UNREACHABLE',
      });
      // A login goes on where it began.
      const [own = balancer] = replicas;
      const { json } = await exchange(own, await codeFor(own));
      await redis.run();
      await until(async () => {
        const healths = await everywhere(() => control('GET /health'));
        return healths.every(({ store }) => store === 'connected');
      });
      await statusOf(json.access_token);
      await everywhere(() => statusOf(json.access_token));
      expect(await everywhere(() => statusOf(json.access_token))).toEqual([200, 200, 200]);
      expect((await everywhere(() => control('GET /settings'))).map(({ variant }) => variant)).toEqual([
        'minimal',
        'minimal',
        'minimal',
      ]);
      const all = await Promise.all([...Array(12)].map(() => refresh(balancer, again)));
      expect(all.map(({ status }) => status).sort()).toEqual(alone(12, 400));
    });

    it('logs in on its own in a partition, and says so', async () => {
      await tokens();
      redis.mode = 'hold';
      const { headers, status } = await authorize(balancer, { login_hint: 'alice' });
      expect([status, headers.get('x-mock-degraded')]).toEqual([302, 'store']);
      redis.mode = 'forward';
      await until(async () => (await everywhere(() => control('GET /health'))).every(all => all.store === 'connected'));
      expect((await tokens()).access_token).toBeDefined();
    });

    it('loses no request in 50 restarts under load, nor an entry of the journal', async () => {
      const token = (await tokens()).access_token;
      await control('DELETE /requests');
      const options = { store: redis.url, journalSize: 1_000_000, rateLimit: 0 };
      const at = (port: number): Promise<MockServer> =>
        createServer(resolveConfig({ ...options, port }), recordingLog());
      const servers = await Promise.all([at(0), at(0), at(0)]);
      balancer.targets = servers.map(({ url }) => url);
      let isOver = false;
      const seen = new Map<number | string, number>();
      const load = async (bearer: string): Promise<void> => {
        while (!isOver) {
          const status = await statusOf(bearer).catch(String);
          seen.set(status, (seen.get(status) ?? 0) + 1);
        }
      };
      const clients = Promise.all(['mock.alice', 'anybody', token].map(load));
      for (let restart = 0; restart < 50; restart++) {
        const old = servers[restart % servers.length] as MockServer;
        // As the command does on SIGTERM.
        await old.close(100);
        servers[restart % servers.length] = await at(old.port);
      }
      isOver = true;
      await clients;
      const total = async (): Promise<number> => (await control('GET /requests?limit=1')).total;
      expect([...seen.keys()]).toEqual([200]);
      await until(async () => (await total()) >= (seen.get(200) ?? 0));
      expect(await total()).toBe(seen.get(200));
      await Promise.all(servers.map(server => server.close()));
    });

    it('waits for the lock of a replica that died, and goes on', async () => {
      const client = await createClient({ url: redis.url }).connect();
      await client.set('aps-userinfo:{default}:lock', 'a dead one', { expiration: { type: 'PX', value: 300 } });
      expect((await tokens()).access_token).toBeDefined();
      client.destroy();
    });

    it('writes nothing for an owner whose lock has expired', async () => {
      const store = await openStore({ store: redis.url, storePrefix: 'late:' }, recordingLog());
      const none = { control: 0, logins: 0 };
      const changes = { control: new Map([['control', '{}']]), logins: new Map() };
      await store.read('s', none, 'one');
      expect(await store.read('s', none, 'two')).toBe('held');
      const client = await createClient({ url: redis.url }).connect();
      await client.del('late:{s}:lock');
      client.destroy();
      expect(await store.read('s', none, 'two')).toMatchObject({ control: { version: 0 } });
      expect(await store.write('s', 'one', changes)).toBe('late');
      expect(await store.write('s', 'two', changes)).toEqual({ control: 1, logins: 0 });
      expect(await store.read('s', none)).toMatchObject({ control: { version: 1, changes: changes.control } });
      store.close();
    });

    it('gives every key an expiry, and holds no token in a name', async () => {
      const { access_token: token } = await tokens();
      await statusOf(token);
      await control('PATCH /settings', { variant: 'minimal' });
      const client = await createClient({ url: redis.url }).connect();
      const keys = await client.keys('*');
      for (const key of keys) expect(await client.ttl(key), key).toBeGreaterThan(0);
      expect(keys.filter(key => key.includes(token))).toEqual([]);
      client.destroy();
    });
  });
});
