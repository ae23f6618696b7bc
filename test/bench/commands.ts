// `verify` from start to exit, and the check of a large HAR file, each beside what it cannot do without.

import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { writeHar } from '../traffic/recordings/write-har.ts';
import { runChild } from './children.ts';
import { measureHarFile } from './har-memory.ts';
import { createRandom, shuffle } from './random.ts';
import { type Section, showSummary, type Verdict } from './report.ts';
import { entryPoints, type MeasureOptions, mockServer, type Origin, startServer } from './servers.ts';
import { ratios, summarize } from './statistics.ts';

const targets = { verify: 1.6, harSpeed: 0.5, harMiB: 120 };
const fastify = 'empty process that loads Fastify';

/** @throws Error when a command fails */
export async function measureCommands({ origin, quick, seed, say }: MeasureOptions): Promise<Section> {
  const verify = await measureVerify({ origin, quick, seed, say, against: undefined });
  const megabytes = quick ? 20 : 200;
  say(`commands: a HAR file of ${megabytes} MB`);
  const har = measureHar(origin, megabytes);
  return toSection(verify, har, megabytes);
}

interface Series {
  readonly name: string;
  readonly times: readonly number[];
}

async function measureVerify({ origin, quick, seed, say }: MeasureOptions): Promise<readonly [Series, Series]> {
  const server = await startServer(mockServer(origin));
  const variants = [
    { name: fastify, command: [process.execPath, '-e', "require('fastify')"], times: [] as number[] },
    {
      name: 'verify of a local mock',
      command: [process.execPath, entryPoints(origin).cli, 'verify', server.url, '--mock-tokens'],
      times: [] as number[],
    },
  ] as const;
  const cycles = quick ? 3 : 15;
  const random = createRandom(seed);
  try {
    for (let cycle = 0; cycle <= cycles; cycle++) {
      say(`commands: verify, cycle ${cycle} of ${cycles}`);
      for (const { command, times } of shuffle(variants, random)) {
        const started = performance.now();
        await runChild(command, 60_000);
        // Files are read from the disk the first time.
        if (cycle > 0) times.push(performance.now() - started);
      }
    }
  } finally {
    await server.stop();
  }
  return variants;
}

interface Har {
  readonly seconds: number;
  readonly peakMiB: number;
  /** Of `JSON.parse` with what comes before it: reading the file, and decoding it. */
  readonly readSeconds: number;
  readonly parseSeconds: number;
}

function measureHar(origin: Origin, megabytes: number): Har {
  const folder = mkdtempSync(path.join(tmpdir(), 'aps-userinfo-bench-'));
  try {
    const file = path.join(folder, 'traffic.har');
    writeHar(file, megabytes * 1_000_000);
    const { seconds } = measureHarFile(file);
    const peakMiB = peakOf([entryPoints(origin).cli, 'verify', '--har', file]);
    const parse = `const from = performance.now(); const text = require('node:fs').readFileSync(process.argv[1], 'utf8');
const read = performance.now(); JSON.parse(text); const to = performance.now(); console.log(to - from, to - read);`;
    const { stdout } = spawnSync(process.execPath, ['-e', parse, file], { encoding: 'utf8', timeout: 300_000 });
    const [readSeconds = 0, parseSeconds = 0] = stdout.split(' ').map(milliseconds => Number(milliseconds) / 1000);
    return { seconds, peakMiB, readSeconds, parseSeconds };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Of the command as users run it: the types in our sources take memory to strip. @throws Error when it does not end */
function peakOf(command: readonly string[]): number {
  const tell = "process.on('exit', () => process.stderr.write(' ' + process.resourceUsage().maxRSS))";
  const args = ['--import', `data:text/javascript,${tell}`, ...command];
  const { stderr } = spawnSync(process.execPath, args, { encoding: 'utf8', timeout: 300_000 });
  const kibibytes = / (\d+)$/.exec(stderr)?.[1];
  if (kibibytes === undefined) throw new Error(`verify of the HAR file did not end: ${stderr.slice(-500)}`);
  return Number(kibibytes) / 1024;
}

function toSection([reference, verify]: readonly [Series, Series], har: Har, megabytes: number): Section {
  const ratio = summarize(ratios(verify.times, reference.times));
  const speed = har.readSeconds / har.seconds;
  const verdict = (target: string, measured: string, isMet: boolean): Verdict => {
    return { target, measured, outcome: isMet ? 'met' : 'missed' };
  };
  return {
    title: 'Commands',
    notes: [`The HAR file has ${megabytes} MB, and is read in a process of its own.`],
    columns: [{ title: 'command' }, { title: 'time', right: true }, { title: 'ratio', right: true }],
    rows: [
      [reference.name, `${summarize(reference.times).median.toFixed(0)} ms`, '1.00'],
      [verify.name, `${summarize(verify.times).median.toFixed(0)} ms`, showSummary(ratio, 2)],
      ['reading the HAR file, and JSON.parse', `${har.readSeconds.toFixed(2)} s`, '1.00'],
      [
        'JSON.parse of its text alone',
        `${har.parseSeconds.toFixed(2)} s`,
        (har.readSeconds / har.parseSeconds).toFixed(2),
      ],
      ['check of the HAR file', `${har.seconds.toFixed(2)} s, peak ${har.peakMiB.toFixed(0)} MiB`, speed.toFixed(2)],
    ],
    verdicts: [
      verdict(
        `verify: at most ${targets.verify.toFixed(2)} times an ${fastify}`,
        showSummary(ratio, 2),
        ratio.median <= targets.verify,
      ),
      verdict(
        `HAR: at least ${targets.harSpeed.toFixed(2)} of the speed of reading it with JSON.parse`,
        speed.toFixed(2),
        speed >= targets.harSpeed,
      ),
      verdict(`HAR: at most ${targets.harMiB} MiB at the peak`, har.peakMiB.toFixed(0), har.peakMiB <= targets.harMiB),
    ],
    data: { verify: [reference, verify], har },
  };
}
