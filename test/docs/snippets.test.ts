// The TypeScript of README and docs is type-checked as strictly as the source, and runs. `console.log(x); // text` prints that text.

import { execFile } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { root } from '../../spec/docs.ts';
import type { Mock } from '../../src/testing/mock.ts';
import { startMock } from '../../src/testing/start-mock.ts';
import { entries, sources } from '../program.ts';
import { blocksOf, folderOfShownFiles, node } from './pages.ts';

const run = promisify(execFile);
const folder = folderOfShownFiles();
let mock: Mock;

const snippets = blocksOf('ts').map(({ text, place }) => {
  const runner = /from '(vitest|node:test)'/.exec(text)?.[1];
  const name = `${place.replace(/\W/g, '-')}${runner === 'vitest' ? '.test' : ''}.ts`;
  return { name, text, place, runner };
});
const scripts = snippets.filter(({ runner }) => runner === undefined);
const nodeTests = snippets.filter(({ runner }) => runner === 'node:test');

beforeAll(async () => {
  mock = await startMock();
  for (const { name, text } of snippets) {
    writeFileSync(join(folder, name), here(text, entries));
    writeFileSync(join(folder, typed(name)), here(text, sources));
  }
});
afterAll(async () => {
  await mock.close();
  rmSync(folder, { recursive: true });
});

/** The same file for the compiler, which takes the types of the sources. */
function typed(name: string): string {
  return `typed-${name.replace('.test.ts', '.ts')}`;
}

/** The package stands for these modules, and the usual address for a mock on a free port. */
function here(text: string, modules: typeof sources): string {
  return text
    .replaceAll(`'aps-userinfo'`, `'${modules.index}'`)
    .replaceAll(`'aps-userinfo/matchers/vitest'`, `'${modules['matchers-vitest']}'`)
    .replaceAll(`'aps-userinfo/pact'`, `'${modules.pact}'`)
    .replaceAll('http://127.0.0.1:4010', mock.url);
}

describe('the TypeScript of the pages', () => {
  it('has types that fit', async () => {
    const config = {
      extends: join(root, 'tsconfig.json'),
      compilerOptions: { rewriteRelativeImportExtensions: false },
      files: snippets.map(({ name }) => typed(name)),
    };
    writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ ...config, include: [] }));
    const found = await finish('tsc', ['-p', folder]);
    expect(found.stdout).toBe('');
    expect(found.exitCode).toBe(0);
  });

  it.each(scripts)('$place prints what it says', async ({ name, text }) => {
    const { stdout } = await run(node, [join(folder, name)], { cwd: folder, env: quietEnvironment });
    expect(stdout.trim().split('\n')).toEqual(printed(text));
  });

  it.each(nodeTests)('$place passes in node:test', async ({ name }) => {
    const { stdout } = await run(node, ['--test', name], { cwd: folder, env: quietEnvironment });
    expect(stdout).toContain('pass 1\n');
  });

  it('passes in vitest', async () => {
    const { stdout, exitCode } = await finish('vitest', [
      'run',
      '--root',
      folder,
      '--testTimeout=300000',
      '--exclude',
      '*.cjs',
      '--exclude',
      '*.container.test.js',
      '--reporter',
      'json',
    ]);
    const report = JSON.parse(stdout) as { readonly testResults: readonly unknown[] };
    expect(exitCode, stdout).toBe(0);
    expect(report.testResults).toHaveLength(snippets.filter(({ runner }) => runner === 'vitest').length);
  });
});

const quietEnvironment = { PATH: process.env['PATH'], NODE_NO_WARNINGS: '1' };

/** Runs a tool of the repository to its end, whatever the end is. */
async function finish(tool: string, args: readonly string[]): Promise<{ stdout: string; exitCode: number }> {
  const options = { cwd: folder, env: quietEnvironment };
  try {
    const { stdout } = await run(join(root, 'node_modules/.bin', tool), args, options);
    return { stdout, exitCode: 0 };
  } catch (error) {
    const { stdout, code } = error as { stdout: string; code: number };
    return { stdout, exitCode: code };
  }
}

function printed(text: string): readonly string[] {
  return [...text.matchAll(/^console\.log\(.*\);(?: \/\/ (.*))?$/gm)].map(([, shown = '']) => shown);
}
