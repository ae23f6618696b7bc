// The matchers of the journal, `toHaveReceived` and `toBehaveWell`, and the text of a failure.

import { explaining, KitError } from '../base/errors.ts';
import { suggest } from '../base/suggest.ts';
import type { Finding } from '../contract/findings/finding.ts';
import { type Journal, type JournalFilter, matches, requireKnownMembers } from '../server/sessions/journal.ts';
import type { JournalEntry } from '../server/sessions/journal-entry.ts';
import type { Thresholds, Verdict } from '../server/verdicts/verdict.ts';
import { rules, verdictsOf } from '../server/verdicts/verdicts.ts';

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
  return { pass, message: () => receivedMessage({ pass, filter, times, count, entries }) };
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

function receivedMessage({ pass, filter, times, count, entries }: Outcome): string {
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
const mostEntries = 20;

function listEntries(entries: readonly JournalEntry[]): string {
  if (entries.length === 0) return 'It received no requests.';
  const lines = entries.slice(-mostEntries).map(describeEntry);
  const shown = lines.length === entries.length ? '' : `, the last ${lines.length} of them`;
  return `Received, ${entries.length} in all${shown}:\n${lines.join('\n')}`;
}

function describeEntry({ method, url, status, persona, outcome }: JournalEntry): string {
  const about = persona === undefined || outcome.includes(persona) ? [outcome] : [persona, outcome];
  return `  ${method} ${url} -> ${status ?? 'no status'} (${about.join(', ')})`;
}

// The matcher `toBehaveWell`.

/** Thresholds, and what must have been put to the test. */
export interface BehaveOptions extends Partial<Thresholds> {
  /** Rules that fail where nothing exercised them. Default: none. */
  readonly exercised?: readonly string[];
}

/** @throws ERR_CONFIG_INVALID for what has no journal, for an unknown rule or threshold */
export function toBehaveWell(received: unknown, { exercised = [], ...thresholds }: BehaveOptions = {}): MatcherResult {
  const verdicts = explaining(() => {
    exercised.forEach(requireRule);
    return verdictsOf(journalOf('toBehaveWell', received), thresholds);
  });
  const bad = verdicts.filter(
    ({ id, status }) => status === 'failed' || (status === 'not-exercised' && exercised.includes(id)),
  );
  return { pass: bad.length === 0, message: () => messageOf(bad) + pageOf(received, bad) };
}

/** What a failed test says. */
export function messageOf(bad: readonly Verdict[]): string {
  if (bad.length === 0) return 'expected the client to break a rule, but it behaves well';
  return `expected the client to behave well\n\n${bad.map(describe).join('\n')}`;
}

/** Where a browser shows the run: a mock that goes on, such as that of a debugger, answers there. */
function pageOf(received: unknown, bad: readonly Verdict[]): string {
  const pageUrl = (received as { readonly pageUrl?: unknown } | null | undefined)?.pageUrl;
  return bad.length === 0 || typeof pageUrl !== 'string' ? '' : `\n\n  ${pageUrl}#/verdicts`;
}

function describe({ id, title, status, needs, breaches, remedy }: Verdict): string {
  if (status === 'not-exercised') return `  ${id}: not exercised. It needs ${needs}`;
  return [`  ${id}: ${title}`, ...breaches.map(({ message }) => `    ${message}`), `    ${remedy}`].join('\n');
}

function requireRule(id: string): void {
  const known = rules.map(rule => rule.id);
  if (known.includes(id)) return;
  throw new KitError('ERR_CONFIG_INVALID', `Unknown rule "${id}".`, { hint: suggest(id, known) });
}

// Messages of failed matchers: the findings in brief.

/** Result for vitest and jest. */
export interface MatcherResult {
  readonly pass: boolean;
  message(): string;
}

/** Maximum number of listed findings. */
const longestList = 12;

/** Errors, then warnings, a few lines each; information fails no test and is omitted. */
export function listFindings(findings: readonly Finding[]): string {
  const sorted = (['error', 'warning'] as const).flatMap(weight =>
    findings.filter(({ severity }) => severity === weight),
  );
  const lines = sorted.slice(0, longestList).flatMap(linesOf);
  const more = sorted.length - longestList;
  return [...lines, ...(more > 0 ? [`  and ${more} more`] : [])].join('\n');
}

function linesOf({ severity, code, message, hint, schemaPath, actualValue }: Finding): string[] {
  return [
    `  ${severity} ${code}: ${message}`,
    ...(hint === undefined ? [] : [`    ${hint}`]),
    ...(actualValue === undefined ? [] : [`    Value: ${JSON.stringify(actualValue)}`]),
    ...(schemaPath === '' ? [] : [`    Document: ${schemaPath}`]),
  ];
}
