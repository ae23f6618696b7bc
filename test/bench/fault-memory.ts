// Memory of the mock over requests that end badly: `node test/bench/fault-memory.ts [COUNT] [KIND...]`, 200,000 of each kind
// by default, in ten batches. Each kind has a server process of its own, and each request a connection of its own.

import { fork } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type * as Package from '../../src/index.ts';
import { type Behaviour, faults } from '../../src/server/scenarios/scenario.ts';
import { entries } from '../program.ts';
import { residentMiB } from './host.ts';
import { median } from './statistics.ts';
import { renderTable } from './table.ts';

/** One way for a request to end badly: what the mock does, the bytes that a client sends, and how it leaves. */
interface FaultKind {
  readonly name: string;
  readonly behaviour?: Behaviour;
  readonly bytes: string;
  /** Leaves at the first byte of the answer, or with the request itself; else when the server closes. */
  readonly leaves?: 'at-answer' | 'at-once';
}

/** Where the answer has no end that is worth waiting for. */
const leaving: Readonly<Record<string, FaultKind['leaves']>> = {
  NO_ANSWER: 'at-once',
  STALL_IN_HEAD: 'at-answer',
  STALL: 'at-answer',
  SLOW_DRIP: 'at-answer',
  HUGE_BODY: 'at-answer',
};

export const faultKinds: readonly FaultKind[] = [
  ...faults.map((fault): FaultKind => {
    const kind = { name: fault, behaviour: { fault }, bytes: requestOf('connection: close') };
    const leaves = leaving[fault];
    return leaves === undefined ? kind : { ...kind, leaves };
  }),
  { name: 'delayed', behaviour: { delayMs: 30_000 }, bytes: requestOf(), leaves: 'at-once' },
  { name: 'body is cut off', bytes: requestOf('content-length: 1000').replace('GET', 'POST'), leaves: 'at-once' },
  { name: 'not HTTP', bytes: 'this is not HTTP\r\n\r\n' },
  { name: 'unreadable content type', bytes: requestOf('content-type: undefined', 'connection: close') },
];

function requestOf(...headers: readonly string[]): string {
  return ['GET /userinfo HTTP/1.1', 'host: mock', 'authorization: Bearer mock.alice', ...headers, '', ''].join('\r\n');
}

/** What the server holds after a collection. */
interface Held {
  readonly liveBytes: number;
  /** Sockets, servers and timers that keep it running. */
  readonly resources: number;
  /** Open files and sockets; undefined where the system does not list them. */
  readonly descriptors: number | undefined;
}

/** Memory after a batch. */
export interface FaultSample {
  readonly requests: number;
  /** Resident, before a collection. */
  readonly residentMiB: number;
  /** Only where collections are forced. */
  readonly held: Held | undefined;
}

export interface FaultPlan {
  readonly batch: number;
  readonly batches: number;
  /** Forces a collection after each batch, to see what stays; this keeps the resident memory down. */
  readonly collect: boolean;
}

/** A process that serves the mock. */
export interface FaultServer {
  /** @throws Error when the server ends */
  readonly measure: (kind: FaultKind, plan: FaultPlan) => Promise<readonly FaultSample[]>;
  readonly stop: () => void;
}

