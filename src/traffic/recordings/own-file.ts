// JSON files of aps-userinfo's own formats: checked against their published schemas, and written atomically.

import { mkdirSync, readFileSync, renameSync, statSync, unlinkSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { type ErrorCode, KitError, whyRefused } from '../../base/errors.ts';
import { readJsonFile } from '../../base/json-file.ts';
import { packageFile } from '../../base/package-files.ts';
import { createAjv } from '../../contract/openapi/ajv.ts';
import type { CompiledCheck } from '../../contract/openapi/precompiled.ts';

export interface OwnFileKind {
  /** Name of its schema in spec/, such as `recording.schema.json`. */
  readonly schema: string;
  /** Its name in messages. */
  readonly noun: string;
  readonly code: ErrorCode;
}

/** Reads a file of this kind. @throws `kind.code` if it is unreadable, not JSON or of another kind */
export function readOwnFile(file: string, kind: OwnFileKind): unknown {
  const read = readJsonFile(file);
  if ('refused' in read) throw failure('read', file, kind, read.refused, read.cause);
  const { value } = read;
  const check = checkOf(kind);
  if (check(value)) return value;
  const { instancePath = '', message = '' } = (check.errors?.[0] ?? {}) as { instancePath?: string; message?: string };
  throw new KitError(kind.code, `"${file}" is not ${kind.noun}: ${instancePath || 'it'} ${message}.`, {
    hint: `spec/${kind.schema} describes the format.`,
    data: { file, pointer: instancePath },
  });
}

/**
 * Writes files by name into a folder, and creates it if needed. Temporary files are moved into place when all of them are
 * written, so that a failure changes nothing.
 *
 * @throws `kind.code` if one cannot be written
 */
export function writeOwnFiles(folder: string, files: ReadonlyMap<string, string>, kind: OwnFileKind): void {
  const paths = [...files].map(([name, text]) => ({ path: join(folder, name), text }));
  try {
    makeFolder(folder);
    for (const { path, text } of paths) writeFileSync(draftOf(path), text);
    for (const { path } of paths) renameSync(draftOf(path), path);
  } catch (error) {
    for (const { path } of paths) discard(draftOf(path));
    throw failure('written', folder, kind, whyRefused(error, 'file or folder'), error);
  }
}

/**
 * Checks before a run that files of this kind can be written into a folder, and creates it if needed.
 *
 * @throws `kind.code`
 */
export function requireWritableFolder(folder: string, kind: OwnFileKind): void {
  const draft = draftOf(join(folder, 'trial'));
  try {
    makeFolder(folder);
    writeFileSync(draft, '');
  } catch (error) {
    throw failure('written', folder, kind, whyRefused(error, 'file or folder'), error);
  } finally {
    discard(draft);
  }
}

/**
 * Rejects replacing a file of another kind. An empty file may be replaced.
 *
 * @throws `kind.code`
 */
export function requireReplaceable(file: string, kind: OwnFileKind): void {
  const found = statSync(file, { throwIfNoEntry: false });
  if (found === undefined || (found.isFile() && (found.size === 0 || isOwnFile(file, kind)))) return;
  throw new KitError(kind.code, `"${file}" exists, and is not ${kind.noun}.`, {
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

/** Step by step: in special folders such as /proc, a recursive mkdirSync of Node.js does not end. */
function makeFolder(folder: string): void {
  if (isFolder(folder)) return;
  const parent = dirname(folder);
  if (parent !== folder) makeFolder(parent);
  try {
    mkdirSync(folder);
  } catch (error) {
    // Another process may have created it in the meantime.
    if (!isFolder(folder)) throw error;
  }
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}

/** The draft may not exist. */
function discard(draft: string): void {
  try {
    unlinkSync(draft);
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
  { noun, code }: OwnFileKind,
  reason: string,
  cause?: unknown,
): KitError {
  return new KitError(code, `"${file}" cannot be ${what} as ${noun}: ${reason}.`, { data: { file }, cause });
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
