// Resident memory of the mock over a million requests, each with a token of its own.

import { choosePinning, residentMiB } from './host.ts';
import { chooseGenerator, drive } from './load.ts';
import type { Section, Verdict } from './report.ts';
import {
  bareServer,
  getUserinfo,
  type MeasureOptions,
  mockServer,
  type RunningServer,
  startServer,
} from './servers.ts';
import { median, slope } from './statistics.ts';

/**
 * Flat is: the median of the last three samples at most so many times that of the third to the fifth, when every cache is
 * full. Medians, since each sample stands somewhere on the collector's sawtooth.
 */
const flat = 1.1;
/** At most so many times bare Fastify's memory: at rest, and after all requests. */
const targets = { atRest: 1.15, atEnd: 1.4 };
const reference = 'bare Fastify';
const bodyBytes = 2000;

interface Plan {
  /** Requests from one sample to the next. */
  readonly every: number;
  readonly count: number;
  /** A machine too slow for it all is told so. */
  readonly withinMs: number;
}

const fullPlan: Plan = { every: 100_000, count: 10, withinMs: 130_000 };
/** Too little to judge by. */
const quickPlan: Plan = { every: 20_000, count: 3, withinMs: 15_000 };

interface Sample {
  readonly requests: number;
  readonly mebibytes: number;
}

interface Filled {
  readonly atRest: number;
  readonly samples: readonly Sample[];
}

interface Result extends Filled {
  readonly name: string;
}

/** @throws Error when the server or the load generator fails */
export async function measureMemory({ origin, against, quick, say }: MeasureOptions): Promise<Section> {
  const plan = quick ? quickPlan : fullPlan;
  const commands = [
    { name: reference, command: bareServer('fastify', bodyBytes) },
    { name: 'aps-userinfo mock', command: mockServer(origin) },
    ...(against === undefined ? [] : [{ name: 'the other build', command: mockServer(against) }]),
  ];
  const results: Result[] = [];
  for (const { name, command } of commands) results.push({ name, ...(await fill(command, plan, say)) });
  return toSection(results, plan);
}

/** Starts a server and loads it with tokens that it never saw. */
async function fill(command: readonly string[], plan: Plan, say: (text: string) => void): Promise<Filled> {
  const pinning = choosePinning();
  const server = await startServer(command, pinning?.server);
  try {
    // A server rests only when it has answered: what the first answer loads belongs to it.
    await getUserinfo(server.url, 'first-token');
    const atRest = residentMiB(server.pid);
    return { atRest, samples: await sample(server, pinning?.generator, plan, say) };
  } finally {
    await server.stop();
  }
}

async function sample(
  server: RunningServer,
  core: number | undefined,
  { every, count, withinMs }: Plan,
  say: (text: string) => void,
): Promise<readonly Sample[]> {
  const generator = chooseGenerator(core);
  const samples: Sample[] = [];
  const deadline = performance.now() + withinMs;
  let requests = 0;
  let perSecond = 10_000;
  for (let slice = 1; samples.length < count && performance.now() < deadline; slice++) {
    const missing = (samples.length + 1) * every - requests;
    const seconds = Math.min(10, Math.max(1, Math.ceil(missing / perSecond)));
    const load = await drive(generator, server, { kind: 'unseen', prefix: `memory-token-${slice}-` }, seconds);
    if (load.refused + load.broken > 0)
      throw new Error(`memory: ${load.refused} requests were refused and ${load.broken} failed.`);
    requests += load.requests;
    perSecond = load.perSecond;
    if (requests < (samples.length + 1) * every) continue;
    samples.push({ requests, mebibytes: residentMiB(server.pid) });
    say(`memory: ${requests.toLocaleString('en')} requests`);
  }
  return samples;
}

function toSection(results: readonly Result[], plan: Plan): Section {
  const [fastify, mock] = results as readonly [Result, Result];
  const secondHalf = mock.samples.slice(Math.floor(mock.samples.length / 2));
  const growth = slope(secondHalf.map(({ requests, mebibytes }) => ({ x: requests / 100_000, y: mebibytes })));
  return {
    title: 'Memory: resident MiB, over requests with a token of their own each',
    notes: [`The mock, second half: ${signed(growth)} MiB per 100,000 requests (least squares).`],
    columns: [{ title: 'requests', right: true }, ...results.map(({ name }) => ({ title: name, right: true }))],
    rows: [
      ['at rest', ...results.map(({ atRest }) => atRest.toFixed(0))],
      ...mock.samples.map(({ requests }, index) => [
        `about ${(Math.round(requests / plan.every) * plan.every).toLocaleString('en')}`,
        ...results.map(({ samples }) => samples[index]?.mebibytes.toFixed(0) ?? '-'),
      ]),
    ],
    verdicts: plan === fullPlan ? verdictsOf(fastify, mock) : [],
    data: { results, growthPer100000: growth },
  };
}

function verdictsOf(fastify: Result, mock: Result): readonly Verdict[] {
  const measured = [fastify, mock].every(({ samples }) => samples.length === fullPlan.count);
  const [end, endOfFastify] = [mock, fastify].map(({ samples }) => level(samples.slice(-3)));
  const judge = (target: string, most: number, ratio: number): Verdict => ({
    target: `memory ${target}: at most ${most.toFixed(2)} times ${target === 'flat' ? 'that of 300,000 to 500,000' : reference}`,
    measured: ratio.toFixed(2),
    outcome: measured ? (ratio <= most ? 'met' : 'missed') : 'not measured',
  });
  return [
    judge('at rest', targets.atRest, mock.atRest / fastify.atRest),
    judge('after a million requests', targets.atEnd, (end ?? 0) / (endOfFastify ?? 0)),
    judge('flat', flat, (end ?? 0) / (level(mock.samples.slice(2, 5)) ?? 0)),
  ];
}

function level(samples: readonly Sample[]): number | undefined {
  return samples.length === 0 ? undefined : median(samples.map(({ mebibytes }) => mebibytes));
}

function signed(value: number): string {
  return `${value < 0 ? '' : '+'}${value.toFixed(1)}`;
}
