// Where things stand in the waterfall: requests, the waits that answers ask for, retries, and rate limit windows over time.

import type { Entry } from './journal.ts';

/** Rows of the picture: with more, it would not be read. */
export const mostRows = 60;

/** A span of time, in milliseconds since the Unix epoch. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

export interface Row {
  readonly entry: Entry;
  readonly span: Span;
  /** From the end of the answer, as long as its `Retry-After` says. */
  readonly wait: Span | undefined;
  /** Index of the row whose failure this request repeats. */
  readonly retryOf: number | undefined;
  /** The retry came before the wait was over. */
  readonly isEarly: boolean;
}

export interface Timeline extends Span {
  readonly rows: readonly Row[];
  readonly windows: readonly Span[];
  /** Moments for the axis. */
  readonly ticks: readonly number[];
}

/**
 * @param entries oldest first
 * @param windowSeconds of the rate limit; undefined without one
 * @param open windows that are open now
 */
export function timelineOf(
  entries: readonly Entry[],
  windowSeconds?: number | undefined,
  open: readonly Span[] = [],
): Timeline {
  const shown = entries.slice(-mostRows);
  const rows = rowsOf(shown);
  const from = Math.min(...rows.map(({ span }) => span.from));
  const end = Math.max(...rows.map(({ span, wait }) => Math.max(span.to, wait?.to ?? 0)));
  const to = Math.max(end, from + 20);
  const windows = windowSeconds === undefined ? [] : windowsOf(shown, windowSeconds, open);
  const seen = windows.map(span => ({ from: Math.max(span.from, from), to: Math.min(span.to, to) }));
  return { from, to, rows, windows: seen.filter(span => span.to > span.from), ticks: ticksOf(from, to) };
}

function rowsOf(entries: readonly Entry[]): readonly Row[] {
  const latest = new Map<string, number>();
  const rows: Row[] = [];
  for (const [index, entry] of entries.entries()) {
    const key = `${entry.method} ${entry.url} ${entry.tokenHash}`;
    const before = rows[latest.get(key) ?? -1];
    const isRetry = before !== undefined && (before.entry.status === undefined || before.entry.status >= 400);
    const end = entry.at + (entry.durationMs ?? 0);
    const waitMs = waitOf(entry);
    rows.push({
      entry,
      span: { from: entry.at, to: end },
      wait: waitMs === undefined ? undefined : { from: end, to: end + waitMs },
      retryOf: isRetry ? latest.get(key) : undefined,
      isEarly: isRetry && before.wait !== undefined && entry.at < before.wait.to,
    });
    latest.set(key, index);
  }
  return rows;
}

/** Milliseconds that an answer asks to wait, as the verdicts read it. @see https://www.rfc-editor.org/rfc/rfc9110#section-10.2.3 */
export function waitOf({ retryAfter, at, durationMs = 0 }: Entry): number | undefined {
  if (retryAfter === undefined) return undefined;
  if (/^\d+$/.test(retryAfter)) return Number(retryAfter) * 1000;
  const date = Date.parse(retryAfter);
  return Number.isNaN(date) ? undefined : Math.max(0, date - at - durationMs);
}

/** A 429 of the limiter says when its window ends; the open ones are known. */
function windowsOf(entries: readonly Entry[], windowSeconds: number, open: readonly Span[]): readonly Span[] {
  const refused = entries.filter(({ status, scenario }) => status === 429 && scenario === undefined);
  const ends = refused.flatMap(entry => {
    const waitMs = waitOf(entry);
    return waitMs === undefined ? [] : [entry.at + waitMs];
  });
  const spans = [...ends.map(to => ({ from: to - windowSeconds * 1000, to })), ...open];
  // `Retry-After` has whole seconds: the same window ends a little later each time.
  return spans.filter((span, index) => spans.findIndex(other => Math.abs(other.to - span.to) < 1000) === index);
}

const steps = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000, 15_000, 30_000, 60_000, 120_000, 300_000];

function ticksOf(from: number, to: number): readonly number[] {
  const step = steps.find(size => (to - from) / size <= 8) ?? Math.ceil((to - from) / 8 / 600_000) * 600_000;
  const count = Math.floor((to - from) / step);
  return Array.from({ length: count + 1 }, (_, index) => from + index * step);
}
