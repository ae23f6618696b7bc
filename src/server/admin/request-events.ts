// GET /__admin/requests/events: the journal of a session as server-sent events, for the page.
// @see https://html.spec.whatwg.org/multipage/server-sent-events.html

import { clearInterval, setInterval } from 'node:timers';
import type { BoundedJournal } from '../sessions/journal.ts';
import type { JournalEntry } from '../sessions/journal-entry.ts';
import type { AdminCall, AdminRoute } from './admin-route.ts';

export const streamRequests: AdminRoute = {
  method: 'GET',
  path: '/requests/events',
  operationId: 'streamRequests',
  summary: 'The requests of the session as server-sent events: those of the journal, then each as it comes and ends.',
  session: 'made',
  mediaType: 'text/event-stream',
  answer: { type: 'string', description: 'one event `requests` for all that happened in a tenth of a second' },
  handle: stream,
};

const everyMs = 100;
const heartbeatMs = 15_000;

/** Looks at the journal again and again: that costs a request on the API nothing, and puts a burst into few events. */
function stream({ reply, session: { id }, sessions, streams, replica }: AdminCall): unknown {
  const { raw } = reply;
  const headers = {
    ...reply.getHeaders(),
    'content-type': 'text/event-stream; charset=utf-8',
    'x-accel-buffering': 'no',
  };
  raw.writeHead(200, headers as Record<string, string>);
  const feed = new Feed();
  let silentMs = 0;
  const tick = (): void => {
    silentMs += everyMs;
    // A client that reads slowly gets larger steps, not a growing buffer.
    if (raw.writableNeedDrain) return;
    const session = sessions.open(id);
    void replica?.journal.read(session);
    const step = feed.next(session.journal);
    if (step !== undefined) raw.write(`event: requests\ndata: ${JSON.stringify(step)}\n\n`);
    else if (silentMs >= heartbeatMs) raw.write(':\n\n');
    else return;
    silentMs = 0;
  };
  const timer = setInterval(tick, everyMs);
  timer.unref();
  streams.add(raw);
  raw.once('close', () => {
    clearInterval(timer);
    streams.delete(raw);
  });
  tick();
  return reply.hijack();
}

/** Entries of one event; a journal that holds more takes several. */
const mostEntries = 1000;

/** Entries whose end is awaited; with more, the oldest are no longer followed. */
const mostFollowed = 1000;

/** What changed since the step before. */
export interface FeedStep {
  /** Entries with a lower number are gone; null where there are none. */
  readonly oldest: number | null;
  readonly total: number;
  readonly dropped: number;
  /** New entries, and those that changed. `n` orders all entries of the server. */
  readonly entries: readonly (JournalEntry & { readonly n: number })[];
}

/** Follows one journal after another: a removed session comes back with a new one. */
export class Feed {
  #next = 0;
  #last = '';
  readonly #followed = new Map<number, { readonly entry: JournalEntry; readonly seen: string }>();

  /** Undefined where nothing changed. */
  next(journal: BoundedJournal): FeedStep | undefined {
    const { dropped, length: total, oldest = null } = journal;
    const changed = this.#changed();
    const added = journal.from(this.#next, mostEntries);
    for (const [arrival, entry] of added) this.#follow(arrival, entry);
    this.#next = (added.at(-1)?.[0] ?? this.#next - 1) + 1;
    const state = `${oldest} ${total} ${dropped}`;
    if (added.length === 0 && changed.length === 0 && state === this.#last) return undefined;
    this.#last = state;
    const entries = [...changed, ...added].map(([n, entry]) => ({ n, ...entry }));
    return { oldest, total, dropped, entries };
  }

  #changed(): [number, JournalEntry][] {
    const changed: [number, JournalEntry][] = [];
    for (const [arrival, { entry, seen }] of this.#followed) {
      if (markOf(entry) === seen) continue;
      changed.push([arrival, entry]);
      this.#follow(arrival, entry);
    }
    return changed;
  }

  /** A broken connection can change its entry after the answer: it is aborted when the client leaves. */
  #follow(arrival: number, entry: JournalEntry): void {
    this.#followed.delete(arrival);
    if (entry.durationMs !== undefined && entry.fault === undefined) return;
    this.#followed.set(arrival, { entry, seen: markOf(entry) });
    if (this.#followed.size <= mostFollowed) return;
    const [first] = this.#followed.keys();
    if (first !== undefined) this.#followed.delete(first);
  }
}

function markOf({ status, durationMs, aborted }: JournalEntry): string {
  return `${status} ${durationMs} ${aborted}`;
}
