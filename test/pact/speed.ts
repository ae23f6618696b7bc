// The time of the kit over plain pact-js, for 32 interactions: `npm run build`, then `node test/pact/speed.ts [runs]`. The
// consumer side is a whole run of vitest, the provider side a whole run of the verifier against the mock, in turns, so that
// a busy machine is busy for both.

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { startMock } from '../../src/index.ts';
import { userinfoInteractions } from '../../src/pact/index.ts';
import { type Ended, makeProject } from './project.ts';
import { recordingPact } from './recording-pact.ts';
import { root } from './tools.ts';

const runs = Number(process.argv[2] ?? 7);
const claims = ['sub', 'email', 'name', 'locale', 'picture', 'country_code', 'language', 'company'];
const project = await makeProject();
const mock = await startMock({ admin: true });

try {
  writeFileSync(join(project.folder, 'speed-plain.json'), JSON.stringify(await record()));
  const contract = 'pacts/plain-userinfo.json';
  const command = join(root, 'dist', 'lib', 'main.js');
  await compare('consumer', {
    plain: () => passing(project.run('vitest', ['run'], { FILES: 'speed-plain.pact.mjs' }), '32 passed'),
    kit: () => passing(project.run('vitest', ['run'], { FILES: 'speed-kit.pact.mjs' }), '32 passed'),
  });
  await compare('provider', {
    plain: () => passing(project.node('speed-verify.mjs', mock.url, contract), ''),
    kit: () => passing(project.node(command, 'pact', 'verify', '--pact', contract, '--target', mock.url), '33 passed'),
  });
} finally {
  await mock.close();
  project.remove();
}

async function record(): Promise<object[]> {
  const pact = recordingPact();
  for (const { executeTest } of await userinfoInteractions(pact, { claims })) await executeTest(async () => undefined);
  if (pact.recorded.length !== 32) throw new Error(`there are ${pact.recorded.length} interactions instead of 32`);
  return [...pact.recorded];
}

async function compare(side: string, suites: Readonly<Record<'plain' | 'kit', () => Promise<void>>>): Promise<void> {
  const times = { plain: [] as number[], kit: [] as number[] };
  for (let cycle = 0; cycle <= runs; cycle++) {
    for (const suite of cycle % 2 === 0 ? (['plain', 'kit'] as const) : (['kit', 'plain'] as const)) {
      const startedAt = performance.now();
      await suites[suite]();
      // The first run of each fills caches.
      if (cycle > 0) times[suite].push(performance.now() - startedAt);
    }
  }
  const [kit, plain] = [median(times.kit), median(times.plain)];
  const ratio = median(times.kit.map((time, index) => time / (times.plain[index] ?? Number.NaN)));
  const shown = `kit ${kit.toFixed(0)} ms, plain pact-js ${plain.toFixed(0)} ms (medians of ${runs} runs)`;
  process.stdout.write(`${side}: ${shown}, ratio ${ratio.toFixed(2)}\n`);
}

async function passing(run: Promise<Ended>, sign: string): Promise<void> {
  const { exitCode, output } = await run;
  if (exitCode !== 0 || !output.includes(sign)) throw new Error(output);
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}
