import { describe, expect, it } from 'vitest';
import { nearest, suggest } from '../../src/base/suggest.ts';

describe('the name nearest to a misspelt one', () => {
  it.each([
    ['alcie', 'alice'],
    ['ALICE', 'alice'],
    ['zeo', 'zoe'],
    ['emial', 'email'],
    ['given-nmae', 'given_name'],
    ['zoee', 'zoe'],
    ['surnmae', 'surname_of_birth'],
  ])('gets this hint: %s', (name, meant) => {
    expect(nearest(name, ['bob', 'alice', 'zoe', 'email', 'given_name', 'surname_of_birth'])).toBe(meant);
  });

  it.each([
    ['xx', ['ar', 'de', 'x']],
    ['nope', ['zoe', 'bob']],
    ['fr', ['de', 'it']],
    ['token', ['admin', 'spec']],
    ['', ['a', 'b']],
    ['corrupt', ['corrupt_gzip', 'corrupt_brotli']],
    ['rese', ['reset-a-connection']],
  ])('is not guessed where nothing is near: %s', (name, candidates) => {
    expect(nearest(name, candidates)).toBeUndefined();
  });

  it('is suggested, or else all known names, sixty at most', () => {
    expect(suggest('alcie', ['bob', 'alice'])).toBe('Did you mean "alice"?');
    expect(suggest('nope', ['bob', 'alice'])).toBe('Known: bob, alice.');
    expect(suggest('nope', [])).toBe('Known: none.');
    expect(
      suggest(
        'nope',
        Array.from({ length: 62 }, (_, at) => `person${at}`),
      ),
    ).toMatch(/person59 and 2 more\.$/);
  });

  it('is the first of several that are as near', () => {
    expect(nearest('bod', ['bob', 'boa'])).toBe('bob');
  });
});
