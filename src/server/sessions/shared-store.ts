// What replicas share. Memory needs no such store: a session has its own.

import type { Scenario } from '../scenarios/scenario.ts';
import type { Window } from './rate-limiter.ts';

/** One window that a request counts in. */
export interface Counting {
  readonly key: string;
  /** Calls per window; a later window does not count a call that an earlier one rejects. */
  readonly limit: number;
}

/** What a request asks of the store, in one round trip. */
export interface Ask {
  readonly session: string;
  /** The versions that the request was read with. */
  readonly known: Versions;
  /** Whether the token may be of a login, so that the logins must be up to date. */
  readonly needsLogins: boolean;
  /** Takes the next queued scenario. If it is a forced error, no window counts. */
  readonly takesQueued: boolean;
  readonly windows: readonly Counting[];
  readonly windowSeconds: number;
  /** Milliseconds since the Unix epoch, by the session's clock. */
  readonly now: number;
}

export interface Told {
  readonly queued: Scenario | undefined;
  /** By key. */
  readonly windows: ReadonlyMap<string, Window>;
}

/** Parts of a session that each replica has a copy of: what the admin API sets, and the logins. */
export type Part = 'control' | 'logins';

/** A part's version is the number of its changes. */
export type Versions = Readonly<Record<Part, number>>;

/** Values by name; an empty one stands for a removed one. */
export type Changes = ReadonlyMap<string, string>;

/** The values of each part that are newer than those asked about. */
export type News = Readonly<Record<Part, { readonly version: number; readonly changes: Changes }>>;

/** Calls give undefined while the store does not answer. */
export interface SharedStore {
  /** False while the store does not answer: each replica then goes on with what it has. */
  readonly isConnected: boolean;
  /** Number of the connection: what was read before may be lost, and what was written. */
  readonly connection: number;
  /** `stale` where a version is no longer the known one: nothing was taken or counted. */
  ask(ask: Ask): Promise<Told | 'stale' | undefined>;
  /** @param owner takes the lock of the session, too; `held` where another has it */
  read(session: string, known: Versions, owner?: string): Promise<News | 'held' | undefined>;
  /** Writes and gives back the lock; `late` where it had expired: nothing was written. */
  write(
    session: string,
    owner: string,
    changes: Readonly<Record<Part, Changes>>,
  ): Promise<Versions | 'late' | undefined>;
  /** Where a caller is in a scenario; empty before the first step. */
  position(session: string, name: string): Promise<string | undefined>;
  /** Moves it; false where another replica moved it first. */
  move(session: string, name: string, from: string, to: string): Promise<boolean | undefined>;
  /** Adds entries to the journal of a session, without waiting. */
  append(session: string, entries: readonly string[], size: number): void;
  /** Entries that were added after the one with this id, oldest first, and the id of the last. */
  journal(session: string, after: string): Promise<{ readonly last: string; readonly entries: readonly string[] }>;
  /** The value that all replicas have for a name: the given one for the first. */
  agree(name: string, own: string): Promise<string>;
  /** Gives all replicas another value. @throws ERR_STORE_UNREACHABLE */
  replace(name: string, value: string): Promise<void>;
  /** Sessions in use on any replica. @param idleSeconds unused for longer, one is none */
  sessions(idleSeconds: number): Promise<readonly string[]>;
  noteUse(sessions: Iterable<string>): void;
  /** Queues a scenario for the next requests. @throws ERR_STORE_UNREACHABLE */
  queue(session: string, scenario: Scenario, times: number): Promise<void>;
  /** Replaces the queue. @throws ERR_STORE_UNREACHABLE */
  arrange(session: string, scenarios: readonly Scenario[]): Promise<void>;
  /** @throws ERR_STORE_UNREACHABLE */
  queued(session: string): Promise<readonly Scenario[]>;
  /** Removes the queue, the windows or the journal. @throws ERR_STORE_UNREACHABLE */
  remove(session: string, what: 'queue' | 'windows' | 'journal'): Promise<void>;
  close(): void;
}
