import { describe, expect, it } from 'vitest';
import { createClock, latestMoment } from '../../src/base/clock.ts';
import { thrownBy } from '../server/scenarios/thrown.ts';

describe('a clock', () => {
  it('shows the time of the machine, moved, stopped or set right', () => {
    let system = 1000;
    const clock = createClock(() => system);
    clock.advance(500);
    system = 2000;
    expect(clock.now()).toBe(2500);
    clock.set(7);
    clock.advance(-2);
    system = 3000;
    expect(clock.now()).toBe(5);
    clock.reset();
    expect(clock.now()).toBe(3000);
  });

  it('goes from the first moment of 1970 to the last of 9999', () => {
    const clock = createClock(() => 0);
    for (const moment of [0, latestMoment]) {
      clock.set(moment);
      expect(clock.now()).toBe(moment);
    }
    clock.advance(-latestMoment);
    expect(clock.now()).toBe(0);
  });

  it.each([Number.NaN, Infinity, -Infinity, 1e300, -1001, '60', undefined])('cannot be moved by %s', by => {
    const clock = createClock(() => 1000);
    const error = thrownBy(() => clock.advance(by as number));
    expect([error.code, error.message]).toEqual([
      'ERR_CONFIG_INVALID',
      `The clock cannot be moved by ${by} milliseconds.`,
    ]);
    expect(clock.now()).toBe(1000);
  });

  it.each([Number.NaN, Infinity, -1, latestMoment + 1, '2026-01-01', undefined])('cannot be set to %s', to => {
    const clock = createClock(() => 1000);
    const error = thrownBy(() => clock.set(to as number));
    expect([error.code, error.message]).toEqual(['ERR_CONFIG_INVALID', `The clock cannot be set to ${to}.`]);
    expect(clock.now()).toBe(1000);
  });
});
