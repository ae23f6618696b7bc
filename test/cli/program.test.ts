import { spawnSync } from 'node:child_process';
import { existsSync, openSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import manifest from '../../package.json' with { type: 'json' };
import { main } from '../program.ts';
import { node, runCli } from './run-cli.ts';

describe('help', () => {
  it.each([
    ['help.txt', []],
    ['help.txt', ['--help']],
    ['help-mock.txt', ['mock', '--help']],
    ['help-token.txt', ['token', '-h']],
    ['help-catalog.txt', ['help', 'catalog']],
    ['help-judge.txt', ['judge', '--help']],
    ['help-verify.txt', ['verify', '--help']],
    ['help-diff.txt', ['diff', '--help']],
    ['help-coverage.txt', ['coverage', '--help']],
    ['help-wait.txt', ['wait', '--help']],
    ['help-stop.txt', ['stop', '--help']],
    ['help-pact.txt', ['pact', '--help']],
    ['help-pact-verify.txt', ['pact', 'verify', '--help']],
    ['help-pact-compare.txt', ['pact', 'compare', '--help']],
  ])('is %s for %j', async (snapshot, args) => {
    const { exitCode, stdout, stderr } = await runCli(args);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(stdout.split('\n').filter(line => line.length > 80)).toEqual([]);
    await expect(stdout).toMatchFileSnapshot(snapshot);
  });

  it('prints the version of the package', async () => {
    expect(await runCli(['--version'])).toEqual({ exitCode: 0, stdout: `${manifest.version}\n`, stderr: '' });
  });
});

describe('a command line that cannot be understood', () => {
  it.each([
    [['mok'], `Unknown command 'mok' (ERR_CLI_USAGE). Did you mean "mock"?`],
    [['pact'], 'pact requires a command (ERR_CLI_USAGE). Known: pact verify, pact compare.'],
    [['pact', 'vrify'], `Unknown command 'pact vrify' (ERR_CLI_USAGE). Did you mean "pact verify"?`],
    [['pact', 'verify'], '--target is missing (ERR_CLI_USAGE). For example: --target http://127.0.0.1:4010'],
    [['xyzzy'], "Unknown command 'xyzzy' (ERR_CLI_USAGE). See aps-userinfo --help."],
    [['mock', '--prot', '1'], `Unknown option '--prot' (ERR_CLI_USAGE). Did you mean "--port"?`],
    [
      ['--port', '0'],
      "Unknown option '--port' (ERR_CLI_USAGE). Flags come after the command: aps-userinfo mock --port 0.",
    ],
    [['mock', '--port'], "Option '-p, --port <n>' argument missing (ERR_CLI_USAGE). See aps-userinfo mock --help."],
    [['mock', '--port', 'abc'], '--port must be an integer from 0 to 65535, not "abc" (ERR_CONFIG_INVALID)'],
    [
      ['mock', 'api.yaml'],
      "Too many arguments for 'mock'. Expected 0 arguments but got 1 (ERR_CLI_USAGE). Pass the document with --spec FILE.",
    ],
    [
      ['mock', '--config', 'nowhere.yaml'],
      'The config file "nowhere.yaml" cannot be read: there is no such file (ERR_CONFIG_UNREADABLE)',
    ],
    [
      ['verify', 'http://127.0.0.1:4010', '--budget', 'x'],
      "Option '--budget <n>' argument 'x' is invalid. Expected an integer (ERR_CLI_USAGE). See aps-userinfo verify --help.",
    ],
    [['token', 'alice', '--expired'], 'The flag --expired requires --jwt (ERR_CLI_USAGE). Add --jwt.'],
  ])('is reported in one line, exit code 2: %j', async (args, line) => {
    expect(await runCli(args)).toEqual({ exitCode: 2, stdout: '', stderr: `error: ${line}\n` });
  });

  it('lists the problems of flags and environment at once', async () => {
    const { exitCode, stderr } = await runCli(['mock', '--no-cors', '--delay-ms', 'x'], {
      env: { APS_USERINFO_PROT: '1' },
    });
    expect(exitCode).toBe(2);
    expect(stderr).toBe(
      [
        'error: 2 options are invalid (ERR_CONFIG_INVALID):',
        '  Unknown environment variable APS_USERINFO_PROT. Did you mean "APS_USERINFO_PORT"?',
        '  --delay-ms must be an integer from 0 to 3600000, not "x".',
        '',
      ].join('\n'),
    );
  });
});

describe('a report to a full device', () => {
  it.runIf(existsSync('/dev/full'))('ends with exit code 2 and the reason', () => {
    const args = ['verify', 'http://127.0.0.1:4010', '--dry-run'];
    const stdio = ['ignore', openSync('/dev/full', 'w'), 'pipe'] as const;
    const { status, stderr } = spawnSync(node, [main, ...args], { stdio: [...stdio], encoding: 'utf8' });
    expect(stderr).toBe('error: Standard output cannot be written: the disk is full (ERR_REPORT_UNWRITABLE)\n');
    expect(status).toBe(2);
  });
});
