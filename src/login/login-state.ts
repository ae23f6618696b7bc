// What the login remembers: the records of each session, and access tokens that are no longer good.

import type { Clock } from '../clock.ts';
import type { Session } from '../sessions/session.ts';
import { type LoginRecord, Records } from './records.ts';

/** Why an access token is no longer good. */
export type Struck = 'revoked' | 'expired';

/** Struck tokens remembered; beyond it the oldest is forgotten, which by then has most likely expired. */
const maximumStruck = 20_000;

/** Addresses under which this server has issued tokens; whoever makes up more host names than that gains nothing. */
const maximumIssuers = 10_000;

/** Whose refresh fails next: a person's, or anybody's. */
export interface PendingFailure {
  readonly accountId: string | undefined;
}

/** What the login remembers. */
export class LoginState {
  /** By what a session replaces at reset, so that its logins go with the rest. */
  readonly #records = new WeakMap<object, Records>();
  readonly #failures = new WeakMap<object, PendingFailure[]>();
  readonly #issuers = new Set<string>();
  readonly #struck = new Map<string, Struck>();
  readonly #machine: Pick<Clock, 'now'>;

  constructor(machine: Pick<Clock, 'now'>) {
    this.#machine = machine;
  }

  recordsOf({ life, clock }: Session): Records {
    const records = this.#records.get(life) ?? new Records(clock, this.#machine.now);
    this.#records.set(life, records);
    return records;
  }

  /** Notes under which address tokens are issued. */
  addIssuer(issuer: string): void {
    if (this.#issuers.size < maximumIssuers) this.#issuers.add(issuer);
  }

  /** How many addresses that were. */
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
    if (this.#struck.size <= maximumStruck) return;
    const oldest = this.#struck.keys().next().value;
    if (oldest !== undefined) this.#struck.delete(oldest);
  }

  struck(id: string): Struck | undefined {
    return this.#struck.get(id);
  }

  /** Lets the next refresh of the session fail once. */
  failNextRefresh(session: Session, failure: PendingFailure): void {
    this.#failures.set(session.life, [...this.failures(session), failure]);
  }

  failures({ life }: Session): readonly PendingFailure[] {
    return this.#failures.get(life) ?? [];
  }

  /** Whether the refresh of this account is to fail; it was asked for once, and counts once. */
  takeFailure(session: Session, accountId: string | undefined): boolean {
    const failures = this.failures(session);
    const taken = failures.find(failure => failure.accountId === undefined || failure.accountId === accountId);
    if (taken === undefined) return false;
    this.#failures.set(
      session.life,
      failures.filter(failure => failure !== taken),
    );
    return true;
  }
}
