import { describe, expect, it } from 'vitest';
import { createClock } from '../../../src/base/clock.ts';
import { RateLimiter } from '../../../src/server/sessions/rate-limiter.ts';

const windowSeconds = 60;

describe('the rate limiter', () => {
  it('takes as many calls as the limit says, and then none until the window ends', () => {
    const clock = createClock(() => 1_000);
    const limiter = new RateLimiter();
    const take = () => limiter.take('app', 2, windowSeconds, clock.now());
    expect([take(), take(), take()]).toEqual([true, true, false]);
    clock.advance(59_999);
    expect(take()).toBe(false);
    clock.advance(1);
    expect([take(), take(), take()]).toEqual([true, true, false]);
  });

  it('opens a window with the first call, so that refused calls do not lengthen it', () => {
    const limiter = new RateLimiter();
    for (let now = 0; now < 60_000; now += 10_000) limiter.take('app', 1, windowSeconds, now);
    expect(limiter.take('app', 1, windowSeconds, 60_000)).toBe(true);
  });

  it('gives each key its own window', () => {
    const limiter = new RateLimiter();
    expect([limiter.take('a', 1, windowSeconds, 0), limiter.take('b', 1, windowSeconds, 0)]).toEqual([true, true]);
    expect(limiter.take('a', 1, windowSeconds, 0)).toBe(false);
  });

  it.each([
    [0, 60],
    [1, 60],
    [1_000, 59],
    [59_001, 1],
    [59_999, 1],
  ])('after %i ms says to come back in %i s, when the window has ended', (later, seconds) => {
    const limiter = new RateLimiter();
    limiter.take('app', 1, windowSeconds, 0);
    expect(limiter.retryAfterSeconds('app', windowSeconds, later)).toBe(seconds);
    expect(limiter.take('app', 1, windowSeconds, later + seconds * 1000)).toBe(true);
  });

  it('names the whole window where none is open', () => {
    const limiter = new RateLimiter();
    limiter.take('app', 1, windowSeconds, 0);
    expect(limiter.retryAfterSeconds('app', windowSeconds, 60_000)).toBe(60);
    expect(limiter.retryAfterSeconds('stranger', windowSeconds, 0)).toBe(60);
    expect(limiter.retryAfterSeconds(undefined, windowSeconds, 0)).toBe(60);
  });

  it('removes every window at reset', () => {
    const limiter = new RateLimiter();
    limiter.take('app', 1, windowSeconds, 0);
    limiter.reset();
    expect(limiter.take('app', 1, windowSeconds, 0)).toBe(true);
  });

  it('remembers the 10,000 keys seen latest, and drops the others before there are twice as many', () => {
    const limiter = new RateLimiter();
    limiter.take('old', 1, windowSeconds, 0);
    limiter.take('seen again', 1, windowSeconds, 0);
    for (let key = 0; key < 9_998; key++) limiter.take(`app-${key}`, 1, windowSeconds, 0);
    expect(limiter.take('app-9997', 1, windowSeconds, 0)).toBe(false);
    expect(limiter.take('seen again', 1, windowSeconds, 0)).toBe(false);
    for (let key = 0; key < 9_999; key++) limiter.take(`late-${key}`, 1, windowSeconds, 0);
    expect(limiter.take('seen again', 1, windowSeconds, 0)).toBe(false);
    expect(limiter.open(0).length).toBeLessThan(20_000);
    limiter.take('last', 1, windowSeconds, 0);
    expect(limiter.take('seen again', 1, windowSeconds, 0)).toBe(false);
    expect(limiter.take('old', 1, windowSeconds, 0)).toBe(true);
  });

  it('lists the open windows once each, the latest opened first', () => {
    const limiter = new RateLimiter();
    for (const [now, key] of ['ended', 'first', 'second', 'third'].entries()) limiter.take(key, 1, 10, now);
    for (let key = 0; key < 10_000; key++) limiter.take(`app-${key}`, 1, 1, 4);
    limiter.take('first', 1, 10, 5);
    expect(limiter.open(10_000).map(({ key, count }) => [key, count])).toEqual([
      ['third', 1],
      ['second', 1],
      ['first', 2],
    ]);
  });
});
