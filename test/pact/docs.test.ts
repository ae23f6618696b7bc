// docs/pact.md and the tests are in step: a test proves every row of what the plain tools let pass.

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { root } from './tools.ts';

const file = join(root, 'docs/pact.md');
const text = readFileSync(file, 'utf8');

describe('docs/pact.md', () => {
  it('names a test for each thing that the plain tools let pass', () => {
    const proved = rows('## What the plain tools let pass').map(cells => cells[2] ?? '');
    const tests = readdirSync(import.meta.dirname)
      .filter(name => name.endsWith('.test.ts'))
      .flatMap(titlesOf);
    expect(proved.length).toBeGreaterThan(30);
    expect(proved.filter(title => !tests.includes(title))).toEqual([]);
  });

  it('covers all tests about the plain tools', () => {
    const proved = rows('## What the plain tools let pass').map(cells => cells[2] ?? '');
    const tests = ['verify-pitfalls.test.ts', 'compare-pitfalls.test.ts'].flatMap(titlesOf);
    const ordinary = [
      'passes a contract that the document allows, with fewer claims than it has',
      'reads a rule with escapes that are not needed',
      'reads contracts of specification 2 and 3',
    ];
    expect(tests.filter(title => !proved.includes(title)).sort()).toEqual(ordinary);
  });
});

function titlesOf(name: string): readonly string[] {
  const source = readFileSync(join(import.meta.dirname, name), 'utf8');
  return [...source.matchAll(/\bit(?:\.each\([\s\S]*?\))?\(\s*['"]((?:[^'"\\]|\\.)*)['"],/g)].map(
    ([, title = '']) => title,
  );
}

/** The cells of the first table below a heading. */
function rows(heading: string): readonly (readonly string[])[] {
  const below = text.slice(text.indexOf(heading));
  const [, body = ''] = /\n\|[-|]+\|\n((?:\|.*\n)+)/.exec(below) ?? [];
  return body
    .trim()
    .split('\n')
    .map(line => line.split(' | ').map(cell => cell.replace(/^\| | \|$/g, '')));
}
