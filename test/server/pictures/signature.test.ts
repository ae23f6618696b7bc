// Tokens of pictures: good for the person and the moment they were made for.

import { describe, expect, it } from 'vitest';
import { createSignature } from '../../../src/server/pictures/picture-addresses.ts';

const signature = createSignature('');
const token = signature.sign('0123456789abcdef', 1_700_000_000);

describe('a signature', () => {
  it('contains its expiry', () => {
    expect(signature.expiryOf('0123456789abcdef', token)).toBe(1_700_000_000);
  });

  it('is the same on every server of the same seed, and another with another', () => {
    expect(token).toBe(createSignature('').sign('0123456789abcdef', 1_700_000_000));
    expect(createSignature('other').expiryOf('0123456789abcdef', token)).toBeUndefined();
  });

  it('is good for one person only', () => {
    expect(signature.expiryOf('0123456789abcdee', token)).toBeUndefined();
  });

  it('breaks with each character that is changed, added or taken away', () => {
    const changed = [...token].map((character, index) => {
      const other = character === 'a' ? 'b' : 'a';
      return token.slice(0, index) + other + token.slice(index + 1);
    });
    const wrong = [
      ...changed,
      `${token}a`,
      `a${token}`,
      `0${token}`,
      `-${token}`,
      ` ${token}`,
      token.slice(1),
      token.slice(0, -1),
      '',
    ];
    expect(wrong.filter(text => signature.expiryOf('0123456789abcdef', text) !== undefined)).toEqual([]);
  });
});
