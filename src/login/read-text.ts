// A file that an option names, as text.

import { readFileSync } from 'node:fs';
import { KitError } from '../errors.ts';

const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  EACCES: 'permission is denied',
  EISDIR: 'it is a folder',
};

/** @throws the code that is given */
export function readText(file: string, code: 'ERR_CLIENTS_UNREADABLE' | 'ERR_SIGNING_KEYS_UNREADABLE'): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    const reason = (cause as NodeJS.ErrnoException).code ?? '';
    throw new KitError(code, `"${file}" cannot be read: ${reasons[reason] ?? reason}.`, { cause });
  }
}
