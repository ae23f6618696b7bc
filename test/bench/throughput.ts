// Requests per second and processor time per request, as ratios to a bare node:http server in the same cycle.

import { choosePinning, type Pinning } from './host.ts';
import { chooseGenerator, connections, drive, type Generator, type Slice, type Traffic } from './load.ts';
import { createRandom, shuffle } from './random.ts';
import { type Section, showSummary, type Verdict } from './report.ts';
import {
  bareServer,
  getUserinfo,
  type MeasureOptions,
  mockServer,
  type Origin,
  type RunningServer,
  startServer,
} from './servers.ts';
import { median, ratios, summarize } from './statistics.ts';

/** What is put under load. */
interface Variant {
  readonly name: string;
  readonly command: (bodyBytes: number) => readonly string[];
  readonly status: number;
  /** @param slice number of the slice: no token comes in two of them unless it is known */
  readonly traffic: (slice: number) => Traffic;
  /** Least share of the requests per second of another one, by its name; not judged where that does not run. */
  readonly targets?: readonly (readonly [least: number, over: string])[];
}

/** A variant with its server and what has been measured of it, one slice per cycle. */
interface Running extends Variant {
  readonly server: RunningServer;
  readonly slices: Slice[];
}

const knownTokens: Traffic = { kind: 'known', prefix: 'known-token-of-the-benchmark-', count: 10_000 };
const reference = 'bare node:http';
const knownName = '10,000 known tokens';

/** Counted as ever, never reached: what is measured is the ordinary answer. */
const limit = ['--rate-limit', '1000000000'];

/** Each slice has sessions of its own: the second request of one would find its answer ready. */
const firstOfSessions = (slice: number): Traffic => ({ kind: 'sessions', prefix: `s${slice}-`, token: 'mock.alice' });

/** A variant of the other build is named so after the same of this one. */
const ofOther = ', the other build';

function variantsOf(origin: Origin, against: Origin | undefined): readonly Variant[] {
  const own = ownVariants(origin);
  if (against === undefined) return [...bareVariants, ...own];
  const others = ownVariants(against).map(({ targets, ...variant }) => ({ ...variant, name: variant.name + ofOther }));
  return [...bareVariants, ...own, ...others];
}

const bareVariants: readonly Variant[] = [
  { name: reference, command: bytes => bareServer('http', bytes), status: 200, traffic: () => knownTokens },
  { name: 'bare Fastify', command: bytes => bareServer('fastify', bytes), status: 200, traffic: () => knownTokens },
];

function ownVariants(origin: Origin): readonly Variant[] {
  const mock = (): readonly string[] => mockServer(origin, ...limit);
  return [
    { name: knownName, command: mock, status: 200, traffic: () => knownTokens, targets: [[0.95, reference]] },
    {
      name: 'tokens never seen before',
      command: mock,
      status: 200,
      traffic: slice => ({ kind: 'unseen', prefix: `unseen-token-${slice}-` }),
      targets: [
        [0.5, reference],
        [1.5, `tokens never seen before${ofOther}`],
      ],
    },
    {
      name: 'first request of a session',
      command: mock,
      status: 200,
      traffic: firstOfSessions,
      targets: [[0.5, knownName]],
    },
    { name: '429, forced', command: mock, status: 429, traffic: () => ({ kind: 'fixed', token: 'mock.alice.429' }) },
    { name: '401, no token', command: mock, status: 401, traffic: () => ({ kind: 'none' }) },
  ];
}

/** How long a run is. */
/** @throws Error when a server or the load generator fails, or a server answers otherwise than it should */
export async function measureThroughput({ origin, against, quick, seed, say }: MeasureOptions): Promise<Section> {
  const pinning = choosePinning();
  const generator = chooseGenerator(pinning?.generator);
  const cycles = quick ? 3 : 9;
  const servers: RunningServer[] = [];
  try {
    const bodyBytes = await typicalBodyBytes(origin);
    const running: Running[] = [];
    for (const variant of variantsOf(origin, against)) {
      const server = await startServer(variant.command(bodyBytes), pinning?.server);
      servers.push(server);
      await checkAnswer(variant, server);
      running.push({ ...variant, server, slices: [] });
    }
    say('throughput: warming up');
    let slice = 0;
    for (const variant of running) slice = await warmUp(generator, variant, slice, quick ? 1 : 3);
    const random = createRandom(seed);
    for (let cycle = 1; cycle <= cycles; cycle++) {
      say(`throughput: cycle ${cycle} of ${cycles}`);
      for (const variant of shuffle(running, random))
        variant.slices.push(await measure(generator, variant, ++slice, 1));
    }
    return toSection(running, generator, pinning, bodyBytes);
  } finally {
    await Promise.all(servers.map(server => server.stop()));
  }
}

