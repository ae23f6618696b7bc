import { describe, expect, it } from 'vitest';
import type { JournalEntry } from '../../src/server/sessions/journal-entry.ts';
import { retryAfterMs } from '../../src/server/verdicts/calls.ts';
import { mostRows, timelineOf, waitOf } from '../../ui/timeline.ts';
import { entry } from './entries.ts';

const refused = entry(1, { status: 429, retryAfter: '2', scenario: undefined });

describe('the wait that an answer asks for', () => {
  it.each([undefined, '2', 'soon', 'Thu, 01 Jan 1970 00:16:50 GMT', 'Thu, 01 Jan 1970 00:00:01 GMT'])(
    'is that of the verdicts: %s',
    retryAfter => {
      const seen = entry(1, { retryAfter });
      expect(waitOf(seen)).toBe(retryAfterMs(seen as JournalEntry));
    },
  );
});

describe('the waterfall', () => {
  it('spans all requests and the waits that they ask for', () => {
    const { from, to, ticks } = timelineOf([entry(0), refused]);
    expect([from, to]).toEqual([1_000_000, 1_000_012 + 2000]);
    expect(ticks[0]).toBe(from);
    expect(ticks.length).toBeLessThanOrEqual(9);
  });

  it('links a retry with the failure before it, and marks one that came too early', () => {
    const { rows } = timelineOf([refused, entry(5), entry(6)]);
    expect(rows.map(({ retryOf, isEarly }) => [retryOf, isEarly])).toEqual([
      [undefined, false],
      [0, true],
      [undefined, false],
    ]);
  });

  it('does not blame a retry that waited, nor another token', () => {
    const late = entry(300);
    const other = entry(2, { tokenHash: 'ffffffffffff' });
    expect(timelineOf([refused, other, late]).rows.map(({ isEarly }) => isEarly)).toEqual([false, false, false]);
  });

  it('shows the window of the rate limit that a 429 of the limiter names', () => {
    const { windows, from } = timelineOf([entry(0), refused], 60);
    expect(windows).toEqual([{ from, to: refused.at + 2000 }]);
  });

  it('shows no window for the 429 of a scenario', () => {
    expect(timelineOf([{ ...refused, scenario: '429' }], 60).windows).toEqual([]);
  });

  it('shows the newest rows of many, and nothing of none', () => {
    const many = Array.from({ length: mostRows + 3 }, (_, n) => entry(n));
    expect(timelineOf(many).rows[0]?.entry.n).toBe(3);
    expect(timelineOf([]).rows).toEqual([]);
  });
});
