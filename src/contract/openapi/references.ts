// Finds what a `$ref` of a file leads to, in the same file or another local one. Nothing is ever downloaded.

import { createHash } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { basename, dirname, isAbsolute, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { KitError } from '../../base/errors.ts';
import { isObject } from '../../base/json.ts';
import { suggest } from '../../base/suggest.ts';
import type { Json } from './document.ts';
import { joinPointer, pointerOfFragment, pointerTokens } from './pointer.ts';
import { documentCodes, readYaml, type YamlFile } from './read-yaml.ts';

/** What a `$ref` finally leads to. */
export interface Target {
  readonly file: YamlFile;
  readonly pointer: string;
  readonly value: Json;
}

/** Why a `$ref` leads nowhere. */
export interface Failure {
  readonly message: string;
  readonly hint?: string;
}

/** A file read as it is. */
export interface TextFile {
  readonly file: string;
  readonly hash: string;
}

/** The references of one document. */
export interface References {
  /** What a `$ref` in this file leads to, through further `$ref`s. */
  find(ref: string, from: YamlFile): Target | Failure;
  /** The content of the file that an `externalValue` names: parsed when it is JSON or YAML, else its text. */
  read(name: string, from: YamlFile): { readonly value: Json } | Failure;
  /** All files read so far, the main one first. */
  files(): readonly YamlFile[];
  texts(): readonly TextFile[];
}

const noDownload = 'nothing is downloaded: save it beside the document and refer to the file';

/** References that start from a main file. */
export function createReferences(main: YamlFile): References {
  const files = new Map<string, YamlFile>([[resolve(main.file), main]]);
  const texts = new Map<string, TextFile>();
  const open = (file: string): YamlFile => {
    const known = files.get(resolve(file));
    if (known) return known;
    const opened = readYaml(file, documentCodes);
    files.set(resolve(file), opened);
    return opened;
  };
  return {
    find: (ref, from) => find(open, ref, from, []),
    read: (name, from) => readValue(texts, name, from),
    files: () => [...files.values()],
    texts: () => [...texts.values()],
  };
}

function find(
  open: (file: string) => YamlFile,
  ref: string,
  from: YamlFile,
  seen: readonly string[],
): Target | Failure {
  const file = fileOfRef(ref, from);
  if (typeof file !== 'string') return file;
  const target = file === from.file ? from : openOrFail(open, file, ref);
  if ('message' in target) return target;
  const pointer = pointerOfTarget(ref, target);
  if (typeof pointer !== 'string') return pointer;
  const key = `${target.file}#${pointer}`;
  if (seen.includes(key)) return { message: `"${ref}" leads in a circle: ${[...seen, key].map(shorten).join(' -> ')}` };
  return walk(open, ref, target, pointer, [...seen, key]);
}

function walk(
  open: (file: string) => YamlFile,
  ref: string,
  file: YamlFile,
  pointer: string,
  seen: readonly string[],
): Target | Failure {
  let here: Target = { file, pointer: '', value: file.value };
  for (const token of pointerTokens(pointer)) {
    const inner = refOf(here.value);
    if (inner !== undefined && !has(here.value, token)) {
      const next = find(open, inner, here.file, seen);
      if ('message' in next) return next;
      here = next;
    }
    if (!has(here.value, token)) return missing(ref, here, token);
    const value = (here.value as Readonly<Record<string, Json>>)[token] ?? null;
    here = { file: here.file, pointer: joinPointer(here.pointer, token), value };
  }
  return throughAlias(open, here, seen);
}

/** A target that is nothing but another `$ref` stands for what that leads to. */
function throughAlias(open: (file: string) => YamlFile, target: Target, seen: readonly string[]): Target | Failure {
  const inner = refOf(target.value);
  if (inner === undefined || !isObject(target.value)) return target;
  const next = find(open, inner, target.file, seen);
  return 'message' in next || Object.keys(target.value).length === 1 ? next : target;
}

function fileOfRef(ref: string, from: YamlFile): string | Failure {
  const path = ref.split('#', 1)[0] ?? '';
  if (path === '') return from.file;
  if (/^(?:https?:)?\/\//iu.test(path)) return { message: `"${ref}" is on another machine`, hint: noDownload };
  return localPath(path, ref, from);
}

function localPath(path: string, ref: string, from: YamlFile): string | Failure {
  try {
    if (/^file:/iu.test(path)) return fileURLToPath(path);
    // One letter is a drive of Windows, not a scheme.
    if (/^[a-z][a-z0-9+.-]+:/iu.test(path)) return { message: `"${ref}" is no local file`, hint: noDownload };
    const plain = decodeURIComponent(path);
    return isAbsolute(plain) ? plain : join(dirname(from.file), plain);
  } catch {
    return { message: `"${ref}" is not a readable URI reference` };
  }
}

function openOrFail(open: (file: string) => YamlFile, file: string, ref: string): YamlFile | Failure {
  try {
    const refused = whyNotRead(file);
    return refused === undefined ? open(file) : { message: `"${ref}" cannot be followed: ${refused}` };
  } catch (error) {
    if (!(error instanceof KitError)) throw error;
    const what = error.code === 'ERR_DOCUMENT_UNREADABLE' ? 'leads nowhere' : 'cannot be followed';
    return { message: `"${ref}" ${what}: ${error.message.replace(/\.$/u, '')}` };
  }
}

const mebibyte = 2 ** 20;
const largestFile = 32 * mebibyte;

/** A device or a pipe could go on for ever. */
function whyNotRead(file: string): string | undefined {
  const stats = statSync(file, { throwIfNoEntry: false });
  if (stats === undefined || stats.isDirectory()) return undefined;
  if (!stats.isFile()) return `"${file}" is not a regular file`;
  return stats.size > largestFile ? `"${file}" is larger than ${largestFile / mebibyte} MiB` : undefined;
}

function pointerOfTarget(ref: string, target: YamlFile): string | Failure {
  const fragment = ref.includes('#') ? ref.slice(ref.indexOf('#') + 1) : '';
  const pointer = pointerOfFragment(fragment);
  if (pointer !== undefined) return pointer;
  const anchored = pointerOfAnchor(target.value, fragment, '');
  if (anchored !== undefined) return anchored;
  return {
    message: `"${ref}" leads nowhere: there is no "$anchor: ${fragment}" in ${basename(target.file)}`,
    hint: 'a JSON Pointer starts with "#/", as in "#/components/schemas/Name"',
  };
}

function pointerOfAnchor(value: Json, anchor: string, pointer: string): string | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  if (isObject(value) && value['$anchor'] === anchor) return pointer;
  for (const [key, child] of Object.entries(value)) {
    const found = pointerOfAnchor(child as Json, anchor, joinPointer(pointer, key));
    if (found !== undefined) return found;
  }
  return undefined;
}

function missing(ref: string, parent: Target, token: string): Failure {
  const where = parent.pointer === '' ? basename(parent.file.file) : parent.pointer;
  const names = isObject(parent.value) ? Object.keys(parent.value) : [];
  return { message: `"${ref}" leads nowhere: ${where} has no "${token}"`, hint: suggest(token, names) };
}

function readValue(texts: Map<string, TextFile>, name: string, from: YamlFile): { value: Json } | Failure {
  const file = fileOfRef(name, from);
  if (typeof file !== 'string') return file;
  try {
    const refused = whyNotRead(file);
    if (refused !== undefined) return { message: `"${name}" cannot be read: ${refused}` };
    const bytes = readFileSync(file);
    texts.set(file, { file, hash: createHash('sha256').update(bytes).digest('hex') });
    const structured = /\.(?:json|ya?ml)$/iu.test(file);
    return { value: structured ? readYaml(file, documentCodes).value : bytes.toString('utf8') };
  } catch (error) {
    return { message: `"${name}" cannot be read: ${(error as Error).message.replace(/\.$/u, '')}` };
  }
}

function refOf(value: Json): string | undefined {
  return isObject(value) && typeof value['$ref'] === 'string' ? value['$ref'] : undefined;
}

function has(value: Json, token: string): boolean {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, token);
}

function shorten(key: string): string {
  const [file = '', pointer = ''] = key.split('#');
  return `${basename(file)}#${pointer}`;
}
