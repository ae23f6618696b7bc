// `--against`: another build of the package, to measure in the same cycles as this one.

import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Origin } from './servers.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

/**
 * @param where a folder with a build in `dist`, or a commit of this repository, which is built in a temporary folder
 * @throws Error for a folder without a build, an unknown commit, or one that cannot be built
 */
export function prepareAgainst(where: string, say: (text: string) => void): Origin {
  const folder = existsSync(where) ? resolve(where) : buildCommit(where, say);
  if (!existsSync(join(folder, 'dist/lib/main.js')))
    throw new Error(`${folder} has no dist/lib/main.js: build it first.`);
  return folder as Origin;
}

function buildCommit(commit: string, say: (text: string) => void): string {
  const folder = mkdtempSync(join(tmpdir(), 'bench-against-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  const run = (program: string, ...args: string[]): void => {
    execFileSync(program, args, { cwd: folder, stdio: ['ignore', 'ignore', 'pipe'], timeout: 600_000 });
  };
  say(`building ${commit} in a temporary folder`);
  run('git', 'clone', '--quiet', '--no-checkout', root, '.');
  run('git', 'checkout', '--quiet', '--detach', commit);
  if (isSameLock(folder)) symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
  else run('npm', 'ci', '--ignore-scripts', '--no-audit', '--no-fund');
  // Its own scripts may be of another Node.js: this one runs both builds.
  run('npm', 'run', 'build');
  return folder;
}

function isSameLock(folder: string): boolean {
  const [ours, theirs] = [root, folder].map(path => readFileSync(join(path, 'package-lock.json'), 'utf8'));
  return ours === theirs;
}
