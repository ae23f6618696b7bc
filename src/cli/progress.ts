// A line on a terminal that counts the seconds of long work, from a thread of its own: reading a large document is work
// in which no timer of this thread ever fires.

import { writeSync } from 'node:fs';
import { Worker } from 'node:worker_threads';

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
