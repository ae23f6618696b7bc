// A file that an option names, as text.

import { readFileSync } from 'node:fs';
import { KitError, whyRefused } from '../../base/errors.ts';

/** @throws the code that is given */
export function readText(file: string, code: 'ERR_CLIENTS_UNREADABLE' | 'ERR_SIGNING_KEYS_UNREADABLE'): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    throw new KitError(code, `"${file}" cannot be read: ${whyRefused(cause)}.`, { cause });
  }
}
