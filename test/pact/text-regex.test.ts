// Regular expressions that match whole values without flags, as Pact wants them.

import { describe, expect, it } from 'vitest';
import { literal, textRegex } from '../../src/pact/matchers.ts';

type Row = readonly [what: string, schema: object, matching: readonly string[], others: readonly string[]];

const rows: readonly Row[] = [
  ['an anchored pattern', { pattern: '^[a-z]{2}$' }, ['de'], ['deu', ' de', 'de\n']],
  ['a pattern that may match anywhere', { pattern: 'b' }, ['b', 'abc', 'a\nb'], ['ac']],
  ['a pattern that is anchored at its start only', { pattern: '^ab' }, ['ab', 'abc'], ['cab']],
  ['choices of which each has its own anchor', { pattern: '^a|b$' }, ['ac', 'cb'], ['ca', 'bc']],
  ['choices within a group', { pattern: '^(?:a|b)$' }, ['a', 'b'], ['ab', 'ac']],
  ['a dollar sign that is meant', { pattern: '^a\\$' }, ['a$', 'a$b'], ['a']],
  [
    'an e-mail address',
    { format: 'email' },
    ["o'brien@example.com", 'jörg@bücher.example'],
    ['a@bXcom', 'a b@c.d', 'a@b'],
  ],
  [
    'a date with whatever precision',
    { format: 'date-time' },
    ['2017-12-11T20:54:18Z', '2017-12-11T20:54:18.123Z', '2017-12-11T20:54:18+01:00'],
    ['2017-12-11', '2017-12-11 20:54:18'],
  ],
  [
    'a date of which a pattern says the precision',
    { format: 'date-time', pattern: '^[0-9-]{10}T[0-9:]{8}Z$' },
    ['2017-12-11T20:54:18Z'],
    ['2017-12-11T20:54:18.123Z'],
  ],
  ['an address of the web', { format: 'uri' }, ['https://a.b/c?d=e#f'], ['a b', '/relative']],
  ['a length', { minLength: 1, maxLength: 3 }, ['a', '\n', 'äöü', '😀😀😀'], ['', 'abcd']],
  ['a length together with a pattern', { maxLength: 3, pattern: '^a' }, ['a', 'abc'], ['abcd', 'b']],
  ['one of several values', { enum: ['a.b', 'c|d', null] }, ['a.b', 'c|d'], ['axb', 'c', 'd', 'null']],
  ['one value', { const: '1+1' }, ['1+1'], ['11']],
];

describe('textRegex', () => {
  it.each(rows)('matches %s as the schema does', (_what, schema, matching, others) => {
    const regex = textRegex([{ schema: schema as never, pointer: '' }]) ?? '(?!)';
    const whole = new RegExp(`^(?:${regex})$`, 'u');
    expect(matching.filter(value => !whole.test(value))).toEqual([]);
    expect(others.filter(value => whole.test(value))).toEqual([]);
  });

  it('makes none where nothing is asked of a string', () => {
    expect(textRegex([{ schema: { type: 'string', format: 'made-up' }, pointer: '' }])).toBeUndefined();
  });

  it('omits a limit that is too large to compile', () => {
    expect(textRegex([{ schema: { maxLength: 65_536 }, pointer: '' }])).toBeUndefined();
    expect(textRegex([{ schema: { minLength: 2, maxLength: 65_536 }, pointer: '' }])).toBe('[\\s\\S]{2,}');
  });
});

describe('literal', () => {
  it('matches nothing but what it was given', () => {
    const value = '\\^$.*+?()[]{}|';
    expect(new RegExp(`^(?:${literal(value)})$`, 'u').test(value)).toBe(true);
  });
});
