// The documents lead somewhere: links and headings, order of README, version of CHANGELOG.

import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readme, root, version } from './readme.ts';

describe('README', () => {
  it('keeps its order', () => {
    const headings = [...readme.matchAll(/^## (.*)$/gm)].map(([, heading]) => heading);
    expect(headings).toEqual([
      'Quick start',
      'Choosing what comes back',
      'Is a server what the document says?',
      'Recipes',
      'Options',
      'Endpoints',
      'Errors',
      'What is known of the real service',
      'Other tools',
      'Speed',
      'What it is not',
    ]);
  });

  it('says in its first screen how to run and to test it', () => {
    const screen = readme.split('\n').slice(0, 12).join('\n');
    expect(screen).toContain('npm ci && npm start');
    expect(screen).toContain('npm ci && npm test');
  });

  it('links to files and headings that exist', () => {
    const links = [...readme.matchAll(/\]\((?!https?:)([^)#]*)(?:#([^)]+))?\)/g)];
    const broken = links.filter(([, file = '', anchor]) => {
      const target = join(root, file === '' ? 'README.md' : file);
      return !existsSync(target) || (anchor !== undefined && !anchorsOf(target).includes(anchor));
    });
    expect(broken.map(([link]) => link)).toEqual([]);
  });
});

describe('CHANGELOG', () => {
  it('tells of the version of the package, first of all versions', () => {
    const changelog = readFileSync(join(root, 'CHANGELOG.md'), 'utf8');
    const versions = [...changelog.matchAll(/^## \[(\d[^\]]*)\] - \d{4}-\d\d-\d\d$/gm)].map(([, name]) => name);
    expect(versions[0]).toBe(version);
  });
});

/** As GitHub makes them. */
function anchorsOf(file: string): readonly string[] {
  const headings = [...readFileSync(file, 'utf8').matchAll(/^#+ (.*)$/gm)];
  return headings.map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replace(/[^\w\- ]/g, '')
      .replaceAll(' ', '-'),
  );
}
