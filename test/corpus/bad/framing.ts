// Bodies that do not end where they are said to end.

import { type Family, family, profileAsk } from '../case.ts';
import { body, type Change, headers, once, sent, together } from '../changes.ts';
import type { Send } from '../wire.ts';

const tooSmall = once(headers({ 'Content-Length': '100' }));
const tooLarge = once(headers({ 'Content-Length': '100000' }));
const megabytes = (count: number): Uint8Array => Buffer.alloc(count * 1024 * 1024, '{"sub":"XK7Q2M9ZTR4B"}');

/** A chunked body, with what is written in place of its end. */
function chunked(end: string): Change {
  return once(
    together(
      headers({ 'Transfer-Encoding': 'chunked' }),
      sent((socket, head, bytes) =>
        socket.end(`${head}${bytes.length.toString(16)}\r\n${Buffer.from(bytes)}\r\n${end}`),
      ),
    ),
  );
}

const resetWithin: Send = (socket, head, bytes) => {
  socket.write(Buffer.concat([Buffer.from(head), bytes.subarray(0, 100)]), () =>
    setImmediate(() => socket.resetAndDestroy()),
  );
};

const endless: Send = (socket, head) => {
  const block = Buffer.alloc(64 * 1024, 0x20);
  const more = (): void => {
    if (!socket.destroyed) socket.write(block, () => void setTimeout(more, 2));
  };
  socket.write(head, more);
};

export const framing: Family = family('length of the body', 'valid-token', profileAsk, [
  ['Content-Length is too small', tooSmall, 'response/surplus-bytes'],
  ['Content-Length is too large', tooLarge, 'response/body-cut-off'],
  ['the last chunk is missing', chunked(''), 'response/body-cut-off'],
  ['a chunk has no length', chunked('zz\r\n\r\n'), 'response/body-cut-off'],
  ['a chunk is shorter than it says', chunked('ff\r\n0\r\n\r\n'), 'response/body-cut-off'],
  ['the connection is reset within the body', once(sent(resetWithin)), 'response/body-cut-off'],
  [
    'the body has no end',
    once(together(headers({ 'Content-Length': null }), sent(endless))),
    'response/body-too-large',
  ],
  ['the body has 10 MB', once(body(megabytes(10))), 'response/body-too-large'],
]);
