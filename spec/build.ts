// `npm run build`, after the compiler wrote the declarations to dist/types: the bundle, the page, the precompiled files,
// and the end of whatever an earlier build left.

import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { furtherFolders, precompiledFiles } from '../src/contract/openapi/precompiled.ts';
import { bundle } from './bundle.ts';
import { licensesOf } from './licenses.ts';
import { buildPage } from './page.ts';
import { precompilePackage } from './precompile.ts';
import { writeRequireEntries } from './require.ts';

const root = fileURLToPath(new URL('../', import.meta.url));
const dist = join(root, 'dist');

const { files, modules } = await bundle({
  root: join(root, 'src'),
  entries: {
    index: './index.ts',
    main: './cli/main.ts',
    matchers: './testing/matchers.ts',
    'matchers-jest': './testing/matchers-jest.ts',
    'matchers-vitest': './testing/matchers-vitest.ts',
    msw: './testing/msw.ts',
    pact: './pact/index.ts',
    playwright: './testing/playwright.ts',
    testcontainers: './testing/testcontainers.ts',
    'verifier-process': './pact/verifier-process.ts',
  },
  // Smallest needs first: a command that prints its help must not load a server.
  together: {
    base: ['cli/program.ts', 'testing/matchers.ts'],
    options: ['cli/program.ts', 'index.ts'],
    tokens: ['cli/token.ts', 'index.ts'],
    contract: ['testing/matchers.ts', 'index.ts'],
    calls: ['verify/verify.ts', 'cli/mock.ts'],
    server: ['cli/mock.ts', 'index.ts'],
  },
  folder: join(dist, 'lib'),
});
writeFileSync(join(dist, 'licenses.txt'), licensesOf(modules));
const required = writeRequireEntries(join(dist, 'lib'), join(dist, 'types'));
await precompilePackage();
const page = await buildPage();
mkdirSync(join(dist, 'ui'), { recursive: true });
for (const [name, text] of Object.entries(page)) writeFileSync(join(dist, 'ui', name), text);
removeOthers(readdirSync(dist), name =>
  ['lib', 'types', 'ui', 'licenses.txt', 'meta', ...furtherFolders, ...Object.values(precompiledFiles)].includes(name),
);
removeOthers(below('lib'), name => [...files, ...required.lib].includes(relative('lib', name)));
removeOthers(below('ui'), name => Object.hasOwn(page, relative('ui', name)));
removeOthers(
  below('types'),
  name =>
    required.types.includes(relative('types', name)) ||
    existsSync(join(root, 'src', relative('types', name).replace(/\.d\.ts$/u, '.ts'))),
);

/** Files and folders below a folder of `dist`, relative to `dist`. */
function below(folder: string): string[] {
  return readdirSync(join(dist, folder), { recursive: true, encoding: 'utf8' }).map(name => join(folder, name));
}

function removeOthers(names: readonly string[], belongs: (name: string) => boolean): void {
  for (const name of names) if (!belongs(name)) rmSync(join(dist, name), { recursive: true, force: true });
}
