// Finds the entries of a HAR file by their brackets, and reads each with JSON.parse: much faster than token by token.
// It gives up where a file is unusual or wrong, so that another reader has the last word on what is JSON.

import { isAscii, isUtf8 } from 'node:buffer';
import { isObject } from '../../base/json.ts';

/** Of an entry, and of what comes before and after all of them. */
const mostBytes = 16 * 1024 * 1024;

/** The members of `log.entries`, in order. @returns their number, and whether the file is a HAR that has no others */
export async function* readPlainEntries(
  chunks: AsyncIterable<Uint8Array>,
): AsyncGenerator<unknown, { readonly count: number; readonly isWhole: boolean }> {
  const held = new Held();
  /** What was taken, with a 0 for each entry. */
  let outside = '';
  let count = 0;
  for await (const chunk of chunks) {
    held.append(chunk);
    if (outside === '') {
      outside = held.takeHead();
      if (outside !== '' && entriesIn(`${outside}]}}`) === undefined) return { count, isWhole: false };
    }
    while (outside !== '') {
      outside += held.takeBetween();
      const text = held.takeObject();
      if (text === undefined) break;
      const entry = parse(text);
      if (entry === undefined) return { count, isWhole: false };
      yield entry;
      outside += '0';
      count++;
    }
    if (held.size > mostBytes) return { count, isWhole: false };
  }
  const entries = entriesIn(outside + held.take(held.size));
  return { count, isWhole: entries?.length === count && entries.every(entry => entry === 0) };
}

function entriesIn(text: string): readonly unknown[] | undefined {
  const file = parse(text.replace(/^\uFEFF/u, ''));
  const log = isObject(file) ? file['log'] : undefined;
  const entries = isObject(log) ? log['entries'] : undefined;
  return Array.isArray(entries) ? entries : undefined;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const [quote, backslash, comma, space, openBrace, closeBrace] = [0x22, 0x5c, 0x2c, 0x20, 0x7b, 0x7d];
/** Up to here a loop finds the end of a string sooner than a call. */
const shortString = 64;

/** The bytes that were read and not yet taken. */
class Held {
  #bytes = Buffer.alloc(0);
  #start = 0;
  #end = 0;
  /** How far the object that is next has been looked through, and the brackets open there. */
  #at = 0;
  #depth = 0;

  get size(): number {
    return this.#end - this.#start;
  }

  append(chunk: Uint8Array): void {
    if (this.#end + chunk.length > this.#bytes.length) {
      const needed = this.size + chunk.length;
      // Larger than needed: an entry of many chunks must not be copied with each.
      const bytes = needed > this.#bytes.length ? Buffer.allocUnsafe(needed * 2) : this.#bytes;
      this.#bytes.copy(bytes, 0, this.#start, this.#end);
      this.#bytes = bytes;
      this.#at -= this.#start;
      this.#end -= this.#start;
      this.#start = 0;
    }
    this.#bytes.set(chunk, this.#end);
    this.#end += chunk.length;
  }

  /** As text; empty if it is not UTF-8. */
  take(length: number): string {
    const from = this.#start;
    this.#start += length;
    this.#at = this.#start;
    const bytes = this.#bytes.subarray(from, this.#start);
    // Node.js decodes what it knows to be ASCII in half the time.
    if (isAscii(bytes)) return bytes.toString('latin1');
    return isUtf8(bytes) ? bytes.toString('utf8') : '';
  }

  /** Up to the first bracket that may open the list; empty if there is none yet. */
  takeHead(): string {
    const bytes = this.#bytes.subarray(this.#start, this.#end);
    const name = bytes.indexOf('"entries"');
    if (name < 0) return '';
    const opening = /^"entries"\s*:\s*\[/u.exec(bytes.toString('latin1', name, name + 200));
    return opening ? this.take(name + opening[0].length) : '';
  }

  /** Commas and white space before an entry. */
  takeBetween(): string {
    let at = this.#start;
    while (at < this.#end && isBetween(this.#bytes[at])) at++;
    return at === this.#start ? '' : this.take(at - this.#start);
  }

  /** The object that is next; undefined if none is, or its end is not there yet. */
  takeObject(): string | undefined {
    const bytes = this.#bytes.subarray(0, this.#end);
    if (bytes[this.#start] !== openBrace) return undefined;
    let depth = this.#depth;
    for (; this.#at < bytes.length; this.#at++) {
      const byte = bytes[this.#at] ?? 0;
      // One bit tells square brackets from braces; JSON.parse does not mix them up.
      const bracket = byte | 0x20;
      if (byte === quote) {
        const close = endOfString(bytes, this.#at + 1);
        if (close < 0) break;
        this.#at = close;
      } else if (bracket === openBrace) depth++;
      else if (bracket === closeBrace && --depth === 0) {
        this.#depth = 0;
        return this.take(this.#at + 1 - this.#start);
      }
    }
    this.#depth = depth;
    return undefined;
  }
}

function isBetween(byte = 0): boolean {
  return byte <= space || byte === comma;
}

/** Index of the closing quotation mark; -1 if it is not there yet. */
function endOfString(bytes: Buffer, start: number): number {
  let at = start;
  for (const short = Math.min(bytes.length, start + shortString); at < short; at++) {
    if (bytes[at] === quote) return at;
    if (bytes[at] === backslash) at++;
  }
  for (at = bytes.indexOf(quote, at); at >= 0; at = bytes.indexOf(quote, at + 1)) {
    let slashes = 0;
    while (bytes[at - 1 - slashes] === backslash) slashes++;
    if (slashes % 2 === 0) return at;
  }
  return -1;
}