/** The bare servers send as many bytes as the mock does. */
async function typicalBodyBytes(origin: Origin): Promise<number> {
  const server = await startServer(mockServer(origin));
  try {
    const sizes: number[] = [];
    for (let person = 0; person < 50; person++) {
      const { body } = await getUserinfo(server.url, `sample-token-${person}`);
      sizes.push(Buffer.byteLength(body));
    }
    return Math.round(median(sizes));
  } finally {
    await server.stop();
  }
}

async function checkAnswer({ name, status: expected, traffic }: Variant, { url }: RunningServer): Promise<void> {
  const { status } = await getUserinfo(url, tokenOf(traffic(0)));
  if (status !== expected) throw new Error(`${name}: answers ${status} instead of ${expected}.`);
}

function tokenOf(traffic: Traffic): string | undefined {
  if (traffic.kind === 'none') return undefined;
  return 'token' in traffic ? traffic.token : `${traffic.prefix}0`;
}

/** Loads a server until its code is compiled and it has met every known token. Returns the number of the last slice. */
async function warmUp(generator: Generator, variant: Running, lastSlice: number, seconds: number): Promise<number> {
  const traffic = variant.traffic(0);
  const wanted = traffic.kind === 'known' ? 2 * traffic.count : 0;
  let requests = 0;
  let slice = lastSlice;
  do {
    requests += (await measure(generator, variant, ++slice, seconds)).requests;
  } while (requests < wanted && slice < lastSlice + 5);
  return slice;
}

async function measure(
  generator: Generator,
  { name, server, status, traffic }: Running,
  number: number,
  seconds: number,
): Promise<Slice> {
  const slice = await drive(generator, server, traffic(number), seconds);
  const expected = status < 400 ? 0 : slice.requests;
  if (slice.refused !== expected || slice.broken > 0) {
    throw new Error(
      `${name}: ${slice.refused} of ${slice.requests} requests were refused, ${expected} should be; ${slice.broken} failed.`,
    );
  }
  return slice;
}

function toSection(
  running: readonly Running[],
  generator: Generator,
  pinning: Pinning | undefined,
  bodyBytes: number,
): Section {
  const bare = running.find(({ name }) => name === reference)!;
  const saturated = isGeneratorTheLimit(bare.slices);
  const results = running.map(variant => toResult(variant, bare, counterpart(variant, running)));
  return {
    title: `Throughput: requests per second and processor time, over ${reference} in the same cycle`,
    notes: notesOf(running, generator, pinning, bodyBytes, saturated),
    columns: [
      { title: 'server' },
      { title: 'ratio (quartiles)', right: true },
      { title: 'CPU ratio (quartiles)', right: true },
      { title: 'over the other build', right: true },
      { title: 'CPU/request', right: true },
      { title: 'requests/s', right: true },
    ],
    rows: results.map(({ name, ratio, cpuRatio, overOther, cpuMicroseconds, perSecond }) => [
      name,
      showSummary(ratio, 2),
      cpuRatio === undefined ? '-' : showSummary(cpuRatio, 2),
      overOther === undefined ? '-' : showSummary(overOther, 2),
      cpuMicroseconds === undefined ? '-' : `${cpuMicroseconds.toFixed(1)} us`,
      Math.round(perSecond).toLocaleString('en'),
    ]),
    verdicts: running.flatMap(variant => toVerdicts(variant, running, saturated)),
    data: { generator: generator.name, pinning, connections, bodyBytes, generatorIsTheLimit: saturated, results },
  };
}

/** The same load on the other build. */
function counterpart({ name }: Running, running: readonly Running[]): Running | undefined {
  return running.find(other => other.name === name + ofOther);
}

