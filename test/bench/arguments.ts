// The command line of the benchmark.

import { parseArgs } from 'node:util';
import type { Origin } from './servers.ts';

/** The parts of a run, in their order. */
export const parts = ['throughput', 'start', 'memory', 'process', 'documents', 'login', 'commands'] as const;
export type Part = (typeof parts)[number];

/** Install another server from the registry. */
const named: readonly Part[] = ['documents', 'login'];

/** What a run was asked to do. */
export interface BenchArguments {
  readonly only: readonly Part[];
  /** A tenth of the time, for a look; the memory target is then not judged. */
  readonly quick: boolean;
  /** File for the report as JSON. */
  readonly json: string | undefined;
  /** Order of the slices. */
  readonly seed: number;
  readonly from: Origin;
  /** A folder with another build, or a commit, to measure beside this one. */
  readonly against: string | undefined;
  readonly help: boolean;
}

export const usage: string = `Usage: npm run bench -- [flags]

  --only LIST    parts to run, separated by commas: ${parts.join(', ')};
                 documents and login, which install another server, only where they are named
  --quick        a short run, for a look
  --json FILE    write the report as JSON, too
  --seed NUMBER  order of the slices (default: 1)
  --from ORIGIN  dist, the built package (default; built when it is out of date), or src
  --against WHAT a folder with another build, or a commit (built in a temporary folder), to measure in the same cycles
  --help         print this help
`;

/** @throws Error saying which argument is wrong */
export function readArguments(args: readonly string[]): BenchArguments {
  const { values } = parseArgs({
    args: [...args],
    options: {
      only: { type: 'string', default: parts.filter(name => !named.includes(name)).join(',') },
      quick: { type: 'boolean', default: false },
      json: { type: 'string' },
      seed: { type: 'string', default: '1' },
      from: { type: 'string', default: 'dist' },
      against: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  });
  const only = values.only.split(',').map(name => oneOf(parts, name.trim(), '--only'));
  const seed = Number(values.seed);
  if (!Number.isSafeInteger(seed)) throw new Error(`--seed takes a whole number, not "${values.seed}".`);
  const from = oneOf(['dist', 'src'] as const, values.from, '--from');
  return { only, quick: values.quick, json: values.json, seed, from, against: values.against, help: values.help };
}

function oneOf<Name extends string>(names: readonly Name[], text: string, flag: string): Name {
  const name = names.find(known => known === text);
  if (name === undefined) throw new Error(`${flag} takes ${names.join(', ')}, not "${text}".`);
  return name;
}
