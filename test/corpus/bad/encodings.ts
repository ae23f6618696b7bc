// Content codings and charsets that are not what is said of them.

import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import { type Family, family, profileAsk } from '../case.ts';
import { body, type Change, headers, inProfile, together } from '../changes.ts';

const coded = (said: string | null, code: (good: string) => string | Uint8Array): Change =>
  inProfile(together(headers({ 'Content-Encoding': said }), body(code)));
const typed = (type: string): Change => inProfile(headers({ 'Content-Type': type }));

function corrupted(bytes: Buffer): Buffer {
  const at = Math.floor(bytes.length / 2);
  return Buffer.concat([bytes.subarray(0, at), Buffer.alloc(8, 0xff), bytes.subarray(at + 8)]);
}

const bomb = gzipSync(Buffer.alloc(32 * 1024 * 1024, 0x20), { level: 1 });

export const encodings: Family = family('codings and charsets', 'valid-token', profileAsk, [
  ['it says gzip and is not', coded('gzip', good => good), 'response/content-coding-false'],
  ['it says br and is not', coded('br', good => good), 'response/content-coding-false'],
  ['it says br and is gzip', coded('br', gzipSync), 'response/content-coding-false'],
  ['it says gzip and is br', coded('gzip', brotliCompressSync), 'response/content-coding-false'],
  ['it is gzip and does not say so', coded(null, gzipSync), 'response/utf8-invalid'],
  ['it is gzip twice and says so once', coded('gzip', good => gzipSync(gzipSync(good))), 'response/utf8-invalid'],
  ['it is gzip once and says so twice', coded('gzip, gzip', gzipSync), 'response/content-coding-false'],
  ['gzip ends too early', coded('gzip', good => gzipSync(good).subarray(0, -40)), 'response/content-coding-cut-off'],
  [
    'br ends too early',
    coded('br', good => brotliCompressSync(good).subarray(0, -40)),
    'response/content-coding-cut-off',
  ],
  ['gzip lacks its checksum', coded('gzip', good => gzipSync(good).subarray(0, -8)), 'response/content-coding-cut-off'],
  [
    'deflate ends too early',
    coded('deflate', good => deflateSync(good).subarray(0, -40)),
    'response/content-coding-cut-off',
  ],
  ['gzip is damaged', coded('gzip', good => corrupted(gzipSync(good))), 'response/content-coding-false'],
  ['the coding is a charset', coded('utf-8', good => good), 'response/content-coding-unknown'],
  ['the coding is misspelt', coded('gzipped', gzipSync), 'response/content-coding-unknown'],
  ['gzip hides 32 MB', coded('gzip', () => bomb), 'response/body-too-large'],
  ['the charset is ISO 8859-1', typed('application/json; charset=iso-8859-1'), 'response/charset'],
  ['the charset is UTF-16', typed('application/json; charset=utf-16'), 'response/charset'],
]);
