// What replicas share: queued scenarios and rate limit windows. Memory needs no such store: a session has its own.

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

export interface SharedStore {
  /** False while the store does not answer: each replica then has its own queues and windows. */
  readonly isConnected: boolean;
  /** Undefined while the store does not answer. */
  ask(ask: Ask): Promise<Told | undefined>;
  /** Queues a scenario for the next requests. @throws ERR_STORE_UNREACHABLE */
  queue(session: string, scenario: Scenario, times: number): Promise<void>;
  /** Replaces the queue. @throws ERR_STORE_UNREACHABLE */
  arrange(session: string, scenarios: readonly Scenario[]): Promise<void>;
  /** @throws ERR_STORE_UNREACHABLE */
  queued(session: string): Promise<readonly Scenario[]>;
  /** Removes the queue, and the windows too unless `queueOnly`. @throws ERR_STORE_UNREACHABLE */
  reset(session: string, queueOnly?: boolean): Promise<void>;
  close(): void;
}
