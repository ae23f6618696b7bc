import { describe, expect, it } from 'vitest';
import { nearest } from '../../src/base/errors.ts';

describe('the name nearest to a misspelt one', () => {
  it.each([
    ['alcie', 'alice'],
    ['ALICE', 'alice'],
    ['zeo', 'zoe'],
    ['emial', 'email'],
    ['given-nmae', 'given_name'],
    ['zoee', 'zoe'],
  ])('is told: %s', (name, meant) => {
    expect(nearest(name, ['bob', 'alice', 'zoe', 'email', 'given_name'])).toBe(meant);
  });

  it.each([
    ['xx', ['ar', 'de', 'x']],
    ['nope', ['zoe', 'bob']],
    ['fr', ['de', 'it']],
    ['token', ['admin', 'spec']],
    ['', ['a', 'b']],
  ])('is not guessed where nothing is near: %s', (name, candidates) => {
    expect(nearest(name, candidates)).toBeUndefined();
  });

  it('is the first of several that are as near', () => {
    expect(nearest('bod', ['bob', 'boa'])).toBe('bob');
  });
});
