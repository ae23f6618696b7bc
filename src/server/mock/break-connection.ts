// Last step of a fault: breaks the connection, or the body, as networks and gateways do.
// @see https://wiremock.org/docs/simulating-faults/ for the first four names

import type { ServerResponse } from 'node:http';
import { clearInterval, setInterval } from 'node:timers';
import { isObject } from '../../base/json.ts';
import { zlib } from '../../base/zlib.ts';
import type { Fault } from '../scenarios/scenario.ts';

const reasons = process.getBuiltinModule('node:http').STATUS_CODES;

/** Duration and number of pieces of a slow drip. */
const dripMs = 3000;
const dripPieces = 30;

type Break = (response: ServerResponse, unsent: Unsent) => void;

const breaks: { readonly [Name in Exclude<Fault, BodyFault>]: Break } = {
  CONNECTION_RESET_BY_PEER: response => response.socket?.resetAndDestroy(),
  EMPTY_RESPONSE: response => response.socket?.destroy(),
  MALFORMED_RESPONSE_CHUNK: (response, { status, lines }) => {
    response.writeHead(status, [...lines, 'transfer-encoding', 'chunked']);
    response.flushHeaders();
    response.socket?.end('this is not the length of a chunk\r\n');
  },
  RANDOM_DATA_THEN_CLOSE: (response, { body }) => response.socket?.end(noise(body)),
  TRUNCATED_BODY: (response, unsent) => {
    startBody(response, unsent);
    response.write(unsent.body.subarray(0, Math.floor(unsent.body.length / 2)), () => response.socket?.destroy());
  },
  SLOW_DRIP: drip,
  STALL: startBody,
  NO_ANSWER: () => undefined,
  STALL_IN_HEAD: (response, { status, lines }) => {
    const [name = 'date', value = ''] = lines;
    response.socket?.write(`HTTP/1.1 ${status} ${reasons[status] ?? ''}\r\n${name}: ${value}\r\n`);
  },
  BODY_TOO_LONG: (response, unsent) => {
    startBody(response, unsent);
    response.end(Buffer.concat([unsent.body, Buffer.from('more than Content-Length')]));
  },
  INFORMATIONAL_FIRST: (response, unsent) => {
    response.socket?.write('HTTP/1.1 103 Early Hints\r\nlink: </>; rel=preconnect\r\n\r\n');
    startBody(response, unsent);
    response.end(unsent.body);
  },
  CLOSED_WHEN_IDLE: (response, unsent) => {
    const { socket } = response;
    startBody(response, unsent);
    // A FIN right after the answer: the client may have sent its next request on the connection already.
    response.end(unsent.body, () => socket?.destroySoon());
  },
};

/** Breaks a connection, or sends a broken body. */
export function breakConnection(response: ServerResponse, unsent: Unsent, fault: Fault): void {
  if (fault in breaks) breaks[fault as keyof typeof breaks](response, unsent);
  else sendSpoilt(response, unsent, fault as BodyFault);
}

function startBody(response: ServerResponse, { status, lines, body }: Unsent): void {
  response.writeHead(status, [...lines, 'content-length', String(body.length)]);
  response.flushHeaders();
}

function drip(response: ServerResponse, unsent: Unsent): void {
  const { body } = unsent;
  startBody(response, unsent);
  const size = Math.max(1, Math.ceil(body.length / dripPieces));
  let sent = 0;
  const timer = setInterval(() => {
    response.write(body.subarray(sent, sent + size));
    sent += size;
    if (sent < body.length) return;
    clearInterval(timer);
    response.end();
  }, dripMs / dripPieces);
  response.once('close', () => clearInterval(timer));
}

/** Deterministic bytes that are not HTTP: the body's, with every bit inverted. */
function noise(body: Buffer): Buffer {
  return Buffer.from(body.map(byte => byte ^ 0xff));
}

// Faults of a body: each is sent whole, and is not what its reader expects.

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
  // The best quality, the default, takes milliseconds.
  CORRUPT_BROTLI: body => ({
    body: corrupt(zlib().brotliCompressSync(body, { params: { [zlib().constants.BROTLI_PARAM_QUALITY]: 4 } })),
    encoding: 'br',
  }),
  BYTE_ORDER_MARK: body => ({ body: Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), body]) }),
  DUPLICATE_NAMES: body => ({ body: withTwin(body) }),
  INVALID_UTF8: body => ({ body: withInvalidByte(body) }),
  HUGE_BODY: body => ({ body, padding: spaces() }),
};

/** Sends the body with a fault, and leaves the connection open. */
function sendSpoilt(response: ServerResponse, { status, lines, body: whole }: Unsent, fault: BodyFault): void {
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
