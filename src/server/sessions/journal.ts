// The request journal: requests and their answers, newest last, bounded.
// @see https://wiremock.org/docs/verifying/ for the vocabulary (request journal, find, count)

import { KitError } from '../../base/errors.ts';
import type { PersonaName, ScenarioName } from '../../base/names.gen.ts';
import { suggest } from '../../base/suggest.ts';
import type { JournalEntry } from './journal-entry.ts';

/** Filter of `find` and `count`: every given member must match. */
export interface JournalFilter {
  readonly method?: string;
  /** Path without the query. */
  readonly path?: string;
  readonly status?: number;
  readonly operationId?: string;
  readonly tokenHash?: string;
  readonly correlationId?: string;
  readonly traceparent?: string;
  readonly persona?: PersonaName;
  readonly clientId?: string;
  readonly scenario?: ScenarioName;
  /** Only entries that arrived at or after this time, in milliseconds since the Unix epoch. */
  readonly since?: number;
}

/** A bounded list of entries: when it is full, the oldest is dropped. */
export interface Journal {
  add(entry: JournalEntry): void;
  /** Oldest first. */
  all(): readonly JournalEntry[];
  get(id: string): JournalEntry | undefined;
  /** @throws ERR_CONFIG_INVALID for an unknown member of the filter */
  find(filter: JournalFilter): readonly JournalEntry[];
  /** @throws ERR_CONFIG_INVALID for an unknown member of the filter */
  count(filter?: JournalFilter): number;
  /** Removes one entry; false for an unknown id. */
  remove(id: string): boolean;
  clear(): void;
  /** Entries that went because this journal was full, or all journals together. */
  readonly dropped: number;
}

/** Orders the entries of all journals by arrival, whatever the clocks of their sessions show. */
let arrivals = 0;

/** Adding is a push, and dropping the oldest a step of `#first`, whatever the capacity. */
export class BoundedJournal implements Journal {
  dropped = 0;
  /** How often it was emptied. */
  clears = 0;
  /** An estimate of the memory that the entries take. */
  bytes = 0;
  #entries: (JournalEntry | undefined)[] = [];
  #arrivals: number[] = [];
  #first = 0;
  /** Whether entries of other replicas came in between. */
  #isMerged = false;
  readonly #capacity: number;
  readonly #spend: (bytes: number) => void;

  /**
   * @param capacity entries kept; 0 keeps none
   * @param spend hears of the bytes of each entry
   */
  constructor(capacity: number, spend: (bytes: number) => void = () => {}) {
    this.#capacity = capacity;
    this.#spend = spend;
  }

  /** Number of the arrival of the oldest entry; undefined when empty. */
  get oldest(): number | undefined {
    return this.#arrivals[this.#first];
  }

  /** At most `most` entries that arrived at this number or later, oldest first, each with its number. */
  from(arrival: number, most: number): readonly (readonly [arrival: number, entry: JournalEntry])[] {
    let low = this.#first;
    for (let high = this.#arrivals.length; low < high; ) {
      const middle = (low + high) >>> 1;
      if ((this.#arrivals[middle] ?? 0) < arrival) low = middle + 1;
      else high = middle;
    }
    const found = this.#entries.slice(low, low + most) as JournalEntry[];
    return found.map((entry, index) => [this.#arrivals[low + index] ?? 0, entry]);
  }

  get length(): number {
    return this.#entries.length - this.#first;
  }

  add(entry: JournalEntry): void {
    const bytes = bytesOf(entry);
    this.bytes += bytes;
    this.#entries.push(entry);
    this.#arrivals.push(arrivals++);
    if (this.#entries.length - this.#first > this.#capacity) this.dropOldest();
    this.#spend(bytes);
  }

  /** Removes the oldest entry. @returns its bytes */
  dropOldest(): number {
    const entry = this.#entries[this.#first];
    if (entry === undefined) return 0;
    const bytes = bytesOf(entry);
    this.bytes -= bytes;
    this.dropped++;
    this.#entries[this.#first++] = undefined;
    if (this.#first > this.#capacity) {
      this.#entries = this.#entries.slice(this.#first);
      this.#arrivals = this.#arrivals.slice(this.#first);
      this.#first = 0;
    }
    return bytes;
  }

  all(): readonly JournalEntry[] {
    const entries = this.#entries.slice(this.#first) as JournalEntry[];
    return this.#isMerged ? entries.sort((one, other) => one.at - other.at) : entries;
  }

  /** Adds the entries of other replicas, in any order; those that it has stay. */
  merge(entries: readonly JournalEntry[]): void {
    const known = new Set(this.all().map(({ id }) => id));
    for (const entry of entries) {
      if (known.has(entry.id)) continue;
      this.add(entry);
      this.#isMerged = true;
    }
  }

  get(id: string): JournalEntry | undefined {
    return this.#entries.find(entry => entry?.id === id);
  }

  find(filter: JournalFilter): readonly JournalEntry[] {
    requireKnownMembers(filter);
    return this.all().filter(entry => matches(entry, filter));
  }

  count(filter: JournalFilter = {}): number {
    return this.find(filter).length;
  }

  remove(id: string): boolean {
    const before = this.#entries.length - this.#first;
    this.#keep(entry => entry.id !== id);
    return this.#entries.length < before;
  }

  clear(): void {
    this.#keep(() => false);
    this.dropped = 0;
    this.#isMerged = false;
    this.clears++;
  }

  #keep(isKept: (entry: JournalEntry) => boolean): void {
    const kept = this.#arrivals.map((arrival, index) => ({ arrival, entry: this.#entries[index] }));
    const left = kept.filter(({ entry }) => entry !== undefined && isKept(entry));
    this.#entries = left.map(({ entry }) => entry);
    this.#arrivals = left.map(({ arrival }) => arrival);
    this.#first = 0;
    this.bytes = this.all().reduce((sum, entry) => sum + bytesOf(entry), 0);
  }
}

/** Its texts are cut; the rest of an entry takes much the same. */
function bytesOf({ url, userAgent = '' }: JournalEntry): number {
  return 600 + url.length + userAgent.length;
}

export function matches(entry: JournalEntry, filter: JournalFilter): boolean {
  const { path, since, ...exact } = filter;
  if (path !== undefined && pathOf(entry.url) !== path) return false;
  if (since !== undefined && entry.at < since) return false;
  return Object.entries(exact).every(
    ([key, value]) => value === undefined || entry[key as keyof JournalEntry] === value,
  );
}

/** A URL without its query. */
export function pathOf(url: string): string {
  const query = url.indexOf('?');
  return query < 0 ? url : url.slice(0, query);
}

const members: Readonly<Record<keyof JournalFilter, true>> = {
  method: true,
  path: true,
  status: true,
  operationId: true,
  tokenHash: true,
  correlationId: true,
  traceparent: true,
  persona: true,
  clientId: true,
  scenario: true,
  since: true,
};

/** @throws ERR_CONFIG_INVALID for an unknown member, naming the nearest one */
export function requireKnownMembers(filter: JournalFilter): void {
  const stranger = Object.keys(filter).find(key => !Object.hasOwn(members, key));
  if (stranger === undefined) return;
  const names = Object.keys(members);
  throw new KitError('ERR_CONFIG_INVALID', `There is no "${stranger}" to filter requests by.`, {
    hint: suggest(stranger, names),
  });
}
