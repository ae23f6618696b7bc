// Reads a text file, or says why not.

import { readFileSync } from 'node:fs';
import { type ErrorCode, KitError, whyRefused } from './errors.ts';

/** Reads a file as UTF-8. @param what kind of file, for the message @throws `code` */
export function readText(what: string, file: string, code: ErrorCode): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    throw new KitError(code, `The ${what} "${file}" cannot be read: ${whyRefused(cause)}.`, { data: { file }, cause });
  }
}
