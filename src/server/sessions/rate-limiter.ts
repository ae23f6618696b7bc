// A fixed-window rate limiter: so many calls per window and key, the window opening with a key's first call.

import { LruMap } from 'toad-cache';

/**
 * Keys remembered at once; beyond it the least recently seen key starts afresh, so memory stays bounded. With many more,
 * what falls out is old enough to lie about until V8 collects it late, and memory grows.
 */
const maximumKeys = 10_000;

/** Calls of a key until its window ends, in milliseconds since the Unix epoch. */
export interface Window {
  count: number;
  endsAt: number;
}

/** Counts calls per key. */
export class RateLimiter {
  readonly #windows = new LruMap<Window>(maximumKeys);

  /**
   * Counts one call and tells whether it is within the limit. A refused call counts too, but never lengthens the window.
   *
   * @param now milliseconds since the Unix epoch
   */
  take(key: string, limit: number, windowSeconds: number, now: number): boolean {
    return this.count(key, windowSeconds, now).count <= limit;
  }

  /** Counts one call. @param now milliseconds since the Unix epoch */
  count(key: string, windowSeconds: number, now: number): Readonly<Window> {
    const window = this.#windows.get(key);
    if (window === undefined || now >= window.endsAt) {
      const opened = { count: 1, endsAt: now + windowSeconds * 1000 };
      this.#windows.set(key, opened);
      return opened;
    }
    window.count++;
    return window;
  }

  /** Whole seconds until the key's window ends, at least 1; the whole window where none is open. */
  retryAfterSeconds(key: string | undefined, windowSeconds: number, now: number): number {
    const window = key === undefined ? undefined : this.#windows.items.get(key)?.value;
    if (window === undefined || now >= window.endsAt) return Math.max(1, windowSeconds);
    return Math.max(1, Math.ceil((window.endsAt - now) / 1000));
  }

  /** Forgets every window. */
  reset(): void {
    this.#windows.clear();
  }
}
