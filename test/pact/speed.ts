// The time of the kit over plain pact-js, for 32 interactions: `npm run build`, then `node test/pact/speed.ts [runs]`. The
// consumer side is a whole run of vitest, the provider side a whole run of the verifier against the mock, in turns, so that
// a busy machine is busy for both. The kit's runs have freshPacts as globalSetup, as its documentation says; those of pact-js
// have none.

import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { startMock } from '../../src/index.ts';
import { userinfoInteractions } from '../../src/pact/index.ts';
import { endedChildrenCpuSeconds } from '../bench/host.ts';
import { type Ended, makeProject } from './project.ts';
import { recordingPact } from './recording-pact.ts';
import { root } from './tools.ts';

const runs = Number(process.argv[2] ?? 7);
const claims = ['sub', 'email', 'name', 'locale', 'picture', 'country_code', 'language', 'company'];
const project = await makeProject();
const mock = await startMock({ admin: true });

try {
  writeFileSync(join(project.folder, 'speed-plain.json'), JSON.stringify(await record()));
  const contract = 'pacts/kit-userinfo.json';
  const command = join(root, 'dist', 'lib', 'main.js');
  const untracked = { PACT_DO_NOT_TRACK: 'true' };
  const consumer = (FILES: string, env: Readonly<Record<string, string>>) => () =>
    passing(project.run('vitest', ['run'], { FILES, ...env }), '32 passed');
  await compare('consumer', {
    plain: consumer('speed-plain.pact.mjs', { ...untracked, SETUP: 'none' }),
    kit: consumer('speed-kit.pact.mjs', untracked),
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
  const times = { plain: [] as Times[], kit: [] as Times[] };
  for (let cycle = 0; cycle <= runs; cycle++) {
    for (const suite of cycle % 2 === 0 ? (['plain', 'kit'] as const) : (['kit', 'plain'] as const)) {
      if (side === 'consumer') rmSync(join(project.folder, 'pacts', `${suite}-userinfo.json`), { force: true });
      const [startedAt, usedBefore] = [performance.now(), processorMs()];
      await suites[suite]();
      // The first run of each fills caches.
      if (cycle > 0) times[suite].push({ wall: performance.now() - startedAt, processor: processorMs() - usedBefore });
    }
  }
  for (const kind of ['processor', 'wall'] as const) {
    const [kit, plain] = [times.kit, times.plain].map(all => all.map(one => one[kind])) as [number[], number[]];
    const ratio = median(kit.map((time, index) => time / (plain[index] ?? Number.NaN)));
    const shown = `kit ${median(kit).toFixed(0)} ms, plain pact-js ${median(plain).toFixed(0)} ms`;
    process.stdout.write(`${side}, ${kind} time: ${shown} (medians of ${runs} runs), ratio ${ratio.toFixed(2)}\n`);
  }
}

interface Times {
  readonly wall: number;
  readonly processor: number;
}

/** Not a number where the system does not tell. */
function processorMs(): number {
  return (endedChildrenCpuSeconds() ?? Number.NaN) * 1000;
}

async function passing(run: Promise<Ended>, sign: string): Promise<void> {
  const { exitCode, output } = await run;
  if (exitCode !== 0 || !output.includes(sign)) throw new Error(output);
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}
