// Undoes Content-Encoding. @see https://www.rfc-editor.org/rfc/rfc9110#section-8.4

import * as zlib from 'node:zlib';
import { describeValue } from '../findings/describe-value.ts';
import type { UnplacedFinding } from '../findings/finding.ts';
import type { SeenResponse } from './exchange.ts';
import { headerValue, listMembers } from './headers.ts';

/** A body is read up to here, once its coding is undone: 4 MiB. Formats' regular expressions overflow from 6 MB on. */
const longestBody = 4 * 1024 * 1024;

type Decode = (bytes: Uint8Array, options: { readonly maxOutputLength: number }) => Uint8Array;

const decoders: ReadonlyMap<string, Decode> = new Map<string, Decode>([
  ['identity', bytes => bytes],
  ['gzip', zlib.gunzipSync],
  ['x-gzip', zlib.gunzipSync],
  ['deflate', inflate],
  ['br', zlib.brotliDecompressSync],
  // Since Node.js 22.15.
  ...(typeof zlib.zstdDecompressSync === 'function' ? [['zstd', zlib.zstdDecompressSync] as const] : []),
]);

/** Registered, but not undone here; such a body is left unread and not complained of. */
const othersKnown = new Set(['compress', 'x-compress', 'dcb', 'dcz', 'zstd', 'aes128gcm', 'exi', 'pack200-gzip']);

/** The bytes without their codings, or why there are none. */
export type Decoded = { readonly bytes: Uint8Array } | { readonly finding: UnplacedFinding | undefined };

/** Undoes every coding that the header names, the last one first; nothing where a client has done so. */
export function decodeBody({ headers, decoded = false }: SeenResponse, body: Uint8Array): Decoded {
  if (body.length > longestBody) return { finding: tooLarge };
  if (decoded || body.length === 0) return { bytes: body };
  let bytes = body;
  for (const coding of listMembers(headerValue(headers, 'content-encoding')).toReversed()) {
    const decode = decoders.get(coding);
    if (decode === undefined) return { finding: othersKnown.has(coding) ? undefined : unknown(coding) };
    try {
      bytes = decode(bytes, { maxOutputLength: longestBody });
    } catch (error) {
      return { finding: findingOf(error as NodeJS.ErrnoException, coding) };
    }
  }
  return { bytes };
}

/** RFC 9110 means zlib; many servers send bare deflate. */
function inflate(bytes: Uint8Array, options: { readonly maxOutputLength: number }): Uint8Array {
  const isZlib = ((bytes[0] ?? 0) & 0x0f) === 8 && (((bytes[0] ?? 0) << 8) | (bytes[1] ?? 0)) % 31 === 0;
  return isZlib ? zlib.inflateSync(bytes, options) : zlib.inflateRawSync(bytes, options);
}

const tooLarge: UnplacedFinding = {
  code: 'response/body-too-large',
  message: `The body is larger than ${longestBody} bytes once decoded, and was not looked at.`,
};

function findingOf({ code }: NodeJS.ErrnoException, coding: string): UnplacedFinding {
  if (code === 'ERR_BUFFER_TOO_LARGE') return tooLarge;
  if (code === 'Z_BUF_ERROR')
    return {
      code: 'response/content-coding-cut-off',
      message: `The body ends in the middle of its coding, ${coding}.`,
    };
  return {
    code: 'response/content-coding-false',
    message: `Content-Encoding says ${coding}, but the body is not in this coding.`,
  };
}

function unknown(coding: string): UnplacedFinding {
  return {
    code: 'response/content-coding-unknown',
    message: 'Content-Encoding names what is no registered coding.',
    hint: `Known are ${[...decoders.keys()].join(', ')}.`,
    actual: describeValue(coding),
  };
}
