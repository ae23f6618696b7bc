// Reads the body of a response, from bytes to a value, and says what is wrong on the way.

import { decodeBody } from './decode-body.ts';
import type { BodyFlaw, SeenResponse } from './exchange.ts';
import type { Flaw } from './flaw.ts';
import { headerValues } from './headers.ts';
import { flawOfParsed } from './parsed-value.ts';
import { parseJson } from './read-json.ts';

/** What a body amounts to, before anything is parsed. */
export interface BodyReading {
  /** The text without its coding and byte order mark; undefined where it cannot be had. */
  readonly text: string | undefined;
  /** The parsed value in a box, where a client library kept only that. */
  readonly parsed: { readonly value: unknown } | undefined;
  readonly hasByteOrderMark: boolean;
  /** What HTTP says against it. */
  readonly flaws: readonly Flaw[];
}

/** Reads a body. @param charset what Content-Type says of a text that is no JSON; default `utf-8` */
export function readBody(response: SeenResponse, charset = 'utf-8'): BodyReading {
  const { body, value, flaw } = response;
  // Of a body that is not all there, whatever follows says nothing new.
  if (flaw !== undefined) return unread([wireFlaws[flaw]]);
  if (body === undefined) return readParsed(value);
  const lengthFlaws = checkLength(response, body);
  const decoded = decodeBody(response, body);
  if (!('bytes' in decoded)) return unread([...lengthFlaws, ...(decoded.flaw ? [decoded.flaw] : [])]);
  return readText(decoded.bytes, charset, lengthFlaws);
}

/** The JSON value of a body that was read, in a box; undefined where it is no JSON or not all there. */
export function jsonOf({ parsed, text }: BodyReading): { readonly value: unknown } | undefined {
  return parsed ?? (text === undefined ? undefined : parseJson(text));
}

const wireFlaws: Readonly<Record<BodyFlaw, Flaw>> = {
  'cut-off': { code: 'response/body-cut-off', message: 'The connection ended before the body did.' },
  surplus: {
    code: 'response/surplus-bytes',
    message: 'More bytes came than the head of the answer announced.',
  },
  'too-large': { code: 'response/body-too-large', message: 'The body is too large, and was not read to its end.' },
  undecodable: { code: 'response/content-coding-false', message: 'The client could not undo Content-Encoding.' },
  'timed-out': { code: 'response/body-timed-out', message: 'The body did not arrive in time.' },
};

function readParsed(value: unknown): BodyReading {
  if (value === undefined) return unread([]);
  const flaw = flawOfParsed(value);
  return flaw ? unread([flaw]) : { ...unread([]), parsed: { value } };
}

function unread(flaws: readonly Flaw[]): BodyReading {
  return { text: undefined, parsed: undefined, hasByteOrderMark: false, flaws };
}

function checkLength({ headers, decoded = false }: SeenResponse, body: Uint8Array): Flaw[] {
  // A client that decodes a body keeps the length that was sent, and may drop the name of the coding.
  if (decoded) return [];
  if (headerValues(headers, 'transfer-encoding').length > 0) return [];
  const said = new Set(headerValues(headers, 'content-length'));
  if (said.size === 0 || (said.size === 1 && said.has(String(body.length)))) return [];
  const shown = [...said].map(text => (/^\d{1,15}$/u.test(text) ? text : 'what is no length')).join(' and ');
  const message = `Content-Length says ${shown}, but the body has ${body.length} bytes.`;
  return [{ code: 'response/content-length', message }];
}

function readText(bytes: Uint8Array, charset: string, flaws: readonly Flaw[]): BodyReading {
  const text = decodeText(bytes, charset);
  if (text === undefined) return unread([...flaws, invalidText(bytes)]);
  const hasByteOrderMark = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
  return { text, parsed: undefined, hasByteOrderMark, flaws };
}

function decodeText(bytes: Uint8Array, charset: string): string | undefined {
  try {
    return new TextDecoder(charset, { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

function invalidText(bytes: Uint8Array): Flaw {
  const start = Buffer.from(bytes.subarray(0, 2)).toString('hex');
  const hint = start === '1f8b' ? 'It begins like gzip: is Content-Encoding missing?' : utf16Hint(start);
  return { code: 'response/utf8-invalid', message: `The body is not valid in the charset that it should have.`, hint };
}

function utf16Hint(start: string): string | undefined {
  return start === 'fffe' || start === 'feff' ? 'It begins like UTF-16.' : undefined;
}
