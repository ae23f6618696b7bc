import { describe, expect, it } from 'vitest';
import { type Entry, filterEntries, Journal, mostKept, valuesOf } from '../../ui/journal.ts';
import { entry } from './entries.ts';

function journalOf(...steps: readonly (readonly Entry[])[]): Journal {
  const journal = new Journal();
  for (const entries of steps) journal.apply({ oldest: 0, total: mostKept * 2, dropped: 0, entries });
  return journal;
}

describe('the journal of the page', () => {
  it('puts new entries at the end, and changed ones in their place', () => {
    const journal = journalOf([entry(1), entry(2, { status: undefined }), entry(3)], [entry(2, { status: 500 })]);
    expect(journal.entries.map(({ n, status }) => [n, status])).toEqual([
      [1, 200],
      [2, 500],
      [3, 200],
    ]);
  });

  it('forgets what the server has dropped, and everything after a reset', () => {
    const journal = journalOf([entry(1), entry(2), entry(3)]);
    journal.apply({ oldest: 3, total: 2, dropped: 2, entries: [entry(4)] });
    expect([journal.entries.map(({ n }) => n), journal.dropped]).toEqual([[3, 4], 2]);
    journal.apply({ oldest: null, total: 0, dropped: 0, entries: [] });
    expect(journal.entries).toEqual([]);
  });

  it('keeps the newest entries of more than it can hold', () => {
    const journal = journalOf(Array.from({ length: mostKept + 5 }, (_, n) => entry(n)));
    expect([journal.entries.length, journal.entries[0]?.n]).toEqual([mostKept, 5]);
  });
});

describe('the filter', () => {
  const entries = [
    entry(1, { persona: 'alice' }),
    entry(2, { persona: 'ben', status: 429, scenario: '429' }),
    entry(3, { status: undefined, fault: 'STALL', outcome: 'fault=STALL' }),
    entry(4, { status: 500, url: '/other' }),
  ];

  it.each([
    [{}, [1, 2, 3, 4]],
    [{ status: '429' }, [2]],
    [{ status: '5xx' }, [4]],
    [{ status: 'none' }, [3]],
    [{ persona: 'ben', scenario: '429' }, [2]],
    [{ text: 'STALL' }, [3]],
    [{ text: '/OTHER' }, [4]],
    [{ persona: 'alice', text: 'other' }, []],
  ])('leaves what matches all of it: %j', (filter, left) => {
    expect(filterEntries(entries, filter).map(({ n }) => n)).toEqual(left);
  });

  it('offers the values that occur', () => {
    expect(valuesOf(entries, 'status')).toEqual(['200', '429', '500']);
    expect(valuesOf(entries, 'persona')).toEqual(['alice', 'ben']);
  });
});
