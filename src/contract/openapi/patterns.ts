// Converts regular expressions of other dialects (PCRE, Java, Python) to ECMA-262.
// @see https://json-schema.org/draft/2020-12/json-schema-core#section-6.4

import { tolerantRegExp } from './regexp.ts';

/** Interpretation of a pattern: rewritten, or ignored if that fails. */
export interface PatternReading {
  readonly pattern: string | undefined;
  /** Its interpretation, for the end of a sentence; undefined for ECMA-262. */
  readonly note: string | undefined;
}

export function readPattern(pattern: string): PatternReading {
  if (compiles(pattern, 'u')) return { pattern, note: undefined };
  const rewritten = rewrite(pattern);
  if (rewritten !== pattern && compiles(rewritten)) {
    return { pattern: rewritten, note: `read as ${JSON.stringify(rewritten)}` };
  }
  if (compiles(pattern)) return { pattern, note: undefined };
  return { pattern: undefined, note: 'read as no pattern' };
}

function compiles(pattern: string, flags?: 'u'): boolean {
  try {
    if (flags === undefined) tolerantRegExp(pattern, 'u');
    else new RegExp(pattern, flags);
    return true;
  } catch {
    return false;
  }
}

const posix: Readonly<Record<string, string>> = {
  alpha: 'a-zA-Z',
  digit: '0-9',
  alnum: 'a-zA-Z0-9',
  upper: 'A-Z',
  lower: 'a-z',
  space: '\\s',
  blank: ' \\t',
  xdigit: '0-9A-Fa-f',
  word: '\\w',
  punct: '!-\\/:-@\\[-`{-~',
};

const leadingFlags = /^\(\?([imsux]+)\)/u;

function rewrite(pattern: string): string {
  const [prefix = '', flags = ''] = leadingFlags.exec(pattern) ?? [];
  const tokens = pattern.slice(prefix.length).match(token) ?? [];
  return tokens.map(part => rewriteToken(part, flags)).join('');
}

/** A class, an escape, the start of a group, a quantifier, or one character. */
const token = /\[\^?\]?(?:\\[\s\S]|\[:\w+:\]|[^\]\\])*\]|\\[\s\S]|\(\?P?[<>=!:]?|[*+?}]\+|[\s\S]/gu;

function rewriteToken(part: string, flags: string): string {
  if (part.length > 1 && part.startsWith('[')) return rewriteClass(part, flags.includes('i'));
  if (part === '\\A') return '^';
  if (part === '\\Z' || part === '\\z') return '$';
  if (part === '\\h') return '[ \\t]';
  if (part === '(?P<') return '(?<';
  if (part === '(?>') return '(?:';
  // A possessive quantifier matches no more than the ordinary one.
  if (/^[*+?}]\+$/u.test(part)) return part.charAt(0);
  if (part === '.' && flags.includes('s')) return '[\\s\\S]';
  if (flags.includes('i') && /^[a-z]$/iu.test(part)) return `[${part.toLowerCase()}${part.toUpperCase()}]`;
  return part;
}

function rewriteClass(text: string, ignoreCase: boolean): string {
  const plain = text.replace(/\[:(\w+):\]/gu, (all, name: string) => posix[name] ?? all);
  if (!ignoreCase) return plain;
  const parts = plain.slice(1, -1).match(/\\[\s\S]|[a-z]-[a-z]|[\s\S]/giu) ?? [];
  const both = parts.map(part => {
    if (part.startsWith('\\') || !/[a-z]/iu.test(part) || part.toLowerCase() === part.toUpperCase()) return part;
    return part.toLowerCase() + part.toUpperCase();
  });
  return `[${both.join('')}]`;
}
