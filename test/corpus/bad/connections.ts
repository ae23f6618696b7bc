// Requests that get no answer, or none that is HTTP.

import { type Family, family, profileAsk } from '../case.ts';
import { type Change, headers, once, sent, together } from '../changes.ts';
import type { Answer, Send } from '../wire.ts';

const statusLine = (line: string): Change => once((answer: Answer) => ({ ...answer, statusLine: line }));
const written = (send: Send): Change => once(sent(send));
const gibberish = 'SSH-2.0-OpenSSH_9.7\r\n';

export const connections: Family = family('connections', 'valid-token', profileAsk, [
  ['the connection is closed without an answer', written(socket => socket.end()), 'check/no-answer'],
  ['the connection is reset without an answer', written(socket => socket.resetAndDestroy()), 'check/no-answer'],
  [
    'the connection is closed within the headers',
    written((socket, head) => socket.end(head.slice(0, 60))),
    'check/no-answer',
  ],
  ['something else than HTTP answers', written(socket => socket.end(gibberish)), 'check/no-answer'],
  ['the body comes without headers', written((socket, _, bytes) => socket.end(bytes)), 'check/no-answer'],
  ['the version is no version', statusLine('HTTP/3.7 200 OK'), 'check/no-answer'],
  ['the protocol is another one', statusLine('ICY 200 OK'), 'check/no-answer'],
  ['the status is a word', statusLine('HTTP/1.1 OK'), 'check/no-answer'],
  ['a header has no colon', once(headers({ 'Broken\r\nX': 'y' })), 'check/no-answer'],
  ['the headers have no end', once(headers({ 'X-Long': 'x'.repeat(100_000) })), 'check/no-answer'],
  ['two lengths are sent', once(headers({ 'Content-Length': ['900', '901'] })), 'check/no-answer'],
  ['the length is no number', once(headers({ 'Content-Length': 'long' })), 'check/no-answer'],
  [
    'length and chunks are sent',
    once(together(headers({ 'Transfer-Encoding': 'chunked', 'Content-Length': '900' }))),
    'check/no-answer',
  ],
  ['only an interim answer comes', written(socket => socket.end('HTTP/1.1 100 Continue\r\n\r\n')), 'check/no-answer'],
  [
    'another protocol is switched to',
    written(socket => socket.end('HTTP/1.1 101 Switching Protocols\r\nUpgrade: h2c\r\nConnection: Upgrade\r\n\r\n')),
    'check/status',
    'response/status-undocumented',
  ],
]);
