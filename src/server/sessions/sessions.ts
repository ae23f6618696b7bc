// All sessions of a server: made on first use, forgotten when idle, bounded in number.

import { LRUCache } from 'lru-cache';
import { createClock } from '../../base/clock.ts';
import { KitError } from '../../base/errors.ts';
import { Session, type SessionDefaults } from './session.ts';

/** The session of requests that name none. It is never forgotten. */
export const defaultSessionId = 'default';

/** How many sessions there may be, and how long an unused one stays. */
export interface SessionLimits {
  /** Beyond it the least recently used session is forgotten. */
  readonly maxSessions: number;
  readonly sessionIdleSeconds: number;
}

/** The sessions of one server. */
export class Sessions {
  readonly default: Session;
  /** When the server began, in milliseconds since the Unix epoch. */
  readonly startedAt: number;
  /** The time of the machine, whatever the clocks of the sessions say. */
  readonly now: () => number;
  #defaults: SessionDefaults;
  readonly #others: LRUCache<string, Session>;
  readonly #idleMs: number;
  #purgedAt: number;

  constructor(defaults: SessionDefaults, limits: SessionLimits, now: () => number = createClock().now) {
    this.#defaults = defaults;
    this.default = new Session(defaultSessionId, defaults);
    this.now = now;
    this.startedAt = now();
    this.#purgedAt = this.startedAt;
    this.#idleMs = limits.sessionIdleSeconds * 1000;
    // Without a resolution the cache asks for the time on each look-up instead of starting a timer to remember it.
    this.#others = new LRUCache({
      max: limits.maxSessions,
      ttl: this.#idleMs,
      ttlResolution: 0,
      updateAgeOnGet: true,
      perf: { now },
    });
  }

  /**
   * The session of this id, made if there is none.
   *
   * @throws ERR_SESSION_INVALID for an id that is empty, longer than 64 or has other characters than letters, digits and `._~-`
   */
  open(id: string | undefined): Session {
    if (id === undefined || id === defaultSessionId) return this.default;
    return this.#others.get(id) ?? this.#make(id);
  }

  /** The session of this id, without making it. @throws ERR_SESSION_UNKNOWN */
  find(id: string | undefined): Session {
    if (id === undefined || id === defaultSessionId) return this.default;
    const session = this.#others.get(id);
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
    return [this.default, ...this.#others.values()];
  }

  /** How long a session has not been used, in whole seconds; undefined for the default one, which is never forgotten. */
  idleSeconds(id: string): number | undefined {
    if (!this.#others.has(id)) return undefined;
    return Math.floor((this.#idleMs - this.#others.getRemainingTTL(id)) / 1000);
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
    this.#purge();
    const session = new Session(id, this.#defaults);
    this.#others.set(id, session);
    return session;
  }

  /** An idle session that nobody asks for again would hold its memory; looking at all of them once per period is enough. */
  #purge(): void {
    if (this.now() - this.#purgedAt < this.#idleMs) return;
    this.#purgedAt = this.now();
    this.#others.purgeStale();
  }
}
