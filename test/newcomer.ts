// `npm run newcomer`: follows README from its first line, as a new user would. It clones the repository, packs it,
// installs it in a new project, runs the tests that README shows and adds a persona of its own. Each command is copied
// from the Markdown, and printed with its time. Needs git and npm, takes minutes, and is not part of `npm test`.

import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { blocks, shownFile, textOf } from './docs/pages.ts';

const root = join(import.meta.dirname, '..');
const folder = mkdtempSync(join(tmpdir(), 'newcomer-'));
const clone = join(folder, 'aps-userinfo');
const project = join(folder, 'project');
/** README's commands run on the Node.js of the user, and so do these: without this repository on the PATH, and on a free port. */
const env = {
  ...Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(npm_|INIT_CWD$|NODE_OPTIONS$)/u.test(name))),
  PATH: (process.env['PATH'] ?? '')
    .split(delimiter)
    .filter(path => !path.startsWith(root))
    .join(delimiter),
  APS_USERINFO_PORT: '0',
  APS_USERINFO_READY_FILE: join(folder, 'ready.json'),
  npm_config_audit: 'false',
  npm_config_fund: 'false',
  npm_config_update_notifier: 'false',
};
const limitMs = 1_800_000;
let path = 0;

try {
  heading('A clone, and the first answers');
  step(`git clone --quiet "${root}" aps-userinfo`, folder);
  const [install = '', serve = ''] = command('README.md', /^npm ci && npm start/mu).split(' && ');
  step(install, clone);
  await served(serve, clone, url => {
    for (const line of commandsOf(/\$ (curl .*)/gu)) step(line.replace('http://127.0.0.1:4010', url), clone);
  });

  heading('A test of your own');
  mkdirSync(project);
  step(command('README.md', /^npm ci && npm pack/mu).split(' && ')[1] ?? '', clone);
  step('npm init -y', project);
  const tarball = readdirSync(clone).find(name => name.endsWith('.tgz')) ?? '';
  const add = command('README.md', /^npm install --save-dev \.\/aps-userinfo-.*\.tgz/mu);
  step(`${add.replace(/\.\/aps-userinfo-.*\.tgz/u, join(clone, tarball))} vitest`, project);
  write('profile.test.ts', codeBlock('vitest'));
  step('npx vitest run', project);

  heading('A persona of your own');
  write('people/zoe.yaml', shownFile('people/zoe.yaml'));
  step(command('docs/scenarios.md', /^\$ (npx aps-userinfo token zoe .*)/mu), project);
  heading(`${path} commands so far`);

  heading('The other runners');
  // The block has no types, and Node.js 20 runs no .ts files.
  write('node/profile.test.mjs', codeBlock('node:test'));
  step('node --test node/profile.test.mjs', project);
  write('profile.test.cjs', codeBlock('profile.test.cjs'));
  step('npm install --save-dev jest', project);
  step('npx jest --testMatch "**/profile.test.cjs"', project);

  heading('The command line');
  for (const line of sectionCommands('On the command line'))
    if (/ mock(?! --help)/u.test(line))
      await served(line, project, url => step(`npx aps-userinfo wait ${url}`, project));
    else step(line, project);
} finally {
  rmSync(folder, { recursive: true, force: true });
}

function heading(text: string): void {
  process.stdout.write(`\n${text}\n`);
}

/** Runs a command as the shell does, prints its time, and ends the script with its output if it fails. */
function step(line: string, cwd: string): void {
  path += 1;
  const startedAt = performance.now();
  const { status, stdout, stderr } = spawnSync(line, {
    ...{ cwd, shell: true, encoding: 'utf8', timeout: limitMs, env, maxBuffer: 2 ** 28 },
  });
  report(line, performance.now() - startedAt);
  if (status === 0) return;
  throw new Error(`"${line}" ended with ${status}:\n${stdout}\n${stderr}`);
}

/** Runs a command that serves until it is stopped. */
async function served(line: string, cwd: string, use: (url: string) => void): Promise<void> {
  path += 1;
  const startedAt = performance.now();
  const child = spawn(line, { cwd, env, shell: true, stdio: 'ignore' });
  const ended = new Promise(resolve => child.once('exit', resolve));
  const waiting = ['src/cli/main.ts', 'wait', '--timeout', '300000', '--ready-file', env.APS_USERINFO_READY_FILE];
  const url = execFileSync(process.execPath, waiting, { cwd: root, encoding: 'utf8' }).trim();
  report(line, performance.now() - startedAt);
  use(url);
  const stopping = ['src/cli/main.ts', 'stop', '--ready-file', env.APS_USERINFO_READY_FILE];
  execFileSync(process.execPath, stopping, { cwd: root });
  await ended;
}

function report(line: string, durationMs: number): void {
  process.stdout.write(`${(durationMs / 1000).toFixed(1).padStart(8)} s  ${line}\n`);
}

/** A command as the page has it. */
function command(page: string, form: RegExp): string {
  const [whole = '', part = whole] = form.exec(textOf(page)) ?? [];
  if (whole === '') throw new Error(`${page} has no ${form}`);
  return part;
}

function commandsOf(form: RegExp): readonly string[] {
  const first = blocks.find(({ language, place }) => language === 'console' && place.startsWith('README.md'));
  return [...(first?.text ?? '').matchAll(form)].map(([, line = '']) => line);
}

function sectionCommands(title: string): readonly string[] {
  const [, block = ''] =
    textOf('README.md')
      .split(`## ${title}\n`)[1]
      ?.match(/```sh\n(.*?)```/su) ?? [];
  return block.split('\n').flatMap(line => line.replace(/\s+#.*/u, '').trim() || []);
}

/** README's block that mentions a runner. */
function codeBlock(mention: string): string {
  const found = blocks.find(
    ({ place, text }) => place.startsWith('README.md') && /^(import|\/\/)/u.test(text) && text.includes(mention),
  );
  if (found === undefined) throw new Error(`README.md has no code for ${mention}`);
  return found.text;
}

function write(name: string, text: string): void {
  mkdirSync(dirname(join(project, name)), { recursive: true });
  writeFileSync(join(project, name), text);
}
