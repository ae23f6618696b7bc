import { describe, expect, it } from 'vitest';
import { printable, printableJson } from '../../../src/contract/findings/safe-text.ts';
import { hostileTexts } from './arbitrary-report.ts';

describe('printable text', () => {
  it.each([
    ['plain, Zoë, 日本語, 😀', 'plain, Zoë, 日本語, 😀'],
    ['\u001b[31mred', '\\u001b[31mred'],
    ['a\r\nb\tc', 'a\\u000d\\u000ab c'],
    ['\u009b \u007f', '\\u009b \\u007f'],
    ['\u202egnp.exe', '\\u202egnp.exe'],
    ['half \ud800', 'half \\ud800'],
    ['\u{1fffe}', '\\ud83f\\udffe'],
    ['\u{e0041}', '\\udb40\\udc41'],
    ['##[error]no', '\\u0023#[error]no'],
    [`${'x'.repeat(2000)}yz`, `${'x'.repeat(2000)}... (2 more characters)`],
  ])('%j is %s', (text, shown) => {
    expect(printable(text)).toBe(shown);
  });

  it('stays what it is when it is made printable again', () => {
    for (const text of hostileTexts.filter(({ length }) => length < 1000)) {
      expect(printable(printable(text))).toBe(printable(text));
    }
  });
});

describe('printable JSON', () => {
  it('has the same value, as long as no string is long', () => {
    for (const text of hostileTexts.filter(({ length }) => length <= 2000)) {
      expect(JSON.parse(printableJson({ [text]: [text] }, 2))).toEqual({ [text]: [text] });
    }
  });
});
