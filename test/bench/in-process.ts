// startMock(), one request and close() in one process, as a test suite does it.

import { fileURLToPath } from 'node:url';
import { runChild } from './children.ts';
import { type Section, showSummary } from './report.ts';
import { entryPoints, type Origin } from './servers.ts';
import { summarize } from './statistics.ts';

/** Milliseconds of one cycle, at the median. */
const targetMs = 5;

export interface InProcessOptions {
  readonly origin: Origin;
  readonly quick: boolean;
  readonly say: (text: string) => void;
}

/** What the child measured, in milliseconds: one entry per cycle. */
export interface InProcessResult {
  readonly first: number;
  readonly mock: readonly number[];
  readonly fastify: readonly number[];
}

/** @throws Error when a cycle fails */
export async function measureInProcess({ origin, quick, say }: InProcessOptions): Promise<Section> {
  const cycles = quick ? 20 : 200;
  say(`process: ${cycles} cycles`);
  const child = fileURLToPath(new URL('in-process-child.ts', import.meta.url));
  const output = await runChild([process.execPath, child, entryPoints(origin).index, String(cycles)], 60_000);
  const { first, mock, fastify } = JSON.parse(output) as InProcessResult;
  const results = [
    { name: 'bare Fastify: listen, one fetch, close', ms: summarize(fastify) },
    { name: 'startMock(), one fetch, close()', ms: summarize(mock) },
  ];
  const measured = summarize(mock);
  return {
    title: 'In process: a server for one request',
    notes: [
      `${cycles} cycles of each in turn after 10 to warm up; the very first startMock() cycle took ${first.toFixed(0)} ms.`,
    ],
    columns: [{ title: 'cycle' }, { title: 'ms (quartiles)', right: true }],
    rows: results.map(({ name, ms }) => [name, showSummary(ms, 2)]),
    verdicts: [
      {
        target: `in process: at most ${targetMs} ms at the median`,
        measured: showSummary(measured, 2),
        outcome: measured.median <= targetMs ? 'met' : 'missed',
      },
    ],
    data: { first, results },
  };
}
