// The ready file: tells a script that the server listens, and where. Written atomically.

import { readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { KitError, whyRefused } from '../base/errors.ts';

/** Content of a ready file, as JSON. */
export interface Ready {
  readonly url: string;
  readonly port: number;
  readonly pid: number;
}

export interface ReadyFile {
  /** Writes it. @throws ERR_READY_FILE_UNWRITABLE */
  publish(ready: Ready): void;
  /** Removes it, unless another server wrote it since. */
  remove(): void;
}

/**
 * Checks that the file is writable, and deletes one of an earlier run.
 *
 * @throws ERR_READY_FILE_UNWRITABLE
 */
export function prepareReadyFile(file: string): ReadyFile {
  const draft = `${file}.${process.pid}.tmp`;
  let text: string | undefined;
  orUnwritable(file, () => {
    if (statSync(file, { throwIfNoEntry: false })?.isDirectory())
      throw Object.assign(new Error('it is a folder'), { code: 'EISDIR' });
    writeFileSync(draft, '');
    rmSync(draft);
    rmSync(file, { force: true });
  });
  return {
    publish(ready) {
      text = `${JSON.stringify(ready)}\n`;
      const content = text;
      orUnwritable(file, () => {
        writeFileSync(draft, content);
        renameSync(draft, file);
      });
    },
    remove() {
      if (text !== undefined && contentOf(file) === text) rmSync(file, { force: true });
    },
  };
}

function contentOf(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}

function orUnwritable(file: string, write: () => void): void {
  try {
    write();
  } catch (cause) {
    const message = `The ready file "${file}" cannot be written: ${whyRefused(cause, 'folder')}.`;
    const hint = 'Use a file in an existing, writable folder.';
    throw new KitError('ERR_READY_FILE_UNWRITABLE', message, { hint, cause });
  }
}