function toResult({ name, slices }: Running, bare: Running, other: Running | undefined) {
  const cpu = slices.map(({ serverMicroseconds }) => serverMicroseconds).filter(isNumber);
  const bareCpu = bare.slices.map(({ serverMicroseconds }) => serverMicroseconds).filter(isNumber);
  const hasCpu = cpu.length === slices.length && bareCpu.length === slices.length;
  return {
    name,
    ratio: summarize(ratios(slices.map(speedOf), bare.slices.map(speedOf))),
    /** The bare server's processor time over this one's, so that more is better here, too. */
    cpuRatio: hasCpu ? summarize(ratios(bareCpu, cpu)) : undefined,
    overOther: other && summarize(ratios(slices.map(speedOf), other.slices.map(speedOf))),
    cpuMicroseconds: hasCpu ? median(cpu) : undefined,
    perSecond: median(slices.map(speedOf)),
    slices,
  };
}

function toVerdicts(
  { name, targets = [], slices }: Running,
  running: readonly Running[],
  saturated: boolean,
): Verdict[] {
  return targets.flatMap(([least, over]): readonly Verdict[] => {
    const other = running.find(candidate => candidate.name === over);
    if (other === undefined) return [];
    const ratio = summarize(ratios(slices.map(speedOf), other.slices.map(speedOf)));
    const verdict = { target: `${name}: at least ${least.toFixed(2)} of ${over}`, measured: showSummary(ratio, 2) };
    if (saturated) return [{ ...verdict, outcome: 'not measured' }];
    return [{ ...verdict, outcome: ratio.median >= least ? 'met' : 'missed' }];
  });
}

/** The fastest server must have been busy all the time: else the ratios flatter the slower ones. */
function isGeneratorTheLimit(bare: readonly Slice[]): boolean {
  const server = medianOf(bare.map(({ serverLoad }) => serverLoad));
  const generator = medianOf(bare.map(({ generatorLoad }) => generatorLoad));
  return server !== undefined && generator !== undefined && generator >= 0.9 && server < 0.9;
}

function medianOf(values: readonly (number | undefined)[]): number | undefined {
  const known = values.filter(isNumber);
  return known.length === 0 ? undefined : median(known);
}

function notesOf(
  running: readonly Running[],
  { name }: Generator,
  pinning: Pinning | undefined,
  bodyBytes: number,
  saturated: boolean,
): readonly string[] {
  const cores = pinning
    ? `Servers are pinned to core ${pinning.server}, which they share with their own garbage collector; the generator to core ${pinning.generator}.`
    : 'Nothing is pinned to a core.';
  const cycles = running[0]?.slices.length ?? 0;
  const load = `${cycles} cycles of one-second slices in random order by ${name} on ${connections} connections; bodies of ${bodyBytes} bytes.`;
  const bare = running.find(variant => variant.name === reference)?.slices ?? [];
  const others = medianOf(running.flatMap(({ slices }) => slices.map(({ otherLoad }) => otherLoad)));
  return [`${load} ${cores}`, limitNote(bare, name, saturated), ...(others === undefined ? [] : [noiseNote(others)])];
}

function limitNote(bare: readonly Slice[], name: string, saturated: boolean): string {
  const server = medianOf(bare.map(({ serverLoad }) => serverLoad));
  const generator = medianOf(bare.map(({ generatorLoad }) => generatorLoad));
  if (server === undefined || generator === undefined)
    return 'This system does not tell whether the generator was the limit.';
  const used = `With the bare server, server and generator used ${percent(server)} and ${percent(generator)} of a core`;
  return saturated
    ? `${used}: ${name} was the limit, so the ratios are too good and nothing is judged. Install wrk.`
    : `${used}: the generator was not the limit.`;
}

function noiseNote(others: number): string {
  const used = `Other programs used ${percent(others)} of a core meanwhile`;
  return others > 0.1 ? `${used}: the figures are noise.` : `${used}.`;
}

function percent(share: number): string {
  return `${Math.round(share * 100)} %`;
}

function speedOf({ perSecond }: Slice): number {
  return perSecond;
}

function isNumber(value: number | undefined): value is number {
  return value !== undefined;
}
