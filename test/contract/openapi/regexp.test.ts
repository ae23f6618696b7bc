import { describe, expect, it } from 'vitest';
import { boundsOf } from '../../../src/contract/openapi/pattern-bounds.ts';
import { EndlessPattern, tolerantRegExp } from '../../../src/contract/openapi/regexp.ts';

describe('a pattern of a document', () => {
  // The example of every textbook: each further character doubles the ways to divide the string.
  const doubling = `^(${'a+'})+$`;

  it('that backtracks without end is stopped', () => {
    const matcher = tolerantRegExp(doubling, 'u');
    expect(matcher.test('a'.repeat(40))).toBe(true);
    expect(() => matcher.test(`${'a'.repeat(60)}!`)).toThrow(EndlessPattern);
    expect(() => matcher.test(`${'a'.repeat(60)}!`)).toThrow('takes too long to match a string of length 61');
    expect(matcher.test('aaa!')).toBe(false);
  });

  it.each([doubling, '^(a|aa)+$', '^(a?){30}a{30}$', '(x+x+)+y', '^(.*a){20}$', '^(a+)\\1$'])(
    '%s may take without end',
    source => {
      expect(boundsOf(source).steps(40)).toBe(Number.POSITIVE_INFINITY);
    },
  );

  it.each([
    '^[a-z]+(-[a-z]+)*$',
    '^(\\w+\\.)+\\w+$',
    '^[\\w.+-]+@[\\w-]+\\.[\\w.-]+$',
    '(\\d{1,3}\\.){3}\\d{1,3}',
    '^(?=.*[A-Z])(?=.*\\d)[A-Za-z\\d]{8,}$',
    '^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$',
    '^([01]\\d|2[0-3]):[0-5]\\d$',
  ])('%s ends soon for a string as people have', source => {
    expect(boundsOf(source).steps(40)).toBeLessThan(1e8);
  });

  it.each([
    ['^a{3,}(bc|d)?$', 3],
    ['^(ab|c)+$', 1],
    ['^((a{10}){10}){10}$', 1000],
    ['(?=abc)a', 1],
    ['[^\\]]\\u0041\\p{L}', 3],
  ])('%s matches no fewer than %d characters', (source, least) => {
    expect(boundsOf(source).least).toBe(least);
  });
});