/** @throws Error when the server ends */
export async function startFaultServer(): Promise<FaultServer> {
  const server = fork(fileURLToPath(import.meta.url), ['--serve'], { execArgv: [], stdio: 'ignore' });
  const ended = once(server, 'exit').then(() => Promise.reject(new Error('The server ended.')));
  ended.catch(() => undefined);
  const answer = async (): Promise<unknown> => {
    const [message] = (await Promise.race([once(server, 'message'), ended])) as [unknown];
    return message;
  };
  /** Asks until no more is open than before: the kernel closes connections after their clients did. */
  const heldBy = async (before: Held | undefined): Promise<Held> => {
    for (let poll = 0; ; poll++) {
      server.send('collect');
      const held = (await answer()) as Held;
      const isMore =
        before !== undefined &&
        (held.resources > before.resources || Number(held.descriptors) > Number(before.descriptors));
      if (!isMore || poll >= settlePolls) return held;
      await sleep(pollMs);
    }
  };
  const port = Number(await answer());
  return {
    async measure(kind, plan) {
      server.send(kind.behaviour ?? {});
      await answer();
      const samples: FaultSample[] = [];
      for (let batch = 1; batch <= plan.batches; batch++) {
        await sendMany(kind, port, plan.batch);
        const resident = residentMiB(server.pid ?? 0);
        const held = plan.collect ? await heldBy(samples[0]?.held) : undefined;
        samples.push({ requests: batch * plan.batch, residentMiB: resident, held });
      }
      return samples;
    },
    stop: () => void server.kill('SIGKILL'),
  };
}

const settlePolls = 200;
const pollMs = 20;

const atOnce = 32;

async function sendMany(kind: FaultKind, port: number, count: number): Promise<void> {
  let left = count;
  const worker = async (): Promise<void> => {
    while (left-- > 0) await sendOne(kind, connect(port, '127.0.0.1'));
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
}

/** Ends with a reset from the client's side, which leaves no port waiting. */
function sendOne({ bytes, leaves }: FaultKind, socket: Socket): Promise<void> {
  return new Promise(resolve => {
    socket.once('close', () => resolve());
    socket.on('error', () => socket.destroy());
    socket.once('end', () => socket.resetAndDestroy());
    socket.on('data', () => leaves === 'at-answer' && socket.resetAndDestroy());
    if (leaves === 'at-once') socket.end(bytes);
    else socket.write(bytes);
  });
}

/** Only Linux has it. */
const descriptorFolder = '/proc/self/fd';

async function serve(): Promise<void> {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  const { startMock } = (await import(pathToFileURL(entries.index).href)) as typeof Package;
  const mock = await startMock({ rateLimit: 0 });
  process.on('message', (message: Behaviour | 'collect') => {
    if (message !== 'collect') {
      mock.use(message);
      process.send?.('');
      return;
    }
    collect();
    const held: Held = {
      liveBytes: process.memoryUsage().heapUsed,
      resources: process.getActiveResourcesInfo().length,
      descriptors: existsSync(descriptorFolder) ? readdirSync(descriptorFolder).length : undefined,
    };
    process.send?.(held);
  });
  process.send?.(new URL(mock.url).port);
}

/** Flat is: the median of the last three batches at most so many times that of the third to the fifth. */
const target = 1.1;

async function show(count: number, names: readonly string[]): Promise<void> {
  const plan = { batch: Math.ceil(count / 10), batches: 10, collect: false };
  const rows: string[][] = [];
  for (const kind of faultKinds.filter(({ name }) => names.length === 0 || names.includes(name))) {
    const server = await startFaultServer();
    const sizes = (await server.measure(kind, plan).finally(server.stop)).map(sample => sample.residentMiB);
    const ratio = median(sizes.slice(-3)) / median(sizes.slice(2, 5));
    rows.push([kind.name, ...sizes.map(size => size.toFixed(0)), ratio.toFixed(2), ratio <= target ? 'flat' : 'grows']);
    process.stderr.write(`${rows.at(-1)?.join(' ')}\n`);
  }
  const batches = Array.from({ length: 10 }, (_, at) => ({ title: `${(at + 1) * 10} %`, right: true }));
  const columns = [{ title: 'kind' }, ...batches, { title: 'ratio', right: true }, { title: '' }];
  process.stdout.write(`Resident MiB over ${count} requests\n${renderTable(columns, rows).join('\n')}\n`);
}

if (import.meta.main) {
  const [first, ...names] = process.argv.slice(2);
  if (first === '--serve') await serve();
  else await show(Number(first ?? 200_000), names);
}
