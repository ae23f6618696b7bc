// Records of one session: codes, tokens, logins. They keep time by the session's clock, while oidc-provider uses the
// system clock; so times are converted on the way in and out.
// @see https://github.com/panva/node-oidc-provider/blob/main/example/my_adapter.js for the meaning of the methods

import type { Clock } from '../../base/clock.ts';

/** A payload of oidc-provider, as far as this code reads it. */
export interface RecordPayload {
  readonly accountId?: string;
  readonly clientId?: string;
  readonly scope?: string;
  readonly grantId?: string;
  readonly uid?: string;
  readonly exp?: number;
  readonly [member: string]: unknown;
}

/** oidc-provider's interface for storing one kind of record. */
export interface RecordAdapter {
  upsert(id: string, payload: RecordPayload, expiresIn: number): Promise<undefined>;
  find(id: string): Promise<RecordPayload | undefined>;
  findByUid(uid: string): Promise<RecordPayload | undefined>;
  findByUserCode(code: string): Promise<undefined>;
  consume(id: string): Promise<undefined>;
  destroy(id: string): Promise<undefined>;
  revokeByGrantId(grantId: string): Promise<undefined>;
}

/** One record. Times are in seconds by the session's clock. */
export interface LoginRecord {
  /** `AccessToken`, `RefreshToken`, `ClientCredentials`, `AuthorizationCode`, `Session`, `Interaction`, `Grant`. */
  readonly kind: string;
  readonly id: string;
  /** Changed by `Records.change` only. */
  payload: RecordPayload;
  /** First 12 hex digits of the SHA-256 of the token as the client knows it. */
  tokenHash?: string;
  /** `iss` of the token. */
  issuer?: string;
}

/** Times of a payload, in whole seconds. */
const moments = ['iat', 'iiat', 'loginTs', 'authTime', 'consumed'] as const;

/** The oldest is dropped beyond it. */
const maximumRecords = 20_000;

/** Additions between two removals of expired records. */
const sweepEvery = 1000;

export class Records {
  readonly #records = new Map<string, LoginRecord>();
  readonly #clock: Pick<Clock, 'now'>;
  readonly #machineNow: () => number;
  #added = 0;
  #last: Promise<unknown> = Promise.resolve();
  readonly #changed: Set<string> | undefined;

  /**
   * @param machineNow the system time in milliseconds, as oidc-provider uses it
   * @param changed collects the keys of changed records; undefined where no other replica wants them
   */
  constructor(clock: Pick<Clock, 'now'>, machineNow: () => number, changed?: Set<string>) {
    this.#clock = clock;
    this.#machineNow = machineNow;
    this.#changed = changed;
  }

  /** Runs actions one after the other: of two uses of one code or token, only the first must find it unused. */
  oneByOne<Result>(action: () => Promise<Result>): Promise<Result> {
    const result = this.#last.then(action);
    this.#last = result.catch(() => undefined);
    return result;
  }

  get now(): number {
    return this.#clock.now() / 1000;
  }

  /** Converts a system time to the session's clock, both in seconds. */
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
    this.#changed?.add(keyOf(kind, id));
  }

  change(record: LoginRecord, members: RecordPayload): void {
    record.payload = { ...record.payload, ...members };
    this.#changed?.add(keyOf(record.kind, record.id));
  }

  /** By its key, for other replicas. */
  byKey(key: string): LoginRecord | undefined {
    return this.#records.get(key);
  }

  /** Takes over a record of another replica, or with none its removal. */
  adopt(key: string, record: LoginRecord | undefined): void {
    if (record === undefined) this.#records.delete(key);
    else this.#records.set(key, record);
    if (++this.#added % sweepEvery === 0) this.#sweep();
  }

  /** Stores a payload with system times, for a number of seconds. */
  put(kind: string, id: string, payload: RecordPayload, seconds: number): LoginRecord {
    const key = keyOf(kind, id);
    const record = { kind, id, payload: { ...moved(payload, this.#ahead), exp: this.now + seconds } };
    this.#records.delete(key);
    this.#records.set(key, record);
    this.#changed?.add(key);
    if (++this.#added % sweepEvery === 0) this.#sweep();
    return record;
  }

  /** Reads a payload with system times. */
  find(kind: string, id: string): RecordPayload | undefined {
    const record = this.get(kind, id);
    return record && { ...moved(record.payload, -this.#ahead), exp: this.#expiryOf(record) };
  }

  /** oidc-provider compares whole seconds of the system clock; the session's clock decides whether the record is expired. */
  #expiryOf(record: LoginRecord): number {
    const machine = Math.floor(this.#machineNow() / 1000);
    if (this.isExpired(record)) return machine;
    return Math.max(machine + 2, Math.ceil((record.payload.exp ?? 0) - this.#ahead));
  }

  /** Seconds that the session's clock is ahead of the system clock. */
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

export function keyOf(kind: string, id: string): string {
  return `${kind}:${id}`;
}

function moved(payload: RecordPayload, seconds: number): RecordPayload {
  const changes = moments.flatMap(name => {
    const moment = payload[name];
    return typeof moment === 'number' ? [[name, moment + seconds]] : [];
  });
  return { ...payload, ...Object.fromEntries(changes) };
}

/** Observer of oidc-provider's changes to records. */
export interface RecordListener {
  readonly onStored: (record: Pick<LoginRecord, 'kind' | 'id'>) => void;
  readonly onRevoked: (record: LoginRecord) => void;
}

/** oidc-provider's store of one kind of record, in the session of the current call. */
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
      if (record) records().change(record, { consumed: records().now });
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
