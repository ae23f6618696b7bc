// Three replicas on one real server. The rules of queue and limits are those of memory: the same tests run on both.

import { createClient } from '@redis/client';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { resolveConfig } from '../../../src/config/config.ts';
import { createServer, type MockServer } from '../../../src/server/server.ts';
import { recordingLog } from '../../recording-log.ts';
import { until } from '../mock/wire.ts';
import { describeWithRedis, RedisServer } from './redis-server.ts';

let redis: RedisServer;
let replicas: readonly MockServer[];
let turn = 0;

const isShared = (kind: string): boolean => kind === 'a shared store';
const log = recordingLog();

async function start(kind: string): Promise<void> {
  const store = isShared(kind) ? { store: redis.url } : {};
  const one = (): Promise<MockServer> => createServer(resolveConfig({ port: 0, rateLimit: 5, ...store }), log);
  replicas = isShared(kind) ? await Promise.all([one(), one(), one()]) : [await one()];
  await control('POST /reset?all=true');
}

const stop = async (): Promise<void> => void (await Promise.all(replicas.map(replica => replica.close())));

/** As a round-robin balancer does. */
const nextUrl = (): string => replicas[turn++ % replicas.length]?.url ?? '';

async function control(line: string, body?: object): Promise<Record<string, unknown>> {
  const [method = '', path = ''] = line.split(' ');
  const answer = await fetch(`${nextUrl()}/__admin${path}`, {
    method,
    ...(body && { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
  });
  return { httpStatus: answer.status, ...((await answer.json()) as object) };
}

async function ask(token = 'mock.alice', more: Record<string, string> = {}): Promise<Response> {
  const response = await fetch(`${nextUrl()}/userinfo`, { headers: { authorization: `Bearer ${token}`, ...more } });
  await response.text();
  return response;
}

async function statuses(count: number, token?: string, more?: Record<string, string>): Promise<readonly number[]> {
  const answers = await Promise.all([...Array(count)].map(() => ask(token, more)));
  return answers.map(({ status }) => status).sort();
}

const times = (count: number, status: number): readonly number[] => Array<number>(count).fill(status);

const isDegraded = ({ headers }: Response): boolean => headers.get('x-mock-degraded') === 'store';

describeWithRedis('queue and limits', () => {
  beforeAll(async () => {
    redis = await RedisServer.start();
  });
  afterAll(() => redis.stop());

  describe.each(['memory', 'a shared store'])('in %s', kind => {
    beforeEach(() => start(kind));
    afterEach(stop);

    it('let exactly as many calls through as the limit allows', async () => {
      expect(await statuses(40)).toEqual([...times(5, 200), ...times(35, 429)]);
      const { headers } = await ask();
      expect(Number(headers.get('retry-after'))).toBeGreaterThan(50);
      expect(await statuses(2, 'another')).toEqual([200, 200]);
    });

    it('use a queued scenario exactly once among 64 parallel callers', async () => {
      await control('POST /scenarios/once', { scenario: '500' });
      await control('POST /scenarios/once', { scenario: { status: 418 }, times: 2 });
      expect(await control('GET /scenarios')).toMatchObject({ queued: [{ name: '500' }, {}, {}] });
      const answers = await Promise.all([...Array(64)].map((_, index) => ask(`mock.~caller-${index}`)));
      const all = answers.map(({ status }) => status);
      expect(all.filter(status => status === 500)).toHaveLength(1);
      expect(all.filter(status => status === 418)).toHaveLength(2);
    });

    it('use a queued scenario for a preference that asks for none', async () => {
      await control('POST /scenarios/once', { scenario: '500' });
      expect(await statuses(1, undefined, { prefer: 'respond-async' })).toEqual([500]);
    });

    it('replace the queue, and empty it', async () => {
      await control('POST /scenarios/once', { scenario: '429', times: 3 });
      const order = { scenarios: ['500', '401'] };
      expect(await control('PUT /scenarios/queue', order)).toMatchObject({
        queued: [{ name: '500' }, { name: '401' }],
      });
      expect([(await ask()).status, (await ask()).status, (await ask()).status]).toEqual([500, 401, 200]);
      await control('POST /scenarios/once', { scenario: '429' });
      expect(await control('PUT /scenarios/queue', { scenarios: [] })).toMatchObject({ queued: [] });
      expect((await ask()).status).toBe(200);
    });

    it('count no forced error: of a token, of Prefer, of the queue', async () => {
      await control('POST /scenarios/once', { scenario: '500', times: 3 });
      await statuses(3);
      await statuses(3, 'mock.alice.500');
      await statuses(3, 'mock.alice', { prefer: 'code=404' });
      expect(await statuses(6)).toEqual([...times(5, 200), 429]);
    });

    it('count calls with a scenario that is no error, and none without a token', async () => {
      await statuses(3, '');
      await statuses(2, 'mock.alice', { prefer: 'code=200' });
      await control('POST /scenarios/once', { scenario: 'minimal' });
      expect(await statuses(4)).toEqual([...times(3, 200), 429]);
    });

    it('keep sessions apart, and start afresh on reset', async () => {
      await control('POST /scenarios/once', { scenario: '500' });
      expect(await statuses(6, 'mock.alice', { 'x-mock-session': 'other' })).toEqual([...times(5, 200), 429]);
      expect(await statuses(6)).toEqual([...times(5, 200), 500]);
      await control('POST /scenarios/once', { scenario: '500' });
      await control('POST /reset');
      expect(await statuses(6)).toEqual([...times(5, 200), 429]);
      await control('POST /scenarios/once', { scenario: '500' });
      await control('POST /scenarios/reset');
      expect(await statuses(1)).toEqual([429]);
    });
  });

  describe('of three replicas', () => {
    beforeEach(() => start('a shared store'));
    afterEach(stop);

    it('leave keys that expire, and that hold no token', async () => {
      await control('POST /scenarios/once', { scenario: '500', times: 9 });
      await statuses(3, 'a-secret-token');
      await control('POST /reset');
      await statuses(3, 'a-secret-token');
      await control('POST /scenarios/once', { scenario: '500', times: 9 });
      const client = await createClient({ url: redis.url }).connect();
      const keys = await client.keys('*');
      expect(keys.length).toBeGreaterThanOrEqual(3);
      expect(
        keys.filter(key => key.includes('secret') || !/^aps-userinfo:(\{\w+\}:|sessions$|keys$)/.test(key)),
      ).toEqual([]);
      for (const key of keys) expect(await client.ttl(key), key).toBeGreaterThan(0);
      client.destroy();
    });

    it('go on without the server, say so, and share again when it is back', async () => {
      expect((await control('GET /health'))['store']).toBe('connected');
      await redis.kill();
      await until(async () => isDegraded(await ask('anybody')));
      expect((await control('GET /health'))['store']).toBe('degraded');
      expect(log.lines.filter(({ level }) => level === 'warn').length).toBeGreaterThan(0);
      expect(await control('POST /scenarios/once', { scenario: '500' })).toMatchObject({
        httpStatus: 503,
        code: 'ERR_STORE_UNREACHABLE',
      });
      expect(await statuses(21)).toEqual([...times(15, 200), ...times(6, 429)]);
      await redis.run();
      for (const _ of replicas) await until(async () => !isDegraded(await ask('anybody')));
      await until(async () => {
        const healths = await Promise.all(replicas.map(() => control('GET /health')));
        return healths.every(({ store }) => store === 'connected');
      });
      expect(await statuses(21)).toEqual([...times(5, 200), ...times(16, 429)]);
    });

    it('go on in a partition that closes nothing, and end it themselves', async () => {
      redis.mode = 'hold';
      const answers = await Promise.all([...Array(9)].map(() => ask()));
      expect(answers.map(({ status }) => status)).toEqual(times(9, 200));
      expect(answers.every(isDegraded)).toBe(true);
      redis.mode = 'forward';
      for (const _ of replicas) await until(async () => !isDegraded(await ask('anybody')));
    });

    it('count a call whose reply is lost once', async () => {
      await statuses(3, 'another');
      // Nothing else is on its way then.
      for (const _ of replicas) await control('GET /requests');
      redis.mode = 'lose';
      expect(isDegraded(await ask('one'))).toBe(true);
      redis.mode = 'forward';
      for (const _ of replicas) await until(async () => !isDegraded(await ask('anybody')));
      const { headers } = await ask('one');
      expect(headers.get('x-rate-limit-used')).toBe('2');
    });
  });

  it('refuse to start where no server answers, without its password', async () => {
    const starting = createServer(resolveConfig({ port: 0, store: 'redis://:secret@127.0.0.1:1' }), log);
    await expect(starting).rejects.toMatchObject({
      code: 'ERR_STORE_UNREACHABLE',
      message: 'The store at 127.0.0.1:1 cannot be used: ECONNREFUSED.',
    });
  });
});
