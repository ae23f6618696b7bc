// The only clock of the project: everything that depends on time asks it, so a test can move time instead of waiting.

/** Tells the time, and can be moved. */
export interface Clock {
  /** The current time in milliseconds since the Unix epoch. */
  now(): number;
  /** Moves the clock by this many milliseconds; negative values move it back. */
  advance(milliseconds: number): void;
  /** Stops the clock at this time (milliseconds since the Unix epoch); only `advance` and `set` move it from then on. */
  set(milliseconds: number): void;
  /** Goes back to the time of the machine. */
  reset(): void;
}

/** A clock that shows the time of the machine until it is moved. */
export function createClock(systemNow: () => number = Date.now): Clock {
  let offset = 0;
  let frozenAt: number | undefined;
  return {
    now: () => (frozenAt === undefined ? systemNow() + offset : frozenAt),
    advance(milliseconds) {
      if (frozenAt === undefined) offset += milliseconds;
      else frozenAt += milliseconds;
    },
    set(milliseconds) {
      frozenAt = milliseconds;
    },
    reset() {
      offset = 0;
      frozenAt = undefined;
    },
  };
}
