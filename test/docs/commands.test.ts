// README's commands run: what a console block shows is compared with what really comes, and each line of a shell block
// is run or, where it would install or build an image, checked against the file that it depends on.
// In expected output, "…" stands for anything on a line, and alone on a line for any lines.

import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { optionNames, variableOf } from '../../src/config/options.ts';
import { type Running, runCli, startMockCli } from '../cli/run-cli.ts';
import { blocks, blocksOf, folderOfReadme, node, readme, root, version } from './readme.ts';

const folder = folderOfReadme();
let server: Running & { readonly ready: { readonly url: string } };

beforeAll(async () => {
  writeFileSync(join(folder, '.curlrc'), 'silent\nshow-error\nmax-time = 20\n');
  mkdirSync(join(folder, 'bin'));
  const npx = `#!/bin/sh\nshift\nexec '${node}' '${join(root, 'src/cli/main.ts')}' "$@"\n`;
  writeFileSync(join(folder, 'bin/npx'), npx, { mode: 0o755 });
  server = await startMockCli(['--port', '0'], { cwd: folder });
});
afterAll(async () => {
  server.child.kill();
  await server.finished;
  rmSync(folder, { recursive: true });
});

describe('the console blocks of README', () => {
  it.each(blocksOf('console'))('line $line shows what comes', async ({ text }) => {
    await fetch(`${server.ready.url}/__admin/reset?all=true`, { method: 'POST' });
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

describe('the shell blocks of README', () => {
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
    await check?.(command.split(/ +/));
  });

  it('waits for the ready file', async () => {
    const [script] = blocksOf('sh').filter(({ text }) => isScript(text));
    expect(script).toBeDefined();
    const output = await bash(`${script?.text}cat ready.json; kill $!; wait`);
    expect(output).toContain('"url":"http://127.0.0.1:');
  });
});

describe('README', () => {
  it('has no block that no test looks at', () => {
    const looked = ['sh', 'console', 'ts', 'js', 'yaml'];
    // What needs another platform is shown unchecked, and README says so.
    const unlooked = ['csharp', 'python'];
    expect(blocks.filter(({ language }) => ![...looked, ...unlooked].includes(language))).toEqual([]);
    expect(readme).toContain('are not run by this repository');
  });

  it('names no flag that does not exist', async () => {
    const commands = ['mock', 'token', 'catalog', 'verify', 'pact verify'];
    const helps = await Promise.all(commands.map(command => runCli([...command.split(' '), '--help'])));
    const known = helps.map(({ stdout }) => stdout.replace(/--\[no-\]([\w-]+)/g, '--$1 --no-$1')).join(' ');
    const named = new Set(
      [...readme.replace(/<!-- begin:options -->.*<!-- end:options -->/s, '').matchAll(/(?<![\w-])--[a-z][\w-]*/g)].map(
        ([flag]) => flag,
      ),
    );
    expect([...named].filter(flag => !flagsOfOthers.has(flag) && !new RegExp(`${flag}(?![\\w-])`).test(known))).toEqual(
      [],
    );
  });
});

/** Flags of curl, npm, docker and node. */
const flagsOfOthers = new Set(['--json', '--save-dev', '--offline', '--build', '--rm', '--experimental-vm-modules']);

const separator = '\u001e';

/** A block whose lines depend on each other. */
function isScript(text: string): boolean {
  return / &$/m.test(text);
}

/** The usual address stands for a mock on a free port. */
function here(text: string): string {
  return text.replaceAll('http://127.0.0.1:4010', server.ready.url);
}

/** Runs a script in the folder of README's files; `npx aps-userinfo` is the source. */
function bash(script: string): Promise<string> {
  const env = { PATH: `${join(folder, 'bin')}:${process.env['PATH']}`, CURL_HOME: folder, NODE_NO_WARNINGS: '1' };
  const child = spawn('bash', ['-c', `exec 2>&1\n${script}`], { cwd: folder, env, timeout: 25_000 });
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

const scripts = (JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { scripts: object }).scripts;
const file = (name: string): string => readFileSync(join(root, name), 'utf8');

/** How each form of command is checked. */
const checks: readonly (readonly [RegExp, Check])[] = [
  [/^npm ci$/, () => expect(file('package-lock.json')).toContain('"lockfileVersion"')],
  [/^npm (start|test)$/, ([, name]) => expect(scripts).toHaveProperty(name ?? '')],
  [/^npm run \S+$/, ([, , name]) => expect(scripts).toHaveProperty(name ?? '')],
  [/^npm pack$/, () => expect(scripts).toHaveProperty('prepack')],
  [/^npm install --save-dev \S+\.tgz$/, words => expect(words.at(-1)).toBe(`./aps-userinfo-${version}.tgz`)],
  [/^npx aps-userinfo mock(?!.*--help)/, ([, , ...args]) => servesAndStops(args)],
  [/^npx aps-userinfo /, ([, , ...args]) => runs(args)],
  [/^docker compose up --build$/, () => expect(file('compose.yaml')).toContain('build: .')],
  [/^docker build -t aps-userinfo \.$/, () => expect(file('Dockerfile')).toContain('ENTRYPOINT')],
  [/^docker run /, runsInDocker],
];

async function runs(args: readonly string[]): Promise<void> {
  const { exitCode, stderr } = await runCli(args, { cwd: folder });
  expect(stderr).toBe('');
  expect(exitCode).toBe(0);
}

async function servesAndStops([, ...args]: readonly string[]): Promise<void> {
  const free = args.includes('--port') ? args : [...args, '--port', '0'];
  const { child, finished, ready } = await startMockCli(free, { cwd: folder });
  expect(ready.msg).toBe('listening');
  child.kill();
  expect(await finished).toMatchObject({ exitCode: 0, stderr: '' });
}

/** The image is built elsewhere; here its variables and its arguments must be ones that exist. */
async function runsInDocker(words: readonly string[]): Promise<void> {
  const variables = words.flatMap(word => /^(APS_USERINFO_\w+)=/.exec(word)?.[1] ?? []);
  expect(variables.filter(name => !optionNames.some(option => variableOf(option) === name))).toEqual([]);
  const args = words.slice(words.indexOf('aps-userinfo') + 1);
  expect(file('Dockerfile')).toContain('CMD ["mock"]');
  if (args.length > 0) await servesAndStops(args);
}
