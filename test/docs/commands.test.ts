// The commands of README and docs run: the output of a console block is compared with what a page shows, and each line
// of a shell block runs or, if it would install, build an image or publish, is checked against what it depends on.
// In expected output, "…" stands for anything on a line, and alone on a line for any lines.

import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { root } from '../../spec/docs.ts';
import { optionNames, variableOf } from '../../src/config/options.ts';
import type { Mock } from '../../src/testing/mock.ts';
import { startMock } from '../../src/testing/start-mock.ts';
import { runCli, startMockCli } from '../cli/run-cli.ts';
import { patienceMs } from '../patience.ts';
import { main } from '../program.ts';
import { blocks, blocksOf, folderOfShownFiles, node, pages, version } from './pages.ts';

const folder = folderOfShownFiles();
let server: Mock;

beforeAll(async () => {
  writeFileSync(join(folder, '.curlrc'), `silent\nshow-error\nmax-time = ${patienceMs / 1000}\n`);
  mkdirSync(join(folder, 'bin'));
  const npx = `#!/bin/sh\nshift\nexec '${node}' '${main}' "$@"\n`;
  writeFileSync(join(folder, 'bin/npx'), npx, { mode: 0o755 });
  server = await startMock({ admin: true });
  writeFileSync(join(folder, 'traffic.har'), JSON.stringify(await capturedTraffic()));
});
afterAll(async () => {
  await server.close();
  rmSync(folder, { recursive: true });
});

describe('the console blocks', () => {
  it.each(blocksOf('console'))('$place shows the output', async ({ text }) => {
    await fetch(`${server.url}/__admin/reset?all=true`, { method: 'POST' });
    const steps = here(text)
      .split(/^\$ /m)
      .slice(1)
      .map(step => ({ command: step.split('\n')[0] ?? '', output: step.split('\n').slice(1).join('\n') }));
    const script = steps.map(({ command }) => `${command}\nprintf '${separator}'`).join('\n');
    const outputs = (await bash(script)).split(separator);
    for (const [index, { command, output }] of steps.entries()) {
      expect(outputs[index]?.trim(), command).toMatch(pattern(output));
    }
  });
});

describe('the shell blocks', () => {
  const lines = blocksOf('sh').flatMap(({ text }) =>
    text
      .split('\n')
      .map(line => line.replace(/ +#.*/, '').trim())
      .filter(line => line !== '' && !isScript(text)),
  );
  const commands = [...new Set(lines.flatMap(line => line.split(' && ')))];

  it.each(commands)('%s', async command => {
    const check = checks.find(([form]) => form.test(command))?.[1];
    expect(check, 'no check knows this command').toBeDefined();
    await check?.(here(command).split(/ +/));
  });

  it('start the mock, wait for it and stop it', async () => {
    const scripts = blocksOf('sh').filter(({ text }) => isScript(text));
    expect(scripts).toHaveLength(1);
    const output = await bash(`${scripts[0]?.text}wait`);
    expect(output).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/userinfo$/m);
    expect(output).toMatch(/^Stopped http:\/\/127\.0\.0\.1:\d+$/m);
  });
});

describe('the pages', () => {
  it('have no block without a test', () => {
    const tested = ['sh', 'console', 'ts', 'js', 'yaml'];
    // These need another platform, and the page says that they do not run here.
    const untested = ['csharp', 'python', 'apache'];
    expect(blocks.filter(({ language }) => ![...tested, ...untested].includes(language))).toEqual([]);
    const shown = pages.filter(({ text }) => untested.some(language => text.includes(`\`\`\`${language}`)));
    expect(shown.filter(({ text }) => !text.includes('are not run by this repository'))).toEqual([]);
  });

  it('name no flag that does not exist', async () => {
    const commands = [
      'mock',
      'token',
      'catalog',
      'wait',
      'stop',
      'verify',
      'judge',
      'diff',
      'coverage',
      'pact verify',
      'pact compare',
    ];
    const helps = await Promise.all(commands.map(command => runCli([...command.split(' '), '--help'])));
    const known = helps.map(({ stdout }) => stdout.replace(/--\[no-\]([\w-]+)/g, '--$1 --no-$1')).join(' ');
    const text = pages.map(page => page.text.replace(/<!-- begin:options -->.*<!-- end:options -->/s, '')).join('\n');
    const named = new Set([...text.matchAll(/(?<![\w-])--[a-z][\w-]*/g)].map(([flag]) => flag));
    const unknown = [...named].filter(flag => !new RegExp(`${flag}(?![\\w-])`).test(known));
    expect(unknown.filter(flag => !flagsOfOthers.has(flag))).toEqual([]);
  });
});

/** Flags of curl, npm, docker, Node.js, Deno, Pact's own commands and the benchmark. */
const flagsOfOthers = new Set([
  '--against',
  '--json',
  '--save-dev',
  '--omit',
  '--build',
  '--rm',
  '--experimental-vm-modules',
  '--cpu-prof',
  '--heap-prof',
  '--import',
  '--max-semi-space-size',
  '--semi-space-growth-factor',
  '--allow-net',
  '--allow-read',
  '--allow-env',
  '--state-change-url',
  '--consumer-app-version',
  '--branch',
  '--pacticipant',
  '--to-environment',
  '--environment',
  '--version',
  '--cacert',
  '--exit-code-from',
]);

const separator = '\u001e';

/** A block whose lines depend on each other. */
function isScript(text: string): boolean {
  return / &$/m.test(text);
}

/** The usual address stands for a mock on a free port. */
function here(text: string): string {
  return text.replaceAll('http://127.0.0.1:4010', server.url);
}

/** A HAR file with one answer of the service. */
async function capturedTraffic(): Promise<object> {
  const response = await fetch(`${server.url}/userinfo`, { headers: { authorization: 'Bearer mock.alice' } });
  const headers = [...response.headers].map(([name, value]) => ({ name, value }));
  const content = { mimeType: response.headers.get('content-type'), text: await response.text() };
  const request = { method: 'GET', url: 'https://developer.api.autodesk.com/userinfo', headers: [] };
  return { log: { version: '1.2', entries: [{ request, response: { status: 200, headers, content } }] } };
}

/** Runs a script in the folder of the shown files; `npx aps-userinfo` is the source. */
function bash(script: string): Promise<string> {
  const env = {
    PATH: `${join(folder, 'bin')}${delimiter}${process.env['PATH']}`,
    CURL_HOME: folder,
    NODE_NO_WARNINGS: '1',
  };
  const child = spawn('bash', ['-c', `exec 2>&1\n${script}`], { cwd: folder, env, timeout: patienceMs });
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text;
  });
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', () => resolve(output.replaceAll('\r', '')));
  });
}

