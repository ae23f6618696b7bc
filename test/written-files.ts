// Files that a test writes. They lie in the temporary folder of the run, which goes when the run ends.

import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** Makes a folder with these files, by path; other values than text are written as JSON. @returns its path */
export function folderWith(files: Readonly<Record<string, unknown>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'files-'));
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), typeof content === 'string' ? content : JSON.stringify(content));
  }
  return folder;
}

/** Writes the files as {@link folderWith} does. @returns the path of the first one */
export function writeFiles(files: Readonly<Record<string, unknown>>): string {
  return join(folderWith(files), Object.keys(files)[0] ?? '');
}

/** Writes one file in a folder of its own. @returns its path */
export function writeText(name: string, text: string): string {
  return writeFiles({ [name]: text });
}
