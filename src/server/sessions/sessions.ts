// All sessions of a server: created on first use, removed when idle, bounded in number.

import { KitError } from '../../base/errors.ts';
import type { BoundedJournal } from './journal.ts';
import { Session, type SessionDefaults } from './session.ts';

/** The session of requests without a session id. It is never removed. */
export const defaultSessionId = 'default';

export interface SessionLimits {
  /** Beyond it the least recently used session is removed. */
  readonly maxSessions: number;
  readonly sessionIdleSeconds: number;
  /** Bytes that all journals may take together; beyond it the oldest entry of all goes. */
  readonly journalBytes: number;
}

export class Sessions {
  readonly default: Session;
  /** Start of the server, in milliseconds since the Unix epoch. */
  readonly startedAt: number;
  /** System time, independent of the sessions' clocks. */
  readonly now: () => number;
  #defaults: SessionDefaults;
  /** In order of use, the least recently used first. */
  readonly #others = new Map<string, { readonly session: Session; readonly usedAt: number }>();
  readonly #limits: SessionLimits;
  #spent = 0;
  /** One for all sessions. */
  readonly #noteBytes = (bytes: number): void => this.#spend(bytes);

  constructor(defaults: SessionDefaults, limits: SessionLimits, now: () => number = Date.now) {
    this.#defaults = defaults;
    this.#limits = limits;
    this.now = now;
    this.startedAt = now();
    this.default = this.#create(defaultSessionId);
  }

  /**
   * The session of this id; creates it if needed.
   *
   * @throws ERR_SESSION_INVALID for an id that is not 1 to 64 letters, digits and `._~-`
   */
  open(id: string | undefined): Session {
    if (id === undefined || id === defaultSessionId) return this.default;
    return this.#use(id) ?? this.#make(id);
  }

  /** An existing session. @throws ERR_SESSION_UNKNOWN */
  find(id: string | undefined): Session {
    if (id === undefined || id === defaultSessionId) return this.default;
    const session = this.#use(id);
    if (session) return session;
    throw new KitError('ERR_SESSION_UNKNOWN', `Unknown session "${id}".`, {
      hint: 'The first request with a session id creates the session; an idle one is removed.',
      data: { sessions: this.list().map(({ id: known }) => known) },
    });
  }

  /** Sets other defaults for every session and new ones: the personas of a changed document. */
  rebase(defaults: SessionDefaults): void {
    this.#defaults = defaults;
    for (const session of this.list()) session.rebase(defaults);
  }

  /** The default session first. */
  list(): readonly Session[] {
    this.#forgetIdle();
    return [this.default, ...[...this.#others.values()].reverse().map(({ session }) => session)];
  }

  /** Time since the last use, in whole seconds; undefined for the default session, which is never removed. */
  idleSeconds(id: string): number | undefined {
    const known = this.#others.get(id);
    return known && Math.floor((this.now() - known.usedAt) / 1000);
  }

  /** Removes a session; the default one is reset instead. @throws ERR_SESSION_UNKNOWN */
  remove(id: string): void {
    this.find(id).reset();
    this.#others.delete(id);
  }

  #make(id: string): Session {
    // Clients resolve `.` and `../..` in a path, so the server would not see them.
    if (!/^(?!\.{1,2}$)[A-Za-z0-9._~-]{1,64}$/.test(id)) {
      throw new KitError('ERR_SESSION_INVALID', `Invalid session id ${JSON.stringify(id.slice(0, 80))}.`, {
        hint: 'Use 1 to 64 letters, digits and any of . _ ~ -',
      });
    }
    const session = this.#create(id);
    this.#others.set(id, { session, usedAt: this.now() });
    this.#forgetIdle();
    return session;
  }

  #create(id: string): Session {
    return new Session(id, this.#defaults, this.now, this.#noteBytes);
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
