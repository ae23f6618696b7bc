// startMock(), one request and close() in one process, as a test suite does it.

import { fileURLToPath } from 'node:url';
import { runChild } from './children.ts';
import { type Section, showSummary } from './report.ts';
import { entryPoints, type MeasureOptions } from './servers.ts';
import { ratios, summarize } from './statistics.ts';

/** At most so many times as long as the same cycle of bare Fastify, at the median. */
const target = 1.6;

/** What the child measured, in milliseconds. */
export interface InProcessResult {
  readonly first: number;
  /** One entry per cycle: of bare Fastify, of this build, and of the other one if there is one. */
  readonly times: readonly (readonly number[])[];
}

/** @throws Error when a cycle fails */
export async function measureInProcess({ origin, against, quick, say }: MeasureOptions): Promise<Section> {
  const cycles = quick ? 20 : 200;
  say(`process: ${cycles} cycles`);
  const child = fileURLToPath(new URL('in-process-child.ts', import.meta.url));
  const files = [origin, ...(against === undefined ? [] : [against])].map(one => entryPoints(one).index);
  const output = await runChild([process.execPath, child, String(cycles), ...files], 120_000);
  const { first, times } = JSON.parse(output) as InProcessResult;
  const [fastify = [], mock = [], other] = times;
  const results = [
    { name: 'bare Fastify: listen, one fetch, close', times: fastify },
    { name: 'startMock(), one fetch, close()', times: mock },
    ...(other === undefined ? [] : [{ name: 'the same of the other build', times: other }]),
  ].map(({ name, times }) => ({ name, ms: summarize(times), ratio: summarize(ratios(times, fastify)) }));
  const measured = summarize(ratios(mock, fastify));
  return {
    title: 'In process: a server for one request',
    notes: [
      `${cycles} cycles of each in turn after 10 to warm up; the very first startMock() cycle took ${first.toFixed(0)} ms.`,
    ],
    columns: [
      { title: 'cycle' },
      { title: 'ms (quartiles)', right: true },
      { title: 'over bare Fastify (quartiles)', right: true },
    ],
    rows: results.map(({ name, ms, ratio }) => [name, showSummary(ms, 2), showSummary(ratio, 2)]),
    verdicts: [
      {
        target: `in process: at most ${target.toFixed(2)} times bare Fastify at the median`,
        measured: showSummary(measured, 2),
        outcome: measured.median <= target ? 'met' : 'missed',
      },
    ],
    data: { first, results },
  };
}
