// From spawn to the first 200, over a bare Fastify server's time in the same cycle.

import { createRandom, shuffle } from './random.ts';
import { type Section, showSummary } from './report.ts';
import { bareServer, firstStart, getUserinfo, type MeasureOptions, mockServer, startServer } from './servers.ts';
import { ratios, summarize } from './statistics.ts';

/** At most so many times as long as bare Fastify. */
const target = 1.1;
const bodyBytes = 2000;
const reference = 'bare Fastify';
const other = 'the other build';

interface Variant {
  readonly name: string;
  readonly command: readonly string[];
  readonly env?: Readonly<NodeJS.ProcessEnv>;
  readonly times: number[];
}

/** @throws Error when a server does not start or does not answer 200 */
export async function measureStart({ origin, against, quick, seed, say }: MeasureOptions): Promise<Section> {
  const variants: readonly Variant[] = [
    { name: 'bare node:http', command: bareServer('http', bodyBytes), times: [] },
    { name: reference, command: bareServer('fastify', bodyBytes), times: [] },
    ...(against === undefined ? [] : startsOf(other, mockServer(against))),
    ...startsOf('aps-userinfo mock', mockServer(origin)),
  ];
  const cycles = quick ? 3 : 15;
  const random = createRandom(seed);
  // Files are read from the disk the first time, and what Node.js compiles goes into its cache.
  for (const variant of variants) await timeStart(variant);
  for (let cycle = 1; cycle <= cycles; cycle++) {
    say(`start: cycle ${cycle} of ${cycles}`);
    for (const variant of shuffle(variants, random)) variant.times.push(await timeStart(variant));
  }
  const fastify = variants.find(({ name }) => name === reference)!;
  const results = variants.map(({ name, times }) => ({
    name,
    ms: summarize(times),
    ratio: summarize(ratios(times, fastify.times)),
    times,
  }));
  const ours = results.at(-1)!;
  return {
    title: 'Start: from spawn to the first 200',
    notes: [`${cycles} cycles in random order, not pinned, without NODE_OPTIONS and NODE_EXTRA_CA_CERTS.`],
    columns: [
      { title: 'server' },
      { title: 'ms (quartiles)', right: true },
      { title: `over ${reference} (quartiles)`, right: true },
    ],
    rows: results.map(({ name, ms, ratio }) => [name, showSummary(ms, 0), showSummary(ratio, 2)]),
    verdicts: [
      {
        target: `start: at most ${target.toFixed(2)} times ${reference}`,
        measured: showSummary(ours.ratio, 2),
        outcome: ours.ratio.median <= target ? 'met' : 'missed',
      },
    ],
    data: { results },
  };
}

/** The first start on a machine, and each later one. */
function startsOf(name: string, command: readonly string[]): readonly Variant[] {
  return [
    { name: `${name}, first start`, command, env: firstStart, times: [] },
    { name, command, times: [] },
  ];
}

async function timeStart({ command, env }: Variant): Promise<number> {
  const started = performance.now();
  const server = await startServer(command, undefined, env);
  try {
    const { status } = await getUserinfo(server.url, 'first-token');
    const ready = performance.now();
    if (status !== 200) throw new Error(`${command.join(' ')} answers ${status} to its first request.`);
    return ready - started;
  } finally {
    await server.stop();
  }
}