function pattern(expected: string): RegExp {
  const lines = expected.trim().split('\n');
  const sources = lines.map(line => (line === '…' ? '(?:.*\\n)*?.*' : line.split('…').map(escaped).join('.*')));
  return new RegExp(`^${sources.join('\\n')}$`);
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

type Check = (words: readonly string[]) => void | Promise<void>;

const file = (name: string): string => readFileSync(join(root, name), 'utf8');
const { scripts, devDependencies } = JSON.parse(file('package.json')) as { scripts: object; devDependencies: object };

/** How each form of command is checked. */
const checks: readonly (readonly [RegExp, Check])[] = [
  [/^npm ci$/, () => expect(file('package-lock.json')).toContain('"lockfileVersion"')],
  [/^npm (start|test)$/, ([, name]) => expect(scripts).toHaveProperty(name ?? '')],
  [/^npm run \S+$/, ([, , name]) => expect(scripts).toHaveProperty(name ?? '')],
  [/^npm pack$/, () => expect(scripts).toHaveProperty('prepare')],
  [/^npm install --save-dev git\+https:/, () => expect(scripts).toHaveProperty('prepare')],
  [/^npm install --save-dev \S+\.tgz$/, words => expect(words.at(-1)).toBe(`./aps-userinfo-${version}.tgz`)],
  [
    /^npm install --save-dev @/,
    words => expect(Object.keys(devDependencies)).toEqual(expect.arrayContaining(words.slice(3))),
  ],
  // They need contracts and a broker: test/pact runs them. That their flags exist is tested above.
  [
    /^npx (aps-userinfo pact|pact-broker) /,
    () => expect(devDependencies).toHaveProperty(['@pact-foundation/pact-cli']),
  ],
  // It needs a server: test/server/sessions/redis-store.test.ts starts one.
  [/^npx aps-userinfo mock --store /, () => expect(optionNames).toContain('store')],
  [/^npx aps-userinfo mock(?!.*--help)/, ([, , ...args]) => servesAndStops(args)],
  [/^npx aps-userinfo /, ([, , ...args]) => runs(args)],
  [/^docker compose up --build$/, () => expect(file('compose.yaml')).toContain('context: .')],
  [/^docker compose build\b/, () => expect(file('compose.yaml')).toContain('build:')],
  [/^docker run /, runsInDocker],
];

async function runs(args: readonly string[]): Promise<void> {
  const { exitCode, stdout, stderr } = await runCli(args, { cwd: folder });
  expect(stderr).toBe('');
  expect(exitCode, stdout).toBe(0);
}

async function servesAndStops([, ...args]: readonly string[]): Promise<void> {
  const free = args.includes('--port') ? args : [...args, '--port', '0'];
  const { child, finished, ready } = await startMockCli(free, { cwd: folder });
  expect(ready.msg).toBe('listening');
  child.kill();
  expect(await finished).toMatchObject({ exitCode: 0, stderr: '' });
}

/** The image is built elsewhere; here its variables and its arguments must exist. */
async function runsInDocker(words: readonly string[]): Promise<void> {
  const variables = words.flatMap(word => /^(APS_USERINFO_\w+)=/.exec(word)?.[1] ?? []);
  expect(variables.filter(name => !optionNames.some(option => variableOf(option) === name))).toEqual([]);
  const args = words.slice(words.indexOf('aps-userinfo') + 1);
  expect(file('Dockerfile')).toContain('CMD ["mock"]');
  if (args.length > 0) await servesAndStops(args);
}
