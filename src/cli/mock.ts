// `aps-userinfo mock`: serves until it is stopped, and stops without losing a request.

import { setImmediate } from 'node:timers';
import type { WriteStream } from 'node:tty';
import { createClock } from '../base/clock.ts';
import type { Log } from '../base/log.ts';
import type { Config } from '../config/config.ts';
import { createServer, type MockServer } from '../server/server.ts';
import { prepareVerdicts, type VerdictFlags } from './client-verdicts.ts';
import { createLog } from './log.ts';
import { prepareReadyFile, type ReadyFile } from './ready-file.ts';
import { keepHeapSmall } from './small-heap.ts';
import { renderStartScreen } from './start-screen.ts';
import { stopOnSignals } from './stop-on-signals.ts';
import { withProgress } from './terminal.ts';

/** Flags of the command that are no options of the server. */
export interface MockFlags extends VerdictFlags {
  readonly quiet?: boolean | undefined;
  /** Opens the page in a browser. */
  readonly open?: boolean | undefined;
}

/** Output of the command: a terminal has `isTTY` and colours. */
export type Output = Pick<NodeJS.WriteStream, 'write'> & Partial<Pick<WriteStream, 'isTTY' | 'hasColors'>>;

/**
 * Serves the mock. Resolves when it listens; the process then runs until SIGTERM, SIGINT or SIGHUP.
 *
 * @param flags.quiet without greeting and requests
 * @throws ERR_READY_FILE_UNWRITABLE before the start, and errors of `createServer`
 */
export async function runMock(config: Config, output: Output, flags: MockFlags = {}): Promise<void> {
  const { quiet = false } = flags;
  const forPeople = output.isTTY === true;
  const color = output.hasColors?.() === true;
  const log = createLog({
    level: config.logLevel,
    forPeople,
    color,
    quiet,
    write: forPeople ? line => output.write(line) : inTurns(output),
    now: createClock().now,
  });
  const newLine = forPeople ? (): unknown => output.write('\n') : undefined;
  const worker = config.workers > 1 ? await import('./workers.ts') : undefined;
  if (worker !== undefined && worker.workerNumber === undefined) return worker.runWorkers(config, flags, log, newLine);
  const conclude = (worker?.workerNumber ?? 1) > 1 ? () => 0 : prepareVerdicts(flags, output);
  const isOwn = config.readyFile !== undefined && worker === undefined;
  const readyFile = isOwn ? prepareReadyFile(config.readyFile) : undefined;
  const start = (): Promise<MockServer> => createServer(config, log);
  const server = await (config.spec === undefined ? start() : withProgress(process.stderr, start));
  keepHeapSmall();
  process.on('exit', () => readyFile?.remove());
  const stop = async (): Promise<number> => {
    await server.close(stopGraceMs);
    return Math.max(conclude(server), tellLeftovers(server, log));
  };
  const greet = async (): Promise<void> => {
    if (flags.open === true) await (await import('./open-page.ts')).openPage(server, log);
    if (!forPeople) log.info('listening', { url: server.url, port: server.port, tlsFaults: server.tlsFaults });
    else if (!quiet && (config.logLevel === 'info' || config.logLevel === 'debug'))
      output.write(renderStartScreen(server, color));
  };
  if (worker !== undefined) return worker.joinWorkers(server, stop, greet);
  stopOnSignals({ log, newLine, stop });
  await publish(readyFile, server);
  await greet();
}

/** Writes the lines of a turn of the event loop together: a write takes longer than a failed request's other steps. */
function inTurns(output: Output): (line: string) => void {
  let lines = '';
  const flush = (): void => {
    if (lines !== '') output.write(lines);
    lines = '';
  };
  process.on('exit', flush);
  return line => {
    if (lines === '') setImmediate(flush);
    lines += line;
  };
}

async function publish(readyFile: ReadyFile | undefined, { url, port, close }: MockServer): Promise<void> {
  try {
    readyFile?.publish({ url, port, pid: process.pid });
  } catch (error) {
    await close();
    throw error;
  }
}

/** @returns the exit code */
function tellLeftovers({ leftovers, config }: MockServer, log: Log): number {
  const all = leftovers();
  for (const text of all) log.warn(text);
  return all.length > 0 && config.onUnexpected === 'error' ? 1 : 0;
}

/** Grace period in which answers close their connections, so that a request on its way is not lost. */
const stopGraceMs = 100;
