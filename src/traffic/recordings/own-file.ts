// JSON files of aps-userinfo's own formats: checked against their published schemas, and written atomically.

import { mkdirSync, readFileSync, renameSync, rmdirSync, statSync, unlinkSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { type ErrorCode, KitError, whyRefused } from '../../base/errors.ts';
import { packageFile } from '../../base/package-files.ts';
import { readJsonFile } from '../../base/read-file.ts';
import { createAjv } from '../../contract/openapi/ajv.ts';
import type { CompiledCheck } from '../../contract/openapi/precompiled.ts';

export interface OwnFileKind {
  /** Name of its schema in spec/, such as `recording.schema.json`. */
  readonly schema: string;
  /** Its name in messages. */
  readonly noun: string;
  readonly unreadable: ErrorCode;
  readonly unwritable: ErrorCode;
}

/** Reads a file of this kind. @throws `kind.unreadable` when it cannot be read, is not JSON or is not of this kind */
export function readOwnFile(file: string, kind: OwnFileKind): unknown {
  const read = readJsonFile(file);
  if ('refused' in read) throw failure('read', file, kind, read.refused, read.cause);
  const { value } = read;
  const check = checkOf(kind);
  if (check(value)) return value;
  const { instancePath = '', message = '' } = (check.errors?.[0] ?? {}) as { instancePath?: string; message?: string };
  throw new KitError(kind.unreadable, `"${file}" is not ${kind.noun}: ${instancePath || 'it'} ${message}.`, {
    hint: `spec/${kind.schema} describes the format.`,
    data: { file, pointer: instancePath },
  });
}

/**
 * Writes files, by name, into a folder, which is made where there is none. Each is written beside its place and moved
 * there once all of them are written, so that a failure leaves what was there before, and no new folder.
 *
 * @throws `kind.unwritable` when one cannot be written
 */
export function writeOwnFiles(folder: string, files: ReadonlyMap<string, string>, kind: OwnFileKind): void {
  const paths = [...files].map(([name, text]) => ({ path: join(folder, name), text }));
  const made: string[] = [];
  let at = paths[0]?.path ?? folder;
  try {
    makeFolder(folder, made);
    for (const { path, text } of paths) {
      at = path;
      writeFileSync(draftOf(path), text);
    }
    for (const { path } of paths) {
      at = path;
      renameSync(draftOf(path), path);
    }
  } catch (error) {
    for (const { path } of paths) discard(draftOf(path), unlinkSync);
    for (const one of made.toReversed()) discard(one, rmdirSync);
    throw failure('written', at, kind, whyRefused(error, 'file or folder'), error);
  }
}

/**
 * Finds out before a run whether files of this kind can be written into a folder, or into the one that it would be made
 * in. It makes none.
 *
 * @param named what the error names
 * @throws `kind.unwritable`
 */
export function requireWritableFolder(folder: string, kind: OwnFileKind, named: string = folder): void {
  let existing = folder;
  while (statSync(existing, { throwIfNoEntry: false }) === undefined && dirname(existing) !== existing)
    existing = dirname(existing);
  const draft = draftOf(join(existing, 'trial'));
  try {
    writeFileSync(draft, '');
  } catch (error) {
    throw failure('written', named, kind, whyRefused(error, 'file or folder'), error);
  } finally {
    discard(draft, unlinkSync);
  }
}

/**
 * Rejects replacing a file of another kind. An empty file may be replaced.
 *
 * @throws `kind.unwritable`
 */
export function requireReplaceable(file: string, kind: OwnFileKind): void {
  const found = statSync(file, { throwIfNoEntry: false });
  if (found === undefined || (found.isFile() && (found.size === 0 || isOwnFile(file, kind)))) return;
  throw new KitError(kind.unwritable, `"${file}" exists, and is not ${kind.noun}.`, {
    hint: 'Use another path; files of another kind are not replaced.',
    data: { file },
  });
}

function isOwnFile(file: string, kind: OwnFileKind): boolean {
  try {
    readOwnFile(file, kind);
    return true;
  } catch (error) {
    if (error instanceof KitError) return false;
    throw error;
  }
}

/** Step by step: where the system makes no folders, such as in /proc, a recursive mkdirSync of Node.js does not end. */
function makeFolder(folder: string, made: string[]): void {
  if (isFolder(folder)) return;
  const parent = dirname(folder);
  if (parent !== folder) makeFolder(parent, made);
  try {
    mkdirSync(folder);
    made.push(folder);
  } catch (error) {
    // Another process may have created it in the meantime.
    if (!isFolder(folder)) throw error;
  }
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}

/** Where there is nothing, there is nothing to remove; a folder that another process uses stays. */
function discard(path: string, remove: (path: string) => void): void {
  try {
    remove(path);
  } catch {}
}

export function writeOwnFile(file: string, text: string, kind: OwnFileKind): void {
  writeOwnFiles(dirname(file), new Map([[basename(file), text]]), kind);
}

/** JSON with two spaces, members in their order, and a line feed at the end. */
export function asText(value: object): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}

/** The error of a file or folder that cannot be read or written. */
export function failure(
  what: 'read' | 'written',
  file: string,
  { noun, unreadable, unwritable }: OwnFileKind,
  reason: string,
  cause?: unknown,
): KitError {
  return new KitError(what === 'read' ? unreadable : unwritable, `"${file}" cannot be ${what} as ${noun}: ${reason}.`, {
    data: { file },
    cause,
  });
}

function draftOf(file: string): string {
  return `${file}.${process.pid}.draft`;
}

const checks = new Map<string, CompiledCheck>();

function checkOf({ schema }: OwnFileKind): CompiledCheck {
  const known = checks.get(schema);
  if (known) return known;
  const text = readFileSync(packageFile(`spec/${schema}`), 'utf8');
  const check = createAjv('report').compile(JSON.parse(text) as object) as unknown as CompiledCheck;
  checks.set(schema, check);
  return check;
}
