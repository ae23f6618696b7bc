import { describe, expect, it } from 'vitest';
import { tolerantRegExp } from '../../src/contract/openapi/regexp.ts';
import { PatternError, parsePattern } from '../../src/profiles/pattern.ts';
import { randomOf } from '../../src/profiles/random.ts';

describe('a string for a pattern', () => {
  it.each([
    '^[A-Z]{2}$',
    '^(?:[0-9A-Z]{12}|[0-9A-Z]{16})$',
    '^\\+[1-9][0-9]{0,2} [0-9]{4,14}(?: #[0-9]{1,10})?$',
    '^[^@\\s]+@[^@\\s]+\\.[a-z]{2,}$',
    '^(a|b|(cd)+)?e{3}$',
    '(\\w+)-\\1',
    '^(?<year>\\d{4})-\\k<year>$',
    '^\\p{Lu}\\p{Ll}+$',
    '^[\\p{Script=Greek}\\s]{3,5}$',
    '^\\u00e9\\x41\\u{1F600}$',
    '^[\\]\\\\\\-^a]+$',
    '^.{5}$',
    '^\\d\\D\\s\\S\\w\\W$',
    '^[\\u4e00-\\u4e10]{2}$',
    '^\\{"a":\\[\\d\\]\\}$',
    'x*?y+?z??',
    '^$',
    '',
    '^a{0}b{2,}$',
    '^\\.\\/\\*\\(\\)$',
    '^[a-z\\-]+$',
    '^[^a-zA-Z0-9 -~]$',
  ])('%s', source => {
    const pattern = parsePattern(source);
    const regExp = tolerantRegExp(source, 'u');
    for (let seed = 0; seed < 60; seed++) {
      const reach = { extra: seed % 9, exactly: seed % 2 === 0, wide: seed % 3 === 0 };
      const text = pattern.generate(randomOf(`${seed}`), reach);
      expect(regExp.test(text), text).toBe(true);
    }
  });

  it.each(['^[^\\s\\S]$', '(', '[z-a]', '^\\p{Nonsense}$'])('%s is refused', source => {
    expect(() => parsePattern(source)).toThrow(PatternError);
  });
});
