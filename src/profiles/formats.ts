// Strings for every format of ajv-formats, of a given length where the format allows it.
// @see https://json-schema.org/draft/2020-12/json-schema-validation#section-7.3

import type { Random } from './random.ts';

/** @param length desired length, if the format allows it */
export type FormatGenerator = (random: Random, length: number) => string;

const first = Date.UTC(2010, 0, 1) / 1000;
const last = Date.UTC(2026, 0, 1) / 1000;
const lower = 'abcdefghijklmnopqrstuvwxyz';
const hex = '0123456789abcdef';

const twoDigits: readonly string[] = Array.from({ length: 100 }, (_, number) => String(number).padStart(2, '0'));

export function isoOf(seconds: number): string {
  const day = Math.floor(seconds / 86_400);
  const rest = seconds - day * 86_400;
  const minutes = Math.floor(rest / 60);
  return `${dateOf(day)}T${two(Math.floor(minutes / 60))}:${two(minutes % 60)}:${two(Math.floor(rest % 60))}Z`;
}

function two(number: number): string {
  return twoDigits[number] ?? '';
}

/**
 * The date of a day since the Unix epoch, several times faster than Date.
 * @see https://howardhinnant.github.io/date_algorithms.html#civil_from_days
 */
function dateOf(day: number): string {
  const shifted = day + 719_468;
  const era = Math.floor(shifted / 146_097);
  const dayOfEra = shifted - era * 146_097;
  const yearOfEra = Math.floor(
    (dayOfEra - Math.floor(dayOfEra / 1460) + Math.floor(dayOfEra / 36_524) - Math.floor(dayOfEra / 146_096)) / 365,
  );
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const shiftedMonth = Math.floor((5 * dayOfYear + 2) / 153);
  const month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9;
  const year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0);
  const dayOfMonth = dayOfYear - Math.floor((153 * shiftedMonth + 2) / 5) + 1;
  return `${two(Math.floor(year / 100))}${two(year % 100)}-${two(month)}-${two(dayOfMonth)}`;
}

function moment(random: Random): string {
  return isoOf(random.between(first, last));
}

function word(random: Random, length: number): string {
  return random.string(lower, Math.max(1, length));
}

/** Pads the text with letters to a length. */
function filled(random: Random, text: string, length: number): string {
  return length > text.length ? text + random.string(lower, length - text.length) : text;
}

function address(random: Random, length: number): string {
  const short = length > 0 && length < 20;
  return filled(random, short ? `a:${word(random, length - 2)}` : `https://example.com/${word(random, 6)}`, length);
}

function email(random: Random, length: number): string {
  const domain = length > 0 && length < 13 ? 'a.io' : random.pick(['example.com', 'example.net', 'example.org']);
  const local = length > 0 ? Math.max(1, Math.min(64, length - domain.length - 1)) : random.between(5, 10);
  const labels = length - local - domain.length - 1;
  return `${word(random, local)}@${labels > 1 ? labelsOf(random, labels) : ''}${domain}`;
}

/** No longer than 253. @see https://www.rfc-editor.org/rfc/rfc1123#section-2.1 */
function hostname(random: Random, wanted: number): string {
  const length = Math.min(wanted, 253);
  if (length > 0 && length < 13) return word(random, length);
  const rest = length > 0 ? length - '.example.com'.length : random.between(4, 10);
  return rest > 63 ? `${labelsOf(random, rest - 1)}x.example.com` : `${word(random, rest)}.example.com`;
}

/** Labels of a host name with their dots, of a total length. */
function labelsOf(random: Random, length: number): string {
  let text = '';
  while (text.length < length) {
    const left = length - text.length;
    const label = left - 1 <= 63 ? left - 1 : Math.min(63, left - 3);
    text += `${word(random, label)}.`;
  }
  return text;
}

function pointer(random: Random, length: number): string {
  return length === 1
    ? '/'
    : filled(random, `/${word(random, 5)}/${random.below(9)}`.slice(0, length || undefined), length);
}

function base64(random: Random, length: number): string {
  const wanted = length > 0 ? length - (length % 4) : 16;
  return random.string('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789', wanted);
}

function uuid(random: Random): string {
  const part = (length: number) => random.string(hex, length);
  return `${part(8)}-${part(4)}-4${part(3)}-${random.pick(['8', '9', 'a', 'b'])}${part(3)}-${part(12)}`;
}

const table: Readonly<Record<string, FormatGenerator>> = {
  date: random => moment(random).slice(0, 10),
  time: random => moment(random).slice(11),
  'date-time': moment,
  'iso-time': random => moment(random).slice(11),
  'iso-date-time': moment,
  duration: random => `P${random.between(1, 28)}D`,
  uri: address,
  'uri-reference': address,
  'uri-template': (random, length) => filled(random, length > 0 && length < 6 ? '' : '/{id}/', length),
  url: (random, length) =>
    filled(random, length > 0 && length < 20 ? 'http://a.io/' : `https://example.com/${word(random, 6)}`, length),
  iri: address,
  'iri-reference': address,
  email,
  'idn-email': email,
  hostname,
  'idn-hostname': hostname,
  ipv4: random => `192.0.2.${random.below(256)}`,
  ipv6: random => `2001:db8::${random.string(hex, 1)}${random.string(hex, 3)}`,
  regex: (random, length) => `^${word(random, Math.max(1, length - 2))}$`,
  uuid,
  'json-pointer': pointer,
  'json-pointer-uri-fragment': (random, length) => `#${pointer(random, Math.max(1, length - 1))}`,
  'relative-json-pointer': (random, length) => `1${pointer(random, Math.max(1, length - 1))}`,
  byte: base64,
  base64url: base64,
};

/** Undefined for unknown formats, and for those that allow any string. */
export function formatGenerator(format: string): FormatGenerator | undefined {
  return Object.hasOwn(table, format) ? table[format] : undefined;
}
