// The package in jest, in the globals of jsdom and with the next majors of optional packages, all in one folder. The
// package-lock.json beside this file has the versions of all but the package's own dependencies.

import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { shownFile } from '../docs/pages.ts';
import { jestArguments, jestModule, jestScript, problemsOfTypes } from '../package/matcher-consumers.ts';
import { type Packed, packAndInstall, type Runtime, root, runtimes } from '../package/packed.ts';
import { browserProjects, fakingProjects, runProject, shownMistakes } from '../package/runners.ts';
import { makeProject } from '../pact/project.ts';
import { runSuite } from '../pact/suite.ts';
import { patienceMs } from '../patience.ts';

const supported = await runtimes();
const pinned = supported[0] as Runtime;
const jest = 'node_modules/jest/bin/jest.js';
const options = ['--rootDir', '.', '--no-cache', '--ci', '--testTimeout', `${patienceMs}`, '--testMatch'];
let packed: Packed;

beforeAll(async () => {
  packed = await packAndInstall(import.meta.dirname);
});
afterAll(() => rmSync(packed.folder, { recursive: true }));

describe.each(supported)('on Node.js $version', ({ file }) => {
  it('runs in jest, with its matchers, as ES modules with the flag of Node.js', async () => {
    writeFileSync(join(packed.app, 'matchers.test.mjs'), jestModule);
    const output = await packed.outputOf(file, [...jestArguments, jest, ...options, '**/matchers.test.mjs']);
    expect(output).toContain('error schema/type: /sub must be a string, but is a number.');
    expect(output).toContain('Tests:       1 failed, 1 passed, 2 total');
  });

  it('runs in jest, with its matchers, in CommonJS without any flag', async () => {
    writeFileSync(join(packed.app, 'script.test.cjs'), jestScript);
    writeFileSync(join(packed.app, 'profile.test.cjs'), shownFile('profile.test.cjs'));
    const output = await packed.outputOf(file, [jest, ...options, '**/*.test.cjs']);
    expect(output).toContain('PASS ./profile.test.cjs');
    expect(output).toContain('Tests:       2 passed, 2 total');
  });
});

describe('its types', () => {
  it.each(['jest', 'vitest'] as const)('make the matchers known to %s', async runner => {
    expect(await problemsOfTypes(packed, runner, 'nodenext')).toBe('');
  });
});

describe('in process', () => {
  it.each(['jest', 'vitest'] as const)(
    'serves, logs in, stops and explains mistakes under the fake timers of %s',
    async runner => {
      const output = await runProject(packed, pinned, fakingProjects[runner]);
      if (runner === 'vitest') expect(output).toContain('v5.1.2');
      expect(output).toContain(fakingProjects[runner].passed);
      for (const shown of shownMistakes) expect(output).toContain(shown);
    },
  );

  it.each(Object.entries(browserProjects))(
    'serves, logs in and stops with the globals of %s',
    async (_name, project) => {
      expect(await runProject(packed, pinned, project)).toContain(project.passed);
    },
  );
});

it('answers the catalogue in msw 3, as it does in msw 2', async () => {
  const text = readFileSync(join(root, 'test/testing/msw.test.ts'), 'utf8')
    .replaceAll(/'..\/..\/src\/testing\/(?:start-mock|mock).ts'/g, "'aps-userinfo'")
    .replaceAll(/'..\/..\/src\/testing\/msw.ts'/g, "'aps-userinfo/msw'");
  writeFileSync(join(packed.app, 'msw.test.ts'), text);
  const args = ['node_modules/vitest/vitest.mjs', 'run', '--no-color', '--testTimeout', String(patienceMs)];
  const output = await packed.outputOf(pinned.file, [...args, 'msw.test.ts']);
  expect(output).toMatch(/Tests {2}(\d+) passed \(\1\)/);
});

it('writes a contract in jest that is whole, fresh and untracked', async () => {
  const project = await makeProject();
  const env = { NODE_OPTIONS: '--experimental-vm-modules' };
  await runSuite(project, join(packed.app, jest), [], env).finally(() => project.remove());
});
