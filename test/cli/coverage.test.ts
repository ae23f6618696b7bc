import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createCoverageCollector } from '../../src/traffic/coverage/coverage.ts';
import { type Coverage, writeCoverage } from '../../src/traffic/coverage/coverage-file.ts';
import { document, exchange, gatewayError } from '../traffic/recordings/exchanges.ts';
import { profile } from '../traffic/recordings/write-har.ts';
import { writeFiles } from '../written-files.ts';
import { runCli } from './run-cli.ts';

const folder = dirname(writeFiles({ 'broken.json': '{', 'unused.txt': '' }));
const at = (name: string): string => join(folder, name);

function cover(name: string, source: string, ...exchanges: readonly Parameters<typeof exchange>[]): void {
  const collector = createCoverageCollector(document, source);
  for (const parts of exchanges) collector.add(exchange(...parts));
  writeCoverage(at(name), collector.coverage());
}

cover('runs/1.json', 'mock tests', [profile], [{ sub: 'ABCDEFGH1234', ldap_domain: null }]);
cover('runs/2.json', 'mock tests', [gatewayError('AUTH-012'), { status: 401 }]);
cover('live.json', 'live', [profile]);

describe('aps-userinfo coverage', () => {
  it('shows the share first, then a bar per status and group of claims, and how much each source exercised', async () => {
    const { exitCode, stdout, stderr } = await runCli(['coverage', at('runs'), at('live.json')]);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(stdout.split('\n')[0]).toMatch(/: \d+\.\d % exercised, \d+ of \d+\.$/);
    await expect(stdout).toMatchFileSnapshot('coverage.txt');
  });

  it('lists what was not exercised with --all', async () => {
    const { stdout } = await runCli(['coverage', at('runs'), at('live.json'), '--all']);
    await expect(stdout).toMatchFileSnapshot('coverage-all.txt');
  });

  it('prints one merged file, which it can read again', async () => {
    const { stdout } = await runCli(['coverage', at('runs'), at('live.json'), '--json']);
    const merged = JSON.parse(stdout) as Coverage;
    expect(merged.sources).toEqual(['mock tests', 'live']);
    const again = await runCli(['coverage', writeFiles({ 'merged.json': stdout }), '--json']);
    expect(again.stdout).toBe(stdout);
  });

  it.each([
    ['5', 0],
    ['99.5', 1],
  ])('exits by the required percentage: --require %s', async (percent, exitCode) => {
    expect((await runCli(['coverage', at('live.json'), '--require', percent])).exitCode).toBe(exitCode);
  });

  it.each<[string, readonly string[], string]>([
    ['a file that is not there', ['nowhere.json'], 'there is no such file or folder (ERR_COVERAGE_UNREADABLE)'],
    ['a file that is no coverage', [at('broken.json')], 'it is not JSON (ERR_COVERAGE_UNREADABLE)'],
    ['no file', [], "Missing required argument 'files' (ERR_CLI_USAGE)"],
    ['no number', [at('live.json'), '--require', 'all'], 'Expected a number from 0 to 100 (ERR_CLI_USAGE)'],
  ])('reports %s in one line', async (_, args, text) => {
    const { exitCode, stdout, stderr } = await runCli(['coverage', ...args]);
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
    expect(stderr).toContain(text);
  });
});
