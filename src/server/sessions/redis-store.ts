// The shared store on a server that speaks the Redis protocol: Valkey, Redis. Each request takes one script, which is atomic;
// the client writes all commands of a turn of the event loop together. A command whose reply is lost is not sent again, and
// its request is answered as degraded, so no call counts twice.
// @see https://valkey.io/topics/eval-intro/

import { createHash } from 'node:crypto';
import { KitError } from '../../base/errors.ts';
import type { Log } from '../../base/log.ts';
import { loadPackage } from '../../base/optional-package.ts';
import type { Config } from '../../config/config.ts';
import type { Scenario } from '../scenarios/scenario.ts';
import type { Window } from './rate-limiter.ts';
import type { Ask, SharedStore, Told } from './shared-store.ts';

type Library = typeof import('@redis/client');
type Client = ReturnType<Library['createClient']>;

/** A partition has no end that a client hears of: a silent connection is closed after this time. */
const silenceMs = 2000;
const reconnectMs = 250;

/** Queues and counters of unused sessions expire. */
const idleSeconds = 86_400;

/** Requests reach the server in another order than they came, from machines whose clocks differ; beyond it, time was set back. */
const disorderMs = 10_000;

/**
 * KEYS: queue, epoch of the windows. ARGV: whether to take a queued scenario, now, window in ms, idle time in seconds, then a
 * key and a limit for each window. A queued forced error begins with 1 and counts no call.
 */
const script = `
local told = {false}
if ARGV[1] == '1' then
  local item = redis.call('LPOP', KEYS[1])
  if item then
    told[1] = item
    if string.sub(item, 1, 1) == '1' then return told end
  end
end
local epoch = redis.call('GET', KEYS[2]) or '0'
local now, length = tonumber(ARGV[2]), tonumber(ARGV[3])
for index = 5, #ARGV, 2 do
  local key = KEYS[2] .. ':' .. epoch .. ':' .. ARGV[index]
  local window = redis.call('HMGET', key, 'starts', 'ends')
  local count = 1
  local starts, ends = now, now + length
  if window[1] and now > tonumber(window[1]) - ${disorderMs} and now < tonumber(window[2]) then
    starts, ends = window[1], window[2]
    count = redis.call('HINCRBY', key, 'count', 1)
  else
    redis.call('HSET', key, 'starts', starts, 'ends', ends, 'count', 1)
    redis.call('PEXPIRE', key, math.max(length, 1000) * 2)
  end
  told[#told + 1] = count
  told[#told + 1] = tostring(starts)
  told[#told + 1] = tostring(ends)
  if count > tonumber(ARGV[index + 1]) then return told end
end
return told`;

const sha = createHash('sha1').update(script).digest('hex');

/** @throws ERR_STORE_UNREACHABLE, ERR_PACKAGE_NOT_INSTALLED */
export async function openStore(
  { store = '', storePrefix }: Pick<Config, 'store' | 'storePrefix'>,
  log: Log,
): Promise<SharedStore> {
  const { createClient } = loadPackage<Library>('@redis/client', { what: '--store' });
  const client = createClient({
    url: store.replace(/^valkey/u, 'redis'),
    // A command waits for no connection: its request is answered as degraded.
    disableOfflineQueue: true,
    pingInterval: silenceMs / 4,
    socket: { socketTimeout: silenceMs, connectTimeout: silenceMs, reconnectStrategy: () => reconnectMs },
  });
  const redis = new RedisStore(client as unknown as Client, storePrefix, log);
  await redis.open(hostOf(store));
  return redis;
}

/** Without user and password. */
function hostOf(store: string): string {
  const { hostname, port } = new URL(store);
  return `${hostname}:${port === '' ? 6379 : port}`;
}

class RedisStore implements SharedStore {
  isConnected = false;
  readonly #client: Client;
  readonly #prefix: string;
  readonly #log: Log;
  /** Scenarios of several steps have positions by identity: the same text is the same scenario. */
  readonly #scenarios = new Map<string, Scenario>();

  constructor(client: Client, prefix: string, log: Log) {
    this.#client = client;
    this.#prefix = prefix;
    this.#log = log;
  }

