// What the login remembers: the records of each session, what is no access token, and what no longer is a good one.

import type { Clock } from '../../base/clock.ts';
import { KitError } from '../../base/errors.ts';
import type { Session } from '../sessions/session.ts';
import { type LoginRecord, Records } from './records.ts';

/** Why an access token is no longer good. */
export type Struck = 'revoked' | 'expired';

/** Struck tokens remembered; beyond it the oldest is forgotten, which by then has most likely expired. */
const maximumStruck = 20_000;

/** Codes and refresh tokens remembered; a session stores no more of them either. */
const maximumCodesAndRefreshTokens = 20_000;

/** Addresses under which this server has issued tokens; whoever makes up more host names than that gains nothing. */
const maximumIssuers = 10_000;

/** Refreshes of one session that may wait to fail. */
const maximumFailures = 10_000;

/** Whose refresh fails next: a person's, or anybody's. */
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

  /** The records of a session. A reset ends them, and the tokens that are about in other sessions with them. */
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

  /** Makes an access token no longer good; records of other kinds are not asked about elsewhere. */
  strike({ kind, id }: Pick<LoginRecord, 'kind' | 'id'>, why: Struck): void {
    if (kind !== 'AccessToken' && kind !== 'ClientCredentials') return;
    this.#struck.set(id, why);
    dropOldest(this.#struck, maximumStruck);
  }

  struck(id: string): Struck | undefined {
    return this.#struck.get(id);
  }

  /** Remembers codes and refresh tokens, beyond their end: they never become access tokens. */
  noteStored({ kind, id }: Pick<LoginRecord, 'kind' | 'id'>): void {
    if (kind !== 'AuthorizationCode' && kind !== 'RefreshToken') return;
    this.#codesAndRefreshTokens.add(id);
    dropOldest(this.#codesAndRefreshTokens, maximumCodesAndRefreshTokens);
  }

  /** Whether a text was stored as a code or refresh token, good or not. */
  isCodeOrRefreshToken(text: string): boolean {
    return this.#codesAndRefreshTokens.has(text);
  }

  failNextRefresh(session: Session, failure: PendingFailure): void {
    const waiting = this.#failures.get(this.recordsOf(session)) ?? [];
    if (waiting.length >= maximumFailures) {
      throw new KitError(
        'ERR_ADMIN_BODY_INVALID',
        `${maximumFailures} refreshes already wait to fail, which is the limit.`,
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

  /** Whether the refresh of this account is to fail; it was asked for once, and counts once. */
  takeFailure(session: Session, accountId: string | undefined): boolean {
    const waiting = this.#failures.get(this.recordsOf(session)) ?? [];
    const index = waiting.findIndex(failure => failure.accountId === undefined || failure.accountId === accountId);
    if (index < 0) return false;
    waiting.splice(index, 1);
    return true;
  }
}

/** Keeps so many of them, the youngest. */
function dropOldest(kept: Map<string, unknown> | Set<string>, maximum: number): void {
  if (kept.size <= maximum) return;
  const oldest = kept.keys().next().value;
  if (oldest !== undefined) kept.delete(oldest);
}
