// Who may import whom: the table of CONTRIBUTING, "Boundaries", enforced.

import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';

const source = resolve(import.meta.dirname, '../src');
const contributing = readFileSync(resolve(import.meta.dirname, '../CONTRIBUTING.md'), 'utf8');

/** `| module | may import |` rows of CONTRIBUTING. */
const allowed = new Map(
  [...contributing.matchAll(/^\| `([\w-]+)` \| (.*) \|$/gm)].map(([, module = '', imports = '']) => [
    module,
    imports === 'everything' ? undefined : [...imports.matchAll(/`([\w-]+)`/g)].map(([, name]) => name),
  ]),
);

/** Modules that know HTTP only through their callers. */
const withoutFastify = [
  'openapi',
  'findings',
  'profiles',
  'scenarios',
  'sessions',
  'responses',
  'recordings',
  'har',
  'coverage',
  'verify',
  'pact',
  'config',
  'clock',
  'errors',
];

const files = readdirSync(source, { recursive: true, encoding: 'utf8' })
  .filter(name => name.endsWith('.ts'))
  .map(name => join(source, name));

describe('boundaries', () => {
  it('has a row for every module of src', () => {
    expect([...new Set(files.map(moduleOf))].sort()).toEqual([...allowed.keys()].sort());
  });

  it.each([...allowed.keys()])('%s imports only what its row allows', module => {
    const own = files.filter(file => moduleOf(file) === module);
    const strangers = own.flatMap(file =>
      importsOf(file)
        .filter(target => !mayImport(module, target))
        .map(target => `${short(file)} -> ${target}`),
    );
    expect(strangers).toEqual([]);
  });

  it.each(withoutFastify)('%s does not know Fastify', module => {
    const own = files.filter(file => moduleOf(file) === module);
    expect(own.filter(file => /from '(fastify|@fastify\/[\w-]+)'/.test(readFileSync(file, 'utf8'))).map(short)).toEqual(
      [],
    );
  });

  it('looks for files of the package only from folders: the bundle is one level below dist', () => {
    const direct = files.filter(file => dirname(file) === source);
    expect(direct.filter(file => readFileSync(file, 'utf8').includes('import.meta.url')).map(short)).toEqual([]);
  });

  it('keeps src at most two levels deep, without folders for leftovers', () => {
    const folders = new Set(files.map(file => relative(source, dirname(file))));
    expect([...folders].filter(folder => folder.split('/').length > 2 || /utils|helpers|common/.test(folder))).toEqual(
      [],
    );
  });
});

/** The first folder under src, or the file itself where it stands directly in src. */
function moduleOf(file: string): string {
  return relative(source, file).split('/')[0]!.replace(/\.ts$/, '');
}

function importsOf(file: string): string[] {
  const text = readFileSync(file, 'utf8');
  const targets = [...text.matchAll(/(?:from|import\()\s*'(\.[^']+)'/g)].map(([, target = '']) =>
    resolve(dirname(file), target),
  );
  return [...new Set(targets.filter(target => target.startsWith(source)).map(moduleOf))];
}

function mayImport(module: string, target: string): boolean {
  const names = allowed.get(module);
  return target === module || names === undefined || names.includes(target);
}

function short(file: string): string {
  return relative(source, file);
}
