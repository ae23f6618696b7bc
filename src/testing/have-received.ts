// The matcher `toHaveReceived`.

import { explaining, KitError } from '../base/errors.ts';
import { type Journal, type JournalFilter, matches, requireKnownMembers } from '../server/sessions/journal.ts';
import type { JournalEntry } from '../server/sessions/journal-entry.ts';
import type { MatcherResult } from './failure-text.ts';

/** Common properties of the requests: every given member must match. */
export type ReceivedFilter = JournalFilter;

export interface ReceivedOptions {
  /** Exact number of requests. Default: at least one. */
  readonly times?: number | undefined;
}

/** @throws ERR_CONFIG_INVALID for a value without a journal, and for an unknown member of the filter */
export function toHaveReceived(
  received: unknown,
  filter: ReceivedFilter = {},
  { times }: ReceivedOptions = {},
): MatcherResult {
  const journal = explaining(() => {
    requireKnownMembers(filter);
    return journalOf('toHaveReceived', received);
  });
  const entries = journal.all();
  const count = entries.filter(entry => matches(entry, filter)).length;
  const pass = times === undefined ? count > 0 : count === times;
  return { pass, message: () => messageOf({ pass, filter, times, count, entries }) };
}

/** @throws ERR_CONFIG_INVALID for what has no journal */
export function journalOf(matcher: string, received: unknown): Journal {
  const journal = (received as { readonly journal?: unknown } | null | undefined)?.journal ?? received;
  if (typeof (journal as Partial<Journal> | null | undefined)?.all === 'function') return journal as Journal;
  throw new KitError('ERR_CONFIG_INVALID', `${matcher} was given something without a journal.`, {
    hint: 'Pass a mock of startMock(), one of its sessions, or a journal.',
  });
}

interface Outcome {
  readonly pass: boolean;
  readonly filter: ReceivedFilter;
  readonly times: number | undefined;
  readonly count: number;
  readonly entries: readonly JournalEntry[];
}

function messageOf({ pass, filter, times, count, entries }: Outcome): string {
  const wanted = `${describeFilter(filter)}${times === undefined ? '' : ` ${timesOf(times)}`}`;
  const seen = count === 0 ? 'it did not' : `it did ${timesOf(count)}`;
  return `expected the mock ${pass ? 'not ' : ''}to have received ${wanted}, but ${seen}\n\n${listEntries(entries)}`;
}

function describeFilter(filter: ReceivedFilter): string {
  const parts = Object.entries(filter).filter(([, value]) => value !== undefined);
  return parts.length === 0
    ? 'a request'
    : `a request with ${parts.map(([name, value]) => `${name} ${value}`).join(', ')}`;
}

function timesOf(count: number): string {
  return count === 1 ? 'once' : count === 2 ? 'twice' : `${count} times`;
}

/** Maximum number of listed requests, the newest ones. */
const longestList = 20;

function listEntries(entries: readonly JournalEntry[]): string {
  if (entries.length === 0) return 'It received no requests.';
  const lines = entries.slice(-longestList).map(describeEntry);
  const shown = lines.length === entries.length ? '' : `, the last ${lines.length} of them`;
  return `Received, ${entries.length} in all${shown}:\n${lines.join('\n')}`;
}

function describeEntry({ method, url, status, persona, outcome }: JournalEntry): string {
  const about = persona === undefined || outcome.includes(persona) ? [outcome] : [persona, outcome];
  return `  ${method} ${url} -> ${status ?? 'no status'} (${about.join(', ')})`;
}
