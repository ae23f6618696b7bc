// The Playwright fixture as an app's own tests use it, in a real Chromium.

import { execFile } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { root } from '../../spec/docs.ts';
import { startMock } from '../../src/testing/start-mock.ts';
import { describeInBrowser, executablePath, quiet } from '../browser/chromium.ts';
import { patienceMs } from '../patience.ts';

interface Suite {
  readonly specs: readonly { readonly title: string; readonly ok: boolean; readonly tests: unknown }[];
  readonly suites?: readonly Suite[];
}

describeInBrowser('the fixture of aps-userinfo/playwright', () => {
  it('logs in each persona, resets the mock, and judges the client at the end of each test', () =>
    expectRun({ workers: 1 }));

  it('gives each worker a session of a mock that they share', async () => {
    const adminToken = 'a-token-of-sixteen-characters';
    await using shared = await startMock({ admin: true, adminToken });
    await expectRun({ workers: 2, fullyParallel: true }, { sharedMock: { url: shared.url, adminToken } });
    const headers = { authorization: `Bearer ${adminToken}` };
    const { sessions } = (await (await fetch(`${shared.url}/__admin/sessions`, { headers })).json()) as {
      readonly sessions: readonly { readonly id: string }[];
    };
    const ids = sessions.map(({ id }) => id);
    expect(ids.filter(id => id.startsWith('playwright-')).length).toBeGreaterThanOrEqual(2);
    expect(shared.journal.count()).toBe(0);
  });
});

async function expectRun(config: object, use: object = {}): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'playwright-'));
  const whole = {
    ...config,
    testDir: join(root, 'test/testing/playwright'),
    outputDir: join(folder, 'results'),
    timeout: patienceMs,
    expect: { timeout: patienceMs / 4 },
    reporter: 'json',
    // As for an installed package.
    build: { external: [join(root, 'dist/**')] },
    use: { ...use, launchOptions: { executablePath, args: quiet } },
  };
  const configFile = join(folder, 'playwright.config.mjs');
  writeFileSync(configFile, `export default ${JSON.stringify(whole)};\n`);
  const report = JSON.parse(await run(['test', '--config', configFile])) as { readonly suites: readonly Suite[] };
  const specs = report.suites.flatMap(allSpecs);
  expect(specs.map(({ title, ok }) => [title, ok])).toEqual([
    ['alice is logged in without a page', true],
    ['a client that breaks a rule fails at the end', false],
    ['is logged in for this test', true],
    ['sees the login page', true],
    ['it passes', true],
  ]);
  expect(JSON.stringify(specs[1])).toContain('retry-after: The client waits as long as Retry-After says.');
}

function allSpecs({ specs, suites = [] }: Suite): Suite['specs'] {
  return [...specs, ...suites.flatMap(allSpecs)];
}

/** The output of Playwright's command, whatever its exit code. */
function run(args: readonly string[]): Promise<string> {
  const cli = join(root, 'node_modules/@playwright/test/cli.js');
  return new Promise(resolve => {
    execFile(process.execPath, [cli, ...args], { cwd: root, maxBuffer: 64 * 1024 * 1024 }, (_error, stdout) =>
      resolve(stdout),
    );
  });
}
