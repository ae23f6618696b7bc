// How much longer a consumer suite takes with the kit than by hand on plain pact-js: `node test/pact/speed.ts [runs]`.
// Both are whole runs of vitest over 32 interactions, in turns, so that a busy machine is busy for both.

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { userinfoInteractions } from '../../src/pact/index.ts';
import { makeProject, type Project } from './project.ts';
import { recordingPact } from './recording-pact.ts';

const runs = Number(process.argv[2] ?? 7);
const claims = ['sub', 'email', 'name', 'locale', 'picture', 'country_code', 'language', 'company'];
const project = await makeProject();

try {
  writeFileSync(join(project.folder, 'speed-plain.json'), JSON.stringify(await record()));
  const times = { kit: [] as number[], plain: [] as number[] };
  for (let run = 0; run <= runs; run++) {
    for (const suite of run % 2 === 0 ? (['kit', 'plain'] as const) : (['plain', 'kit'] as const)) {
      const milliseconds = await timeOf(project, suite);
      // The first run of each fills caches.
      if (run > 0) times[suite].push(milliseconds);
    }
  }
  const [kit, plain] = [median(times.kit), median(times.plain)];
  const shown = `kit ${kit.toFixed(0)} ms, plain pact-js ${plain.toFixed(0)} ms (medians of ${runs} runs)`;
  process.stdout.write(`${shown}, ratio ${(kit / plain).toFixed(2)}\n`);
} finally {
  project.remove();
}

async function record(): Promise<object[]> {
  const pact = recordingPact();
  for (const { executeTest } of await userinfoInteractions(pact, { claims })) await executeTest(async () => undefined);
  if (pact.recorded.length !== 32) throw new Error(`there are ${pact.recorded.length} interactions instead of 32`);
  return [...pact.recorded];
}

async function timeOf({ run }: Project, suite: 'kit' | 'plain'): Promise<number> {
  const startedAt = performance.now();
  const { exitCode, output } = await run('vitest', ['run'], { FILES: `speed-${suite}.pact.mjs` });
  if (exitCode !== 0 || !output.includes('32 passed')) throw new Error(output);
  return performance.now() - startedAt;
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}
