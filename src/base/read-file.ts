// Reads text and JSON files, or says why not. JSON has bounds of size and depth: what walks a value later calls itself for each level.

import { readFileSync, statSync } from 'node:fs';
import { type ErrorCode, KitError, whyRefused } from './errors.ts';

/** Reads a file as UTF-8. @param what kind of file, for the message @throws `code` */
export function readText(what: string, file: string, code: ErrorCode): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    throw new KitError(code, `The ${what} "${file}" cannot be read: ${whyRefused(cause)}.`, { data: { file }, cause });
  }
}

// Reads JSON within bounds of size and depth: whatever walks a value later calls itself once for each level.

/** The value of a JSON text in a box; undefined where the text is not JSON, or nested deeper than this. */
export function parseJson(text: string, maximumDepth: number): { readonly value: unknown } | undefined {
  if (isTooDeep(text, maximumDepth)) return undefined;
  try {
    return { value: JSON.parse(text) };
  } catch {
    return undefined;
  }
}

/** Whether a JSON text is nested deeper than this. */
export function isTooDeep(text: string, maximumDepth: number): boolean {
  // Nearly every text has fewer brackets in total.
  if ((text.match(/[[{]/gu)?.length ?? 0) <= maximumDepth) return false;
  let depth = 0;
  for (let index = 0; index < text.length; index++) {
    const character = text[index];
    if (character === '"') index = endOfString(text, index);
    else if (character === '[' || character === '{') depth++;
    else if (character === ']' || character === '}') depth--;
    if (depth > maximumDepth) return true;
  }
  return false;
}

/** Index of the closing quotation mark. A regular expression would exhaust the stack on a long string. */
function endOfString(text: string, start: number): number {
  let index = start + 1;
  while (index < text.length && text[index] !== '"') index += text[index] === '\\' ? 2 : 1;
  return index;
}

// Far beyond what a contract, a recording or a coverage file needs: what reads them walks them recursively, in memory.
const largestFile = 16 * 1024 * 1024;
const deepestFile = 1000;

/** Reads a JSON file of at most 16 MiB and 1,000 levels. `refused` says why it was not read, without quoting it. */
export function readJsonFile(
  file: string,
): { readonly value: unknown } | { readonly refused: string; cause?: unknown } {
  try {
    const stats = statSync(file);
    if (stats.size > largestFile) return { refused: 'it is larger than 16 MiB' };
    const text = readFileSync(file, 'utf8');
    if (isTooDeep(text, deepestFile)) return { refused: `it is nested deeper than ${deepestFile} levels` };
    return parseJson(text, deepestFile) ?? { refused: 'it is not JSON' };
  } catch (cause) {
    return { refused: whyRefused(cause), cause };
  }
}
