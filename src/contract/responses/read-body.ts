// Decodes Content-Encoding. @see https://www.rfc-editor.org/rfc/rfc9110#section-8.4

import { TextDecoder } from 'node:util';
import { zlib } from '../../base/zlib.ts';
import type { UnplacedFinding } from '../findings/finding.ts';
import { describeValue } from '../findings/safe-text.ts';
import type { BodyFailure, SeenResponse } from './exchange.ts';
import { headerValue, headerValues, listMembers } from './headers.ts';
import { maximumDepth, parseJson, tooDeep } from './read-json.ts';

/** Maximum decoded size: 4 MiB. Formats' regular expressions overflow from 6 MB on. */
const longestBody = 4 * 1024 * 1024;

type Decode = (bytes: Uint8Array, options: { readonly maxOutputLength: number }) => Uint8Array;

let decoders: ReadonlyMap<string, Decode> | undefined;

function knownDecoders(): ReadonlyMap<string, Decode> {
  const { gunzipSync, brotliDecompressSync, zstdDecompressSync } = zlib();
  decoders ??= new Map<string, Decode>([
    ['identity', bytes => bytes],
    ['gzip', gunzipSync],
    ['x-gzip', gunzipSync],
    ['deflate', inflate],
    ['br', brotliDecompressSync],
    // Since Node.js 22.15.
    ...(typeof zstdDecompressSync === 'function' ? [['zstd', zstdDecompressSync] as const] : []),
  ]);
  return decoders;
}

/** Registered, but unsupported; such a body stays unread without a finding. */
const othersKnown = new Set(['compress', 'x-compress', 'dcb', 'dcz', 'zstd', 'aes128gcm', 'exi', 'pack200-gzip']);

/** The decoded bytes, or the reason for their absence. */
export type Decoded = { readonly bytes: Uint8Array } | { readonly finding: UnplacedFinding | undefined };

/** Decodes in reverse order of the header; does nothing if the client did. */
export function decodeBody({ headers, decoded = false }: SeenResponse, body: Uint8Array): Decoded {
  if (body.length > longestBody) return { finding: tooLarge };
  if (decoded || body.length === 0) return { bytes: body };
  let bytes = body;
  for (const coding of listMembers(headerValue(headers, 'content-encoding')).toReversed()) {
    const decode = knownDecoders().get(coding);
    if (decode === undefined) return { finding: othersKnown.has(coding) ? undefined : unknown(coding) };
    try {
      bytes = decode(bytes, { maxOutputLength: longestBody });
    } catch (error) {
      return { finding: findingOf(error as NodeJS.ErrnoException, coding) };
    }
  }
  return { bytes };
}

/** RFC 9110 means zlib; many servers send raw deflate. */
function inflate(bytes: Uint8Array, options: { readonly maxOutputLength: number }): Uint8Array {
  const isZlib = ((bytes[0] ?? 0) & 0x0f) === 8 && (((bytes[0] ?? 0) << 8) | (bytes[1] ?? 0)) % 31 === 0;
  return isZlib ? zlib().inflateSync(bytes, options) : zlib().inflateRawSync(bytes, options);
}

const tooLarge: UnplacedFinding = {
  code: 'response/body-too-large',
  message: `The body is larger than ${longestBody} bytes after decoding, and was not examined.`,
};

function findingOf({ code }: NodeJS.ErrnoException, coding: string): UnplacedFinding {
  if (code === 'ERR_BUFFER_TOO_LARGE') return tooLarge;
  if (code === 'Z_BUF_ERROR')
    return {
      code: 'response/content-coding-cut-off',
      message: `The body ends in the middle of its content coding, ${coding}.`,
    };
  return {
    code: 'response/content-coding-false',
    message: `Content-Encoding says ${coding}, but the body has another content coding.`,
  };
}

function unknown(coding: string): UnplacedFinding {
  return {
    code: 'response/content-coding-unknown',
    message: 'Content-Encoding has an unregistered coding.',
    hint: `Known: ${[...knownDecoders().keys()].join(', ')}.`,
    actual: describeValue(coding),
  };
}

// Reads the body of a response, from bytes to a value, with the flaws on the way.

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
