// Own documents of three sizes: from spawn to the first 200, and the most memory until then, over Prism's in the same cycle.

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { builtinDocument } from '../../src/contract/openapi/load.ts';
import { freePort } from '../corpus/peers/peer.ts';
import { installPeer } from './children.ts';
import { createRandom, shuffle } from './random.ts';
import { type Section, showSummary, type Verdict } from './report.ts';
import { sampleDocument } from './sample-document.ts';
import { firstStart, getUserinfo, type MeasureOptions, mockServer, type Origin, startServer } from './servers.ts';
import { ratios, summarize } from './statistics.ts';

const prism = '@stoplight/prism-cli@5.16.0';
const kibibyte = 1024;
const sizes = { '10 KiB': 10 * kibibyte, '200 KiB': 200 * kibibyte, '3 MiB': 3 * kibibyte ** 2 } as const;

/** At most so many times Prism's, by document and as geometric mean. */
const targets = { time: 0.5, meanTime: 0.3, memory: 0.7 };
/** A document of the built-in one's size over the built-in one itself. */
const ownTarget = 1.5;

/** Milliseconds of the clock and of the processor, and MiB. */
interface Start {
  readonly ms: number;
  readonly cpu: number;
  readonly peak: number;
}

interface Contest {
  readonly name: string;
  readonly ours: () => Promise<Start>;
  readonly theirs: () => Promise<Start>;
  readonly pairs: { readonly ours: Start; readonly theirs: Start }[];
}

/** Installs Prism into a temporary folder. @throws Error when a server does not start or does not answer 200 */
export async function measureDocuments({ origin, quick, seed, say }: MeasureOptions): Promise<Section> {
  const folder = mkdtempSync(path.join(tmpdir(), 'aps-userinfo-bench-'));
  try {
    const bin = installPeer(folder, prism, 'prism');
    const contests = contestsIn(folder, origin, bin);
    const random = createRandom(seed);
    const cycles = quick ? 2 : 7;
    for (let cycle = 0; cycle <= cycles; cycle++) {
      say(`documents: cycle ${cycle} of ${cycles}`);
      for (const { ours, theirs, pairs } of contests) {
        const results = new Map<typeof ours, Start>();
        for (const start of shuffle([ours, theirs], random)) results.set(start, await start());
        // Files are read from the disk the first time.
        if (cycle > 0) pairs.push({ ours: results.get(ours)!, theirs: results.get(theirs)! });
      }
    }
    return toSection(contests, cycles);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function contestsIn(folder: string, origin: Origin, bin: string): readonly Contest[] {
  const write = (name: string, text: string): string => {
    const file = path.join(folder, name);
    writeFileSync(file, text);
    return file;
  };
  const ours = (file: string) => () => measure(mockServer(origin, '--spec', file));
  const theirs = (file: string) => async () =>
    measure([process.execPath, bin, 'mock', file, '--port', String(await freePort())]);
  const against = Object.entries(sizes).map(([name, bytes], index): Contest => {
    const file = write(`sample-${index}.yaml`, sampleDocument(bytes));
    return { name: `${name} over Prism`, ours: ours(file), theirs: theirs(file), pairs: [] };
  });
  const copy = write(
    'own.yaml',
    `${readFileSync(builtinDocument(), 'utf8')}\n# Other bytes than those of the build.\n`,
  );
  const own = (name: string, env?: NodeJS.ProcessEnv): Contest => ({
    name: `copy of the built-in document over itself${name}`,
    ours: () => measure(mockServer(origin, '--spec', copy), env),
    theirs: () => measure(mockServer(origin), env),
    pairs: [],
  });
  return [...against, own(', first start', firstStart), own('')];
}

async function measure(command: readonly string[], env?: NodeJS.ProcessEnv): Promise<Start> {
  const started = performance.now();
  const server = await startServer(command, undefined, env);
  try {
    const { status } = await getUserinfo(server.url, 'first-token');
    const ms = performance.now() - started;
    if (status !== 200) throw new Error(`${command.join(' ')} answers ${status} to its first request.`);
    return { ms, ...usageOf(server.pid) };
  } finally {
    await server.stop();
  }
}

/** What a process has used so far; Linux only. */
function usageOf(pid: number): Pick<Start, 'cpu' | 'peak'> {
  const peak = /^VmHWM:\s+(\d+) kB/mu.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
  // After the name in parentheses come the state and the numbers; a tick of the processor is 10 ms.
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ') ?? [];
  return { cpu: (Number(fields[11]) + Number(fields[12])) * 10, peak: Number(peak) / kibibyte };
}

function toSection(contests: readonly Contest[], cycles: number): Section {
  const rows = contests.map(({ name, pairs }) => {
    const of = (what: keyof Start) => {
      const [mine, other] = [pairs.map(({ ours }) => ours[what]), pairs.map(({ theirs }) => theirs[what])];
      return { mine: summarize(mine), other: summarize(other), ratio: summarize(ratios(mine, other)) };
    };
    return { name, ms: of('ms'), cpu: of('cpu'), peak: of('peak') };
  });
  const against = rows.slice(0, -2);
  const own = rows.slice(-2);
  const mean = Math.exp(against.reduce((sum, { ms }) => sum + Math.log(ms.ratio.median), 0) / against.length);
  const verdict = (target: string, value: number, most: number): Verdict => ({
    target: `${target}: at most ${most.toFixed(2)}`,
    measured: value.toFixed(2),
    outcome: value <= most ? 'met' : 'missed',
  });
  const worst = (what: 'ms' | 'peak'): number => Math.max(...against.map(row => row[what].ratio.median));
  return {
    title: 'Documents: from spawn to the first 200',
    notes: [`${cycles} pairs in random order; medians, and quartiles of the ratios. Prism is ${prism}.`],
    columns: [
      { title: 'document' },
      { title: 'ms', right: true },
      { title: 'ratio', right: true },
      { title: 'processor', right: true },
      { title: 'peak MiB', right: true },
      { title: 'ratio', right: true },
    ],
    rows: rows.map(({ name, ms, cpu, peak }) => [
      name,
      `${ms.mine.median.toFixed(0)} / ${ms.other.median.toFixed(0)}`,
      showSummary(ms.ratio, 2),
      cpu.ratio.median.toFixed(2),
      `${peak.mine.median.toFixed(0)} / ${peak.other.median.toFixed(0)}`,
      peak.ratio.median.toFixed(2),
    ]),
    verdicts: [
      verdict('documents: time over Prism, each', worst('ms'), targets.time),
      verdict('documents: time over Prism, geometric mean', mean, targets.meanTime),
      verdict('documents: peak memory over Prism, each', worst('peak'), targets.memory),
      ...own.map(({ name, ms }) => verdict(`documents: ${name}`, ms.ratio.median, ownTarget)),
    ],
    data: { rows, mean },
  };
}
