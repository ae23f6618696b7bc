import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { type JudgeFlags, runJudge } from '../../src/cli/judge.ts';
import { type Client, lineOfCmd } from '../../src/cli/judge-client.ts';
import { type Config, resolveConfig } from '../../src/config/config.ts';
import { folderWith } from '../written-files.ts';
import { runCli } from './run-cli.ts';

const start = `
const ask = () => fetch(process.env.JUDGE_BASE_URL + '/userinfo', { headers: { authorization: 'Bearer ' + process.env.JUDGE_TOKEN } });
`;
const clients = folderWith({
  'impatient.mjs': `${start} let response = await ask(); if (response.status === 429) response = await ask();
    await response.text().catch(() => process.exit(2)); process.exit(response.ok ? 0 : 1);`,
  'logs-in.mjs': `${start} await (await fetch(process.env.JUDGE_BASE_URL + '/authentication/v2/keys')).text();
    await (await ask()).text();`,
  'reads.mjs': `${start} await (await ask()).text();`,
  'silent.mjs': '',
  'hangs.mjs': `${start} await (await ask()).text(); if (process.env.JUDGE_SCENARIO !== 'documented') setInterval(() => {}, 1000);`,
});
const commandOf = (name: string): Client => ({ command: [process.execPath, join(clients, name)] });

let cleanUp: (() => unknown) | undefined;
afterEach(async () => {
  await cleanUp?.();
  cleanUp = undefined;
});

interface Row {
  readonly scenario: string;
  readonly outcome: string;
  readonly exitCode: number | null;
  readonly requests: readonly { readonly status?: number; readonly fault?: string }[];
  readonly pausesMs: readonly number[];
  readonly verdicts: readonly { readonly id: string; readonly status: string }[];
}

async function judge(client: Client, flags: JudgeFlags, config: Config = resolveConfig({ port: 0 })) {
  const written = { stdout: '', stderr: '' };
  const streamTo = (name: keyof typeof written) => ({
    isTTY: name === 'stderr',
    write: (text: string): void => {
      written[name] += text;
    },
  });
  const around = { env: {}, stdout: streamTo('stdout'), stderr: streamTo('stderr') };
  const exitCode = await runJudge(config, client, flags, around);
  const rows = flags.format === 'json' ? (JSON.parse(written.stdout) as { scenarios: Row[] }).scenarios : [];
  return { exitCode, rows, ...written };
}

const failed = (row: Row | undefined) => row?.verdicts.filter(({ status }) => status === 'failed').map(({ id }) => id);

