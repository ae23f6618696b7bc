// Text on a terminal: columns, and a line that counts the seconds of long work.

import { writeSync } from 'node:fs';
import { Worker } from 'node:worker_threads';

/** The first column is as wide as its widest cell. */
export function twoColumns(rows: readonly (readonly [string, string])[], indent = ''): readonly string[] {
  const width = Math.max(0, ...rows.map(([first]) => first.length));
  return rows.map(([first, second]) => `${indent}${first.padEnd(width)}  ${second}`.trimEnd());
}

/** Every column is left-aligned. */
export function aligned(rows: readonly (readonly string[])[]): readonly string[] {
  const widths = (rows[0] ?? []).map((_, at) => Math.max(...rows.map(row => (row[at] ?? '').length)));
  return rows.map(row =>
    row
      .map((cell, at) => cell.padEnd(widths[at] ?? 0))
      .join('  ')
      .trimEnd(),
  );
}

/** @see https://github.github.com/gfm/#tables-extension- */
export function markdownTable([head = [], ...rows]: readonly (readonly string[])[]): readonly string[] {
  const line = (cells: readonly string[]): string =>
    `| ${cells.map(cell => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)];
}

/** The first column is left-aligned; the others, numbers, are right-aligned. */
export function columns(rows: readonly (readonly string[])[]): readonly string[] {
  const widths = (rows[0] ?? []).map((_, at) => Math.max(...rows.map(row => (row[at] ?? '').length)));
  const pad = (cell: string, at: number): string =>
    at === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[at] ?? 0);
  return rows.map(row => row.map(pad).join('  ').trimEnd());
}

// A line on a terminal that counts the seconds of long work, from a thread of its own: reading a large document is work
// in which no timer of this thread ever fires.

/** The part of `process.stderr` that is needed. */
export interface Terminal {
  readonly isTTY?: boolean | undefined;
  readonly fd?: number | undefined;
}

/** Counts while the work runs, if it takes longer than `firstMs`; the line is removed at its end. */
export async function withProgress<T>({ isTTY, fd }: Terminal, run: () => Promise<T>, firstMs = 2000): Promise<T> {
  if (isTTY !== true || fd === undefined) return run();
  const state = new Int32Array(new SharedArrayBuffer(8));
  new Worker(counter, { eval: true, workerData: { state, fd, firstMs } }).unref();
  try {
    return await run();
  } finally {
    Atomics.store(state, 0, 1);
    Atomics.notify(state, 0);
    if (Atomics.load(state, 1) === 1) writeSync(fd, '\u001b[K');
  }
}

// The cursor goes back, so that whatever is printed next overwrites the line.
const counter = `
const { workerData: { state, fd, firstMs } } = require('node:worker_threads');
const { writeSync } = require('node:fs');
for (let ms = firstMs; Atomics.wait(state, 0, 0, ms === firstMs ? firstMs : 1000) === 'timed-out'; ms += 1000) {
  Atomics.store(state, 1, 1);
  writeSync(fd, Math.round(ms / 1000) + ' s ...\\r');
}`;
