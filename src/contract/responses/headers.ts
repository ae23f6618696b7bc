// Reads received headers, and media types. @see https://www.rfc-editor.org/rfc/rfc9110#section-5

import type { Header } from './exchange.ts';

/** In order; names are case-insensitive. */
export function headerValues(headers: readonly Header[], name: string): readonly string[] {
  const wanted = name.toLowerCase();
  return headers.filter(([own]) => own.toLowerCase() === wanted).map(([, value]) => value.trim());
}

/** The joined value of repeated headers; undefined without any. @see RFC 9110 section 5.3 */
export function headerValue(headers: readonly Header[], name: string): string | undefined {
  const values = headerValues(headers, name);
  return values.length === 0 ? undefined : values.join(', ');
}

/** Members of a list such as `gzip, br`, in lower case. */
export function listMembers(value: string | undefined): readonly string[] {
  return (value ?? '')
    .split(',')
    .map(member => member.trim().toLowerCase())
    .filter(member => member !== '');
}

// Reads Content-Type. @see https://www.rfc-editor.org/rfc/rfc9110#section-8.3.1

export interface ReadMediaType {
  /** Type and subtype in lower case, such as `application/json`. */
  readonly essence: string;
  /** By name in lower case. */
  readonly parameters: ReadonlyMap<string, string>;
}

const token = "[!#$%&'*+.^_`|~0-9A-Za-z-]+";
const quoted = '"(?:[^"\\\\]|\\\\.)*"';
const whole = new RegExp(`^(${token}/${token})((?:[ \\t]*;[ \\t]*(?:${token}=(?:${token}|${quoted}))?)*)$`, 'u');
const parameter = new RegExp(`(${token})=(${token}|${quoted})`, 'gu');

/** Undefined for an invalid media type. */
export function readMediaType(text: string): ReadMediaType | undefined {
  const [, essence, parameters = ''] = whole.exec(text) ?? [];
  if (essence === undefined) return undefined;
  return {
    essence: essence.toLowerCase(),
    parameters: new Map(
      [...parameters.matchAll(parameter)].map(([, name = '', value = '']) => [name.toLowerCase(), unquote(value)]),
    ),
  };
}

/** Whether a key of `content`, which may be a range such as `application/*`, includes a media type. */
export function covers(key: string, { essence }: ReadMediaType): boolean {
  const [range = ''] = key.toLowerCase().split(/[\s;]/u);
  if (range === essence || range === '*/*') return true;
  return range.endsWith('/*') && essence.startsWith(range.slice(0, -1));
}

const ofRange: ReadonlyMap<string, string> = new Map([
  ['*/*', 'application/json'],
  ['application/*', 'application/json'],
  ['text/*', 'text/plain'],
  ['image/*', 'image/png'],
]);

/**
 * The media type to send for a key of `content`: a range that includes JSON becomes JSON. Text has a charset, unless the
 * document sets one.
 */
export function sentMediaType(key: string): string {
  const type = ofRange.get(key.toLowerCase().split(/[\s;]/u)[0] ?? '') ?? key;
  return /charset=/i.test(type) || !/^text\/|json|xml/i.test(type) ? type : `${type}; charset=utf-8`;
}

function unquote(value: string): string {
  return value.startsWith('"') ? value.slice(1, -1).replace(/\\(.)/gu, '$1') : value;
}
