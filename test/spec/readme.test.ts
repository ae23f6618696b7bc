// spec/README.md in step with the document: extensions, attributes, failures, contradictions.

import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { documentFile } from '../../spec/generate.ts';
import { builtinDocument, loadDocument } from '../../src/contract/openapi/load.ts';

const readme = readFileSync(new URL('../../spec/README.md', import.meta.url), 'utf8');
const root = parse(readFileSync(documentFile, 'utf8')) as unknown;
const used = extensions(root);
const v2 = await loadDocument(builtinDocument('v2'));
const authentication = await loadDocument(builtinDocument('authentication'));

describe('spec/README.md', () => {
  it('documents every extension that the document uses, with an example', () => {
    const others = [v2, authentication].flatMap(({ root: other }) => extensions(other));
    // The built-in documents have no need of x-faker; users' documents do.
    const names = [...new Set(['x-faker', ...[...used, ...others].map(({ name }) => name)])].sort();
    const listed = [...namesOfTable('## Extensions')].filter(name => name.startsWith('x-'));
    expect(listed.sort()).toEqual(names);
    for (const name of names) {
      expect(section(`### \`${name}\``)).toContain('```yaml');
    }
  });

  it('lists exactly the attributes of the person that the document uses', () => {
    const attributes = used.filter(({ name }) => name === 'x-person').map(({ value }) => String(value));
    expect([...namesOfTable('### `x-person`')].sort()).toEqual([...new Set(attributes)].sort());
  });

  it('explains every treatment that a variant gives to a claim', () => {
    const treatments = used
      .filter(({ name }) => name === 'x-variants')
      .flatMap(({ value }) => Object.values(value as object));
    const explained = namesOfTable('### `x-variants`');
    expect([...new Set(treatments)].filter(treatment => !explained.has(String(treatment)))).toEqual([]);
  });

  it('says of every named error how sure it is', () => {
    const ofV2 = v2.operations.flatMap(({ responses }) =>
      [...responses.values()].filter(({ key }) => key !== '200').flatMap(({ examples }) => [...examples.keys()]),
    );
    const ofV1 = Object.keys((root as { components: { examples: object } }).components.examples);
    const names = [...new Set([...ofV1, ...ofV2])];
    const rows = section('## Failures')
      .split('\n')
      .filter(line => /^\| \d{3} \|/.test(line))
      .join('\n');
    expect(names.filter(name => name !== 'first-last' && !rows.includes(`\`${name}\``))).toEqual([]);
    expect(
      [...rows.matchAll(/`([a-z-]{6,})`/g)].map(match => match[1]).filter(name => !names.includes(String(name))),
    ).toEqual([]);
  });

  it('has all 35 contradictions in order, each with a reading and how sure it is', () => {
    const rows = section('## Contradictions')
      .split('\n')
      .filter(line => /^\| \d+ \|/.test(line));
    const cells = rows.map(row =>
      row
        .split('|')
        .slice(1, -1)
        .map(cell => cell.trim()),
    );
    expect(cells.map(row => Number(row[0]))).toEqual(Array.from({ length: 35 }, (_, index) => index + 1));
    expect(cells.filter(row => row.length !== 5 || row.includes(''))).toEqual([]);
    expect(cells.filter(row => !/documented|seen|inferred/.test(String(row[4])))).toEqual([]);
  });
});

/** The text below a heading, down to the next one of the same or a higher level. */
function section(heading: string): string {
  const lines = readme.split('\n');
  const start = lines.indexOf(heading);
  if (start < 0) throw new Error(`no heading ${heading}`);
  const level = heading.indexOf(' ');
  const length = lines.slice(start + 1).findIndex(line => /^#+ /.test(line) && line.indexOf(' ') <= level);
  return lines.slice(start, length < 0 ? undefined : start + 1 + length).join('\n');
}

/** What stands in backticks in the first column of the table below a heading. */
function namesOfTable(heading: string): Set<string> {
  const cells = section(heading)
    .split('\n')
    .filter(line => line.startsWith('| `'))
    .map(line => line.split('|')[1] ?? '');
  return new Set(cells.flatMap(cell => [...cell.matchAll(/`([^`]+)`/g)].map(match => String(match[1]))));
}

/** Every `x-` member of the document, except inside example values. */
function extensions(node: unknown): { name: string; value: unknown }[] {
  if (typeof node !== 'object' || node === null) return [];
  return Object.entries(node).flatMap(([name, value]) => {
    if (name === 'value') return [];
    return name.startsWith('x-') ? [{ name, value }] : extensions(value);
  });
}
