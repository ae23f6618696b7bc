// What tests start as a process of its own: the build, as long as nothing that it is made from changed since, as after
// `npm ci`. The sources take five times as long to start.

import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../', import.meta.url));
const builtMain = join(root, 'dist/lib/main.js');

/** When a file, or anything in a folder, last changed. */
function changedAt(path: string): number {
  const { mtimeMs } = statSync(path);
  if (!statSync(path).isDirectory()) return mtimeMs;
  return Math.max(mtimeMs, ...readdirSync(path).map(name => changedAt(join(path, name))));
}

const madeFrom = ['src', 'spec', 'ui', 'package.json'].map(name => join(root, name));
const isBuilt = existsSync(builtMain) && Math.max(...madeFrom.map(changedAt)) < statSync(builtMain).mtimeMs;

/** The command line. */
export const main: string = isBuilt ? builtMain : join(root, 'src/cli/main.ts');
/** Entry points of the package, as sources and as tests start them. */
export const sources: Readonly<Record<'index' | 'pact' | 'matchers-vitest' | 'playwright', string>> = {
  index: join(root, 'src/index.ts'),
  pact: join(root, 'src/pact/index.ts'),
  'matchers-vitest': join(root, 'src/testing/matchers-vitest.ts'),
  playwright: join(root, 'src/testing/playwright.ts'),
};
export const entries: typeof sources = isBuilt
  ? {
      index: join(root, 'dist/lib/index.js'),
      pact: join(root, 'dist/lib/pact.js'),
      'matchers-vitest': join(root, 'dist/lib/matchers-vitest.js'),
      playwright: join(root, 'dist/lib/playwright.js'),
    }
  : sources;
