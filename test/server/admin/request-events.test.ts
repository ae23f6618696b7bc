// The journal as a stream: what is in an event, and when the stream ends.

import { describe, expect, it } from 'vitest';
import { Feed } from '../../../src/server/admin/request-events.ts';
import { BoundedJournal } from '../../../src/server/sessions/journal.ts';
import { newEntry } from '../../../src/server/sessions/journal-entry.ts';
import type { Entry } from '../../../ui/journal.ts';
import { readEvents } from '../../../ui/server.ts';
import { startServer } from './admin-server.ts';

const arrive = (journal: BoundedJournal) => {
  const arrival = { session: 'default', at: 0, method: 'GET', url: '/userinfo', operationId: 'getUserInfo' };
  const entry = newEntry({ ...arrival, userAgent: undefined, correlationId: undefined, tokenHash: undefined });
  journal.add(entry);
  return entry;
};
const end = (entry: ReturnType<typeof newEntry>) => Object.assign(entry, { status: 200, durationMs: 1 });

describe('a step of the stream', () => {
  it('has what is new, and later what ended', () => {
    const [feed, journal] = [new Feed(), new BoundedJournal(10)];
    const [first, second] = [arrive(journal), arrive(journal)];
    end(first);
    expect(feed.next(journal)?.entries.map(({ id }) => id)).toEqual([first.id, second.id]);
    expect(feed.next(journal)).toBeUndefined();
    end(second);
    expect(feed.next(journal)?.entries.map(({ id, status }) => [id, status])).toEqual([[second.id, 200]]);
    expect(feed.next(journal)).toBeUndefined();
  });

  it('says from which number on entries exist, after drops and after a reset', () => {
    const [feed, journal] = [new Feed(), new BoundedJournal(2)];
    for (let count = 0; count < 3; count++) end(arrive(journal));
    const step = feed.next(journal);
    expect([step?.oldest, step?.total, step?.dropped]).toEqual([step?.entries[0]?.n, 2, 1]);
    journal.clear();
    expect(feed.next(journal)).toMatchObject({ oldest: null, total: 0, dropped: 0, entries: [] });
  });

  it('is bounded: a full journal takes several, and none is sent twice', () => {
    const [feed, journal] = [new Feed(), new BoundedJournal(5000)];
    for (let count = 0; count < 2500; count++) end(arrive(journal));
    const numbers: number[] = [];
    for (let step = feed.next(journal); step !== undefined; step = feed.next(journal)) {
      expect(step.entries.length).toBeLessThanOrEqual(1000);
      numbers.push(...step.entries.map(({ n }) => n));
    }
    expect([numbers.length, new Set(numbers).size]).toEqual([2500, 2500]);
  });

  it('follows a session into its next journal', () => {
    const feed = new Feed();
    const before = new BoundedJournal(10);
    end(arrive(before));
    feed.next(before);
    const after = new BoundedJournal(10);
    const entry = end(arrive(after));
    expect(feed.next(after)?.entries.map(({ id }) => id)).toEqual([entry.id]);
  });
});

describe('GET /__admin/requests/events', () => {
  it('sends what is in the journal and what comes, of its session alone, and ends with the server', async () => {
    const server = await startServer();
    const url = `http://127.0.0.1:${server.port}`;
    const response = await fetch(`${url}/sessions/one/__admin/requests/events`);
    expect(response.headers.get('content-type')).toBe('text/event-stream; charset=utf-8');
    const headers = { authorization: 'Bearer mock.alice' };
    await fetch(`${url}/userinfo`, { headers });
    await fetch(`${url}/sessions/one/userinfo`, { headers });
    const entries: Entry[] = [];
    const decoder = new TextDecoder();
    let rest = '';
    for await (const part of response.body as ReadableStream<Uint8Array>) {
      const read = readEvents(rest + decoder.decode(part, { stream: true }));
      rest = read.rest;
      for (const step of read.steps) entries.push(...step.entries);
      if (entries.some(({ status }) => status === 200)) void server.close();
    }
    expect(entries.map(({ session }) => session)).toEqual(entries.map(() => 'one'));
  });
});
