// `npm run fix`: regenerates everything that is generated (types, config schema, tables of README and docs, golden
// profiles, reports and CLI screens), formats, and lists the files that changed.

import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../', import.meta.url));
const read = (path: string): string => readFileSync(join(root, path), 'utf8');

const before = changedFiles();
run('spec/generate.ts');
run('node_modules/vitest/vitest.mjs', 'run', '-u', '--reporter=dot', ...goldenTests());
run('node_modules/@biomejs/biome/bin/biome', 'check', '--write', '--diagnostic-level=error', '.');
const after = changedFiles();
const paths = [...new Set([...before.keys(), ...after.keys()])].sort();
const changed = paths.filter(path => before.get(path) !== after.get(path));
process.stdout.write(changed.length === 0 ? 'Nothing changed.\n' : `Changed:\n  ${changed.join('\n  ')}\n`);

/** The tests that compare output with a file; with -u they write it. */
function goldenTests(): readonly string[] {
  const names = readdirSync(join(root, 'test'), { recursive: true, encoding: 'utf8' });
  const paths = names.filter(name => name.endsWith('.test.ts')).map(name => join('test', name));
  return paths.filter(path => read(path).includes('toMatchFileSnapshot'));
}

/** Contents of the files that differ from the last commit, by path. */
function changedFiles(): ReadonlyMap<string, string> {
  const options = ['--porcelain', '-z', '--untracked-files=all', '--no-renames'];
  const status = execFileSync('git', ['status', ...options], { cwd: root, encoding: 'utf8' });
  const paths = status.split('\0').map(line => line.slice(3));
  return new Map(paths.filter(path => path !== '' && existsSync(join(root, path))).map(path => [path, read(path)]));
}

/** Runs a script of the repository with Node.js. If it fails, nothing generated can be trusted, so the run ends. */
function run(...args: readonly string[]): void {
  const { status } = spawnSync(process.execPath, args, { cwd: root, stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 1);
}
