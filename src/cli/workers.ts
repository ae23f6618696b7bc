// `aps-userinfo mock --workers N`: several processes that answer on one port. The process of the command serves nothing: it
// starts the workers, says once that they listen, stops them on a signal, and exits with the highest of their exit codes.
// @see https://nodejs.org/api/cluster.html

import cluster, { type Worker } from 'node:cluster';
import { KitError } from '../base/errors.ts';
import type { Log } from '../base/log.ts';
import type { Config } from '../config/config.ts';
import type { VerdictFlags } from './client-verdicts.ts';
import { prepareReadyFile, type Ready } from './ready-file.ts';
import { stopOnSignals } from './stop-on-signals.ts';

/** Number of this worker, from 1; undefined in the process of the command. */
export const workerNumber: number | undefined = cluster.worker?.id;

/**
 * Tells the process of the command that this worker listens, and stops when it says so: a terminal sends its signals to all.
 *
 * @param greet called in the first worker when all listen
 */
export function joinWorkers(
  { url, port }: Omit<Ready, 'pid'>,
  stop: () => Promise<number>,
  greet: () => unknown,
): void {
  for (const signal of ['SIGINT', 'SIGHUP', 'SIGTERM'] as const) process.on(signal, () => {});
  process.on('message', message => {
    if (message === 'greet') greet();
    if (message === 'stop') void stop().then(code => process.exit(code));
  });
  process.send?.({ url, port });
}

/**
 * Starts the workers one after the other, so that the first one makes what all of them use, and resolves when all listen.
 *
 * @throws ERR_CONFIG_INVALID, ERR_READY_FILE_UNWRITABLE
 */
export async function runWorkers(config: Config, flags: VerdictFlags, log: Log, newLine?: () => void): Promise<void> {
  requireOneForAll(config, flags);
  const readyFile = config.readyFile === undefined ? undefined : prepareReadyFile(config.readyFile);
  process.on('exit', () => readyFile?.remove());
  const workers = new Map<Worker, Promise<number>>();
  stopOnSignals({ log, newLine, stop: () => stopAll(workers) });
  let ready: Omit<Ready, 'pid'> | undefined;
  for (let number = 0; number < config.workers; number++) {
    const worker = cluster.fork();
    workers.set(worker, exitOf(worker));
    ready = await readyOf(worker);
    // It has told why.
    if (ready === undefined) process.exit(Math.max(1, await stopAll(workers)));
    worker.once('exit', (code, signal) => {
      if (workers.get(worker) === undefined) return;
      log.error('a worker has ended, so all end', { pid: worker.process.pid, code, signal });
      void stopAll(workers).then(highest => process.exit(Math.max(1, highest)));
    });
  }
  if (config.store === undefined)
    log.warn('each worker has its own sessions: limits, scenarios, settings, logins, journal; --store shares them');
  if (ready !== undefined) readyFile?.publish({ ...ready, pid: process.pid });
  [...workers.keys()][0]?.send('greet');
}

/** @throws ERR_CONFIG_INVALID for what each worker would have its own of */
function requireOneForAll({ store, tls, tlsCert, tlsFolder }: Config, { verdicts, exitCode }: VerdictFlags): void {
  if (store === undefined && (verdicts !== undefined || exitCode === true))
    throw new KitError(
      'ERR_CONFIG_INVALID',
      'Each worker has its own journal, so there are no verdicts on all of it.',
      {
        hint: 'Share the journal with --store, or omit --workers.',
      },
    );
  if (tls && tlsCert === undefined && tlsFolder === undefined)
    throw new KitError('ERR_CONFIG_INVALID', 'Each worker would make its own CA.', {
      hint: 'Keep one with --tls-folder, or use your certificate with --tls-cert.',
    });
}

function exitOf(worker: Worker): Promise<number> {
  return new Promise(resolve => worker.once('exit', (code: number | null) => resolve(code ?? 1)));
}

function readyOf(worker: Worker): Promise<Omit<Ready, 'pid'> | undefined> {
  return new Promise(resolve => {
    worker.once('message', resolve).once('exit', () => resolve(undefined));
  });
}

/** The first worker last: it tells what all journals have. @returns the highest exit code */
async function stopAll(workers: Map<Worker, Promise<number>>): Promise<number> {
  const [first, ...others] = [...workers];
  workers.clear();
  const end = ([worker, exited]: readonly [Worker, Promise<number>]): Promise<number> => {
    if (worker.isConnected()) worker.send('stop');
    return exited;
  };
  const codes = await Promise.all(others.map(end));
  return Math.max(0, ...codes, first === undefined ? 0 : await end(first));
}
