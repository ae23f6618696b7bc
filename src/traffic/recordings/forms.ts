// The form of a value, without the value itself: format, length, number.

import { createRequire } from 'node:module';
import type { ResponseSpec } from '../../contract/openapi/document.ts';
import type { Header } from '../../contract/responses/exchange.ts';
import { headerValue, listMembers, readMediaType } from '../../contract/responses/headers.ts';

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

// Headers of a shape, each reduced to a form: scheme, media type, names of parameters. No value that could identify
// people, tokens or machines.

export type HeaderForms = Readonly<Record<string, string>>;

/** Forms of the relevant headers, and of documented ones, of which only the presence is recorded. */
export function headerForms(headers: readonly Header[], response: ResponseSpec | undefined): HeaderForms {
  const documented = [...(response?.headers.keys() ?? [])];
  const names = [...new Set([...Object.keys(readers), ...documented])].sort();
  return Object.fromEntries(
    names.flatMap(name => {
      const value = headerValue(headers, name);
      return value === undefined ? [] : [[name, (readers[name] ?? presence)(value, response)]];
    }),
  );
}

/** A generated value of a header with this form. */
export function headerWitness(name: string, form: string): string {
  if (name === 'content-type') return form.replace(/^other/u, 'application/x-other');
  if (name === 'retry-after') return retryAfterWitnesses[form] ?? 'some time';
  if (name !== 'www-authenticate') return form;
  const [scheme = '', ...parameters] = form.split(/,? /u);
  return [scheme, parameters.map(parameter => `${parameter}="${other}"`).join(', ')].join(' ').trim();
}

const retryAfterWitnesses: Readonly<Record<string, string>> = {
  zero: '0',
  seconds: '30',
  'seconds, beyond 31 bits': '4294967296',
  date: 'Wed, 01 Jan 2020 00:00:00 GMT',
};

type Reader = (value: string, response: ResponseSpec | undefined) => string;

const presence: Reader = () => 'present';

const readers: Readonly<Record<string, Reader>> = {
  'cache-control': value => namesIn(listMembers(value), cacheDirectives),
  'content-type': contentType,
  'retry-after': retryAfterForm,
  'www-authenticate': challenge,
};

const other = 'other';
const cacheDirectives = [
  ...['max-age', 'must-revalidate', 'must-understand', 'no-cache', 'no-store', 'no-transform', 'private'],
  ...['proxy-revalidate', 'public', 's-maxage', 'immutable', 'stale-if-error', 'stale-while-revalidate'],
];
const mediaTypes = [
  ...['application/json', 'application/problem+json', 'application/xml', 'application/octet-stream', 'application/jwt'],
  ...['text/html', 'text/plain', 'text/xml', 'text/json'],
];
const charsets = ['utf-8', 'utf-16', 'iso-8859-1', 'us-ascii', 'windows-1252'];
const schemes = ['basic', 'bearer', 'digest', 'dpop', 'negotiate'];
const challengeParameters = [
  ...['realm', 'scope', 'error', 'error_description', 'error_uri', 'algs', 'charset', 'nonce', 'resource_metadata'],
];

function contentType(value: string, response: ResponseSpec | undefined): string {
  const read = readMediaType(value);
  if (!read) return other;
  const type = knownOr(read.essence, [...(response?.content.keys() ?? []), ...mediaTypes]);
  const charset = read.parameters.get('charset');
  return charset === undefined ? type : `${type}; charset=${knownOr(charset.toLowerCase(), charsets)}`;
}

/** @see https://www.rfc-editor.org/rfc/rfc9110#section-10.2.3 */
export function retryAfterForm(value: string): string {
  if (/^\d+$/u.test(value))
    return Number(value) === 0 ? 'zero' : Number(value) >= 2 ** 31 ? 'seconds, beyond 31 bits' : 'seconds';
  return /^[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT$/u.test(value) ? 'date' : other;
}

/** Scheme and names of parameters. @see https://www.rfc-editor.org/rfc/rfc9110#section-11.6.1 */
function challenge(value: string): string {
  const scheme = knownOr((/^\S+/u.exec(value)?.[0] ?? '').toLowerCase(), schemes);
  // Quoted strings may look like parameters.
  const bare = value.replace(/"(?:[^"\\]|\\.)*"/gu, '""');
  const names = [...bare.matchAll(/([A-Za-z0-9_-]+)\s*=/gu)].map(([, name = '']) => name);
  return names.length === 0 ? scheme : `${scheme} ${namesIn(names, challengeParameters)}`;
}

function namesIn(parts: readonly string[], known: readonly string[]): string {
  const names = parts.map(part => knownOr((part.split('=')[0] ?? '').trim().toLowerCase(), known));
  return [...new Set(names)].sort().join(', ');
}

function knownOr(word: string, known: readonly string[]): string {
  return known.includes(word) ? word : other;
}
