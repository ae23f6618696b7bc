// A fixed-window rate limiter: a number of calls per window and key; a key's first call opens the window.

/** Beyond it the least recently seen keys are dropped, at the latest at twice as many, so that memory stays bounded. */
const fewestKeys = 10_000;

/** Calls of a key, and its window in milliseconds since the Unix epoch. */
export interface Window {
  readonly count: number;
  readonly startsAt: number;
  readonly endsAt: number;
}

/**
 * Windows by their keys, as plain numbers. With a new client at every request, an object for each would live so long that
 * the garbage collector copies it twice.
 */
class Windows {
  readonly #places = new Map<string, number>();
  /** Of each window its count, its start and its end. */
  readonly #numbers: number[] = [];

  get size(): number {
    return this.#places.size;
  }

  get(key: string): Window | undefined {
    const place = this.#places.get(key);
    return place === undefined ? undefined : this.#at(place);
  }

  #at(place: number): Window {
    const { [place]: count = 0, [place + 1]: startsAt = 0, [place + 2]: endsAt = 0 } = this.#numbers;
    return { count, startsAt, endsAt };
  }

  set(key: string, { count, startsAt, endsAt }: Window): void {
    let place = this.#places.get(key);
    if (place === undefined) {
      place = this.#numbers.length;
      this.#places.set(key, place);
    }
    this.#numbers[place] = count;
    this.#numbers[place + 1] = startsAt;
    this.#numbers[place + 2] = endsAt;
  }

  all(): (Window & { readonly key: string })[] {
    return [...this.#places].map(([key, place]) => ({ key, ...this.#at(place) }));
  }
}

export class RateLimiter {
  #recent = new Windows();
  /** Keys that were not seen since there were enough recent ones. */
  #earlier: Windows | undefined;

  /**
   * Counts one call. A rejected one counts too, but never extends the window.
   *
   * @param now milliseconds since the Unix epoch
   */
  count(key: string, windowSeconds: number, now: number): Window {
    const open = this.#open(key, now);
    const window =
      open === undefined
        ? { count: 1, startsAt: now, endsAt: now + windowSeconds * 1000 }
        : { ...open, count: open.count + 1 };
    if (this.#recent.size >= fewestKeys) {
      this.#earlier = this.#recent;
      this.#recent = new Windows();
    }
    this.#recent.set(key, window);
    return window;
  }

  /** Whole seconds until the key's window ends, at least 1; the whole window without a call. */
  retryAfterSeconds(key: string | undefined, windowSeconds: number, now: number): number {
    const window = key === undefined ? undefined : this.#open(key, now);
    if (window === undefined) return Math.max(1, windowSeconds);
    return Math.max(1, Math.ceil((window.endsAt - now) / 1000));
  }

  /** The open windows, the latest opened first. @param now milliseconds since the Unix epoch */
  open(now: number): readonly (Window & { readonly key: string })[] {
    const earlier = this.#earlier?.all().filter(({ key }) => this.#recent.get(key) === undefined) ?? [];
    const windows = [...earlier, ...this.#recent.all()].filter(window => isOpen(window, now));
    return windows.reverse().sort((one, other) => other.startsAt - one.startsAt);
  }

  reset(): void {
    this.#recent = new Windows();
    this.#earlier = undefined;
  }

  #open(key: string, now: number): Window | undefined {
    const window = this.#recent.get(key) ?? this.#earlier?.get(key);
    return window !== undefined && isOpen(window, now) ? window : undefined;
  }
}

/** A clock that was moved back is before the window. */
function isOpen({ startsAt, endsAt }: Window, now: number): boolean {
  return now >= startsAt && now < endsAt;
}
