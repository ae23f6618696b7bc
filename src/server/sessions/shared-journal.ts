// The journal of each session over all replicas: a replica adds an entry with its answer, and reads those of the others for
// a request to the admin API.

import { hostname } from 'node:os';
import type { Config } from '../../config/config.ts';
import type { JournalEntry } from './journal-entry.ts';
import type { Session } from './session.ts';
import type { SharedStore } from './shared-store.ts';

/** Between two notes that a session is in use; far less than the time after which one expires. */
const noteEveryMs = 500;

export class SharedJournal {
  readonly #store: SharedStore;
  readonly #size: number;
  readonly #name = `${hostname()}:${process.pid}`;
  /** The last entry read, by session. */
  readonly #last = new WeakMap<Session, string>();
  /** Sessions whose use the store knows, for a while. */
  readonly #noted = new Set<string>();
  #notedUntil = 0;
  /** Entries of this turn of the event loop, by session. */
  #closed = new Map<string, string[]>();

  constructor(store: SharedStore, { journalSize }: Pick<Config, 'journalSize'>) {
    this.#store = store;
    this.#size = journalSize;
  }

  /** Passes on the entry of an answered request, with the others of this turn of the event loop. */
  note(entry: JournalEntry): void {
    entry.replica = this.#name;
    if (this.#closed.size === 0) setImmediate(() => this.#flush());
    const entries = this.#closed.get(entry.session) ?? [];
    entries.push(JSON.stringify(entry));
    this.#closed.set(entry.session, entries);
  }

  /** Adds what other replicas answered to the journal of the session. */
  async read(session: Session): Promise<void> {
    this.#flush();
    const { last, entries } = await this.#store.journal(session.id, this.#last.get(session) ?? '');
    this.#last.set(session, last);
    const read = entries.map(text => JSON.parse(text) as JournalEntry | { readonly removed: string });
    session.journal.merge(read.filter(entry => 'id' in entry));
    for (const entry of read) if ('removed' in entry) session.journal.remove(entry.removed);
  }

  /** Reads all of it the next time: another replica has emptied it, and what came since may have been read before. */
  readAgain(session: Session): void {
    this.#last.delete(session);
  }

  /** Removes an entry from the journal of every replica. */
  remove(session: Session, id: string): void {
    this.#store.append(session.id, [JSON.stringify({ removed: id })], this.#size);
  }

  #flush(): void {
    const closed = this.#closed;
    if (closed.size === 0) return;
    this.#closed = new Map();
    if (!this.#store.isConnected) return;
    for (const [id, entries] of closed) this.#store.append(id, entries, this.#size);
    if (performance.now() > this.#notedUntil) this.#noted.clear();
    const fresh = [...closed.keys()].filter(id => !this.#noted.has(id));
    if (fresh.length === 0) return;
    if (this.#noted.size === 0) this.#notedUntil = performance.now() + noteEveryMs;
    for (const id of fresh) this.#noted.add(id);
    this.#store.noteUse(fresh);
  }
}
