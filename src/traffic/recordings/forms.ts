// The form of a value, without the value itself: format, length, number.

import { createRequire } from 'node:module';

/** Formats of strings in order of precedence; `text` is any other string, `empty` one without characters. */
export const stringForms = ['empty', 'date-time', 'date', 'email', 'uuid', 'uri', 'digits', 'text'] as const;

export type StringForm = (typeof stringForms)[number];

/** Length of a string in code points, of an array in items, of a number in digits. */
export const lengthClasses = ['0', '1-15', '16-63', '64-255', '256-1023', '1024+'] as const;
export const countClasses = ['0', '1', '2-9', '10+'] as const;
export const digitClasses = ['0', '1-3', '4-9', '10-12', '13-15', '16+'] as const;

export type LengthClass = (typeof lengthClasses)[number];
export type CountClass = (typeof countClasses)[number];
export type DigitClass = (typeof digitClasses)[number];

/** Forms that are also formats of JSON Schema, so that a document can require them. */
export const formatForms: ReadonlySet<string> = new Set<StringForm>(['date-time', 'date', 'email', 'uuid', 'uri']);

type Check = RegExp | ((text: string) => boolean) | { readonly validate: Check };

const require = createRequire(import.meta.url);
let checks: Readonly<Record<string, Check>> | undefined;

// The regular expressions of some formats exhaust the stack on strings of several million characters.
const longestFormatted = 1024 * 1024;

/** A format is what the validators accept. */
export function formOf(text: string): StringForm {
  if (text === '') return 'empty';
  if (/^\d+$/u.test(text)) return 'digits';
  if (text.length > longestFormatted) return 'text';
  return stringForms.find(form => formatForms.has(form) && hasFormat(text, form)) ?? 'text';
}

function hasFormat(text: string, format: string): boolean {
  // Loaded on first use: most commands do not need it.
  checks ??= (require('ajv-formats/dist/formats') as { readonly fullFormats: Readonly<Record<string, Check>> })
    .fullFormats;
  const check = checks[format];
  return check !== undefined && passes(check, text);
}

function passes(check: Check, text: string): boolean {
  if (typeof check === 'function') return check(text);
  return check instanceof RegExp ? check.test(text) : passes(check.validate, text);
}

export function lengthClass(text: string): LengthClass {
  return classOf([...text].length, lengthClasses);
}

export function countClass(count: number): CountClass {
  return classOf(count, countClasses);
}

/** Seconds since 1970 have 10 digits, milliseconds 13; 0 and fractions below 1 have none. */
export function digitClass(value: number): DigitClass {
  const whole = Math.trunc(Math.abs(value));
  // JSON.parse turns 1e400 into Infinity.
  if (!Number.isFinite(whole)) return classOf(Number.POSITIVE_INFINITY, digitClasses);
  return classOf(whole === 0 ? 0 : BigInt(whole).toString().length, digitClasses);
}

/** The first class, such as `4-9` or `16+`, that includes a number. */
function classOf<Class extends string>(count: number, classes: readonly Class[]): Class {
  const found = classes.find(name => name.endsWith('+') || count <= Number(name.split('-').at(-1)));
  return found ?? (classes.at(-1) as Class);
}
