// The shared store on a server that speaks the Redis protocol: Valkey, Redis. Each request takes one script; the client
// writes all commands of a turn of the event loop together. A command whose reply is lost is not sent again, and its request
// is answered as degraded, so no call counts twice. Over 250 lines: every command is here.

import { hash } from 'node:crypto';
import { KitError } from '../../base/errors.ts';
import type { Log } from '../../base/log.ts';
import { loadPackage } from '../../base/optional-package.ts';
import type { Config } from '../../config/config.ts';
import type { Scenario } from '../scenarios/scenario.ts';
import type { Window } from './rate-limiter.ts';
import { appendScript, askScript, exchangeScript, readScript, writeScript } from './redis-scripts.ts';
import type { Ask, Changes, News, Part, SharedStore, Told, Versions } from './shared-store.ts';

type Library = typeof import('@redis/client');
type Client = ReturnType<Library['createClient']>;

/** A partition has no end that a client hears of: a silent connection is closed after this time. */
const silenceMs = 2000;
const reconnectMs = 250;

/** Queues and counters of unused sessions expire. */
const idleSeconds = 86_400;

/** A replica that ends while it has the lock of a session keeps the others waiting for this time. */
const lockMs = 5000;

/** State outlives the longest login, a refresh token of 15 days. */
const stateSeconds = 16 * 86_400;

/** Login values of a session, as many as a replica keeps; the oldest is dropped. */
const mostValues = 20_000;

