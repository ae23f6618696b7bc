// State of the login: the records of each session, invalidated access tokens, and codes and refresh tokens.

import type { Clock } from '../../base/clock.ts';
import { KitError } from '../../base/errors.ts';
import type { Session } from '../sessions/session.ts';
import { type LoginRecord, Records } from './records.ts';

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

  constructor(machine: Pick<Clock, 'now'>) {
    this.#machine = machine;
  }

  /** The records of a session. A reset ends them, and their tokens in other sessions, too. */
  recordsOf(session: Session): Records {
    const known = this.#records.get(session);
    if (known !== undefined) return known;
    const records = new Records(session.clock, this.#machine.now);
    this.#records.set(session, records);
    session.onReset(() => {
      this.#records.delete(session);
      for (const record of records.all()) this.strike(record, 'revoked');
    });
    return records;
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
    return true;
  }
}

function dropOldest(kept: Map<string, unknown> | Set<string>, maximum: number): void {
  if (kept.size <= maximum) return;
  const oldest = kept.keys().next().value;
  if (oldest !== undefined) kept.delete(oldest);
}
