// `node test/bench/soak.ts [SECONDS] [IDLE] [SLOW]`, by default 600 seconds, 5,000 idle and 1,000 slow connections: full speed
// with faults mixed in, then handles, sockets and memory as before, by the metrics of the mock itself. Memory before is that
// with filled caches and pools: Node.js keeps 1,000 parsers, and glibc returns little of what connections took at the same
// moment. Later rounds of connections use it again, so that what they leak shows. The soft limit of open files must
// allow twice the connections (`ulimit -n`).

import { Agent, type IncomingMessage, request } from 'node:http';
import { connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { mockServer, type RunningServer, startServer } from './servers.ts';

export interface SoakPlan {
  readonly seconds: number;
  /** Keep-alive connections that say nothing after their first request. */
  readonly idle: number;
  /** Connections that send a header line a second, and never end the head of their request. */
  readonly slow: number;
}

/** What the process has open. */
interface Held {
  readonly descriptors: number;
  readonly resources: number;
  readonly residentMiB: number;
}

export interface SoakResult {
  readonly requests: number;
  /** Requests without a fault that got no answer. */
  readonly lost: number;
  readonly before: Held;
  /** While the idle and slow connections of the last round are open. */
  readonly open: Held;
  readonly after: Held;
  /** Milliseconds in which 99 of 100 requests without a fault were answered, first without idle and slow connections. */
  readonly p99: readonly [alone: number, beside: number];
}

/** Scenarios of fixtures/scenarios that break a connection or a body. */
const broken = [
  'reset',
  'empty-response',
  'never-answers',
  'stall',
  'stall-in-head',
  'drip',
  'truncated',
  'malformed-chunk',
  'random-data',
  'body-too-long',
  'huge-body',
  'corrupt-gzip',
  'closed-when-idle',
];

const workers = 32;
/** One request in so many meets a fault. */
const faultEvery = 10;
/** A client leaves an answer that stalls. */
const leavesAfterMs = 100;
const settlePolls = 200;
/** Pools have their size after so many rounds of connections. */
const fillingRounds = 3;
const leastRounds = 5;
/** The mock closes idle connections after 72 seconds. */
const longestRoundSeconds = 60;
/** Resident memory at the end, over that with filled caches. */
const mostGrowth = 1.15;

/** @throws Error when the server ends */
export async function soak({ seconds, idle, slow }: SoakPlan): Promise<SoakResult> {
  const server = await startServer(mockServer('src', '--rate-limit', '0', '--log-level', 'info'));
  const connected = async <T>(work: () => Promise<T>): Promise<T> => {
    const quiet = new Agent({ keepAlive: true, maxFreeSockets: idle });
    await Promise.all(Array.from({ length: idle }, () => ask(server.url, 'mock.alice', quiet)));
    const endSlow = await openSlow(server, slow);
    try {
      return await work();
    } finally {
      endSlow();
      quiet.destroy();
    }
  };
  try {
    await drive(server, Math.min(seconds, 10));
    const rested = await heldBy(server);
    for (let round = 0; round < fillingRounds; round++) await connected(() => heldBy(server));
    const { residentMiB } = await heldBy(server, { ...rested, residentMiB: Number.POSITIVE_INFINITY });
    const before = { ...rested, residentMiB };
    const alone = await drive(server, seconds / 2);
    const rounds = Math.max(leastRounds, Math.ceil(seconds / 2 / longestRoundSeconds));
    const beside = noDriven();
    let open = before;
    for (let round = 0; round < rounds; round++) {
      open = await connected(async () => {
        await drive(server, seconds / 2 / rounds, beside);
        return heldBy(server);
      });
    }
    const after = await heldBy(server, before);
    return {
      requests: alone.requests + beside.requests,
      lost: alone.lost + beside.lost,
      before,
      open,
      after,
      p99: [p99Of(alone), p99Of(beside)],
    };
  } finally {
    await server.stop();
  }
}

interface Driven {
  requests: number;
  lost: number;
  /** Milliseconds of requests without a fault. */
  readonly times: number[];
}

const noDriven = (): Driven => ({ requests: 0, lost: 0, times: [] });

/** @returns `driven`, with what this drive adds to it */
async function drive({ url }: RunningServer, seconds: number, driven = noDriven()): Promise<Driven> {
  const agent = new Agent({ keepAlive: true, maxSockets: workers });
  const end = performance.now() + seconds * 1000;
  const worker = async (): Promise<void> => {
    while (performance.now() < end) {
      const number = driven.requests++;
      if (number % faultEvery === 0) {
        // A connection of its own: a fault must end no other request.
        const fault = broken[(number / faultEvery) % broken.length];
        if ((await ask(url, `mock.alice.${fault}`, undefined)) === 404)
          throw new Error(`There is no scenario ${fault}.`);
        continue;
      }
      const started = performance.now();
      if ((await ask(url, `someone-${number % 5000}`, agent)) === 200) driven.times.push(performance.now() - started);
      else driven.lost++;
    }
  };
  await Promise.all(Array.from({ length: workers }, worker));
  agent.destroy();
  return driven;
}

function p99Of({ times }: Driven): number {
  times.sort((one, other) => one - other);
  return times[Math.floor(times.length * 0.99)] ?? Number.NaN;
}

/** The status; undefined where no answer came, or not all of it. Without an agent the client leaves soon. */
function ask(url: string, token: string, agent: Agent | undefined): Promise<number | undefined> {
  return new Promise(resolve => {
    const headers = { authorization: `Bearer ${token}` };
    const sent = request(`${url}/userinfo`, { headers, agent: agent ?? false }, (response: IncomingMessage) => {
      response.resume().once('close', () => resolve(response.complete ? response.statusCode : undefined));
    });
    if (agent === undefined) setTimeout(() => sent.destroy(), leavesAfterMs).unref();
    sent.once('error', () => resolve(undefined)).end();
  });
}

/** The server closes such a connection after a minute: then another one comes. @returns a function that ends them */
async function openSlow({ url }: RunningServer, count: number): Promise<() => void> {
  const { hostname, port } = new URL(url);
  const open = new Set<Socket>();
  const add = (): Promise<void> =>
    new Promise(resolve => {
      const socket = connect(Number(port), hostname, () => resolve());
      open.add(socket.on('error', () => {}).resume());
      socket.write('GET /userinfo HTTP/1.1\r\nHost: localhost\r\n');
      socket.once('close', () => {
        if (open.delete(socket)) void add();
      });
    });
  await Promise.all(Array.from({ length: count }, add));
  const timer = setInterval(() => {
    for (const socket of open) socket.write('X-Slow: a\r\n');
  }, 1000);
  return () => {
    clearInterval(timer);
    const all = [...open];
    open.clear();
    for (const socket of all) socket.destroy();
  };
}

/** Polls until no more is held than allowed: the kernel closes connections after their clients did, and V8 collects later. */
async function heldBy({ url }: RunningServer, allowed?: Held): Promise<Held> {
  for (let poll = 0; ; poll++) {
    const text = await (await fetch(`${url}/__admin/metrics`, { headers: { connection: 'close' } })).text();
    const read = (name: string): number => Number(new RegExp(`^${name} (\\S+)$`, 'm').exec(text)?.[1] ?? Number.NaN);
    const held = {
      descriptors: read('process_open_fds'),
      resources: read('nodejs_active_resources_total'),
      residentMiB: read('process_resident_memory_bytes') / 1024 ** 2,
    };
    if (allowed === undefined || isSettled(held, allowed) || poll >= settlePolls) return held;
    await sleep(50);
  }
}

function isSettled(held: Held, before: Held): boolean {
  const isClosed = held.descriptors <= before.descriptors && held.resources <= before.resources;
  return isClosed && held.residentMiB <= before.residentMiB * mostGrowth;
}

if (import.meta.main) {
  const [seconds = 600, idle = 5000, slow = 1000] = process.argv.slice(2).map(Number);
  const result = await soak({ seconds, idle, slow });
  process.stdout.write(`${JSON.stringify(result, undefined, 2)}\n`);
  const { before, open, after, lost, p99 } = result;
  const isConnected = open.descriptors >= idle + slow;
  process.exitCode = lost === 0 && isConnected && isSettled(after, before) && p99[1] <= p99[0] * 5 ? 0 : 1;
}
