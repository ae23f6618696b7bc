import { describe, expect, it } from 'vitest';
import { createClock } from '../../../src/base/clock.ts';
import { RateLimiter } from '../../../src/server/sessions/rate-limiter.ts';

const windowSeconds = 60;

const take = (limiter: RateLimiter, key: string, limit: number, now: number) =>
  limiter.count(key, windowSeconds, now).count <= limit;

describe('the rate limiter', () => {
  it('takes as many calls as the limit says, and then none until the window ends', () => {
    const clock = createClock(() => 1_000);
    const limiter = new RateLimiter();
    const next = () => take(limiter, 'app', 2, clock.now());
    expect([next(), next(), next()]).toEqual([true, true, false]);
    clock.advance(59_999);
    expect(next()).toBe(false);
    clock.advance(1);
    expect([next(), next(), next()]).toEqual([true, true, false]);
  });

  it('opens a window with the first call, so that refused calls do not lengthen it', () => {
    const limiter = new RateLimiter();
    for (let now = 0; now < 60_000; now += 10_000) take(limiter, 'app', 1, now);
    expect(take(limiter, 'app', 1, 60_000)).toBe(true);
  });

  it('gives each key its own window', () => {
    const limiter = new RateLimiter();
    expect([take(limiter, 'a', 1, 0), take(limiter, 'b', 1, 0)]).toEqual([true, true]);
    expect(take(limiter, 'a', 1, 0)).toBe(false);
  });

  it.each([
    [0, 60],
    [1, 60],
    [1_000, 59],
    [59_001, 1],
    [59_999, 1],
  ])('after %i ms says to come back in %i s, when the window has ended', (later, seconds) => {
    const limiter = new RateLimiter();
    take(limiter, 'app', 1, 0);
    expect(limiter.retryAfterSeconds('app', windowSeconds, later)).toBe(seconds);
    expect(take(limiter, 'app', 1, later + seconds * 1000)).toBe(true);
  });

  it('names the whole window where none is open', () => {
    const limiter = new RateLimiter();
    take(limiter, 'app', 1, 0);
    expect(limiter.retryAfterSeconds('app', windowSeconds, 60_000)).toBe(60);
    expect(limiter.retryAfterSeconds('stranger', windowSeconds, 0)).toBe(60);
    expect(limiter.retryAfterSeconds(undefined, windowSeconds, 0)).toBe(60);
  });

  it('removes every window at reset', () => {
    const limiter = new RateLimiter();
    take(limiter, 'app', 1, 0);
    for (let key = 0; key < 10_000; key++) take(limiter, `app-${key}`, 1, 0);
    limiter.reset();
    expect(limiter.open(0)).toEqual([]);
    expect(take(limiter, 'app', 1, 0)).toBe(true);
  });

  it('opens a new window where the clock was moved back', () => {
    const limiter = new RateLimiter();
    take(limiter, 'app', 1, 100_000);
    expect(limiter.retryAfterSeconds('app', windowSeconds, 0)).toBe(60);
    expect(take(limiter, 'app', 1, 0)).toBe(true);
    expect(limiter.open(0)).toEqual([{ key: 'app', count: 1, startsAt: 0, endsAt: 60_000 }]);
  });

  it('remembers 10,000 keys, and drops the least recently seen', () => {
    const limiter = new RateLimiter();
    take(limiter, 'old', 1, 0);
    take(limiter, 'seen again', 1, 0);
    for (let key = 0; key < 9_998; key++) take(limiter, `app-${key}`, 1, 0);
    expect(take(limiter, 'seen again', 1, 0)).toBe(false);
    for (let key = 0; key < 10; key++) take(limiter, `late-${key}`, 1, 0);
    expect(take(limiter, 'seen again', 1, 0)).toBe(false);
    expect(take(limiter, 'old', 1, 0)).toBe(true);
  });

  it('lists the open windows, the latest opened first', () => {
    const limiter = new RateLimiter();
    for (const [now, key] of ['ended', 'first', 'second', 'third'].entries()) limiter.count(key, 10, now);
    limiter.count('first', 10, 5);
    const open = (now: number) => limiter.open(now).map(({ key, count }) => [key, count]);
    expect(open(10_000)).toEqual([
      ['third', 1],
      ['second', 1],
      ['first', 2],
    ]);
    limiter.count('ended', 10, 10_000);
    expect(open(10_000)[0]).toEqual(['ended', 1]);
  });
});
