// Reading JSON: the value of JSON.parse, and what JSON.parse keeps to itself.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readJson } from '../../../src/contract/responses/read-json.ts';

const codes = (text: string): readonly string[] =>
  readJson(text).findings.map(({ code, instancePath }) =>
    `${code.replace('response/', '')} ${instancePath ?? ''}`.trim(),
  );

describe('JSON', () => {
  it('has the value that JSON.parse has, and no finding that was not put in', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 4 }), fc.nat(3), (value, indent) => {
        const text = JSON.stringify(value, undefined, indent);
        const { json, findings } = readJson(text);
        expect(json).toEqual({ value: JSON.parse(text) });
        expect(findings.filter(({ code }) => code !== 'response/number-imprecise')).toEqual([]);
      }),
      { numRuns: 500 },
    );
  });

  it('is never read where JSON.parse refuses it', () => {
    const nearly = fc.jsonValue({ maxDepth: 3 }).chain(value => {
      const text = JSON.stringify(value);
      return fc.tuple(
        fc.constant(text),
        fc.nat(text.length),
        fc.constantFrom('', '"', ',', ':', '}', ']', '\u0000', '0'),
      );
    });
    fc.assert(
      fc.property(nearly, ([text, at, put]) => {
        const broken = text.slice(0, at) + put;
        const { json, findings } = readJson(broken);
        const isJson = parses(broken);
        expect(json !== undefined).toBe(isJson);
        if (!isJson) expect(findings).toHaveLength(1);
      }),
      { numRuns: 1000 },
    );
  });

  it('shows nothing of a text that it cannot read', () => {
    for (const text of [
      '{"secret":"secret',
      '{"a":secret}',
      '{"a":1}secret',
      "{'secret':1}",
      '<secret>',
      '{"a":"secret\n"}',
    ])
      expect(JSON.stringify(readJson(text).findings)).not.toContain('secret');
  });

  it.each([
    ['{"a":1,"a":2}', ['json-duplicate-name /a']],
    ['{"a":1,"b":{"a":2},"a":{"c":1,"c":1}}', ['json-duplicate-name /a', 'json-duplicate-name /a/c']],
    ['{"__proto__":1,"__proto__":2}', ['json-duplicate-name /__proto__']],
    ['{"":1,"":2}', ['json-duplicate-name /']],
    ['[{"a":"\\":"},{"a":1, "a" :2}]', ['json-duplicate-name /1/a']],
    ['{"a":9007199254740993}', ['number-imprecise /a']],
    ['[9007199254740992,-9007199254740993]', ['number-imprecise /1']],
    ['1e999', ['number-imprecise']],
    ['[0.1, 1e21, 1E-400, 12345678901234567168]', []],
    ['{"a":" 12345678901234567890","a:":"\\"b\\": 1"}', []],
  ])('has these findings: %s', (text, expected) => {
    expect(codes(text)).toEqual(expected);
  });

  it.each([
    ['{\n  "a": NaN\n}', 'The body is not JSON at line 2, column 8.', 'JSON has neither NaN nor Infinity.'],
    [
      '{"a":1,}',
      'The body is not JSON at line 1, column 8.',
      'Expected a name in quotation marks; JSON allows no comma before a closing bracket.',
    ],
    ['[1 2]', 'The body is not JSON at line 1, column 4.', 'Expected a comma.'],
    [
      '<html>',
      'The body is not JSON at line 1, column 1.',
      'It begins like a web page or XML: a proxy may have answered.',
    ],
  ])('says where and why it cannot be read: %s', (text, message, hint) => {
    expect(readJson(text).findings).toEqual([{ code: 'response/json-invalid', message, hint }]);
  });
});

describe('a text of many megabytes', () => {
  const length = 12 * 1024 * 1024;

  it.each([
    ['a long text and many brackets', `[${'[],'.repeat(300)}"${'a'.repeat(length)}"]`],
    ['a text of quotation marks', `[${'[],'.repeat(300)}"${'\\"'.repeat(length / 2)}"]`],
    ['a text of backslashes', `[${'[],'.repeat(300)}"${'\\\\'.repeat(length / 2)}"]`],
    ['a text of brackets', `["${'['.repeat(length)}"]`],
    ['a text of spaces after a name', `{"a"${' '.repeat(length)}:1}`],
    ['a text of dots', `{"a":"1:${'.'.repeat(length)}"}`],
  ])('is read: %s', (_, text) => {
    const { json, findings } = readJson(text);
    expect(json).toBeDefined();
    expect(findings).toEqual([]);
  });

  it.each([
    ['that never ends', `[${'[],'.repeat(300)}"${'a'.repeat(length)}`, 'json-truncated'],
    [
      'that is nested too deep behind a long text',
      `["${'\\"['.repeat(length / 3)}",${'['.repeat(200)}`,
      'json-too-deep',
    ],
    ['of spaces', ' '.repeat(length), 'json-truncated'],
  ])('is refused: one %s', (_, text, code) => {
    expect(codes(text)).toEqual([code]);
  });
});

function parses(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
