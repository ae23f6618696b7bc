// The pages lead somewhere: links and headings, the first screen of README, the version of CHANGELOG.

import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { root } from '../../spec/docs.ts';
import { pages, textOf, version } from './pages.ts';

const others = ['CONTRIBUTING.md', 'CHANGELOG.md', 'spec/README.md'];

describe('README', () => {
  it('fits in 220 lines', () => {
    expect(textOf('README.md').split('\n').length).toBeLessThanOrEqual(220);
  });

  it('says in its first screen how to run and to test it', () => {
    const screen = textOf('README.md').split('\n').slice(0, 12).join('\n');
    expect(screen).toContain('npm ci && npm start');
    expect(screen).toContain('npm ci && npm test');
  });
});

describe('the index of docs', () => {
  it('links to every page', () => {
    const names = pages.map(({ path }) => path.replace('docs/', '')).filter(name => name !== 'README.md');
    expect(names.filter(name => !textOf('docs/README.md').includes(`](${name})`))).toEqual([]);
  });
});

describe('every page', () => {
  const all = [...pages.map(({ path }) => path), ...others];

  it.each(all)('%s shows images that are PNGs of at most 100 KiB', path => {
    const images = [...readFileSync(join(root, path), 'utf8').matchAll(/!\[[^\]]*\]\((?!https?:)([^)]+)\)/g)];
    for (const [, file = ''] of images) {
      const bytes = readFileSync(join(root, dirname(path), file));
      expect(bytes.subarray(0, 8).toString('latin1'), file).toBe('\x89PNG\r\n\x1a\n');
      expect(bytes.length, file).toBeLessThanOrEqual(100 * 1024);
    }
  });

  it.each(all)('%s links to files and headings that exist', path => {
    const text = readFileSync(join(root, path), 'utf8');
    const links = [...text.matchAll(/\]\((?!https?:)([^)#]*)(?:#([^)]+))?\)/g)];
    const broken = links.filter(([, file = '', anchor]) => {
      const target = file === '' ? join(root, path) : join(root, dirname(path), file);
      return !existsSync(target) || (anchor !== undefined && !anchorsOf(target).includes(anchor));
    });
    expect(broken.map(([link]) => link)).toEqual([]);
  });
});

describe('CHANGELOG', () => {
  it('has the version of the package before all others', () => {
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
