// Resident memory of the mock over a million requests, each with a token of its own.

import { choosePinning, residentMiB } from './host.ts';
import { chooseGenerator, drive } from './load.ts';
import type { Section, Verdict } from './report.ts';
import { mockServer, type Origin, type RunningServer, startServer } from './servers.ts';
import { median, slope } from './statistics.ts';

/**
 * Flat is: the median of the last three samples at most so many times that of the third to the fifth, when every cache is
 * full. Medians, since each sample stands somewhere on the collector's sawtooth.
 */
const target = 1.1;

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

export interface MemoryOptions {
  readonly origin: Origin;
  readonly quick: boolean;
  readonly say: (text: string) => void;
}

/** @throws Error when the server or the load generator fails */
export async function measureMemory({ origin, quick, say }: MemoryOptions): Promise<Section> {
  const pinning = choosePinning();
  const server = await startServer(mockServer(origin), pinning?.server);
  try {
    const atStart = residentMiB(server.pid);
    const plan = quick ? quickPlan : fullPlan;
    const samples = await sample(server, pinning?.generator, plan, say);
    return toSection(atStart, samples, plan);
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

function toSection(atStart: number, samples: readonly Sample[], plan: Plan): Section {
  const secondHalf = samples.slice(Math.floor(samples.length / 2));
  const growth = slope(secondHalf.map(({ requests, mebibytes }) => ({ x: requests / 100_000, y: mebibytes })));
  return {
    title: 'Memory: resident, over requests with a token of their own each',
    notes: [`Second half: ${signed(growth)} MiB per 100,000 requests (least squares).`],
    columns: [
      { title: 'requests', right: true },
      { title: 'MiB', right: true },
    ],
    rows: [{ requests: 0, mebibytes: atStart }, ...samples].map(({ requests, mebibytes }) => [
      requests.toLocaleString('en'),
      mebibytes.toFixed(0),
    ]),
    verdicts: plan === fullPlan ? [toVerdict(samples)] : [],
    data: { atStart, samples, growthPer100000: growth },
  };
}

function toVerdict(samples: readonly Sample[]): Verdict {
  const name = `memory: after a million requests at most ${target.toFixed(2)} times that of 300,000 to 500,000`;
  if (samples.length < fullPlan.count)
    return { target: name, measured: `${samples.length} of ${fullPlan.count} samples`, outcome: 'not measured' };
  const level = (some: readonly Sample[]): number => median(some.map(({ mebibytes }) => mebibytes));
  const ratio = level(samples.slice(-3)) / level(samples.slice(2, 5));
  return { target: name, measured: ratio.toFixed(2), outcome: ratio <= target ? 'met' : 'missed' };
}

function signed(value: number): string {
  return `${value < 0 ? '' : '+'}${value.toFixed(1)}`;
}
