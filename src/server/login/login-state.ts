// State of the login: the records of each session, invalidated access tokens, and codes and refresh tokens.

import type { Clock } from '../../base/clock.ts';
import { KitError } from '../../base/errors.ts';
import type { Session } from '../sessions/session.ts';
import type { Changes } from '../sessions/shared-store.ts';
import { keyOf, type LoginRecord, Records } from './records.ts';

/** Why an access token is no longer valid. */
export type Struck = 'revoked' | 'expired';

/** Remembered struck tokens; the oldest is dropped beyond it, which has most likely expired by then. */
const maximumStruck = 20_000;

/** Remembered codes and refresh tokens, as many as a session stores. */
const maximumCodesAndRefreshTokens = 20_000;

/** Remembered issuers; a client that invents more host names gains nothing. */
const maximumIssuers = 10_000;

/** Pending failures of one session. */
const maximumFailures = 10_000;

/** Name of the pending failures among the values that replicas share; those of records have a colon. */
const failuresName = 'failures';

/** Name of the service accounts among them, which the login keeps. */
export const accountsName = 'accounts';

/** The next refresh to fail: of one account, or of any. */
export interface PendingFailure {
  readonly accountId: string | undefined;
}

export class LoginState {
  readonly #records = new WeakMap<Session, Records>();
  readonly #failures = new WeakMap<Records, PendingFailure[]>();
  readonly #issuers = new Set<string>();
  readonly #struck = new Map<string, Struck>();
  readonly #codesAndRefreshTokens = new Set<string>();
  readonly #machine: Pick<Clock, 'now'>;
  /** Names of changed values, by session; undefined where no other replica wants them. */
  readonly #changed: WeakMap<Session, Set<string>> | undefined;

  constructor(machine: Pick<Clock, 'now'>, isShared = false) {
    this.#machine = machine;
    if (isShared) this.#changed = new WeakMap();
  }

  /** The records of a session. A reset ends them, and their tokens in other sessions, too. */
  recordsOf(session: Session): Records {
    const known = this.#records.get(session);
    if (known !== undefined) return known;
    const changed = this.#changed && (this.#changed.get(session) ?? new Set());
    if (changed !== undefined) this.#changed?.set(session, changed);
    const records = new Records(session.clock, this.#machine.now, changed);
    this.#records.set(session, records);
    session.onReset(() => {
      this.#records.delete(session);
      changed?.add(failuresName);
      for (const record of records.all()) {
        changed?.add(keyOf(record.kind, record.id));
        this.strike(record, 'revoked');
      }
    });
    return records;
  }

  /** What changed since the last call, for other replicas. */
  takeChanges(session: Session): Changes {
    const names = this.#changed?.get(session);
    if (names === undefined || names.size === 0) return new Map();
    const changes = new Map([...names].map(name => [name, this.#valueOf(session, name)]));
    names.clear();
    return changes;
  }

  putBack(session: Session, changes: Changes): void {
    this.recordsOf(session);
    for (const name of changes.keys()) this.#changed?.get(session)?.add(name);
  }

  /** Takes over changes of other replicas. @param isWhole what they lack is a change of this one */
  adopt(session: Session, changes: Changes, isWhole: boolean): void {
    const records = this.recordsOf(session);
    const changed = this.#changed?.get(session);
    // A reset of another replica has cleared the same records, and later ones may be in the store already.
    if (!isWhole) changed?.clear();
    for (const [name, value] of changes) {
      if (changed?.has(name)) continue;
      if (name === accountsName) continue;
      if (name === failuresName) this.#failures.set(records, JSON.parse(value) as PendingFailure[]);
      else this.#adoptRecord(records, name, value);
    }
    if (!isWhole) return;
    for (const { kind, id } of records.live()) if (!changes.has(keyOf(kind, id))) changed?.add(keyOf(kind, id));
  }

  #adoptRecord(records: Records, key: string, value: string): void {
    const [kind = '', id = ''] = [key.slice(0, key.indexOf(':')), key.slice(key.indexOf(':') + 1)];
    const parts = value === '' ? undefined : (JSON.parse(value) as Omit<LoginRecord, 'kind' | 'id'>);
    this.noteStored({ kind, id });
    if (parts?.issuer !== undefined) this.addIssuer(parts.issuer);
    const struck = parts === undefined ? 'revoked' : parts.payload['struck'];
    if (struck !== undefined) this.strike({ kind, id }, struck as Struck);
    records.adopt(key, parts && { kind, id, ...parts });
  }

  #valueOf(session: Session, name: string): string {
    if (name === failuresName) return JSON.stringify(this.failures(session));
    const record = this.recordsOf(session).byKey(name);
    if (record === undefined) return '';
    const { payload, tokenHash, issuer } = record;
    return JSON.stringify({ payload, tokenHash, issuer });
  }

  addIssuer(issuer: string): void {
    if (this.#issuers.size < maximumIssuers) this.#issuers.add(issuer);
  }

  get issuers(): number {
    return this.#issuers.size;
  }

  isIssuer(issuer: string): boolean {
    return this.#issuers.has(issuer);
  }

  /** Invalidates an access token; other records need no note. */
  strike({ kind, id }: Pick<LoginRecord, 'kind' | 'id'>, why: Struck): void {
    if (kind !== 'AccessToken' && kind !== 'ClientCredentials') return;
    this.#struck.set(id, why);
    dropOldest(this.#struck, maximumStruck);
  }

  struck(id: string): Struck | undefined {
    return this.#struck.get(id);
  }

  /** Remembers codes and refresh tokens, also after they expire: they never become access tokens. */
  noteStored({ kind, id }: Pick<LoginRecord, 'kind' | 'id'>): void {
    if (kind !== 'AuthorizationCode' && kind !== 'RefreshToken') return;
    this.#codesAndRefreshTokens.add(id);
    dropOldest(this.#codesAndRefreshTokens, maximumCodesAndRefreshTokens);
  }

  /** Whether the text was a code or refresh token, valid or not. */
  isCodeOrRefreshToken(text: string): boolean {
    return this.#codesAndRefreshTokens.has(text);
  }

  failNextRefresh(session: Session, failure: PendingFailure): void {
    const waiting = this.#failures.get(this.recordsOf(session)) ?? [];
    if (waiting.length >= maximumFailures) {
      throw new KitError(
        'ERR_ADMIN_BODY_INVALID',
        `The session already has ${maximumFailures} failing refreshes, which is the limit.`,
        {
          hint: 'Reset the session to remove them.',
        },
      );
    }
    waiting.push(failure);
    this.#changed?.get(session)?.add(failuresName);
    this.#failures.set(this.recordsOf(session), waiting);
  }

  failures(session: Session): readonly PendingFailure[] {
    return this.#failures.get(this.recordsOf(session)) ?? [];
  }

  /** Whether the refresh of this account must fail; uses up the failure. */
  takeFailure(session: Session, accountId: string | undefined): boolean {
    const waiting = this.#failures.get(this.recordsOf(session)) ?? [];
    const index = waiting.findIndex(failure => failure.accountId === undefined || failure.accountId === accountId);
    if (index < 0) return false;
    waiting.splice(index, 1);
    this.#changed?.get(session)?.add(failuresName);
    return true;
  }
}

function dropOldest(kept: Map<string, unknown> | Set<string>, maximum: number): void {
  if (kept.size <= maximum) return;
  const oldest = kept.keys().next().value;
  if (oldest !== undefined) kept.delete(oldest);
}
