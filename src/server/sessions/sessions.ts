// All sessions of a server: made on first use, forgotten when idle, bounded in number.

import { createClock } from '../../base/clock.ts';
import { KitError } from '../../base/errors.ts';
import type { BoundedJournal } from './journal.ts';
import { Session, type SessionDefaults } from './session.ts';

/** The session of requests that name none. It is never forgotten. */
export const defaultSessionId = 'default';

/** How many sessions there may be, and how long an unused one stays. */
export interface SessionLimits {
  /** Beyond it the least recently used session is forgotten. */
  readonly maxSessions: number;
  readonly sessionIdleSeconds: number;
  /** Bytes that all journals may take together; beyond it the oldest entry of all goes. */
  readonly journalBytes: number;
}

/** The sessions of one server. */
export class Sessions {
  readonly default: Session;
  /** When the server began, in milliseconds since the Unix epoch. */
  readonly startedAt: number;
  /** The time of the machine, whatever the clocks of the sessions say. */
  readonly now: () => number;
  #defaults: SessionDefaults;
  /** The least recently used session first. */
  readonly #others = new Map<string, { readonly session: Session; readonly usedAt: number }>();
  readonly #limits: SessionLimits;
  #spent = 0;

  constructor(defaults: SessionDefaults, limits: SessionLimits, now: () => number = createClock().now) {
    this.#defaults = defaults;
    this.#limits = limits;
    this.now = now;
    this.startedAt = now();
    this.default = this.#create(defaultSessionId);
  }

  /**
   * The session of this id, made if there is none.
   *
   * @throws ERR_SESSION_INVALID for an id that is empty, longer than 64 or has other characters than letters, digits and `._~-`
   */
  open(id: string | undefined): Session {
    if (id === undefined || id === defaultSessionId) return this.default;
    return this.#use(id) ?? this.#make(id);
  }

  /** The session of this id, without making it. @throws ERR_SESSION_UNKNOWN */
  find(id: string | undefined): Session {
    if (id === undefined || id === defaultSessionId) return this.default;
    const session = this.#use(id);
    if (session) return session;
    throw new KitError('ERR_SESSION_UNKNOWN', `There is no session "${id}".`, {
      hint: 'A session is made by the first request that names it, and forgotten when idle.',
      data: { sessions: this.list().map(({ id: known }) => known) },
    });
  }

  /** Gives every session, and those to come, other defaults: the personas of a changed document. */
  rebase(defaults: SessionDefaults): void {
    this.#defaults = defaults;
    for (const session of this.list()) session.rebase(defaults);
  }

  /** Every session, the default one first. */
  list(): readonly Session[] {
    this.#forgetIdle();
    return [this.default, ...[...this.#others.values()].reverse().map(({ session }) => session)];
  }

  /** How long a session has not been used, in whole seconds; undefined for the default one, which is never forgotten. */
  idleSeconds(id: string): number | undefined {
    const known = this.#others.get(id);
    return known && Math.floor((this.now() - known.usedAt) / 1000);
  }

  /** Forgets a session; the default one starts afresh instead. @throws ERR_SESSION_UNKNOWN */
  remove(id: string): void {
    this.find(id).reset();
    this.#others.delete(id);
  }

  /** Resets the default session and forgets the others. */
  resetAll(): void {
    for (const session of this.list()) session.reset();
    this.#others.clear();
  }

  #make(id: string): Session {
    // `.` and `../..` would be lost on the way: clients resolve them in a path.
    if (!/^(?!\.{1,2}$)[A-Za-z0-9._~-]{1,64}$/.test(id)) {
      throw new KitError('ERR_SESSION_INVALID', `The session id ${JSON.stringify(id.slice(0, 80))} cannot be used.`, {
        hint: 'Use 1 to 64 letters, digits and any of . _ ~ -',
      });
    }
    const session = this.#create(id);
    this.#others.set(id, { session, usedAt: this.now() });
    this.#forgetIdle();
    return session;
  }

  #create(id: string): Session {
    return new Session(id, this.#defaults, this.now, bytes => this.#spend(bytes));
  }

  /** Adding up takes a step for each session, so it waits until the bytes that came since could matter. */
  #spend(bytes: number): void {
    this.#spent += bytes;
    const { journalBytes } = this.#limits;
    if (this.#spent < journalBytes / 64) return;
    this.#spent = 0;
    const journals = [this.default, ...[...this.#others.values()].map(({ session }) => session)].map(
      ({ journal }) => journal,
    );
    let taken = journals.reduce((sum, journal) => sum + journal.bytes, 0);
    while (taken > journalBytes) taken -= oldestOf(journals).dropOldest();
  }

  #use(id: string): Session | undefined {
    this.#forgetIdle();
    const known = this.#others.get(id);
    if (known === undefined) return undefined;
    this.#others.delete(id);
    this.#others.set(id, { session: known.session, usedAt: this.now() });
    return known.session;
  }

  #forgetIdle(): void {
    const { maxSessions, sessionIdleSeconds } = this.#limits;
    const oldest = this.now() - sessionIdleSeconds * 1000;
    for (const [id, { usedAt }] of this.#others) {
      if (usedAt > oldest && this.#others.size <= maxSessions) return;
      this.#others.delete(id);
    }
  }
}

function oldestOf(journals: readonly BoundedJournal[]): BoundedJournal {
  return journals.reduce((one, other) => ((other.oldest ?? Infinity) < (one.oldest ?? Infinity) ? other : one));
}
