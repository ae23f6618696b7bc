// Strings of a length, pattern and format. @see https://json-schema.org/draft/2020-12/json-schema-validation#section-6.3

import { faker as english } from '@faker-js/faker/locale/en';
import type { Json } from '../contract/openapi/document.ts';
import type { Predicate } from '../contract/openapi/quick-checks.ts';
import { EndlessPattern } from '../contract/openapi/regexp.ts';
import type { Facts } from './facts.ts';
import { type FormatGenerator, formatGenerator } from './formats.ts';
import type { Generate, NodeSource } from './node.ts';
import { type Pattern, PatternError, parsePattern } from './pattern.ts';
import { Random } from './random.ts';
import { exampleValues, largest, smallest, strings, Ungeneratable } from './subschema.ts';

/** Maximum generated length if the document sets a higher one. */
const longest = 4096;
/** Maximum generated length if the document sets none. */
const longestUnlimited = 1024;
const attempts = 40;
/** Attempts to match a second pattern by chance. */
const attemptsByChance = 2000;

interface TextFacts {
  readonly min: number;
  readonly max: number;
  readonly patterns: readonly Pattern[];
  readonly formats: readonly FormatGenerator[];
}

type Draft = (random: Random, attempt: number) => string;

/** @throws Ungeneratable for contradicting limits */
export function compileText(source: NodeSource, facts: Facts, wantsEmpty: boolean): Generate {
  const mode = wantsEmpty ? 'minimal' : source.mode;
  const sample = samples.get(facts) ?? sampleOf(source, facts);
  samples.set(facts, sample);
  if (sample === 'plain') return plainGenerator(facts, mode);
  const { example, check, isFormat, tries } = sample;
  const draft = draftOrExample(facts, mode, example);
  if (draft === undefined) return () => example as string;
  let known: Json | undefined;
  const witness = (): Json | undefined => {
    known ??= firstFitting(draft, check, new Random(1, 2, 3), tries) ?? example;
    return known;
  };
  // A format with an example has one, which few need.
  const isCertain = isFormat && example !== undefined;
  if (!isCertain && witness() === undefined)
    throw new Ungeneratable(facts.pointer, `no string was found that satisfies ${said(facts)}`);
  return ({ random }) => firstFitting(draft, check, random, tries) ?? (witness() as Json);
}

/** What every variant needs of a string that is not plain. */
interface Sample {
  readonly example: Json | undefined;
  readonly check: Predicate;
  /** Whether it has no pattern. */
  readonly isFormat: boolean;
  readonly tries: number;
}

const samples = new WeakMap<Facts, Sample | 'plain'>();

function sampleOf({ predicates }: NodeSource, facts: Facts): Sample | 'plain' {
  const patterns = strings(facts.parts, 'pattern').length;
  if (patterns === 0 && strings(facts.parts, 'format').length === 0) return 'plain';
  const fits = inTime(predicates.ofAll(facts.parts), facts.pointer);
  return {
    example: exampleValues(facts).find(value => typeof value === 'string' && fits(value)),
    check: patterns === 0 ? predicates.ofAll(facts.parts, trusted(facts)) : fits,
    isFormat: patterns === 0,
    tries: patterns > 1 ? attemptsByChance : attempts,
  };
}

/** A pattern without an end is as good as none that matches. */
function inTime(check: Predicate, pointer: string): Predicate {
  return value => {
    try {
      return check(value);
    } catch (error) {
      if (error instanceof EndlessPattern) throw new Ungeneratable(pointer, error.message);
      throw error;
    }
  };
}

function plainGenerator(facts: Facts, mode: NodeSource['mode']): Generate {
  const text = textFacts(facts);
  return ({ random }) => plainText(random, text, mode);
}

/** Undefined for an unsupported pattern with an example in the document. */
function draftOrExample(facts: Facts, mode: NodeSource['mode'], example: Json | undefined): Draft | undefined {
  try {
    return draftOf(textFacts(facts), mode);
  } catch (error) {
    if (error instanceof Ungeneratable && example !== undefined) return undefined;
    throw error;
  }
}

function firstFitting(draft: Draft, check: Predicate, random: Random, tries: number): string | undefined {
  for (let attempt = 0; attempt < tries; attempt++) {
    const candidate = draft(random, attempt);
    if (check(candidate)) return candidate;
  }
  return undefined;
}

function textFacts(facts: Facts): TextFacts {
  const known = texts.get(facts) ?? readText(facts);
  texts.set(facts, known);
  return known;
}

/** The variants share them. */
const texts = new WeakMap<Facts, TextFacts>();

function readText({ parts, pointer }: Facts): TextFacts {
  const min = largest(parts, 'minLength', 0);
  const max = smallest(parts, 'maxLength', Number.POSITIVE_INFINITY);
  if (min > max) throw new Ungeneratable(pointer, `minLength ${min} is above maxLength ${max}`);
  if (min > 1_000_000) throw new Ungeneratable(pointer, `minLength ${min} is above the limit of one megabyte`);
  const formats = strings(parts, 'format').flatMap(format => formatGenerator(format) ?? []);
  return { min, max, patterns: strings(parts, 'pattern').map(source => parsed(source, pointer)), formats };
}

