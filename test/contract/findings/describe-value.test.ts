// A value is described by type, length and shape only.

import { describe, expect, it } from 'vitest';
import { describeValue } from '../../../src/contract/findings/safe-text.ts';

describe('a value is described', () => {
  it.each([
    [undefined, 'nothing'],
    [null, 'null'],
    [true, 'a boolean'],
    [0, 'an integer of 1 digit'],
    [-1662583480, 'an integer of 10 digits'],
    [1e300, 'an integer of 301 digits'],
    [0.5, 'a number with a fraction'],
    [Number.POSITIVE_INFINITY, 'a number beyond the range of JavaScript'],
    [Number.NEGATIVE_INFINITY, 'a number beyond the range of JavaScript'],
    [Number.NaN, 'NaN, which JSON does not have'],
    ['', 'an empty string'],
    ['Zoë', 'a string of 3 characters (letters)'],
    ['+1 555 #2', 'a string of 9 characters (digits, spaces, other characters)'],
    ['👩', 'a string of 1 character (other characters)'],
    [[], 'an array of 0 items'],
    [[1], 'an array of 1 item'],
    [{ a: 1, b: 2 }, 'an object with 2 members'],
  ])('%j as %s', (value, words) => {
    expect(describeValue(value)).toBe(words);
  });
});
