import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Report } from '../../src/contract/findings/report.ts';
import type { Mock } from '../../src/testing/mock.ts';
import { startMock } from '../../src/testing/start-mock.ts';
import { checks } from '../../src/verify/checks.ts';
import { type Finished, runCli } from './run-cli.ts';
import { verifyHere } from './verify-here.ts';

let mock: Mock;
let folder: string;
beforeAll(async () => {
  mock = await startMock();
  folder = mkdtempSync(join(tmpdir(), 'verify-'));
});
afterAll(() => mock.close());

const verify = (...args: readonly string[]): Promise<Finished> => verifyHere(args);
/** Gives every request the same answer. */
async function pageServer({ status = 200, type = 'text/html' } = {}): Promise<{
  readonly url: string;
  close(): Promise<unknown>;
}> {
  const server = createServer((_request, response) => {
    response.writeHead(status, type === '' ? {} : { 'content-type': type });
    response.end(type === 'application/json' ? '{}' : '<html>hello</html>');
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { url, close: () => new Promise(resolve => server.close(resolve)) };
}

const inFolder = (name: string): string => join(folder, name);

describe('verify', () => {
  it('explains its checks', async () => {
    const { exitCode, stdout, stderr } = await verify('--list');
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    await expect(stdout).toMatchFileSnapshot('verify-list.txt');
  });

  it('shows what it would send to the live service, without permission and without sending it', async () => {
    const { exitCode, stdout, stderr } = await verifyHere(['https://developer.api.autodesk.com', '--dry-run'], {
      APS_TOKEN: 'secret',
    });
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    await expect(stdout.replace(/against \S+\.(?= )/u, 'against the document.')).toMatchFileSnapshot(
      'verify-dry-run.txt',
    );
  });

  it('prints a failure to stderr, and nothing else', async () => {
    const { exitCode, stdout, stderr } = await runCli(['verify', 'http://127.0.0.1:1']);
    expect({ exitCode, stdout }).toEqual({ exitCode: 4, stdout: '' });
    expect(stderr).toMatch(/^error: http:\/\/127\.0\.0\.1:1 is unreachable: no server listens there .*\n$/u);
  });

  it('leaves no report of an earlier run if the target is unreachable', async () => {
    writeFileSync(inFolder('earlier.xml'), '<testsuites failures="0"/>');
    const { exitCode } = await verify('http://127.0.0.1:1', '--report', `junit=${inFolder('earlier.xml')}`);
    expect(exitCode).toBe(4);
    expect(readdirSync(folder)).not.toContain('earlier.xml');
  });

  it('says first that every answer was the same page where there is no /userinfo, and each finding once', async () => {
    const { url, close } = await pageServer();
    const { exitCode, stdout } = await verify(url, '--mock-tokens', '--skip', 'rate-limit');
    expect(exitCode).toBe(1);
    const text = stdout.replaceAll(url, 'http://HOST').replace(/latency: .*/u, 'latency: ...');
    await expect(text).toMatchFileSnapshot('verify-wrong-url.txt');
    const json = JSON.parse((await verify(url, '--mock-tokens', '--report', 'json')).stdout) as Report;
    const accepted = json.checks
      .flatMap(({ findings }) => findings)
      .filter(({ code }) => code === 'check/token-accepted');
    expect(accepted.length).toBeGreaterThan(5);
    expect(json.document.file).toBe('spec/userinfo.yaml');
    await close();
  });

  it.each([
    [{ status: 404, type: 'application/json' }, 'Every answer was 404 application/json: is the URL right?'],
    [{ status: 302, type: '' }, 'Every answer was 302: is the URL right?'],
    [{ status: 401, type: 'application/json' }, undefined],
  ])('asks whether the URL is right where every answer is %j: %s', async (answer, message) => {
    const { url, close } = await pageServer(answer);
    const { stdout } = await verify(url, '--mock-tokens', '--only', 'no-token,valid-token', '--report', 'json');
    expect((JSON.parse(stdout) as Report).findings.map(finding => finding.message)).toEqual(message ? [message] : []);
    await close();
  });

  it('checks a mock, prints the report and ends with 0', async () => {
    const { exitCode, stdout, stderr } = await runCli(['verify', mock.url, '--mock-tokens', '--allow-post']);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(stdout).toContain(`${checks.size - 4} passed, 0 failed, 3 not checked, 1 skipped, no findings`);
  });

  it('writes several reports at once', async () => {
    const { stdout } = await verify(
      mock.url,
      '--mock-tokens',
      '--report',
      'json',
      '--report',
      `junit=${inFolder('j.xml')}`,
    );
    const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };
    expect(JSON.parse(stdout)).toMatchObject({ command: 'verify', exitCode: 0, tool: { version } });
    expect(readFileSync(inFolder('j.xml'), 'utf8')).toContain('<testsuite');
  });

  it('ends with 1 where the server does something else than documented', async () => {
    const { exitCode, stdout } = await verifyHere([mock.url, '--only', 'valid-token'], {
      APS_TOKEN: 'mock.alice.drifted',
    });
    expect(exitCode).toBe(1);
    expect(stdout).toContain('failed       valid-token');
  });

  it('ends with 3 where it has no token to check the profile with', async () => {
    expect((await verify(mock.url, '--skip', 'unknown-token')).exitCode).toBe(3);
  });

  it('takes tokens from a file, and warns where others may read it', async () => {
    const file = inFolder('tokens.env');
    writeFileSync(file, 'APS_TOKEN=mock.alice\n', { mode: 0o644 });
    const { exitCode, stderr } = await verify(mock.url, '--credentials', file, '--only', 'valid-token');
    expect(exitCode).toBe(0);
    if (process.platform !== 'win32')
      expect(stderr).toMatch(/^warning: credentials: other users of this machine can read/u);
  });

  it('records shapes, and finds drift against them', async () => {
    const shapes = inFolder('shapes');
    const run = (token: string, ...args: readonly string[]): Promise<Finished> =>
      verifyHere([mock.url, '--only', 'no-token,valid-token', ...args], { APS_TOKEN: token });
    expect((await run('mock.alice', '--record', shapes)).exitCode).toBe(0);
    expect(readdirSync(shapes).sort()).toEqual(['no-token.json', 'valid-token.json']);
    const same = await run('mock.alice', '--baseline', shapes);
    expect(same.stdout).toContain('passed       drift-valid-token');
    expect(same.stdout).toContain('no findings');
    expect((await run('mock.alice.minimal', '--baseline', shapes)).stdout).toContain('drift/claim-vanished');
    expect((await run('mock.alice.minimal', '--baseline', shapes, '--update-baseline')).exitCode).toBe(0);
    expect((await run('mock.alice.minimal', '--baseline', shapes)).stdout).toContain('no findings');
    expect((await verify('--recordings', shapes)).exitCode).toBe(0);
  });

  it('writes what was exercised', async () => {
    await verify(mock.url, '--mock-tokens', '--coverage', inFolder('coverage.json'));
    expect(JSON.parse(readFileSync(inFolder('coverage.json'), 'utf8'))).toMatchObject({ sources: ['verify'] });
  });

  it('checks captured traffic with no network, of one origin if wanted', async () => {
    writeFileSync(inFolder('empty.har'), JSON.stringify({ log: { version: '1.2', entries: [] } }));
    const { exitCode, stdout } = await verify('--har', inFolder('empty.har'));
    expect(exitCode).toBe(3);
    expect(stdout).toContain('incomplete: 0 of at least 1 checks ran');
  });
});

describe('verify reports the mistake in one line', () => {
  const cases: readonly (readonly [string, readonly string[], number, RegExp])[] = [
    [
      'that nothing was said to verify',
      [],
      2,
      /^The base URL is missing \(ERR_CLI_USAGE\)\. Pass the server to verify: /,
    ],
    ['a misspelt check', ['URL', '--only', 'no-tokn'], 2, /^Unknown check "no-tokn"\. Did you mean "no-token"\?/],
    [
      'a host beyond this machine',
      ['https://developer.api.autodesk.com'],
      2,
      /\(ERR_TARGET_NOT_ALLOWED\)\. Allow it with --live\. --dry-run shows what would be sent\./,
    ],
    [
      'a password in the URL',
      ['http://alice:secret@127.0.0.1'],
      2,
      /^The base URL has a user or password \(ERR_CONFIG_INVALID\)/,
    ],
    [
      'a report that there is none of',
      ['URL', '--report', 'junt=x'],
      2,
      /^Unknown report "junt" .*Did you mean "junit"\?/,
    ],
    [
      'a report that cannot be written',
      ['URL', '--mock-tokens', '--report', 'json=/nowhere/x'],
      2,
      /^The report "\/nowhere\/x" cannot be written/,
    ],
    ['an ignore that means nothing', ['URL', '--ignore', 'schema/tpe'], 2, /Did you mean "schema\/type"\?/],
    ['a document that is none', ['URL', '--spec', 'package.json'], 2, /\(ERR_DOCUMENT_/],
    ['a baseline that is not there', ['URL', '--baseline', 'nowhere'], 2, /\(ERR_RECORDING_UNREADABLE\)/],
    [
      'a HAR file that is not there',
      ['--har', 'nowhere.har'],
      2,
      /^"nowhere\.har" cannot be read: .*\(ERR_HAR_UNREADABLE\)/,
    ],
    [
      'a target where nothing listens',
      ['http://127.0.0.1:1'],
      4,
      /no server listens there \(ECONNREFUSED\) \(ERR_TARGET_UNREACHABLE\)/,
    ],
  ];

  it.each(cases)('%s', async (_, args, exitCode, line) => {
    const finished = await verify(...args.map(arg => (arg === 'URL' ? mock.url : arg)));
    expect(finished).toMatchObject({ exitCode, stdout: '' });
    expect(finished.stderr.replace(/^error: /u, '')).toMatch(line);
    expect(finished.stderr).not.toMatch(/secret|\n\s+at /u);
  });
});
