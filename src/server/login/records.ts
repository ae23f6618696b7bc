// What the provider remembers of one session: codes, tokens, logins. It keeps time by the session's clock, while
// oidc-provider knows only the machine's; so moments are moved from one to the other on the way in and out.
// @see https://github.com/panva/node-oidc-provider/blob/main/example/my_adapter.js for the meaning of the methods

import type { Clock } from '../../base/clock.ts';

/** What oidc-provider wants to have remembered, as far as it is looked into here. */
export interface RecordPayload {
  readonly accountId?: string;
  readonly clientId?: string;
  readonly scope?: string;
  readonly grantId?: string;
  readonly uid?: string;
  readonly exp?: number;
  readonly [member: string]: unknown;
}

/** The methods by which oidc-provider stores one kind of thing. */
export interface RecordAdapter {
  upsert(id: string, payload: RecordPayload, expiresIn: number): Promise<undefined>;
  find(id: string): Promise<RecordPayload | undefined>;
  findByUid(uid: string): Promise<RecordPayload | undefined>;
  findByUserCode(code: string): Promise<undefined>;
  consume(id: string): Promise<undefined>;
  destroy(id: string): Promise<undefined>;
  revokeByGrantId(grantId: string): Promise<undefined>;
}

/** One thing remembered. Its moments are in seconds by the session's clock. */
export interface LoginRecord {
  /** `AccessToken`, `RefreshToken`, `ClientCredentials`, `AuthorizationCode`, `Session`, `Interaction`, `Grant`. */
  readonly kind: string;
  readonly id: string;
  payload: RecordPayload;
  /** First 12 hex digits of the SHA-256 of the token as the client knows it. */
  tokenHash?: string;
}

/** Members of a payload that are moments in whole seconds. */
const moments = ['iat', 'iiat', 'loginTs', 'authTime', 'consumed'] as const;

/** Beyond it, the oldest goes. */
const maximumRecords = 20_000;

/** So many additions after which what has expired is thrown away. */
const sweepEvery = 1000;

export class Records {
  readonly #records = new Map<string, LoginRecord>();
  readonly #clock: Pick<Clock, 'now'>;
  readonly #machineNow: () => number;
  #added = 0;
  #last: Promise<unknown> = Promise.resolve();

  /** @param machineNow the machine's time in milliseconds, by which oidc-provider goes */
  constructor(clock: Pick<Clock, 'now'>, machineNow: () => number) {
    this.#clock = clock;
    this.#machineNow = machineNow;
  }

  /** Runs one such action after the other: of two uses of one code or token, only the first is to find it unused. */
  oneByOne<Result>(action: () => Promise<Result>): Promise<Result> {
    const result = this.#last.then(action);
    this.#last = result.catch(() => undefined);
    return result;
  }

  get now(): number {
    return this.#clock.now() / 1000;
  }

  /** A moment of the machine by the session's clock, both in seconds. */
  momentOf(machineSeconds: number): number {
    return machineSeconds + this.#ahead;
  }

  get(kind: string, id: string): LoginRecord | undefined {
    return this.#records.get(keyOf(kind, id));
  }

  all(): readonly LoginRecord[] {
    return [...this.#records.values()];
  }

  live(): readonly LoginRecord[] {
    return this.all().filter(record => !this.isExpired(record));
  }

  isExpired({ payload: { exp } }: LoginRecord): boolean {
    return exp !== undefined && exp <= this.now;
  }

  delete(kind: string, id: string): void {
    this.#records.delete(keyOf(kind, id));
  }

  /** What oidc-provider stores, with the machine's moments; good for so long. */
  put(kind: string, id: string, payload: RecordPayload, seconds: number): LoginRecord {
    const key = keyOf(kind, id);
    const record = { kind, id, payload: { ...moved(payload, this.#ahead), exp: this.now + seconds } };
    this.#records.delete(key);
    this.#records.set(key, record);
    if (++this.#added % sweepEvery === 0) this.#sweep();
    return record;
  }

  /** What oidc-provider reads, with the machine's moments. */
  find(kind: string, id: string): RecordPayload | undefined {
    const record = this.get(kind, id);
    return record && { ...moved(record.payload, -this.#ahead), exp: this.#expiryOf(record) };
  }

  /** oidc-provider compares whole seconds of the machine: whether it is over by then is for the session's clock to say. */
  #expiryOf(record: LoginRecord): number {
    const machine = Math.floor(this.#machineNow() / 1000);
    if (this.isExpired(record)) return machine;
    return Math.max(machine + 2, Math.ceil((record.payload.exp ?? 0) - this.#ahead));
  }

  /** How far the session's clock is ahead of the machine's, in seconds. */
  get #ahead(): number {
    return (this.#clock.now() - this.#machineNow()) / 1000;
  }

  #sweep(): void {
    for (const [key, record] of this.#records) if (this.isExpired(record)) this.#records.delete(key);
    for (const key of this.#records.keys()) {
      if (this.#records.size <= maximumRecords) break;
      this.#records.delete(key);
    }
  }
}

function keyOf(kind: string, id: string): string {
  return `${kind}:${id}`;
}

function moved(payload: RecordPayload, seconds: number): RecordPayload {
  const changes = moments.flatMap(name => {
    const moment = payload[name];
    return typeof moment === 'number' ? [[name, moment + seconds]] : [];
  });
  return { ...payload, ...Object.fromEntries(changes) };
}

/** Who hears of what oidc-provider does to records. */
export interface RecordListener {
  readonly onStored: (record: Pick<LoginRecord, 'kind' | 'id'>) => void;
  readonly onRevoked: (record: LoginRecord) => void;
}

/** Gives oidc-provider one kind of record, of the session that it works for at the moment. */
export function adapterOf(
  kind: string,
  records: () => Records,
  { onStored, onRevoked }: RecordListener,
): RecordAdapter {
  const remove = (record: LoginRecord): void => {
    records().delete(kind, record.id);
    onRevoked(record);
  };
  return {
    async upsert(id, payload, seconds = 0) {
      records().put(kind, id, payload, seconds);
      onStored({ kind, id });
    },
    async find(id) {
      return records().find(kind, id);
    },
    async findByUid(uid) {
      const record = records()
        .live()
        .find(({ kind: other, payload }) => other === kind && payload.uid === uid);
      return record && records().find(kind, record.id);
    },
    // The device flow is off.
    async findByUserCode() {
      return undefined;
    },
    async consume(id) {
      const record = records().get(kind, id);
      if (record) record.payload = { ...record.payload, consumed: records().now };
    },
    async destroy(id) {
      const record = records().get(kind, id);
      if (record) remove(record);
    },
    async revokeByGrantId(grantId) {
      for (const record of records().live())
        if (record.kind === kind && record.payload.grantId === grantId) remove(record);
    },
  };
}
