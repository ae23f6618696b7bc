// Reads the body of a response, from bytes to a value, with the flaws on the way.

import { TextDecoder } from 'node:util';
import type { UnplacedFinding } from '../findings/finding.ts';
import { decodeBody } from './decode-body.ts';
import type { BodyFailure, SeenResponse } from './exchange.ts';
import { headerValues } from './headers.ts';
import { maximumDepth, parseJson, tooDeep } from './read-json.ts';

/** A decoded, unparsed body. */
export interface BodyReading {
  /** The text without encoding and byte order mark; undefined if unavailable. */
  readonly text: string | undefined;
  /** The parsed value, boxed, if the client library stores only that. */
  readonly parsed: { readonly value: unknown } | undefined;
  readonly hasByteOrderMark: boolean;
  /** Violations of HTTP. */
  readonly findings: readonly UnplacedFinding[];
}

/** @param charset from Content-Type, for text that is not JSON; default `utf-8` */
export function readBody(response: SeenResponse, charset = 'utf-8'): BodyReading {
  const { body, value, failure } = response;
  // An incomplete body has no further findings.
  if (failure !== undefined) return unread([bodyFailures[failure]]);
  if (body === undefined) return readParsed(value);
  const lengthFindings = checkLength(response, body);
  const decoded = decodeBody(response, body);
  if (!('bytes' in decoded)) return unread([...lengthFindings, ...(decoded.finding ? [decoded.finding] : [])]);
  return readText(decoded.bytes, charset, lengthFindings);
}

/** `unread`: unknown, incomplete, or not text. */
export type BodyKind = 'json' | 'text' | 'empty' | 'unread';

export type SeenBody =
  | { readonly kind: 'json'; readonly value: unknown }
  | { readonly kind: Exclude<BodyKind, 'json'>; readonly value?: undefined };

/** The body of a response. */
export function seenBody(response: SeenResponse): SeenBody {
  const reading = readBody(response);
  const json = reading.parsed ?? (reading.text === undefined ? undefined : parseJson(reading.text));
  if (json) return { kind: 'json', value: json.value };
  if (reading.text === undefined) return { kind: 'unread' };
  return { kind: reading.text === '' ? 'empty' : 'text' };
}

const bodyFailures: Readonly<Record<BodyFailure, UnplacedFinding>> = {
  'cut-off': { code: 'response/body-cut-off', message: 'The connection ended before the body was complete.' },
  surplus: {
    code: 'response/surplus-bytes',
    message: 'The body has more bytes than the head announces.',
  },
  'too-large': { code: 'response/body-too-large', message: 'The body is too large, and was not read completely.' },
  undecodable: { code: 'response/content-coding-false', message: 'The client could not undo Content-Encoding.' },
  'timed-out': { code: 'response/body-timed-out', message: 'The body did not arrive in time.' },
};

function readParsed(value: unknown): BodyReading {
  if (value === undefined) return unread([]);
  const finding = findingOfParsed(value);
  return finding ? unread([finding]) : { ...unread([]), parsed: { value } };
}

function unread(findings: readonly UnplacedFinding[]): BodyReading {
  return { text: undefined, parsed: undefined, hasByteOrderMark: false, findings };
}

function checkLength({ headers, decoded = false }: SeenResponse, body: Uint8Array): UnplacedFinding[] {
  // A decoding client keeps the original length, and may drop the name of the encoding.
  if (decoded) return [];
  if (headerValues(headers, 'transfer-encoding').length > 0) return [];
  const said = new Set(headerValues(headers, 'content-length'));
  if (said.size === 0 || (said.size === 1 && said.has(String(body.length)))) return [];
  const shown = [...said].map(text => (/^\d{1,15}$/u.test(text) ? text : 'an invalid length')).join(' and ');
  const message = `Content-Length says ${shown}, but the body has ${body.length} bytes.`;
  return [{ code: 'response/content-length', message }];
}

function readText(bytes: Uint8Array, charset: string, findings: readonly UnplacedFinding[]): BodyReading {
  const text = decodeText(bytes, charset);
  if (text === undefined) return unread([...findings, invalidText(bytes)]);
  const hasByteOrderMark = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
  return { text, parsed: undefined, hasByteOrderMark, findings };
}

function decodeText(bytes: Uint8Array, charset: string): string | undefined {
  try {
    return new TextDecoder(charset, { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

function invalidText(bytes: Uint8Array): UnplacedFinding {
  const start = Buffer.from(bytes.subarray(0, 2)).toString('hex');
  const hint = start === '1f8b' ? 'It begins like gzip: is Content-Encoding missing?' : utf16Hint(start);
  return { code: 'response/utf8-invalid', message: `The body is invalid in its charset.`, hint };
}

function utf16Hint(start: string): string | undefined {
  return start === 'fffe' || start === 'feff' ? 'It begins like UTF-16.' : undefined;
}

/** Why a value that a client library parsed cannot be JSON, which no walk through it would end; undefined where it can be read. */
export function findingOfParsed(value: unknown): UnplacedFinding | undefined {
  return findingWithin(value, []);
}

function findingWithin(value: unknown, holders: readonly object[]): UnplacedFinding | undefined {
  if (typeof value === 'bigint') return notJson('contains a BigInt');
  if (typeof value !== 'object' || value === null) return undefined;
  if (holders.includes(value)) return notJson('refers to itself');
  if (holders.length === maximumDepth) return tooDeep;
  const inside = [...holders, value];
  for (const member of Object.values(value)) {
    const finding = findingWithin(member, inside);
    if (finding) return finding;
  }
  return undefined;
}

function notJson(what: string): UnplacedFinding {
  return { code: 'response/json-invalid', message: `The value is not JSON: it ${what}, and was not examined.` };
}
