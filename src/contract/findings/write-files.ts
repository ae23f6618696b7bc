// Writes several files atomically: temporary files beside the targets first, then renames.

import { lstatSync, realpathSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { KitError, whyRefused } from '../../base/errors.ts';

export interface TextFile {
  readonly file: string;
  readonly text: string;
}

/**
 * Writes all files, or throws and leaves none half-written and no temporary file. Anything but a regular file, such as a
 * pipe or `/dev/stdout`, is written to directly.
 *
 * @throws ERR_REPORT_UNWRITABLE
 */
export function writeFiles(files: readonly TextFile[]): void {
  withDrafts(files, drafts => {
    for (const { file, target, draft, text } of drafts) {
      orUnwritable(file, () => (draft === undefined ? writeFileSync(target, text) : renameSync(draft, target)));
    }
  });
}

/**
 * Checks that the files can be written, without changing any.
 *
 * @throws ERR_REPORT_UNWRITABLE
 */
export function requireWritable(files: readonly string[]): void {
  withDrafts(
    files.map(file => ({ file, text: '' })),
    () => {},
  );
}

/** Deletes the regular files among them; links and pipes stay. @throws ERR_REPORT_UNWRITABLE */
export function removeEarlier(files: readonly string[]): void {
  for (const file of files) {
    if (lstatSync(file, { throwIfNoEntry: false })?.isFile()) orUnwritable(file, () => rmSync(file));
  }
}

interface Draft extends TextFile {
  /** The file after following links. */
  readonly target: string;
  /** The temporary file; undefined for anything but a regular file. */
  readonly draft: string | undefined;
}

/** Runs `work` with all drafts written, then deletes the drafts that are left. */
function withDrafts(files: readonly TextFile[], work: (drafts: readonly Draft[]) => void): void {
  const drafts = files.map(toDraft);
  try {
    for (const { file, draft, text } of drafts) {
      if (draft !== undefined) orUnwritable(file, () => writeFileSync(draft, text));
    }
    work(drafts);
  } finally {
    for (const { draft } of drafts) if (draft !== undefined) rmSync(draft, { force: true });
  }
}

function toDraft({ file, text }: TextFile): Draft {
  return orUnwritable(file, () => {
    // Keep the link: write to its target.
    const target = lstatSync(file, { throwIfNoEntry: false })?.isSymbolicLink() ? realpathSync(file) : file;
    const found = statSync(target, { throwIfNoEntry: false });
    if (found?.isDirectory()) throw Object.assign(new Error('it is a folder'), { code: 'EISDIR' });
    const isSpecial = found !== undefined && !found.isFile();
    return { file, text, target, draft: isSpecial ? undefined : `${target}.${process.pid}.tmp` };
  });
}

function orUnwritable<T>(file: string, work: () => T): T {
  try {
    return work();
  } catch (cause) {
    const message = `The report "${file}" cannot be written: ${whyRefused(cause, 'folder')}.`;
    const hint = 'Name a file in a writable folder that exists.';
    throw new KitError('ERR_REPORT_UNWRITABLE', message, { hint, cause });
  }
}
