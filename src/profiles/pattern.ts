// Strings that match a regular expression (ECMA-262, as in JSON Schema's `pattern`). This parser handles the structure; the
// engine itself decides which characters a class matches.
// @see https://tc39.es/ecma262/#sec-patterns

import { boundsOf } from '../contract/openapi/pattern-bounds.ts';
import { type Matcher, shortened, tolerantRegExp } from '../contract/openapi/regexp.ts';
import type { Random } from './random.ts';

/** Length of the string: maximum repetitions beyond the minimum, and whether to reach it. */
export interface Reach {
  readonly extra: number;
  readonly exactly: boolean;
  /** Whether to use characters outside ASCII. */
  readonly wide: boolean;
}

/** Lookarounds and word boundaries are ignored: the caller checks the result. */
export interface Pattern {
  generate(random: Random, reach: Reach): string;
}

/** A pattern without a string; the message has the reason. */
export class PatternError extends Error {}

type Emit = (random: Random, reach: Reach, groups: Map<string, string>) => string;

/** @throws PatternError */
export function parsePattern(source: string): Pattern {
  try {
    tolerantRegExp(source, 'u');
  } catch {
    throw new PatternError(`the pattern ${source} is not a regular expression`);
  }
  const { least } = boundsOf(source);
  if (least > 1_000_000) {
    const why = Number.isFinite(least) ? 'matches only strings longer than one megabyte' : 'is nested too deeply';
    throw new PatternError(`the pattern ${shortened(source)} ${why}`);
  }
  const parser = new Parser(source);
  const emit = parser.alternatives();
  if (!parser.atEnd()) throw new PatternError(`the pattern ${source} is not supported`);
  return { generate: (random, reach) => emit(random, reach, new Map()) };
}

class Parser {
  private readonly source: string;
  private at = 0;
  private groups = 0;

  constructor(source: string) {
    this.source = source;
  }

  atEnd(): boolean {
    return this.at >= this.source.length;
  }

  alternatives(): Emit {
    const branches = [this.sequence()];
    while (this.take('|')) branches.push(this.sequence());
    const [only] = branches;
    if (branches.length === 1 && only !== undefined) return only;
    return (random, reach, groups) => random.pick(branches)(random, reach, groups);
  }

  private sequence(): Emit {
    const items: Emit[] = [];
    while (!this.atEnd() && !this.sees('|') && !this.sees(')')) items.push(this.quantified(this.atom()));
    return (random, reach, groups) => items.map(item => item(random, reach, groups)).join('');
  }

  private quantified(atom: Emit): Emit {
    const found = this.takeMatch(/[?*+]|\{(\d+)(,(\d*))?\}/y);
    if (found === undefined) return atom;
    this.take('?');
    const [min, max] = limitsOf(found);
    return (random, reach, groups) => {
      const most = Math.min(max, min + reach.extra);
      const count = reach.exactly ? most : random.between(min, most);
      let text = '';
      for (let index = 0; index < count; index++) text += atom(random, reach, groups);
      return text;
    };
  }

  private atom(): Emit {
    if (this.takeMatch(/\^|\$|\\[bB]/y)) return () => '';
    if (this.take('(')) return this.group();
    const reference = this.takeMatch(/\\(?:k<([^>]+)>|([1-9]\d*))/y);
    if (reference) return (_random, _reach, groups) => groups.get(reference[1] ?? reference[2] ?? '') ?? '';
    return this.characters();
  }

  private group(): Emit {
    const kind = this.takeMatch(/\?(?:[:=!]|<[=!]|<([^>]+)>)/y);
    const isLookaround = kind !== undefined && /[=!]$/.test(kind[0]);
    const isCapture = kind === undefined || kind[1] !== undefined;
    const names = isCapture ? [String(++this.groups), kind?.[1]] : [];
    const inner = this.alternatives();
    if (!this.take(')')) throw new PatternError(`the pattern ${this.source} has an unsupported group`);
    if (isLookaround) return () => '';
    if (!isCapture) return inner;
    return (random, reach, groups) => {
      const text = inner(random, reach, groups);
      for (const name of names) if (name !== undefined) groups.set(name, text);
      return text;
    };
  }

  private characters(): Emit {
    const found =
      this.takeMatch(
        /\[(?:\\.|[^\]\\])*\]|\\(?:u\{[0-9A-Fa-f]+\}|u[0-9A-Fa-f]{4}|x[0-9A-Fa-f]{2}|c[A-Za-z]|[pP]\{[^}]*\})/suy,
      ) ?? this.takeMatch(/\\.|\.|./suy);
    const text = found?.[0] ?? '';
    if (/^[^\\.[]/u.test(text)) return () => text;
    const set = charactersOf(text);
    return (random, reach) => random.pick(reach.wide ? set.all : set.plain);
  }

  private sees(text: string): boolean {
    return this.source.startsWith(text, this.at);
  }

  private take(text: string): boolean {
    if (!this.sees(text)) return false;
    this.at += text.length;
    return true;
  }

  private takeMatch(sticky: RegExp): RegExpExecArray | undefined {
    sticky.lastIndex = this.at;
    const found = sticky.exec(this.source);
    if (found === null) return undefined;
    this.at += found[0].length;
    return found;
  }
}

function limitsOf(quantifier: RegExpExecArray): readonly [min: number, max: number] {
  if (quantifier[0] === '?') return [0, 1];
  if (quantifier[0] === '*') return [0, Number.POSITIVE_INFINITY];
  if (quantifier[0] === '+') return [1, Number.POSITIVE_INFINITY];
  const min = Number(quantifier[1]);
  if (quantifier[2] === undefined) return [min, min];
  return [min, quantifier[3] === '' ? Number.POSITIVE_INFINITY : Number(quantifier[3])];
}

interface CharacterSet {
  /** Letters and digits if the class has any, else other ASCII, else any. */
  readonly plain: readonly string[];
  readonly all: readonly string[];
}

const ascii = Array.from({ length: 95 }, (_, index) => String.fromCharCode(32 + index));
const wide = Array.from('\téüßñçÅøłžğıαβγΩабвгЯєאבגשءابتहिन่ไทय日本語中文ひらカナ한국😀🦊👩');
const sets = new Map<string, CharacterSet>();

function charactersOf(atom: string): CharacterSet {
  const known = sets.get(atom);
  if (known !== undefined) return known;
  const regExp = tolerantRegExp(`^(?:${atom})$`, 'u');
  const sample = [...ascii, ...wide].filter(character => regExp.test(character));
  const all = sample.length > 0 ? sample : anyCharacters(regExp);
  if (all.length === 0) throw new PatternError(`no character matches ${atom}`);
  const plain = [/^[0-9A-Za-z]$/, /^[ -~]$/, /^/].map(kind => all.filter(character => kind.test(character)));
  const set = { all, plain: plain.find(list => list.length > 0) ?? all };
  sets.set(atom, set);
  return set;
}

/** The first few of all characters. */
function anyCharacters(regExp: Matcher): readonly string[] {
  const found: string[] = [];
  for (let code = 0; code <= 0x10ffff && found.length < 64; code++) {
    if (code >= 0xd800 && code <= 0xdfff) continue;
    const character = String.fromCodePoint(code);
    if (regExp.test(character)) found.push(character);
  }
  return found;
}
