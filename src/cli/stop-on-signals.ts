// SIGTERM, SIGINT and SIGHUP: the first one stops in order, the second one exits at once.

import type { Log } from '../base/log.ts';

const exitCodes = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const;

/** A terminal and npm may both send the same Ctrl+C: only a later signal is a second one. */
const sameSignalMs = 150;

export interface Stopping {
  readonly log: Log;
  readonly newLine: (() => void) | undefined;
  /** Lets open requests finish, writes what is written at the end, and gives the exit code. */
  readonly stop: () => Promise<number>;
}

export function stopOnSignals({ log, newLine, stop }: Stopping): void {
  let isStopping = false;
  let isImpatient = false;
  const take = (signal: keyof typeof exitCodes): void => {
    if (isImpatient) process.exit(exitCodes[signal]);
    if (isStopping) return;
    isStopping = true;
    setTimeout(() => {
      isImpatient = true;
    }, sameSignalMs).unref();
    // The terminal has printed ^C on the line.
    if (signal === 'SIGINT') newLine?.();
    log.info('stopping', { signal });
    void stop().then(code => process.exit(code));
  };
  for (const signal of Object.keys(exitCodes) as (keyof typeof exitCodes)[]) process.on(signal, take);
}
