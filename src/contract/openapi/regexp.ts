// Regular expressions of documents. A match can take years, so those that could are matched under a time limit.
// @see https://json-schema.org/draft/2020-12/json-schema-core#section-6.4

import { createContext, Script } from 'node:vm';
import { boundsOf, type PatternBounds } from './pattern-bounds.ts';

/** The part of `RegExp` that patterns need. */
export interface Matcher {
  /** @throws EndlessPattern */
  test(text: string): boolean;
}

/** A match that did not end within the limit. */
export class EndlessPattern extends Error {
  constructor(pattern: string, length: number) {
    super(`the pattern ${shortened(pattern)} takes too long to match a string of length ${length}`);
  }
}

// About as many as the engine makes in half a second.
const mostSteps = 1e8;
const limitMilliseconds = 500;

/**
 * A regular expression as JSON Schema wants it (with the flag `u`), or without the flag where the document has a
 * pattern that is valid only so, such as one that escapes a hyphen.
 * @throws SyntaxError
 */
export const tolerantRegExp: { (pattern: string, flags: string): Matcher; code: string } = Object.assign(
  (pattern: string, flags: string): Matcher => {
    const key = `${flags} ${pattern}`;
    const known = matchers.get(key);
    if (known !== undefined) return known;
    if (matchers.size >= mostMatchers) matchers.clear();
    const matcher = bounded(compiled(pattern, flags));
    matchers.set(key, matcher);
    return matcher;
  },
  { code: 'new RegExp' },
);

/** A document is checked value by value, and to bound a pattern takes longer than to match it. */
const matchers = new Map<string, Matcher>();
const mostMatchers = 1000;

function compiled(pattern: string, flags: string): RegExp {
  try {
    return new RegExp(pattern, flags);
  } catch {
    return new RegExp(pattern, flags.replace('u', ''));
  }
}

function bounded(regExp: RegExp): Matcher {
  let bounds: PatternBounds | undefined;
  let endless = Number.POSITIVE_INFINITY;
  // The shortest strings are matched in time by any pattern.
  let harmless = 7;
  return {
    test(text) {
      if (text.length <= harmless) return regExp.test(text);
      bounds ??= boundsOf(regExp.source);
      if (bounds.steps(text.length) <= mostSteps) {
        harmless = text.length;
        return regExp.test(text);
      }
      const found = text.length < endless ? testInTime(regExp, text) : undefined;
      if (found !== undefined) return found;
      endless = Math.min(endless, text.length);
      throw new EndlessPattern(regExp.source, text.length);
    },
    toString: () => String(regExp),
  } as Matcher;
}

interface Room {
  readonly script: Script;
  readonly sandbox: { regExp?: RegExp; text?: string };
}

let room: Room | undefined;

/** Undefined after the time limit. A busy machine may use up the time, so only the process's own counts. */
function testInTime(regExp: RegExp, text: string): boolean | undefined {
  room ??= { script: new Script('regExp.test(text)'), sandbox: createContext({}) };
  Object.assign(room.sandbox, { regExp, text });
  const start = process.cpuUsage().user;
  do {
    try {
      return room.script.runInContext(room.sandbox, { timeout: limitMilliseconds }) as boolean;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ERR_SCRIPT_EXECUTION_TIMEOUT') throw error;
    }
  } while (process.cpuUsage().user - start < (limitMilliseconds / 2) * 1000);
  return undefined;
}

/** For messages. */
export function shortened(pattern: string): string {
  return pattern.length > 80 ? `${pattern.slice(0, 77)}...` : pattern;
}

// Converts regular expressions of other dialects (PCRE, Java, Python) to ECMA-262.
// @see https://json-schema.org/draft/2020-12/json-schema-core#section-6.4

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