describe('aps-userinfo judge', () => {
  it('says of each scenario what the client sent, how it ended, and which rules it broke', async () => {
    const only = ['429', 'html-with-200', 'reset'];
    const { exitCode, rows, stderr } = await judge(commandOf('impatient.mjs'), { only, format: 'json' });
    expect(exitCode).toBe(1);
    expect(rows.map(({ scenario, outcome }) => [scenario, outcome])).toEqual([
      ['documented', 'exit 0'],
      ['429', 'exit 1'],
      ['html-with-200', 'exit 0 without a profile'],
      ['reset', 'exit 1'],
    ]);
    expect(rows[1]?.requests.map(({ status }) => status)).toEqual([429, 429]);
    expect(rows[1]?.pausesMs).toHaveLength(1);
    expect(rows.map(failed)).toEqual([[], ['retry-after'], [], []]);
    expect(rows[3]?.requests[0]?.fault).toBe('CONNECTION_RESET_BY_PEER');
    expect(stderr).toContain('2/4 429');
  });

  it('takes no answer of the login for a profile', async () => {
    const { rows } = await judge(commandOf('logs-in.mjs'), { only: ['429'], format: 'json' });
    expect(rows.map(({ outcome }) => outcome)).toEqual(['exit 0', 'exit 0 without a profile']);
  });

  it('sees the profile in an answer that is odd, and whole', async () => {
    const only = ['closed-when-idle', 'drip', 'early-hints', 'huge-body', 'byte-order-mark', 'body-too-long'];
    const { rows } = await judge(commandOf('reads.mjs'), { only: [...only, 'wrong-content-type'], format: 'json' });
    expect(rows.map(({ outcome }) => outcome)).toEqual(rows.map(() => 'exit 0'));
    expect(rows.flatMap(({ requests }) => requests.map(({ status }) => status))).toEqual(rows.map(() => 200));
  });

  it('stops a client at its time limit, and runs no scenario after that of the run', async () => {
    // Long enough for the first client to start on a busy machine; the second one never ends.
    const flags = { only: ['200', '429'], timeout: 10_000, runTimeout: 10_000, format: 'json' };
    const { rows } = await judge(commandOf('hangs.mjs'), flags);
    expect(rows.map(({ scenario, exitCode }) => [scenario, exitCode])).toEqual([
      ['documented', 0],
      ['200', null],
      ['429', undefined],
    ]);
    expect(rows.map(({ outcome }) => outcome)).toEqual([
      'exit 0',
      expect.stringMatching(/^stopped after \d/),
      'not run',
    ]);
  });

  it('passes a command to cmd.exe with each argument whole', () => {
    const command = ['C:\\Program Files\\nodejs\\node.exe', '-e', 'say("a & b")', '--tag=@x/y-1'];
    expect(lineOfCmd(command)).toBe('"C:\\Program Files\\nodejs\\node.exe" -e "say(\\"a & b\\")" --tag=@x/y-1');
  });

  it('ends with an error where the client sends no request', async () => {
    await expect(judge(commandOf('silent.mjs'), { only: ['429'] })).rejects.toMatchObject({
      code: 'ERR_NOTHING_JUDGED',
    });
  });

  it('calls the URL of an app, whose journal is new for each scenario', async () => {
    const port = await freePort();
    const app = createServer((_request, response) => {
      const headers = { authorization: 'Bearer mock.alice' };
      fetch(`http://127.0.0.1:${port}/userinfo`, { headers }).then(
        answer => response.writeHead(answer.ok ? 200 : 502).end(),
        () => response.writeHead(502).end(),
      );
    });
    await new Promise<void>(resolve => app.listen(0, '127.0.0.1', resolve));
    cleanUp = () => app.close();
    const url = `http://127.0.0.1:${(app.address() as AddressInfo).port}/`;
    const { rows, exitCode } = await judge(
      { url },
      { only: ['500', 'empty-response'], format: 'json' },
      resolveConfig({ port }),
    );
    expect(exitCode).toBe(0);
    expect(rows.map(({ outcome, requests }) => [outcome, requests.length])).toEqual([
      ['status 200', 1],
      ['status 502', 1],
      ['status 502', expect.any(Number)],
    ]);
  });

  it('is a table in Markdown, and a report with one check for each scenario', async () => {
    const file = join(clients, 'judge.xml');
    const { stdout } = await judge(commandOf('impatient.mjs'), {
      only: ['429'],
      format: 'md',
      report: [`junit=${file}`],
    });
    expect(stdout).toMatch(/^\| Scenario \| Requests \| Waited \| Outcome \| Broken rules \|\n\| --- /);
    expect(stdout).toMatch(/\| 429 \| 2: 429 429 \| .* \| exit 1 \| retry-after \|/);
    expect(stdout).toMatch(/Rules that no scenario exercised: .*refresh-once/);
  });

  it.each([
    [['judge'], /No client to judge/],
    [['judge', '--only', 'flakey', '--', 'true'], /Unknown scenario "flakey".*Did you mean "flaky"/],
    [['judge', '--format', 'mdx', '--', 'true'], /Unknown format "mdx".*Did you mean "md"/],
    [['judge', '--threshold', 'atempts=2', '--', 'true'], /Unknown threshold "atempts".*Did you mean "attempts"/],
    [['judge', '--format', 'json', '--report', 'text', '--', 'true'], /cannot take text beside the table/],
    [['judge', '--timeout', '0', '--', 'true'], /'0' is invalid. Expected an integer from 1 to 2147483647/],
    [['judge', '--run-timeout', '9999999999', '--', 'true'], /Expected an integer from 1 to 2147483647/],
    [['judge', '--', '/nowhere/at-all'], /"\/nowhere\/at-all" cannot be started: there is no such file/],
  ])('%j is a wrong usage', async (args, message) => {
    const { exitCode, stderr } = await runCli(args);
    expect(stderr).toMatch(message);
    expect(exitCode).toBe(2);
  });
});

/** A port that was free a moment ago, for an app that must know the mock's before it starts. */
async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>(resolve => probe.listen(0, '127.0.0.1', resolve));
  const { port } = probe.address() as AddressInfo;
  await new Promise(resolve => probe.close(resolve));
  return port;
}