  async open(host: string): Promise<void> {
    let cause: Error | undefined;
    const failed = new Promise<never>((_, reject) => {
      this.#client.on('error', (error: Error) => {
        cause = error;
        this.#lose(error);
        reject(error);
      });
    });
    this.#client.on('ready', () => this.#find());
    await Promise.race([this.#client.connect(), failed]).catch((error: Error) => {
      this.#client.destroy();
      throw new KitError('ERR_STORE_UNREACHABLE', `The store at ${host} cannot be used: ${reasonOf(cause ?? error)}.`, {
        hint: 'Start the Valkey or Redis server first, and check the address and password of --store.',
      });
    });
    failed.catch(() => undefined);
  }

  async ask({ session, takesQueued, windows, windowSeconds, now }: Ask): Promise<Told | undefined> {
    const parts = [takesQueued ? '1' : '0', String(now), String(windowSeconds * 1000), String(idleSeconds)];
    // A key may be derived from a token or hold a client id: only a hash leaves the process.
    for (const { key, limit } of windows) parts.push(hashOf(key), String(limit));
    try {
      return this.#read(await this.#run([this.#queueOf(session), this.#epochOf(session), ...parts]), windows);
    } catch (error) {
      this.#lose(error as Error);
      return undefined;
    }
  }

  async queue(session: string, scenario: Scenario, times: number): Promise<void> {
    const queue = this.#queueOf(session);
    await this.#orThrow(async () => {
      await this.#client.rPush(queue, Array<string>(times).fill(itemOf(scenario)));
      await this.#client.expire(queue, idleSeconds);
    });
  }

  async arrange(session: string, scenarios: readonly Scenario[]): Promise<void> {
    const queue = this.#queueOf(session);
    const change = this.#client.multi().del(queue);
    if (scenarios.length > 0) change.rPush(queue, scenarios.map(itemOf)).expire(queue, idleSeconds);
    await this.#orThrow(() => change.exec());
  }

  async queued(session: string): Promise<readonly Scenario[]> {
    const items = await this.#orThrow(() => this.#client.lRange(this.#queueOf(session), 0, -1));
    return (items as string[]).map(item => this.#scenarioOf(item));
  }

  async reset(session: string, queueOnly = false): Promise<void> {
    await this.#orThrow(async () => {
      await this.#client.del(this.#queueOf(session));
      if (queueOnly) return;
      await this.#client.incr(this.#epochOf(session));
      await this.#client.expire(this.#epochOf(session), idleSeconds);
    });
  }

  close(): void {
    this.isConnected = false;
    this.#client.removeAllListeners();
    this.#client.on('error', () => undefined);
    this.#client.destroy();
  }

  /** The text of the script is sent when the server does not have it. */
  async #run([queue = '', epoch = '', ...parts]: readonly string[]): Promise<readonly (string | number | null)[]> {
    const rest = ['2', queue, epoch, ...parts];
    const told = await this.#client.sendCommand(['EVALSHA', sha, ...rest]).catch((error: Error) => {
      if (error.message.startsWith('NOSCRIPT')) return this.#client.sendCommand(['EVAL', script, ...rest]);
      throw error;
    });
    return told as unknown as readonly (string | number | null)[];
  }

  #read([item = null, ...numbers]: readonly (string | number | null)[], windows: Ask['windows']): Told {
    const read = new Map<string, Window>();
    for (const [index, { key }] of windows.entries()) {
      const [count, startsAt, endsAt] = numbers.slice(index * 3, index * 3 + 3).map(Number);
      if (count === undefined || startsAt === undefined || endsAt === undefined) break;
      read.set(key, { count, startsAt, endsAt });
    }
    return { queued: item === null ? undefined : this.#scenarioOf(String(item)), windows: read };
  }

  #scenarioOf(item: string): Scenario {
    const known = this.#scenarios.get(item);
    if (known !== undefined) return known;
    const scenario = JSON.parse(item.slice(1)) as Scenario;
    if (this.#scenarios.size >= 1000) this.#scenarios.clear();
    this.#scenarios.set(item, scenario);
    return scenario;
  }

  async #orThrow<Result>(action: () => Promise<Result>): Promise<Result> {
    try {
      return await action();
    } catch (error) {
      throw new KitError('ERR_STORE_UNREACHABLE', `The store does not answer: ${reasonOf(error as Error)}.`, {
        hint: 'Try again when GET /__admin/health says that it is connected.',
      });
    }
  }

  #lose(error: Error): void {
    if (this.isConnected)
      this.#log.warn('the store does not answer: limits and queues are per process', { reason: reasonOf(error) });
    if (!this.#client.isReady) this.isConnected = false;
  }

  #find(): void {
    if (!this.isConnected) this.#log.info('the store is connected');
    this.isConnected = true;
  }

  /** Braces keep the keys of a session on one node of a cluster. */
  #queueOf(session: string): string {
    return `${this.#prefix}{${session}}:queue`;
  }

  #epochOf(session: string): string {
    return `${this.#prefix}{${session}}:windows`;
  }
}

/** A queued scenario; a forced error begins with 1. */
function itemOf(scenario: Scenario): string {
  const isForced = scenario.steps.every(({ status }) => status !== undefined && (status < 200 || status > 299));
  return `${isForced ? '1' : '0'}${JSON.stringify(scenario)}`;
}

function hashOf(key: string): string {
  return createHash('sha256').update(key).digest('base64url').slice(0, 22);
}

function reasonOf(error: Error & { readonly code?: string }): string {
  return error.code ?? error.message;
}
