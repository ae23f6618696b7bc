// Unguessable texts: the ids of tokens and keys. They are secrets, so they are the one thing no seed decides.

import { randomBytes } from 'node:crypto';

const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

/** Letters and digits, each as likely as any other. */
export function randomText(length: number): string {
  let text = '';
  while (text.length < length) {
    // The largest multiple of 62 below 256: bytes beyond it would favour the first letters.
    for (const byte of randomBytes(length)) if (byte < 248) text += letters[byte % 62];
  }
  return text.slice(0, length);
}
