// Answers that are coded, framed or sent in an unusual way.

import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import { type GoodCase, ofProfile } from '../case.ts';
import { asksBy, body, type Change, headers, inProfile, only, sent, together } from '../changes.ts';
import type { Send } from '../wire.ts';

const coded = (said: string, code: (good: string) => Uint8Array): Change =>
  inProfile(together(headers({ 'Content-Encoding': said }), body(code)));

const chunks: Send = (socket, head, bytes) => {
  const parts = [bytes.subarray(0, 1), bytes.subarray(1, 500), bytes.subarray(500)].filter(part => part.length > 0);
  const text = parts.map(part => `${part.length.toString(16)};x=y\r\n${Buffer.from(part).toString('latin1')}\r\n`);
  socket.end(Buffer.from(`${head}${text.join('')}0\r\nX-Trailer: yes\r\n\r\n`, 'latin1'));
};

const slowly: Send = (socket, head, bytes) => {
  socket.write(head);
  setTimeout(() => socket.end(bytes), 50);
};

const afterHints: Send = (socket, head, bytes) => {
  socket.write('HTTP/1.1 103 Early Hints\r\nLink: </style.css>; rel=preload\r\n\r\n');
  socket.end(Buffer.concat([Buffer.from(head), bytes]));
};

const leftOpen: Send = (socket, head, bytes) => {
  socket.write(Buffer.concat([Buffer.from(head), bytes]));
};

const inPieces: Send = (socket, head, bytes) => {
  const all = Buffer.concat([Buffer.from(head), bytes]);
  const ends = [7, 60, head.length - 1, head.length + 1, all.length];
  const next = (at: number): void => {
    const [end] = ends.splice(0, 1);
    if (end === undefined) socket.end();
    else socket.write(all.subarray(at, end), () => void setTimeout(next, 2, end));
  };
  next(0);
};

export const unusualTransfer: readonly GoodCase[] = [
  ofProfile('it is gzip', coded('gzip', gzipSync)),
  ofProfile('it is gzip in capitals', coded('GZIP', gzipSync)),
  ofProfile(
    'it is gzip of two members',
    coded('gzip', text => Buffer.concat([gzipSync(text.slice(0, 9)), gzipSync(text.slice(9))])),
  ),
  ofProfile('it is br', coded('br', brotliCompressSync)),
  ofProfile('it is deflate', coded('deflate', deflateSync)),
  ofProfile(
    'it is gzip, and br around it',
    coded('gzip, br', text => brotliCompressSync(gzipSync(text))),
  ),
  ofProfile(
    'it is coded as identity',
    coded('identity', text => Buffer.from(text)),
  ),
  ofProfile('it is chunked', only(asksBy('GET'), together(headers({ 'Transfer-Encoding': 'chunked' }), sent(chunks)))),
  ofProfile('it ends with the connection', inProfile(headers({ 'Content-Length': null }))),
  ofProfile('the connection stays open', together(headers({ Connection: 'keep-alive' }), sent(leftOpen))),
  ofProfile('it comes in small pieces', sent(inPieces)),
  ofProfile('it comes slowly', inProfile(sent(slowly))),
  ofProfile('hints come before it', inProfile(sent(afterHints))),
  ofProfile('it speaks HTTP/1.0', answer => ({ ...answer, statusLine: `HTTP/1.0 ${answer.status} Fine` })),
  ofProfile('the status has no words', answer => ({ ...answer, statusLine: `HTTP/1.1 ${answer.status} ` })),
];
