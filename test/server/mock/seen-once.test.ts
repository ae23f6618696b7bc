import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { SeenOnce } from '../../../src/server/mock/token.ts';

const hashes = (count: number): string[] =>
  Array.from({ length: count }, (_, index) => createHash('sha256').update(`token ${index}`).digest('hex').slice(0, 12));

describe('what came before', () => {
  it('is known at the second coming, not at the first', () => {
    const seen = new SeenOnce();
    expect([seen.has('0123456789ab'), seen.has('0123456789ab')]).toEqual([false, true]);
  });

  it('takes none of 100,000 tokens for another', () => {
    const seen = new SeenOnce();
    expect(hashes(100_000).filter(hash => seen.has(hash))).toEqual([]);
  });

  it('holds nearly all of 20,000 tokens that come in turn', () => {
    const seen = new SeenOnce();
    const all = hashes(20_000);
    for (const hash of all) seen.has(hash);
    expect(all.filter(hash => !seen.has(hash)).length).toBeLessThan(100);
  });

  it('distinguishes hashes that share their last four digits, zeros too', () => {
    const seen = new SeenOnce();
    expect(['00000000', '0000000a'].map(start => seen.has(`${start}0042`))).toEqual([false, false]);
  });
});
