// Reads a body of fetch, from a clone if possible.
// @see https://fetch.spec.whatwg.org/#body-mixin

import { KitError } from '../../base/errors.ts';

export interface FetchBody {
  readonly body: Uint8Array;
  /** The connection ended before; the received part is lost. */
  readonly isCutOff: boolean;
}

/** The used part of a `Response`, or of the body of undici's `request`. */
export interface ReadableBody {
  readonly bodyUsed: boolean;
  readonly body?: unknown;
  readonly headers?: { get(name: string): string | null };
  arrayBuffer(): Promise<ArrayBuffer>;
  clone?(): ReadableBody;
}

/** @throws ERR_RESPONSE_UNREADABLE for a consumed body, or one that needs its response */
export async function readFetchBody(source: ReadableBody): Promise<FetchBody> {
  if (source.bodyUsed) throw alreadyRead();
  const copy = source.clone ? source.clone() : source;
  try {
    const body = await bytesOf(source, copy);
    if (body.length === 0 && copy !== source && isLost(source)) throw lostInClone();
    return { body, isCutOff: false };
  } catch (error) {
    if (error instanceof KitError) throw error;
    return { body: new Uint8Array(), isCutOff: true };
  }
}

/** A clone of happy-dom's Response is empty. */
function isLost({ headers, body }: ReadableBody): boolean {
  if (body === null || headers?.get('content-encoding')) return false;
  const length = headers?.get('content-length');
  return Number(length) > 0 || (length !== '0' && 'happyDOM' in globalThis);
}

function lostInClone(): KitError {
  return new KitError('ERR_RESPONSE_UNREADABLE', 'The body of this response is lost in its clone.', {
    hint: 'The Response of happy-dom does that. Read it first, and pass { status, headers, body } with the text that was read.',
  });
}

function alreadyRead(): KitError {
  return new KitError('ERR_RESPONSE_UNREADABLE', 'The body of this response has been read already.', {
    hint: 'Pass the response before reading it, or a clone: const copy = response.clone(); or pass { status, headers, body } with what was read.',
  });
}

/** node-fetch gives a body to two readers, and stops when one of them is 16 KiB behind. */
async function bytesOf(source: ReadableBody, copy: ReadableBody): Promise<Uint8Array> {
  if (copy === source || !isNodeStream(source.body) || !isNodeStream(copy.body))
    return new Uint8Array(await copy.arrayBuffer());
  const chunks: Uint8Array[] = [];
  for await (const chunk of untilStalled(copy.body, source.body)) chunks.push(chunk);
  return Buffer.concat(chunks);
}

interface NodeStream extends AsyncIterable<Uint8Array> {
  readonly writableNeedDrain: boolean;
}

async function* untilStalled(copy: NodeStream, other: NodeStream): AsyncGenerator<Uint8Array> {
  for await (const chunk of copy) {
    yield chunk;
    if (other.writableNeedDrain) throw tooLargeToShare();
  }
}

function tooLargeToShare(): KitError {
  return new KitError('ERR_RESPONSE_UNREADABLE', 'The body of this response is too large for a clone of node-fetch.', {
    hint: 'Read it first, and pass { status, headers, body } with the text that was read.',
  });
}

function isNodeStream(body: unknown): body is NodeStream {
  return typeof (body as { pipe?: unknown } | null)?.pipe === 'function';
}
