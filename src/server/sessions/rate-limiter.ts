// A fixed-window rate limiter: a number of calls per window and key; a key's first call opens the window.

import { LruMap } from 'toad-cache';

/**
 * Beyond it the least recently seen key is dropped, so that memory stays bounded. With many more, dropped keys are old
 * enough for V8 to collect them late, and memory grows.
 */
const maximumKeys = 10_000;

/** Calls of a key, and its window in milliseconds since the Unix epoch. */
export interface Window {
  count: number;
  startsAt: number;
  endsAt: number;
}

export class RateLimiter {
  readonly #windows = new LruMap<Window>(maximumKeys);

  /**
   * Counts one call. A rejected one counts too, but never extends the window.
   *
   * @param now milliseconds since the Unix epoch
   */
  count(key: string, windowSeconds: number, now: number): Readonly<Window> {
    const window = this.#windows.get(key);
    if (window === undefined || !isOpen(window, now)) {
      const opened = { count: 1, startsAt: now, endsAt: now + windowSeconds * 1000 };
      this.#windows.set(key, opened);
      return opened;
    }
    window.count++;
    return window;
  }

  /** Whole seconds until the key's window ends, at least 1; the whole window without a call. */
  retryAfterSeconds(key: string | undefined, windowSeconds: number, now: number): number {
    const window = key === undefined ? undefined : this.#windows.items.get(key)?.value;
    if (window === undefined || !isOpen(window, now)) return Math.max(1, windowSeconds);
    return Math.max(1, Math.ceil((window.endsAt - now) / 1000));
  }

  /** The open windows, the latest opened first. @param now milliseconds since the Unix epoch */
  open(now: number): readonly (Readonly<Window> & { readonly key: string })[] {
    const windows = [...this.#windows.items].map(([key, { value }]) => ({ key, ...value }));
    const open = windows.filter(window => isOpen(window, now));
    return open.reverse().sort((one, other) => other.startsAt - one.startsAt);
  }

  reset(): void {
    this.#windows.clear();
  }
}

/** A clock that was moved back is before the window. */
function isOpen({ startsAt, endsAt }: Window, now: number): boolean {
  return now >= startsAt && now < endsAt;
}
