// The requests that the page knows, in order of arrival, and what the filters leave of them.

import type { FeedStep } from '../src/server/admin/request-events.ts';
import type { JournalEntry } from '../src/server/sessions/journal-entry.ts';

/** An entry as it arrives; members without a value are missing. `n` orders all entries of the server. */
export type Entry = Partial<JournalEntry> &
  Pick<JournalEntry, 'id' | 'session' | 'at' | 'method' | 'url' | 'outcome' | 'aborted'> & { readonly n: number };

export type Step = Omit<FeedStep, 'entries'> & { readonly entries: readonly Entry[] };

/** Entries kept at most, the newest ones. */
export const mostKept = 20_000;

export class Journal {
  #entries: Entry[] = [];
  /** Entries that the server has dropped because its journal was full. */
  dropped = 0;

  /** Oldest first. */
  get entries(): readonly Entry[] {
    return this.#entries;
  }

  apply({ oldest, total, dropped, entries }: Step): void {
    this.dropped = dropped;
    const first = oldest ?? Number.POSITIVE_INFINITY;
    if (this.#entries.length > 0 && (this.#entries[0]?.n ?? 0) < first) {
      this.#entries = this.#entries.filter(({ n }) => n >= first);
    }
    for (const entry of entries) this.#put(entry);
    // One was removed from the middle: which one, the step does not say.
    if (this.#entries.length > total && this.#entries.length < mostKept) this.#entries = this.#entries.slice(-total);
    if (this.#entries.length > mostKept) this.#entries = this.#entries.slice(-mostKept);
  }

  clear(): void {
    this.#entries = [];
    this.dropped = 0;
  }

  #put(entry: Entry): void {
    const last = this.#entries.at(-1);
    if (last === undefined || last.n < entry.n) {
      this.#entries.push(entry);
      return;
    }
    const index = this.#indexOf(entry.n);
    if (this.#entries[index]?.n === entry.n) this.#entries[index] = entry;
  }

  #indexOf(n: number): number {
    let low = 0;
    for (let high = this.#entries.length; low < high; ) {
      const middle = (low + high) >>> 1;
      if ((this.#entries[middle]?.n ?? 0) < n) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

export interface Filter {
  /** `2xx`, `429`, or `none` for an answer without a status. */
  readonly status?: string | undefined;
  readonly persona?: string | undefined;
  readonly scenario?: string | undefined;
  /** In method, URL, outcome, client, ids; in any case. */
  readonly text?: string | undefined;
}

export function filterEntries(entries: readonly Entry[], filter: Filter): readonly Entry[] {
  const { status, persona, scenario } = filter;
  const text = filter.text?.toLowerCase();
  if (!status && !persona && !scenario && !text) return entries;
  return entries.filter(
    entry =>
      (!status || hasStatus(entry, status)) &&
      (!persona || entry.persona === persona) &&
      (!scenario || entry.scenario === scenario) &&
      (!text || textOf(entry).includes(text)),
  );
}

function hasStatus({ status }: Entry, wanted: string): boolean {
  if (wanted === 'none') return status === undefined;
  if (/^\dxx$/.test(wanted)) return String(status).startsWith(wanted.slice(0, 1));
  return String(status) === wanted;
}

function textOf({ method, url, outcome, clientId, userAgent, id, correlationId, tokenHash }: Entry): string {
  return [method, url, outcome, clientId, userAgent, id, correlationId, tokenHash].join(' ').toLowerCase();
}

/** The values of a member that occur, in order of first use. */
export function valuesOf(entries: readonly Entry[], member: 'persona' | 'scenario' | 'status'): readonly string[] {
  const seen = new Set<string>();
  for (const entry of entries) if (entry[member] !== undefined) seen.add(String(entry[member]));
  return [...seen];
}
