import { describe, expect, it } from 'vitest';
import { BoundedJournal } from '../../../src/server/sessions/journal.ts';
import { newEntry } from '../../../src/server/sessions/journal-entry.ts';
import { entry } from './defaults.ts';

function filled(capacity: number, count: number) {
  const journal = new BoundedJournal(capacity);
  for (let index = 0; index < count; index++) journal.add(entry(`r${index}`, { at: index }));
  return journal;
}

const ids = (entries: readonly { id: string }[]) => entries.map(({ id }) => id);

const unknown = { operationId: undefined, userAgent: undefined, correlationId: undefined, tokenHash: undefined };

describe('the journal', () => {
  it('keeps requests in the order of their arrival', () => {
    expect(ids(filled(5, 3).all())).toEqual(['r0', 'r1', 'r2']);
  });

  it('lets the oldest go when it is full, and counts how many went', () => {
    const journal = filled(5, 12);
    expect(ids(journal.all())).toEqual(['r7', 'r8', 'r9', 'r10', 'r11']);
    expect(journal.dropped).toBe(7);
    expect(journal.get('r6')).toBeUndefined();
    expect(journal.get('r11')?.at).toBe(11);
  });

  it('keeps none with a capacity of 0', () => {
    const journal = filled(0, 3);
    expect(journal.all()).toEqual([]);
    expect(journal.dropped).toBe(3);
  });

  it('removes one entry, and goes on in order when it fills up again', () => {
    const journal = filled(5, 7);
    expect(journal.remove('r4')).toBe(true);
    expect(journal.remove('r4')).toBe(false);
    journal.add(entry('r7'));
    journal.add(entry('r8'));
    expect(ids(journal.all())).toEqual(['r3', 'r5', 'r6', 'r7', 'r8']);
  });

  it('is empty after clear, and says that nothing went', () => {
    const journal = filled(5, 7);
    journal.clear();
    expect([journal.all(), journal.count(), journal.dropped]).toEqual([[], 0, 0]);
  });

  it('gives each entry a UUID of its own, unlike the one before', () => {
    const arrival = { session: 'default', at: 0, method: 'GET', url: '/', ...unknown };
    const ids = Array.from({ length: 100_000 }, () => newEntry(arrival).id);
    for (const id of ids.slice(0, 100))
      expect(id).toMatch(/^[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/);
    expect(new Set(ids).size).toBe(ids.length);
    expect(new Set(ids.slice(0, 16).map(id => id[0])).size).toBeGreaterThan(8);
  });

  it('begins with another id in each copy of the package, and ends ids in another way', async () => {
    const file = '../../../src/server/sessions/journal-entry.ts';
    const [one, two] = await Promise.all([import(`${file}?one`), import(`${file}?two`)]);
    const arrival = { session: 'default', at: 0, method: 'GET', url: '/', ...unknown };
    const [id, other]: string[] = [one.newEntry(arrival).id, two.newEntry(arrival).id];
    expect(id?.slice(0, 8)).not.toBe(other?.slice(0, 8));
    expect(id?.slice(8)).not.toBe(other?.slice(8));
  });

  it('shows what is noted in an entry after it was added', () => {
    const journal = new BoundedJournal(5);
    const open = entry('r0', { status: undefined });
    journal.add(open);
    open.status = 429;
    expect(journal.find({ status: 429 })).toHaveLength(1);
  });
});

describe('find and count', () => {
  const journal = new BoundedJournal(10);
  journal.add(entry('a', { method: 'POST', status: 401, tokenHash: '0123456789ab', at: 10 }));
  journal.add(entry('b', { url: '/userinfo?__code=429', status: 429, scenario: '429', persona: 'alice', at: 20 }));
  journal.add(entry('c', { operationId: 'getUserinfo', clientId: 'app', at: 30 }));

  it.each([
    [{}, ['a', 'b', 'c']],
    [{ method: 'POST' }, ['a']],
    [{ path: '/userinfo' }, ['a', 'b', 'c']],
    [{ path: '/user' }, []],
    [{ status: 429 }, ['b']],
    [{ operationId: 'getUserinfo' }, ['c']],
    [{ tokenHash: '0123456789ab' }, ['a']],
    [{ persona: 'alice' }, ['b']],
    [{ clientId: 'app' }, ['c']],
    [{ scenario: '429' }, ['b']],
    [{ since: 20 }, ['b', 'c']],
    [{ since: 20, status: 200 }, ['c']],
    [{ method: 'POST', status: 200 }, []],
  ])('by %j', (filter, expected) => {
    expect(ids(journal.find(filter))).toEqual(expected);
    expect(journal.count(filter)).toBe(expected.length);
  });

  it('counts everything without a filter', () => {
    expect(journal.count()).toBe(3);
  });
});