type Reply = string | number | null | readonly Reply[];

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
    // The socket's time is enough; a timer for each command costs more than the command.
    commandOptions: { timeout: 0 },
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
  connection = 0;
  readonly #client: Client;
  readonly #prefix: string;
  readonly #log: Log;
  /** Requests of this turn of the event loop, by session. */
  #waiting = new Map<string, { readonly ask: Ask; readonly resolve: (told: Told | 'stale' | undefined) => void }[]>();
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

  ask(ask: Ask): Promise<Told | 'stale' | undefined> {
    return new Promise(resolve => {
      const waiting = this.#waiting.get(ask.session);
      if (this.#waiting.size === 0) setImmediate(() => this.#askAll());
      if (waiting === undefined) this.#waiting.set(ask.session, [{ ask, resolve }]);
      else waiting.push({ ask, resolve });
    });
  }

  /** One command for all requests of a turn of the event loop: each command costs as much as a request without a store. */
  #askAll(): void {
    const waiting = this.#waiting;
    this.#waiting = new Map();
    for (const [session, asks] of waiting) {
      const keys = [this.#key(session, 'queue'), this.#key(session, 'state')];
      const texts = asks.map(({ ask }) => textOf(ask));
      void this.#orUndefined(() => this.#run(askScript, keys, texts)).then(told => {
        const answers = told as readonly (string | null)[] | undefined;
        for (const [index, { ask, resolve }] of asks.entries()) {
          const answer = answers?.[index];
          resolve(answer === null ? 'stale' : answer === undefined ? undefined : this.#read(answer, ask.windows));
        }
      });
    }
  }

  async read(session: string, { control, logins }: Versions, owner = ''): Promise<News | 'held' | undefined> {
    const parts = [owner, String(lockMs), String(control), String(logins)];
    return this.#orUndefined(async () => {
      const told = (await this.#run(readScript, this.#stateKeys(session), parts)) as
        | readonly [number, string[]][]
        | null;
      if (told === null) return 'held';
      const [first, second] = told.map(([version, values]) => ({ version, changes: pairsOf(values) }));
      return { control: first, logins: second } as News;
    });
  }

  async write(
    session: string,
    owner: string,
    { control, logins }: Readonly<Record<Part, Changes>>,
  ): Promise<Versions | 'late' | undefined> {
    const parts = [owner, String(stateSeconds), String(mostValues), String(control.size)];
    for (const [name, value] of [...control, ...logins]) parts.push(name, value);
    return this.#orUndefined(async () => {
      const told = (await this.#run(writeScript, this.#stateKeys(session), parts)) as readonly string[] | null;
      return told === null ? 'late' : { control: Number(told[0]), logins: Number(told[1]) };
    });
  }

  position(session: string, name: string): Promise<string | undefined> {
    return this.#orUndefined(async () => (await this.#client.get(this.#positionKey(session, name))) ?? '');
  }

  move(session: string, name: string, from: string, to: string): Promise<boolean | undefined> {
    const parts = [from, to, String(idleSeconds)];
    return this.#orUndefined(
      async () => (await this.#run(exchangeScript, [this.#positionKey(session, name)], parts)) === 1,
    );
  }

  append(session: string, entries: readonly string[], size: number): void {
    const parts = [String(size), String(idleSeconds), ...entries];
    void this.#orUndefined(() => this.#run(appendScript, [this.#key(session, 'journal')], parts));
  }

  async journal(session: string, after: string): Promise<{ last: string; entries: readonly string[] }> {
    const command = ['XRANGE', this.#key(session, 'journal'), after === '' ? '-' : `(${after}`, '+'];
    const told = (await this.#orUndefined(() => this.#client.sendCommand(command))) as unknown;
    const found = (told ?? []) as readonly [id: string, fields: readonly string[]][];
    return { last: found.at(-1)?.[0] ?? after, entries: found.map(([, fields]) => fields[1] ?? '') };
  }

  async agree(name: string, own: string): Promise<string> {
    const key = `${this.#prefix}${name}`;
    const agreed = await this.#orUndefined(async () => {
      const known = await this.#client.getEx(key, { type: 'EX', value: stateSeconds });
      if (known !== null) return known;
      const expiration = { type: 'EX', value: stateSeconds } as const;
      await this.#client.set(key, own, { condition: 'NX', expiration });
      return this.#client.get(key);
    });
    return agreed ?? own;
  }

  async replace(name: string, value: string): Promise<void> {
    await this.#orThrow(() =>
      this.#client.set(`${this.#prefix}${name}`, value, { expiration: { type: 'EX', value: stateSeconds } }),
    );
  }

  async sessions(idle: number): Promise<readonly string[]> {
    const key = `${this.#prefix}sessions`;
    const oldest = Date.now() - idle * 1000;
    const found = await this.#orUndefined(() => this.#client.zRangeByScore(key, oldest, '+inf'));
    void this.#orUndefined(() => this.#client.zRemRangeByScore(key, '-inf', oldest));
    return found ?? [];
  }

  noteUse(sessions: Iterable<string>): void {
    const key = `${this.#prefix}sessions`;
    const members = [...sessions].map(value => ({ value, score: Date.now() }));
    void this.#orUndefined(() => Promise.all([this.#client.zAdd(key, members), this.#client.expire(key, idleSeconds)]));
  }

  async queue(session: string, scenario: Scenario, times: number): Promise<void> {
    const queue = this.#key(session, 'queue');
    await this.#orThrow(async () => {
      await this.#client.rPush(queue, Array<string>(times).fill(itemOf(scenario)));
      await this.#client.expire(queue, idleSeconds);
    });
  }

  async arrange(session: string, scenarios: readonly Scenario[]): Promise<void> {
    const queue = this.#key(session, 'queue');
    const change = this.#client.multi().del(queue);
    if (scenarios.length > 0) change.rPush(queue, scenarios.map(itemOf)).expire(queue, idleSeconds);
    await this.#orThrow(() => change.exec());
  }

  async queued(session: string): Promise<readonly Scenario[]> {
    const items = await this.#orThrow(() => this.#client.lRange(this.#key(session, 'queue'), 0, -1));
    return (items as string[]).map(item => this.#scenarioOf(item));
  }

  async remove(session: string, what: 'queue' | 'windows' | 'journal'): Promise<void> {
    const key = this.#key(session, what === 'windows' ? 'state' : what);
    await this.#orThrow(async () => {
      if (what !== 'windows') return this.#client.del(key);
      await Promise.all([this.#client.hIncrBy(key, 'epoch', 1), this.#client.expire(key, stateSeconds)]);
    });
  }

  close(): void {
    this.isConnected = false;
    this.#client.removeAllListeners();
    this.#client.on('error', () => undefined);
    this.#client.destroy();
  }

  /** The text of the script is sent when the server does not have it. */
  async #run(script: string, keys: readonly string[], parts: readonly string[]): Promise<Reply> {
    const rest = [String(keys.length), ...keys, ...parts];
    const told = await this.#client.sendCommand(['EVALSHA', shaOf(script), ...rest]).catch((error: Error) => {
      if (error.message.startsWith('NOSCRIPT')) return this.#client.sendCommand(['EVAL', script, ...rest]);
      throw error;
    });
    return told as unknown as Reply;
  }

  #read(answer: string, asked: Ask['windows']): Told {
    const end = answer.indexOf('\n');
    const numbers = (end < 0 ? answer : answer.slice(0, end)).split(' ');
    const windows = new Map<string, Window>();
    for (const [index, { key }] of asked.entries()) {
      const [count = '', startsAt, endsAt] = numbers.slice(index * 3, index * 3 + 3);
      if (count === '') break;
      windows.set(key, { count: Number(count), startsAt: Number(startsAt), endsAt: Number(endsAt) });
    }
    return { queued: end < 0 ? undefined : this.#scenarioOf(answer.slice(end + 1)), windows };
  }

  #scenarioOf(item: string): Scenario {
    const known = this.#scenarios.get(item);
    if (known !== undefined) return known;
    const scenario = JSON.parse(item.slice(1)) as Scenario;
    if (this.#scenarios.size >= 1000) this.#scenarios.clear();
    this.#scenarios.set(item, scenario);
    return scenario;
  }

  async #orUndefined<Result>(action: () => Promise<Result>): Promise<Result | undefined> {
    try {
      return await action();
    } catch (error) {
      this.#lose(error as Error);
      return undefined;
    }
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
      this.#log.warn('the store does not answer: this process goes on with its own state', { reason: reasonOf(error) });
    if (!this.#client.isReady) this.isConnected = false;
  }

  #find(): void {
    if (!this.isConnected) this.#log.info('the store is connected');
    this.isConnected = true;
    this.connection++;
  }

  /** Braces keep the keys of a session on one node of a cluster. */
  #key(session: string, what: string): string {
    return `${this.#prefix}{${session}}:${what}`;
  }

  /** A name has the hash of a token. */
  #positionKey(session: string, name: string): string {
    return this.#key(session, `position:${hash('sha256', name, 'base64url').slice(0, 22)}`);
  }

  #stateKeys(session: string): readonly string[] {
    return stateKeys.map(what => this.#key(session, what));
  }
}

