// The project's only clock, so that a test can move time instead of waiting.

import { KitError } from './errors.ts';

/** The end of the year 9999, the limit of ISO 8601. In milliseconds since the Unix epoch. */
export const latestMoment = 253_402_300_799_999;

/** A clock that can be moved within the years 1970 to 9999. */
export interface Clock {
  /** The current time in milliseconds since the Unix epoch. */
  now(): number;
  /** Moves the clock by this many milliseconds; negative values move it back. @throws ERR_CONFIG_INVALID */
  advance(milliseconds: number): void;
  /**
   * Stops the clock at this time (milliseconds since the Unix epoch); from then on only `advance` and `set` move it.
   *
   * @throws ERR_CONFIG_INVALID
   */
  set(milliseconds: number): void;
  /** Returns to system time. */
  reset(): void;
  /** How the clock differs from system time; set it to make another clock the same. */
  shift: ClockShift;
}

/** Milliseconds ahead of system time, and where a clock is stopped. */
export interface ClockShift {
  readonly offset: number;
  readonly frozenAt?: number | undefined;
}

/** A clock with system time until it is moved. */
export function createClock(systemNow: () => number = Date.now): Clock {
  return new MovableClock(systemNow);
}

/** A class, since each session has a clock, and an object with accessors of its own takes three times as much memory. */
class MovableClock implements Clock {
  readonly #systemNow: () => number;
  #offset = 0;
  #frozenAt: number | undefined;

  constructor(systemNow: () => number) {
    this.#systemNow = systemNow;
  }

  // Fields, so that each can be passed on by itself.

  readonly now = (): number => {
    const systemNow = this.#systemNow;
    return this.#frozenAt ?? systemNow() + this.#offset;
  };

  readonly advance = (milliseconds: number): void => {
    if (!Number.isFinite(milliseconds) || !isWithinReach(this.now() + milliseconds))
      throw outOfReach(`be moved by ${milliseconds} milliseconds`);
    if (this.#frozenAt === undefined) this.#offset += milliseconds;
    else this.#frozenAt += milliseconds;
  };

  readonly set = (milliseconds: number): void => {
    if (!isWithinReach(milliseconds)) throw outOfReach(`be set to ${milliseconds}`);
    this.#frozenAt = milliseconds;
  };

  readonly reset = (): void => {
    this.shift = { offset: 0 };
  };

  get shift(): ClockShift {
    return { offset: this.#offset, frozenAt: this.#frozenAt };
  }

  set shift({ offset, frozenAt }: ClockShift) {
    this.#offset = offset;
    this.#frozenAt = frozenAt;
  }
}

/** Whether a clock supports this time, in milliseconds since the Unix epoch. */
export function isWithinReach(moment: number): boolean {
  return Number.isFinite(moment) && moment >= 0 && moment <= latestMoment;
}

/** ISO 8601 in UTC without fractions; of a later moment than the year 9999, which has no such form, the end of it. */
export function isoOf(moment: number): string {
  return `${new Date(Math.min(moment, latestMoment)).toISOString().slice(0, 19)}Z`;
}

function outOfReach(what: string): KitError {
  return new KitError('ERR_CONFIG_INVALID', `The clock cannot ${what}.`, {
    hint: 'Use a number of milliseconds within the years 1970 to 9999.',
  });
}
