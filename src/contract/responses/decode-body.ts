// Decodes Content-Encoding. @see https://www.rfc-editor.org/rfc/rfc9110#section-8.4

import { zlib } from '../../base/zlib.ts';
import { describeValue } from '../findings/describe-value.ts';
import type { UnplacedFinding } from '../findings/finding.ts';
import type { SeenResponse } from './exchange.ts';
import { headerValue, listMembers } from './headers.ts';

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
