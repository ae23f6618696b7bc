import { describe, expect, it } from 'vitest';
import { KitError } from '../../../src/base/errors.ts';
import { readPreferences } from '../../../src/server/mock/preferences.ts';

describe('the Prefer header', () => {
  it.each([
    ['code=429', { code: 429 }],
    ['code="429"', { code: 429 }],
    ['CODE=429', { code: 429 }],
    ['code = 429', { code: 429 }],
    ['example=token-expired', { example: 'token-expired' }],
    ['example="with space"', { example: 'with space' }],
    ['example="a \\"b\\""', { example: 'a "b"' }],
    ['dynamic=true, seed=42', { dynamic: true, seed: '42' }],
    ['dynamic=false', { dynamic: false }],
    ['code=200, example=minimal', { code: 200, example: 'minimal' }],
    ['code=200; foo=bar, seed=1', { code: 200, seed: '1' }],
    ['respond-async, code=500', { code: 500 }],
    ['foo="a, code=500", seed=1', { seed: '1' }],
    ['code=401, code=429', { code: 401 }],
  ])('%s', (header, expected) => {
    const { applied: _, ...read } = readPreferences(header, undefined) ?? { applied: '' };
    expect(read).toEqual(expected);
  });

  it.each(['', 'respond-async', 'wait=10', 'return=minimal; code=500'])('%j wishes for nothing of ours', header => {
    expect(readPreferences(header, undefined)).toBeUndefined();
  });

  it('is named in Preference-Applied as far as it is ours', () => {
    expect(readPreferences('wait=1, code=200, example="a b", seed=ü', undefined)?.applied).toBe(
      'code=200, example="a b", seed=%C3%BC',
    );
  });
});

describe('the query twins', () => {
  it('say the same as the header', () => {
    expect(readPreferences(undefined, '__code=429&__example=x&__dynamic=true&__seed=7&other=1')).toEqual({
      code: 429,
      example: 'x',
      dynamic: true,
      seed: '7',
      applied: 'code=429, example=x, dynamic=true, seed=7',
    });
  });

  it('may be percent-encoded', () => {
    expect(readPreferences(undefined, '__example=a%20b')).toMatchObject({ example: 'a b' });
  });

  it('are ignored with a Prefer header, even one without known preferences', () => {
    expect(readPreferences('code=401', '__code=429')).toMatchObject({ code: 401 });
    expect(readPreferences('wait=1', '__code=429')).toBeUndefined();
  });

  it.each([undefined, '', 'code=429', 'a__code=429', '__server=x'])('%j says nothing', query => {
    expect(readPreferences(undefined, query)).toBeUndefined();
  });
});

describe('a preference that cannot be understood', () => {
  it.each([
    ['code=abc', /"code=abc".*/, /status of three digits/],
    ['code=42', /"code=42"/, /status of three digits/],
    ['code=4290', /"code=4290"/, /status of three digits/],
    ['code=099', /"code=099"/, /status of three digits/],
    ['code', /"code="/, /status of three digits/],
    ['code=', /"code="/, /status of three digits/],
    ['dynamic=yes', /"dynamic=yes"/, /true or false/],
    ['dynamic', /"dynamic="/, /true or false/],
    ['example=', /"example="/, /name of an example/],
    ['seed=', /"seed="/, /any text/],
  ])('%s is refused, with what would be understood', (text, message, hint) => {
    const [name = '', value = ''] = text.split('=');
    for (const read of [
      () => readPreferences(text, undefined),
      () => readPreferences(undefined, `__${name}=${value}`),
    ]) {
      const error = thrownBy(read);
      expect(error.code).toBe('ERR_PREFER_UNREADABLE');
      expect(error.status).toBe(422);
      expect(error.message).toMatch(message);
      expect(error.hint).toMatch(hint);
    }
  });
});

function thrownBy(act: () => unknown): KitError {
  try {
    act();
  } catch (error) {
    if (error instanceof KitError) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}
