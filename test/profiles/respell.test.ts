import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { respell, respellType } from '../../src/profiles/variants.ts';

describe('a respelled value', () => {
  it('is the same value with other bytes', () => {
    fc.assert(
      fc.property(fc.jsonValue(), value => {
        // JSON has no negative zero to come back from text.
        const plain = JSON.parse(JSON.stringify(value));
        expect(JSON.parse(respell(plain))).toEqual(plain);
      }),
    );
  });

  it('has exponents, escapes, slashes and another order', () => {
    const text = respell({ updated_at: 1_700_000_000, name: 'Zoé', picture: 'https://a/b', off: null });
    expect(text).toContain('1.7e+9');
    expect(text).toContain(String.raw`\u005ao\u00e9`);
    expect(text).toContain(String.raw`\u0068ttps:\/\/a\/b`);
    expect(Object.keys(JSON.parse(text))).toEqual(['off', 'picture', 'name', 'updated_at']);
  });

  it('has a content type that means the same', () => {
    expect(respellType('application/json; charset=utf-8')).toBe('Application/Json; Charset="UTF-8"');
  });
});
