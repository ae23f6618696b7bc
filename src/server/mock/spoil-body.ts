// Faults of a body: each is sent whole, and is not what its reader expects.

import type { ServerResponse } from 'node:http';
import { isObject } from '../../base/json.ts';
import { zlib } from '../../base/zlib.ts';
import type { Fault } from '../scenarios/scenario.ts';

/** The response that is not sent as it is. */
export interface Unsent {
  readonly status: number;
  /** Header names and values alternating, without `Content-Length`. */
  readonly lines: readonly string[];
  readonly body: Buffer;
}

/** What a fault makes of a body. */
interface Spoilt {
  readonly body: Buffer;
  readonly encoding?: 'gzip' | 'br';
  /** Spaces after the body. */
  readonly padding?: Buffer;
}

/** Faults of a body. */
export type BodyFault = Extract<
  Fault,
  'CORRUPT_GZIP' | 'CORRUPT_BROTLI' | 'BYTE_ORDER_MARK' | 'DUPLICATE_NAMES' | 'INVALID_UTF8' | 'HUGE_BODY'
>;

const spoilers: { readonly [Name in BodyFault]: (body: Buffer) => Spoilt } = {
  CORRUPT_GZIP: body => ({ body: corrupt(zlib().gzipSync(body)), encoding: 'gzip' }),
  CORRUPT_BROTLI: body => ({ body: corrupt(zlib().brotliCompressSync(body)), encoding: 'br' }),
  BYTE_ORDER_MARK: body => ({ body: Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), body]) }),
  DUPLICATE_NAMES: body => ({ body: withTwin(body) }),
  INVALID_UTF8: body => ({ body: withInvalidByte(body) }),
  HUGE_BODY: body => ({ body, padding: spaces() }),
};

/** Sends the body with a fault, and leaves the connection open. */
export function sendSpoilt(response: ServerResponse, { status, lines, body: whole }: Unsent, fault: BodyFault): void {
  const { body, encoding, padding } = spoilers[fault](whole);
  const length = body.length + (padding?.length ?? 0);
  const encoded = encoding === undefined ? [] : ['content-encoding', encoding];
  response.writeHead(status, [...lines, ...encoded, 'content-length', String(length)]);
  response.write(body);
  response.end(padding);
}

/** Inverts the bytes in the middle, so that the start is sound. */
function corrupt(compressed: Buffer): Buffer {
  const middle = compressed.length >> 1;
  for (let index = middle; index < Math.min(middle + 16, compressed.length); index++)
    compressed[index] = ~Number(compressed[index]);
  return compressed;
}

/** Repeats the first member at the end, with another value; most parsers take the last. */
function withTwin(body: Buffer): Buffer {
  const value = parsed(body);
  const [name = 'name'] = isObject(value) ? Object.keys(value) : [];
  const members = isObject(value) ? `${JSON.stringify(value).slice(1, -1)},` : `${JSON.stringify(name)}:"first",`;
  return Buffer.from(`{${members.replace(/^,$/, '')}${JSON.stringify(name)}:"duplicate"}`);
}

function parsed(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString());
  } catch {
    return undefined;
  }
}

/** Puts a byte that starts a character and is not continued into the first string value. */
function withInvalidByte(body: Buffer): Buffer {
  const start = body.indexOf(':"') + 2;
  return Buffer.concat([body.subarray(0, start), Buffer.from([0xc3, 0x28]), body.subarray(start)]);
}

const hugeBytes = 8 * 1024 * 1024;
let shared: Buffer | undefined;

/** One buffer for all answers, so that many at once take no more memory than their sockets. */
function spaces(): Buffer {
  shared ??= Buffer.alloc(hugeBytes, ' ');
  return shared;
}
