// Recordings: a folder with one small file for each kind of exchange, with its shape. Without values and times, a file
// changes only when the service does.

import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { KitError, whyRefused } from '../../base/errors.ts';
import {
  asText,
  failure,
  type OwnFileKind,
  readOwnFile,
  requireReplaceable,
  requireWritableFolder,
  writeOwnFiles,
} from './own-file.ts';
import type { Shape } from './shape.ts';
import { collectShapes } from './shape.ts';

/** Version of the format; an incompatible change raises it. */
const recordingVersion = 1;

const kindOfFile: OwnFileKind = {
  schema: 'recording.schema.json',
  noun: 'a recording',
  unreadable: 'ERR_RECORDING_UNREADABLE',
  unwritable: 'ERR_RECORDING_UNWRITABLE',
};

/**
 * Writes shapes into a folder, creating it if needed: `<kind>.json` for each. A recording of the same kind is replaced;
 * others stay.
 *
 * @throws ERR_RECORDING_UNWRITABLE when one cannot be written; then those that were there are as before
 */
export function writeRecordings(folder: string, shapes: readonly Shape[]): void {
  const files = new Map(shapes.map(shape => [fileName(shape.kind), asText(contentOf(shape))]));
  writeOwnFiles(folder, files, kindOfFile);
}

/**
 * Finds out before a run whether recordings can be written into a folder, and makes none. Which ones there will be is
 * not known yet; but a folder that has JSON of another kind could not be read again.
 *
 * @throws ERR_RECORDING_UNWRITABLE
 */
export function requireRecordingsFolder(folder: string): void {
  requireWritableFolder(folder, kindOfFile);
  if (!existsSync(folder)) return;
  for (const file of filesIn(folder)) requireReplaceable(file, kindOfFile);
}

/**
 * The shapes of a folder, one for each kind, in the order of their names.
 *
 * @throws ERR_RECORDING_UNREADABLE for a missing folder, one without recordings, or an unreadable one
 */
export function readRecordings(folder: string): readonly Shape[] {
  const files = filesIn(folder);
  if (files.length === 0) {
    throw new KitError('ERR_RECORDING_UNREADABLE', `"${folder}" has no recording.`, {
      hint: 'Make recordings with aps-userinfo verify --record.',
      data: { file: folder },
    });
  }
  return collectShapes(files.map(readRecording));
}

function readRecording(file: string): Shape {
  const { $schema, version, ...shape } = readOwnFile(file, kindOfFile) as Shape & Content;
  return shape;
}

interface Content {
  readonly $schema: string;
  readonly version: number;
}

function contentOf({ kind, operationId, method, path, answers }: Shape): Content & Shape {
  const $schema = 'https://unpkg.com/aps-userinfo/spec/recording.schema.json';
  const named = operationId === undefined ? {} : { operationId };
  return { $schema, version: recordingVersion, kind, ...named, method, path, answers: sorted(answers) };
}

/** With members in a fixed order, independent of the exchanges. */
function sorted<Value>(value: Value): Value {
  if (Array.isArray(value)) return value.map(sorted) as Value;
  if (typeof value !== 'object' || value === null) return value;
  const members = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(members.map(([name, member]) => [name, sorted(member)])) as Value;
}

/** Kinds are ids of checks and operations; an operationId may be any string. */
function fileName(kind: string): string {
  return `${kind.replace(/[^A-Za-z0-9._-]+/gu, '-').replace(/^[.-]+/u, '')}.json`;
}

function filesIn(folder: string): readonly string[] {
  try {
    const names = readdirSync(folder).filter(name => name.endsWith('.json'));
    return names.sort().map(name => join(folder, name));
  } catch (error) {
    throw failure('read', folder, kindOfFile, whyRefused(error, 'file or folder'), error);
  }
}
