// Whether more bytes came along with an answer than belong to it. Node.js drops a second answer without a word.

import type { IncomingMessage } from 'node:http';

/** An answer that Node.js took for complete. */
export interface CompleteAnswer {
  /** Of the request. */
  readonly method: string;
  readonly response: IncomingMessage;
  /** How many heads with a status of 1xx came before its own. */
  readonly interimHeads: number;
  /** Length of its body without the framing. */
  readonly bodyBytes: number;
}

/**
 * Whether something follows the answer in what was received of the connection.
 *
 * @see https://www.rfc-editor.org/rfc/rfc9112#section-6.3
 */
export function isFollowed(answer: CompleteAnswer, received: Buffer): boolean {
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
