// Writes several files so that each appears whole or not at all: beside their place first, then by renaming.

import { lstatSync, realpathSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { KitError, whyRefused } from '../../base/errors.ts';

/** A file and what is to be in it. */
export interface TextFile {
  readonly file: string;
  readonly text: string;
}

/**
 * Writes all of them, or tells which one cannot be written; then none is half-written, and no temporary file is left.
 * What is no regular file, such as a pipe or `/dev/stdout`, is written to as it is.
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
 * Finds out whether the files could be written, without changing any.
 *
 * @throws ERR_REPORT_UNWRITABLE
 */
export function requireWritable(files: readonly string[]): void {
  withDrafts(
    files.map(file => ({ file, text: '' })),
    () => {},
  );
}

/** Removes those that are there. What is no regular file, such as a link, stays. @throws ERR_REPORT_UNWRITABLE */
export function removeEarlier(files: readonly string[]): void {
  for (const file of files) {
    if (lstatSync(file, { throwIfNoEntry: false })?.isFile()) orUnwritable(file, () => rmSync(file));
  }
}

interface Draft extends TextFile {
  /** What `file` leads to. */
  readonly target: string;
  /** The temporary file; undefined where there can be none. */
  readonly draft: string | undefined;
}

/** Does the work with all drafts written; those that are left afterwards are removed. */
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
    // A link stays one: what it leads to is written.
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
    const hint = 'Name a file in a folder that exists and can be written to.';
    throw new KitError('ERR_REPORT_UNWRITABLE', message, { hint, cause });
  }
}
