// Sends one request and records the raw response: no redirects, no decoding, no connection reuse.
// @see https://www.rfc-editor.org/rfc/rfc9112

import type { ClientRequest, IncomingMessage } from 'node:http';
import type { RequestOptions } from 'node:https';
import { clearTimeout, setTimeout } from 'node:timers';
import { createRedact } from '../contract/findings/safe-text.ts';
import type { BodyFailure, Header, SeenResponse } from '../contract/responses/exchange.ts';
import { NoAnswer } from './no-answer.ts';
import type { Target } from './target.ts';

// Importing node:http as an ES module evaluates all its exports, undici too: a tenth of a short command.
const http = process.getBuiltinModule('node:http');

/** Maximum size of a body in bytes; a profile is about 2 kB. */
const maximumBodyBytes = 1024 * 1024;

/** Most bytes that are read of a connection: interim answers, heads and framing included. */
const maximumSocketBytes = 4 * maximumBodyBytes;

export interface Sending {
  readonly target: Target;
  readonly method: string;
  readonly path: string;
  readonly headers: readonly Header[];
  readonly body?: Uint8Array;
  /** For the whole response, in milliseconds. */
  readonly timeoutMs: number;
}

export interface Answer {
  readonly response: SeenResponse;
  readonly durationMs: number;
}

/**
 * Sends a request over its own connection, so that a broken response cannot affect the next one. Ignores proxies of the
 * environment and always checks certificates: a token goes where the URL says, and nowhere else.
 *
 * @throws NoAnswer without a status
 */
export async function sendRequest(sending: Sending): Promise<Answer> {
  const open = sending.target.protocol === 'https:' ? (await import('node:https')).request : http.request;
  const startedAt = performance.now();
  const response = await exchange(open(optionsOf(sending)), sending);
  return { response, durationMs: performance.now() - startedAt };
}

function optionsOf({ target, method, path, headers, body }: Sending): RequestOptions {
  const length = body === undefined ? [] : ['Content-Length', String(body.byteLength)];
  return {
    protocol: target.protocol,
    host: target.hostname,
    port: target.port,
    method,
    path,
    headers: ['Host', target.host, ...headers.flat(), ...length],
    agent: false,
    // Explicit, since NODE_TLS_REJECT_UNAUTHORIZED=0 changes the default.
    rejectUnauthorized: true,
    setDefaultHeaders: false,
  };
}

function exchange(request: ClientRequest, { timeoutMs, headers, body }: Sending): Promise<SeenResponse> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    const received: Buffer[] = [];
    let head: IncomingMessage | undefined;
    let interimHeads = 0;
    let length = 0;
    let receivedBytes = 0;
    const end = (failure?: BodyFailure, cause?: NodeJS.ErrnoException): void => {
      clearTimeout(timer);
      request.destroy();
      if (head !== undefined) resolve(toResponse(head, Buffer.concat(chunks), failure));
      else reject(new NoAnswer(codeOf(failure, cause), timeoutMs, refusalOf(cause, headers)));
    };
    const timer = setTimeout(() => end('timed-out'), timeoutMs);
    const receive = (bytes: Buffer): void => {
      receivedBytes += bytes.length;
      if (receivedBytes <= maximumSocketBytes) received.push(bytes);
      else end('too-large');
    };
    request.on('socket', socket => socket.on('data', receive));
    request.on('information', () => {
      interimHeads += 1;
    });
    request.on('error', cause => {
      // Data after a complete response does not make it incomplete.
      if (head?.complete !== true) end('cut-off', cause);
    });
    request.on('upgrade', (response: IncomingMessage) => {
      head = response;
      end();
    });
    request.on('response', (response: IncomingMessage) => {
      head = response;
      response.on('data', (chunk: Buffer) => {
        length += chunk.length;
        chunks.push(chunk);
        if (length > maximumBodyBytes) end('too-large');
      });
      response.on('error', () => end('cut-off'));
      response.on('end', () => {
        const message = { method: request.method, response, interimHeads, bodyBytes: length };
        if (!response.complete) end('cut-off');
        else end(isFollowed(message, Buffer.concat(received)) ? 'surplus' : undefined);
      });
    });
    request.end(body);
  });
}

function codeOf(failure: BodyFailure | undefined, cause: NodeJS.ErrnoException | undefined): string {
  if (failure === 'timed-out') return 'TIMEOUT';
  return failure === 'too-large' ? 'TOO_LARGE' : (cause?.code ?? 'UNKNOWN');
}

/**
 * What a library that replaces `node:http` says, such as msw or nock: its errors have no code, or a class of their own.
 * Messages of Node.js are left out, since they may quote what was sent.
 */
function refusalOf(cause: NodeJS.ErrnoException | undefined, headers: readonly Header[]): string | undefined {
  if (!cause?.message || (cause.code !== undefined && /^(?:Error|AggregateError)$/u.test(cause.name))) return undefined;
  const secrets = headers.filter(([name]) => name === 'Authorization').map(([, value]) => value.replace(/^\w+ /u, ''));
  const text = createRedact(secrets)(cause.message).replace(/\s+/gu, ' ').trim();
  return text.slice(0, 300).replace(/\.$/u, '');
}

function toResponse(head: IncomingMessage, body: Uint8Array, failure: BodyFailure | undefined): SeenResponse {
  return {
    status: head.statusCode ?? 0,
    headers: pairs(head.rawHeaders),
    body,
    ...(failure !== undefined && { failure }),
  };
}

function pairs(flat: readonly string[]): readonly Header[] {
  return flat.flatMap((name, index) => (index % 2 === 0 ? [[name, flat[index + 1] ?? ''] as const] : []));
}

/** A response that Node.js considers complete. */
interface CompleteAnswer {
  readonly method: string;
  readonly response: IncomingMessage;
  /** Number of 1xx heads before the final one. */
  readonly interimHeads: number;
  /** Length of the body without framing. */
  readonly bodyBytes: number;
}

/**
 * Whether the received data continue after the response.
 *
 * @see https://www.rfc-editor.org/rfc/rfc9112#section-6.3
 */
function isFollowed(answer: CompleteAnswer, received: Buffer): boolean {
  let start = 0;
  for (let heads = 0; heads <= answer.interimHeads; heads++) start = after('\r\n\r\n', received, start);
  const end = isChunked(answer) ? endOfChunks(received, start) : start + answer.bodyBytes;
  return received.length > end;
}

function isChunked({ method, response: { statusCode = 0, headers } }: CompleteAnswer): boolean {
  const hasBody = method !== 'HEAD' && statusCode !== 204 && statusCode !== 304;
  return hasBody && /\bchunked\s*$/iu.test(headers['transfer-encoding'] ?? '');
}

/** @see https://www.rfc-editor.org/rfc/rfc9112#section-7.1 */
function endOfChunks(received: Buffer, start: number): number {
  let at = start;
  while (true) {
    const afterSize = after('\r\n', received, at);
    const size = Number.parseInt(received.toString('latin1', at, afterSize), 16);
    // The last chunk is empty. Trailers may follow, up to an empty line.
    if (!(size > 0)) return after('\r\n\r\n', received, afterSize - 2);
    at = afterSize + size + 2;
  }
}

function after(mark: string, bytes: Buffer, from: number): number {
  const at = bytes.indexOf(mark, from);
  return at < 0 ? bytes.length : at + mark.length;
}
