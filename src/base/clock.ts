// The only clock of the project: everything that depends on time asks it, so a test can move time instead of waiting.

import { KitError } from './errors.ts';

/** The end of the year 9999, after which ISO 8601 writes years otherwise. In milliseconds since the Unix epoch. */
export const latestMoment = 253_402_300_799_999;

/** Tells the time, and can be moved within the years 1970 to 9999. */
export interface Clock {
  /** The current time in milliseconds since the Unix epoch. */
  now(): number;
  /** Moves the clock by this many milliseconds; negative values move it back. @throws ERR_CONFIG_INVALID */
  advance(milliseconds: number): void;
  /**
   * Stops the clock at this time (milliseconds since the Unix epoch); only `advance` and `set` move it from then on.
   *
   * @throws ERR_CONFIG_INVALID
   */
  set(milliseconds: number): void;
  /** Goes back to the time of the machine. */
  reset(): void;
}

/** A clock that shows the time of the machine until it is moved. */
export function createClock(systemNow: () => number = Date.now): Clock {
  let offset = 0;
  let frozenAt: number | undefined;
  const now = (): number => (frozenAt === undefined ? systemNow() + offset : frozenAt);
  return {
    now,
    advance(milliseconds) {
      if (!Number.isFinite(milliseconds) || !isWithinReach(now() + milliseconds))
        throw outOfReach(`be moved by ${milliseconds} milliseconds`);
      if (frozenAt === undefined) offset += milliseconds;
      else frozenAt += milliseconds;
    },
    set(milliseconds) {
      if (!isWithinReach(milliseconds)) throw outOfReach(`be set to ${milliseconds}`);
      frozenAt = milliseconds;
    },
    reset() {
      offset = 0;
      frozenAt = undefined;
    },
  };
}

/** Whether a clock can show this time, in milliseconds since the Unix epoch. */
export function isWithinReach(moment: number): boolean {
  return Number.isFinite(moment) && moment >= 0 && moment <= latestMoment;
}

function outOfReach(what: string): KitError {
  return new KitError('ERR_CONFIG_INVALID', `The clock cannot ${what}.`, {
    hint: 'It takes a number of milliseconds, and stays within the years 1970 to 9999.',
  });
}
