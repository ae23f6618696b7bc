// `npm run bench`: is the mock as fast as it should be? Figures are ratios to bare servers in the same run, on this
// machine and loopback only. Exit code 0: every target is met; 1: one is missed or could not be measured; 2: usage.

import { mkdirSync, writeFileSync } from 'node:fs';
import { availableParallelism, cpus, loadavg } from 'node:os';
import { dirname } from 'node:path';
import { prepareAgainst } from './against.ts';
import { type BenchArguments, type Part, parts, readArguments, usage } from './arguments.ts';
import { buildWhenOutOfDate } from './build.ts';
import { killChildrenAtExit } from './children.ts';
import { measureCommands } from './commands.ts';
import { measureDocuments } from './documents.ts';
import { measureInProcess } from './in-process.ts';
import { measureLogin } from './login.ts';
import { measureMemory } from './memory.ts';
import { isPassed, renderReport, type Section } from './report.ts';
import type { MeasureOptions } from './servers.ts';
import { measureStart } from './start.ts';
import { measureThroughput } from './throughput.ts';

/** No run takes longer, whatever hangs. */
const wholeRunWithinMs = 1_200_000;

const measures: { readonly [Name in Part]: (options: MeasureOptions) => Promise<Section> } = {
  throughput: measureThroughput,
  start: measureStart,
  memory: measureMemory,
  process: measureInProcess,
  documents: measureDocuments,
  login: measureLogin,
  commands: measureCommands,
};

killChildrenAtExit();
setTimeout(() => end(1, `The run has taken longer than ${wholeRunWithinMs / 1000} s.`), wholeRunWithinMs).unref();
await run(readOrEnd(process.argv.slice(2))).catch((error: Error) => end(1, error.message));

async function run(options: BenchArguments): Promise<void> {
  const notes = notesOf(options);
  if (options.from === 'dist') buildWhenOutOfDate(say);
  const against = options.against === undefined ? undefined : prepareAgainst(options.against, say);
  const sections: Section[] = [];
  for (const part of parts.filter(name => options.only.includes(name))) {
    sections.push(
      await measures[part]({ origin: options.from, against, quick: options.quick, seed: options.seed, say }),
    );
  }
  process.stdout.write(`\n${renderReport(sections, notes)}`);
  if (options.json !== undefined)
    writeJson(options.json, { date: new Date().toISOString(), ...options, notes, sections });
  process.exit(isPassed(sections) ? 0 : 1);
}

function notesOf({ from, quick, seed }: BenchArguments): readonly string[] {
  const [load = 0] = loadavg();
  const machine = `Node.js ${process.version}, ${process.platform} ${process.arch}, ${availableParallelism()} cores of ${cpus()[0]?.model.trim() ?? 'unknown make'}.`;
  const busy =
    load > 0.5
      ? ` Load average before the run: ${load.toFixed(1)}; other programs were busy, so the figures are noise.`
      : '';
  const short = quick ? ' A quick run: a look, no proof.' : '';
  return [`${machine} Measured from ${from}/, seed ${seed}.${busy}${short}`];
}

function writeJson(file: string, report: unknown): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, `${JSON.stringify(report, null, 2)}\n`);
}

function readOrEnd(args: readonly string[]): BenchArguments {
  try {
    const options = readArguments(args);
    if (!options.help) return options;
  } catch (error) {
    end(2, `${(error as Error).message}\n\n${usage}`);
  }
  process.stdout.write(usage);
  process.exit(0);
}

function say(text: string): void {
  process.stderr.write(`${text}\n`);
}

function end(exitCode: number, text: string): never {
  say(text);
  process.exit(exitCode);
}
