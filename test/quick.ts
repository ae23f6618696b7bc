// `npm run test:quick [-- FOLDER...]`: the tests beside what changed since the last commit, or beside these folders of src.
// Tests that start other programs take most of the time of a run; they are left to `npm test`, unless they changed
// themselves or bear the name of a changed file.

import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';

const startsPrograms =
  /from '[^']*(?:child_process|run-cli|run-pact|run-verifier|pact\/project|\.\/project|verify-here|chromium|packed|runners|har-memory|fault-memory|soak|good-server|compare|judge-driver)\.?(?:ts|js)?'/u;

export interface Choice {
  readonly tests: readonly string[];
  /** In the same folders, but slow. */
  readonly left: readonly string[];
}

/** @param changed files and folders, relative to the repository's root with forward slashes */
export function chooseTests(changed: readonly string[]): Choice {
  const own = new Set(changed.filter(file => file.endsWith('.test.ts') && existsSync(file)));
  const mirrors = new Set(changed.map(file => `${folderOf(file)}/${basename(file).replace(/\.ts$/u, '.test.ts')}`));
  const folders = [...new Set(changed.map(folderOf))].filter(folder => existsSync(folder));
  const beside = folders.flatMap(folder => readdirSync(folder).map(name => `${folder}/${name}`));
  const all = [...new Set([...own, ...beside.filter(file => file.endsWith('.test.ts'))])].sort();
  const isSlow = (file: string): boolean => !own.has(file) && !mirrors.has(file) && startsProgram(file);
  return { tests: all.filter(file => !isSlow(file)), left: all.filter(isSlow) };
}

const elsewhere: readonly (readonly [RegExp, string])[] = [
  [/^fixtures\/scenarios\b/u, 'test/server/scenarios'],
  [/^fixtures\b/u, 'test/profiles'],
  [/^(?:docs\b|[A-Z]+\.md$)/u, 'test/docs'],
  [/^(?:Dockerfile|compose\.yaml|package(?:-lock)?\.json|tsconfig.*\.json)$/u, 'test/package'],
];

/** The folder of its tests. */
function folderOf(file: string): string {
  const [, folder] = elsewhere.find(([pattern]) => pattern.test(file)) ?? [];
  if (folder !== undefined) return folder;
  const isFolder = statSync(file, { throwIfNoEntry: false })?.isDirectory() === true;
  const mirror = (isFolder ? file : dirname(file)).replace(/^src\b/u, 'test').replace(/^spec\b/u, 'test/spec');
  return nearestWithTests(mirror);
}

/** `test/verify` has the tests of `src/verify/checks`. */
function nearestWithTests(folder: string): string {
  const hasTests = existsSync(folder) && readdirSync(folder).some(name => name.endsWith('.test.ts'));
  return hasTests || !folder.includes('/') ? folder : nearestWithTests(dirname(folder));
}

/** Whether a test starts other programs, or drives clients that wait. */
export function startsProgram(file: string): boolean {
  return startsPrograms.test(readFileSync(file, 'utf8'));
}

function changedFiles(): readonly string[] {
  const git = (...args: readonly string[]): string[] => execFileSync('git', args, { encoding: 'utf8' }).split('\n');
  const files = [...git('diff', '--name-only', 'HEAD'), ...git('ls-files', '--others', '--exclude-standard')];
  return files.filter(file => file !== '');
}

if (import.meta.main) {
  const given = process.argv.slice(2).map(path => path.replaceAll('\\', '/').replace(/\/$/u, ''));
  const { tests, left } = chooseTests(given.length > 0 ? given : changedFiles());
  if (left.length > 0) process.stdout.write(`Left to npm test, as they start programs:\n  ${left.join('\n  ')}\n`);
  if (tests.length === 0) process.stdout.write('No changed file has quick tests.\n');
  else {
    const vitest = join(dirname(createRequire(import.meta.url).resolve('vitest/package.json')), 'vitest.mjs');
    process.exitCode = spawnSync(process.execPath, [vitest, 'run', ...tests], { stdio: 'inherit' }).status ?? 1;
  }
}