const stateKeys = ['lock', 'state', 'control', 'control:order', 'logins', 'logins:order'];

const shas = new Map<string, string>();

function shaOf(script: string): string {
  const sha = shas.get(script) ?? hash('sha1', script);
  shas.set(script, sha);
  return sha;
}

/** A key may be derived from a token or hold a client id: only a hash leaves the process. */
function textOf({ known, needsLogins, takesQueued, now, windowSeconds, windows }: Ask): string {
  const logins = needsLogins ? known.logins : '-';
  let text = `${known.control} ${logins} ${takesQueued ? 1 : 0} ${now} ${windowSeconds * 1000}`;
  for (const { key, limit } of windows) text += ` ${hash('sha256', key, 'base64url').slice(0, 22)} ${limit}`;
  return text;
}

function pairsOf(values: readonly string[]): Changes {
  return new Map(values.flatMap((name, index) => (index % 2 === 0 ? [[name, values[index + 1] ?? '']] : [])));
}

/** A queued scenario; a forced error begins with 1. */
function itemOf(scenario: Scenario): string {
  const isForced = scenario.steps.every(({ status }) => status !== undefined && (status < 200 || status > 299));
  return `${isForced ? '1' : '0'}${JSON.stringify(scenario)}`;
}

function reasonOf(error: Error & { readonly code?: string }): string {
  return error.code ?? error.message;
}
