// Creates an ApiDocument from a bundled tree and its files.

import { createHash } from 'node:crypto';
import { resolve } from 'node:path';
import type { OpenAPIV3_1 } from 'openapi-types';
import { isObject } from '../../base/json.ts';
import type {
  ApiDocument,
  DocumentWarning,
  Json,
  JsonObject,
  Location,
  Operation,
  Origin,
  UnservedOperation,
} from './document.ts';
import { documentCodes, readYaml, type YamlFile } from './read-yaml.ts';
import { resolvePointer } from './resolve.ts';

export interface DocumentParts {
  /** Bundled and upgraded. */
  readonly root: JsonObject;
  /** The main file first. */
  readonly files: readonly [YamlFile, ...YamlFile[]];
  /** Other files, unparsed. */
  readonly texts?: readonly { readonly file: string; readonly hash: string }[];
  readonly operations: readonly Operation[];
  /** Default: all operations. */
  readonly served?: readonly Operation[];
  readonly unserved?: readonly UnservedOperation[];
  readonly warnings?: readonly DocumentWarning[];
  origin(pointer: string): Origin;
}

export function createApiDocument(parts: DocumentParts): ApiDocument {
  const { root, files, texts = [], operations, served = operations, unserved = [], warnings = [], origin } = parts;
  const info = isObject(root['info']) ? root['info'] : {};
  const all = [...files, ...texts];
  return {
    file: files[0].file,
    files: all.map(({ file }) => resolve(file)),
    hash: hashOf(all.map(({ hash }) => hash)),
    title: String(info['title'] ?? ''),
    version: String(info['version'] ?? ''),
    specVersion: specVersionOf(files[0].value),
    root,
    openapi: root as unknown as OpenAPIV3_1.Document,
    operations,
    served,
    unserved,
    warnings,
    at: pointer => resolvePointer(root, pointer)?.value,
    origin,
    locate: pointer => locateIn(files, origin(pointer)),
  };
}

/** Origin of a pointer in a bundle. @param grafts parts of other files than the main one */
export function originIn(main: string, grafts: ReadonlyMap<string, Origin>, pointer: string): Origin {
  for (let start = pointer; ; start = start.slice(0, start.lastIndexOf('/'))) {
    const graft = grafts.get(start);
    if (graft) return { file: graft.file, pointer: graft.pointer + pointer.slice(start.length) };
    if (start === '') return { file: main, pointer };
  }
}

function specVersionOf(main: Json): string {
  return isObject(main) ? String(main['openapi']) : '';
}

export function locateIn(files: readonly YamlFile[], { file, pointer }: Origin): Location {
  return files.find(candidate => candidate.file === file)?.locate(pointer) ?? { file, line: 1, column: 1 };
}

/** A single file keeps its own hash, so that the build can recognise it. */
function hashOf(hashes: readonly string[]): string {
  const [first = ''] = hashes;
  return hashes.length === 1 ? first : createHash('sha256').update(hashes.join('\n')).digest('hex');
}

// Locates findings in source files, for reports.

/**
 * Finds the file, line and column of a finding's `schemaPath`; undefined if the file is no longer readable. Reads each file
 * again on first use.
 */
export function createLocator(document: ApiDocument): (schemaPath: string) => Location | undefined {
  const read = new Map<string, YamlFile | undefined>();
  return schemaPath => {
    const { file, pointer } = originOf(schemaPath, document);
    if (!read.has(file)) read.set(file, readAgain(file));
    return read.get(file)?.locate(pointer);
  };
}

/** A pointer of the main file, or file and pointer of another one. */
function originOf(schemaPath: string, { file, files }: ApiDocument): Origin {
  const [other = '', ...rest] = schemaPath.split('#/');
  const isOther = rest.length > 0 && files.includes(resolve(other));
  return isOther ? { file: other, pointer: `/${rest.join('#/')}` } : { file, pointer: schemaPath };
}

/** A report must not fail for a missing line. */
function readAgain(file: string): YamlFile | undefined {
  try {
    return readYaml(file, documentCodes);
  } catch {
    return undefined;
  }
}
