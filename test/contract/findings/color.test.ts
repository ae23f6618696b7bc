import { describe, expect, it } from 'vitest';
import { wantsColor } from '../../../src/contract/findings/color.ts';

describe('colours', () => {
  it.each([
    [true, {}, true],
    [false, {}, false],
    [true, { TERM: 'dumb' }, false],
    [true, { NO_COLOR: '1' }, false],
    [true, { NO_COLOR: '' }, true],
    [false, { FORCE_COLOR: '1' }, true],
    [false, { FORCE_COLOR: 'true' }, true],
    [true, { FORCE_COLOR: '0' }, false],
    [true, { FORCE_COLOR: '' }, true],
    [false, { FORCE_COLOR: '1', NO_COLOR: '1' }, true],
  ])('terminal: %s, environment: %j, shown: %s', (isTerminal, env, shown) => {
    expect(wantsColor(isTerminal, env)).toBe(shown);
  });
});
