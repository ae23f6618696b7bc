import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';

/** Names of faker's files that a program loads which asks for people of these locales, and what it says on stderr. */
function loadedBy(locales: readonly string[]): { files: readonly string[]; printed: string } {
  const folder = mkdtempSync(join(tmpdir(), 'coverage-'));
  const program = `
    import { localeOf } from '${resolve('src/profiles/locale.ts')}';
    import { createPerson } from '${resolve('src/profiles/create-person.ts')}';
    import { randomOf } from '${resolve('src/profiles/random.ts')}';
    import '${resolve('src/profiles/profile-builder.ts')}';
    for (const name of ${JSON.stringify(locales)}) {
      createPerson({ random: randomOf('x'), locale: localeOf(name), known: {}, style: 'ordinary' });
    }`;
  const printed = execFileSync(
    resolve('node_modules/.bin/node'),
    ['--input-type=module', '--eval', `${program};process.stdout.write('done')`],
    {
      env: { ...process.env, NODE_V8_COVERAGE: folder },
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  const reports = readdirSync(folder).map(
    file => JSON.parse(readFileSync(join(folder, file), 'utf8')) as { result: { url: string }[] },
  );
  rmSync(folder, { recursive: true });
  const urls = reports.flatMap(({ result }) => result.map(({ url }) => url));
  return {
    files: urls
      .filter(url => url.includes('@faker-js'))
      .map(url => url.replace(/^.*\/dist\//, '').replace(/-\w+\.js$/, '.js')),
    printed,
  };
}

describe('locales', () => {
  it('other than English load on demand', () => {
    const { files, printed } = loadedBy(['en']);
    expect(printed).toBe('done');
    expect([...files].sort()).toEqual(['base.js', 'en.js', 'locale/en.js']);
  });

  it('are loaded one by one', () => {
    const { files } = loadedBy(['ja', 'de']);
    expect([...files].sort()).toEqual([
      'base.js',
      'de.js',
      'en.js',
      'ja.js',
      'locale/de.js',
      'locale/en.js',
      'locale/ja.js',
    ]);
  });
});
