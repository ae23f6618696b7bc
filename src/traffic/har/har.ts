// Reads a HAR file of any size: only one entry at a time is in memory.
// @see http://www.softwareishard.com/blog/har-12-spec/

import { type FileHandle, open } from 'node:fs/promises';
import { Tokenizer, TokenParser } from '@streamparser/json';
import { KitError, whyRefused } from '../../base/errors.ts';
import { readPlainEntries } from './plain-entries.ts';

/**
 * The members of `log.entries`, in order.
 *
 * @throws ERR_HAR_UNREADABLE for a file that cannot be read, is not JSON (with line, column and byte) or has no such list
 */
export async function* readHarEntries(file: string): AsyncGenerator<unknown> {
  const plain = yield* readPlainEntries(chunksOf(file));
  if (plain.isWhole) return;
  let count = 0;
  for await (const { value, parent } of valuesAt(file, '$.log.entries.*')) {
    if (!Array.isArray(parent)) break;
    count++;
    if (count > plain.count) yield value;
  }
  if (count > 0 || (await hasEmptyList(file))) return;
  throw new KitError('ERR_HAR_UNREADABLE', `"${file}" is not a HAR file: it has no list log.entries.`, {
    hint: 'Export the traffic as HAR 1.2, such as from the network panel of a browser.',
    data: { file },
  });
}

async function hasEmptyList(file: string): Promise<boolean> {
  for await (const { value } of valuesAt(file, '$.log.entries')) return Array.isArray(value);
  return false;
}

interface FoundValue {
  readonly value: unknown;
  readonly parent: unknown;
}

/** Yields the values at a path, and keeps nothing else. */
async function* valuesAt(file: string, path: string): AsyncGenerator<FoundValue> {
  const reader = createReader(path);
  for await (const chunk of chunksOf(file)) yield* await reader.read(file, chunk);
  yield* await reader.end(file);
}

/** Reuses one buffer: each chunk is overwritten by the next one. New buffers would be collected late. */
async function* chunksOf(file: string): AsyncGenerator<Uint8Array> {
  let handle: FileHandle | undefined;
  try {
    handle = await open(file);
    const buffer = Buffer.allocUnsafe(chunkBytes);
    for (;;) {
      const { bytesRead } = await handle.read(buffer, 0, chunkBytes);
      if (bytesRead === 0) return;
      yield buffer.subarray(0, bytesRead);
    }
  } catch (error) {
    const message = `"${file}" cannot be read: ${whyRefused(error)}.`;
    throw new KitError('ERR_HAR_UNREADABLE', message, { data: { file }, cause: error });
  } finally {
    await handle?.close();
  }
}

const chunkBytes = 1024 * 1024;

interface Reader {
  read(file: string, chunk: Uint8Array): Promise<readonly FoundValue[]>;
  end(file: string): Promise<readonly FoundValue[]>;
}

function createReader(path: string): Reader {
  const tokenizer = new Tokenizer();
  const parser = new TokenParser({ paths: [path], keepStack: false });
  let found: FoundValue[] = [];
  let [bytes, token] = [0, 0];
  tokenizer.onToken = next => {
    token = next.offset;
    parser.write(next);
  };
  parser.onValue = ({ value, parent }) => {
    found.push({ value, parent });
  };
  return {
    async read(file, chunk) {
      found = [];
      try {
        tokenizer.write(chunk);
      } catch (error) {
        throw await syntaxError(file, positionIn(error) ?? token, 'this is not JSON');
      }
      bytes += chunk.length;
      return found;
    },
    async end(file) {
      found = [];
      try {
        if (!tokenizer.isEnded) tokenizer.end();
        if (!parser.isEnded) parser.end();
      } catch {
        throw await syntaxError(file, bytes, 'unexpected end of file');
      }
      return found;
    },
  };
}

/** Takes only the position from the library's message, which quotes the text, and that may be a token. */
function positionIn(error: unknown): number | undefined {
  const said = /absolute position "(\d+)"/u.exec((error as Error).message)?.[1];
  return said === undefined ? undefined : Number(said);
}

/** Reads the file again to count lines, which only an error needs. */
async function syntaxError(file: string, offset: number, what: string): Promise<KitError> {
  let [read, line, lineStart] = [0, 1, 0];
  for await (const chunk of chunksOf(file)) {
    const before = chunk.subarray(0, Math.max(0, offset - read));
    for (let at = before.indexOf(10); at >= 0; at = before.indexOf(10, at + 1)) {
      line++;
      lineStart = read + at + 1;
    }
    read += chunk.length;
    if (read >= offset) break;
  }
  const column = offset - lineStart + 1;
  return new KitError('ERR_HAR_UNREADABLE', `${file}:${line}:${column}: ${what} (byte ${offset}).`, {
    hint: 'Export the traffic again.',
    data: { file, line, column, offset },
  });
}