/** @throws Ungeneratable */
export function parsed(source: string, pointer: string): Pattern {
  try {
    return parsePattern(source);
  } catch (error) {
    if (error instanceof PatternError) throw new Ungeneratable(pointer, error.message);
    throw error;
  }
}

/** A format alone is valid by construction; together with other limits it needs a check. */
function trusted({ parts }: Facts): ReadonlySet<string> {
  const formats = strings(parts, 'format');
  const known = formats.filter(format => formatGenerator(format) !== undefined);
  return new Set(formats.length === 1 ? known : []);
}

function draftOf(text: TextFacts, mode: NodeSource['mode']): Draft {
  const drafts = [
    ...text.formats.map(format => fromFormat(format, text, mode)),
    ...text.patterns.map(one => fromPattern(one, text, mode)),
  ];
  const [first] = drafts;
  if (first === undefined) return random => plainText(random, text, mode);
  return (random, attempt) => (drafts[attempt % drafts.length] ?? first)(random, Math.floor(attempt / drafts.length));
}

function fromFormat(format: FormatGenerator, { min, max }: TextFacts, mode: NodeSource['mode']): Draft {
  const isLong = mode === 'maximal' || mode === 'boundary';
  const lengths = [0, min, Math.min(max, 254), 1];
  if (isLong) lengths.unshift(Math.min(max, 254), Math.min(max, 253));
  if (mode === 'minimal') lengths.unshift(Math.max(1, min));
  const fitting = lengths.filter(length => Number.isFinite(length) && (length === 0 || length >= min));
  return (random, attempt) => format(random, fitting[attempt % fitting.length] ?? 0);
}

function fromPattern(pattern: Pattern, { min, max }: TextFacts, mode: NodeSource['mode']): Draft {
  const most = Math.max(min, Math.min(max, longest));
  const usual = mode === 'minimal' ? [0] : mode === 'maximal' || mode === 'boundary' ? [40, 6] : [6, 12];
  const reaches = [...usual, 0, 1, 3, min, most, 60];
  return (random, attempt) => {
    const extra = reaches[attempt % reaches.length] ?? 0;
    const exactly = attempt >= reaches.length || (mode === 'boundary' && random.chance(0.5));
    return pattern.generate(random, { extra, exactly, wide: mode === 'boundary' && attempt % 2 === 0 });
  };
}

const words: readonly string[] = (english.rawDefinitions.word?.noun ?? ['word']).filter(word => /^[a-z]+$/.test(word));

function plainText(random: Random, { min, max }: TextFacts, mode: NodeSource['mode']): string {
  if (mode === 'minimal') return wordsOf(random, min, min);
  if (mode === 'maximal') return wordsOf(random, Math.max(min, Math.min(max, 400)), max);
  if (mode === 'boundary') return limitText(random, min, max);
  return wordsOf(random, Math.max(min, Math.min(max, 4)), Math.min(max, Math.max(min, 24)));
}

/** Words with a total length between `min` and `max`. */
function wordsOf(random: Random, min: number, max: number): string {
  if (max === 0) return '';
  let text = random.pick(words);
  while (text.length < min) text += ` ${random.pick(words)}`;
  return text.slice(0, max);
}

const exotic = [
  'مرحبا بالعالم',
  'שלום עולם',
  '日本語のテキスト',
  '中文，文本',
  'Привет, мир',
  'नमस्ते दुनिया',
  '👨‍👩‍👧‍👦 🏳️‍🌈 😀',
  "L'apostrophe d’ici",
  'a+b+c',
  'e\u0301 ≠ é',
  '"quoted" \\ back/slash <b>&amp;</b>',
  'line one\nline two\t\u2028',
  ' leading and trailing ',
  'null',
  '0',
];

/** A string at a limit: the longest, the shortest, or one of difficult characters. */
function limitText(random: Random, min: number, max: number): string {
  const kind = random.below(4);
  const most = Number.isFinite(max) ? Math.min(max, longest) : longestUnlimited;
  if (kind === 0) return fill(random, Math.max(min, most));
  if (kind === 1) return min === 0 ? '' : fill(random, min);
  const fitting = exotic.filter(text => [...text].length >= min && [...text].length <= max);
  return fitting.length > 0 ? random.pick(fitting) : fill(random, Math.min(max, Math.max(min, 1)));
}

/** A string of exactly this length, in one of several scripts. */
function fill(random: Random, length: number): string {
  const letters = Array.from(
    random.pick(['abcdefghijklmnopqrstuvwxyz ', 'ابتثجحخد ', 'あいうえお漢字', '😀🦊👍🎉', 'ÅÄÖßŁøé ']),
  );
  let text = '';
  for (let index = 0; index < length; index++) text += letters[index % letters.length];
  return text;
}

function said({ parts }: Facts): string {
  const names = ['format', 'pattern', 'minLength', 'maxLength'];
  return names
    .flatMap(name => parts.flatMap(({ schema }) => (name in schema ? [`${name} ${schema[name]}`] : [])))
    .join(', ');
}

/** A string at a limit for free text of a person. */
export function limitTextFor(random: Random, facts: Facts): string {
  return limitText(
    random,
    largest(facts.parts, 'minLength', 0),
    smallest(facts.parts, 'maxLength', Number.POSITIVE_INFINITY),
  );
}
