// Mutual exclusion for writing contracts: if several processes write one at the same time, Pact's core silently loses
// interactions (23 of 60 measured). An exclusively created file is the lock.

import { createHash } from 'node:crypto';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { threadId } from 'node:worker_threads';

/** Writing takes a few milliseconds: a process that holds the lock for longer has died. */
const longestTurnMs = 5000;
const lookAgainMs = 2;

let turns = 0;

/** Waits for the lock, among all processes and threads of this working directory. @returns what releases it */
export async function acquireWriteLock(file: string = lockFile()): Promise<() => void> {
  const mine = `${process.pid} ${threadId} ${turns++}`;
  let seen: string | undefined;
  let seenAt = 0;
  while (!make(file, mine)) {
    const holder = holderOf(file);
    if (holder !== seen) [seen, seenAt] = [holder, performance.now()];
    if (holder !== undefined && (hasDied(holder) || performance.now() - seenAt > longestTurnMs)) end(file);
    await setTimeout(lookAgainMs);
  }
  return () => end(file);
}

function lockFile(): string {
  const project = createHash('sha256').update(process.cwd()).digest('hex').slice(0, 16);
  return join(tmpdir(), `aps-userinfo-pact-${project}.lock`);
}

function make(file: string, text: string): boolean {
  try {
    writeFileSync(file, text, { flag: 'wx' });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

function holderOf(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    // The holder has just released it.
    return undefined;
  }
}

function hasDied(holder: string): boolean {
  const [pid = ''] = holder.split(' ');
  try {
    if (pid !== '') process.kill(Number(pid), 0);
    return false;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ESRCH';
  }
}

function end(file: string): void {
  rmSync(file, { force: true });
}
