// Makes sure that what is measured is what stands in src.

import { spawnSync } from 'node:child_process';
import { readdirSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));
const shipped = ['src', 'spec', 'fixtures'];
/** Built last. */
const lastBuilt = 'dist/precompiled.cjs';

/** Builds the package when it is missing or older than its sources. @throws Error when it cannot be built */
export function buildWhenOutOfDate(say: (text: string) => void): void {
  const built = statSync(`${root}${lastBuilt}`, { throwIfNoEntry: false })?.mtimeMs ?? 0;
  if (built > Math.max(...shipped.map(newestIn))) return;
  say('building the package');
  const { status, stdout, stderr } = spawnSync('npm', ['run', 'build'], {
    cwd: root,
    encoding: 'utf8',
    timeout: 180_000,
  });
  if (status !== 0) throw new Error(`The package cannot be built (npm run build):\n${stdout}${stderr}`);
}

function newestIn(folder: string): number {
  const files = readdirSync(`${root}${folder}`, { recursive: true, withFileTypes: true }).filter(entry =>
    entry.isFile(),
  );
  return Math.max(0, ...files.map(({ parentPath, name }) => statSync(`${parentPath}/${name}`).mtimeMs));
}
