// Values without positions, and positions only when they are asked for.

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseDocument } from 'yaml';
import { parseYaml } from '../../src/base/yaml.ts';

const parse = (text: string) => parseYaml('a.yaml', text, 'ERR_DOCUMENT_UNPARSABLE');

const folders = ['spec', 'fixtures/personas', 'fixtures/scenarios'].map(name =>
  join(import.meta.dirname, '../..', name),
);
const files = folders.flatMap(folder =>
  readdirSync(folder)
    .filter(name => /\.(?:ya?ml|json)$/u.test(name))
    .map(name => join(folder, name)),
);

describe('parsed text', () => {
  it.each(files)('has the value that the parser with positions gives it: %s', file => {
    const text = readFileSync(file, 'utf8');
    expect(parse(text).value).toEqual(parseDocument(text, { merge: true }).toJS());
  });

  it.each([
    ...['a: 1_000', 'a: 0o17', 'a: 0x1F', 'a: 012', 'a: yes', 'a: 2024-01-01', 'a: ~', 'a: !!str 1', 'a: 1.', 'a: .5'],
    ...[
      '200: x',
      'true: x',
      '1.0: x',
      '- a\n- b',
      '"a": "\\x41"',
      'a: |\n  b\n  c\n',
      'a: &x {b: 1}\nc: *x',
      '# a',
      '',
    ],
    ...['a: &x {b: 1}\nc:\n  <<: *x\n  d: 2', '%YAML 1.1\n---\na: yes', '{"a": "\\"b\\": 1", "c": {"a": 1}}', '{a: b}'],
  ])('of %j is the same with and without positions', text => {
    expect(parse(text).value).toEqual(parseDocument(text, { merge: true, logLevel: 'error' }).toJS());
  });

  it.each<[string, string, number, number]>([
    ['a key of YAML twice', 'a: 1\na: 2', 2, 1],
    ['a key of JSON twice', '{"a": 1,\n "b": [{"c": 1, "c": 2}]}', 2, 17],
    ['a number that JSON does not have', '{"a": 1,\n "b": 1e400}', 2, 2],
    ['a number that YAML only has', 'a: 1\nb: .inf', 2, 1],
    ['two documents', '--- 1\n--- 2', 2, 1],
    ['an alias in its own anchor', 'a: &x [*x]', 1, 8],
    ['an alias without an anchor', 'a: *x', 1, 4],
  ])('with %s is refused with its place', (_, text, line, column) => {
    expect(() => parse(text)).toThrow(expect.objectContaining({ data: expect.objectContaining({ line, column }) }));
  });

  it('is refused where aliases make more of it than memory has', () => {
    const names = Array.from('abcdefghijklmnop');
    const lines = names.map((name, index) => {
      const before = names[index - 1];
      return `${name}: &${name} [${Array.from({ length: 9 }, () => (before ? `*${before}` : 1)).join(', ')}]`;
    });
    expect(() => parse(lines.join('\n'))).toThrow(expect.objectContaining({ code: 'ERR_DOCUMENT_UNPARSABLE' }));
  });

  it.each(['[', '{"a":', '- '])('is refused where it nests more deeply than a reader can follow: %s', open => {
    expect(() => parse(open.repeat(100_000))).toThrow(expect.objectContaining({ code: 'ERR_DOCUMENT_UNPARSABLE' }));
  });

  it.each([600, 100_000])('says where JSON has more than 500 of its %d levels', levels => {
    expect(() => parse(`${'['.repeat(levels)}${']'.repeat(levels)}`)).toThrow(/:1:501: expected at most 500 levels/);
  });

  it('of 50,000 keys is read, with places, and a repeated one found, in one pass', () => {
    const keys = Array.from({ length: 50_000 }, (_, index) => `k${index}: 1`);
    expect(parse(keys.join('\n')).locate(['k49999'])).toEqual({ line: 50_000, column: 1 });
    expect(() => parse([...keys, 'k7: 2'].join('\n'))).toThrow(':50001:1: duplicate key');
  });

  it('finds the place of a value by its path', () => {
    expect(parse('{"a": 1,\n "b": [1,\n  {"c": 2}]}').locate(['b', 1, 'c'])).toEqual({ line: 3, column: 4 });
  });
});
