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
  (pattern: string, flags: string): Matcher => bounded(compiled(pattern, flags)),
  { code: 'new RegExp' },
);

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
  return {
    test(text) {
      // The shortest strings are matched in time by any pattern.
      if (text.length < 8) return regExp.test(text);
      bounds ??= boundsOf(regExp.source);
      if (bounds.steps(text.length) <= mostSteps) return regExp.test(text);
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
