// Resolves the `$ref`s of a file, into the same file or another local one. Nothing is ever downloaded. Over 250 lines: the rules of one lookup.

import { createHash } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { basename, dirname, isAbsolute, join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { KitError } from '../../base/errors.ts';
import { isObject } from '../../base/json.ts';
import { suggest } from '../../base/suggest.ts';
import type { Json, JsonObject } from './document.ts';
import { isAtOrBelow, joinPointer, parentPointer, pointerOfFragment, pointerTokens } from './pointer.ts';
import { documentCodes, readYaml, type YamlFile } from './read-yaml.ts';
import { longestChain } from './resolve.ts';

export interface Place {
  readonly file: YamlFile;
  readonly pointer: string;
}

/** The final target of a `$ref`. */
export interface Target extends Place {
  readonly value: Json;
}

/** Why a `$ref` is broken. */
export interface Failure {
  readonly message: string;
  readonly hint?: string;
}

export interface TextFile {
  readonly file: string;
  readonly hash: string;
}

export interface References {
  /** The target of a `$ref` at this place, through further `$ref`s. */
  find(ref: string, from: Place): Target | Failure;
  /** The content of an `externalValue`: parsed JSON or YAML, else text. */
  read(name: string, from: YamlFile): { readonly value: Json } | Failure;
  /** Files read so far, the main one first. */
  files(): readonly YamlFile[];
  texts(): readonly TextFile[];
}

const noDownload = 'remote files are not downloaded: save it beside the document and refer to the file';

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

function find(open: (file: string) => YamlFile, ref: string, from: Place, seen: readonly string[]): Target | Failure {
  const resource = resourceOfRef(open, ref, from);
  if ('message' in resource) return resource;
  const { file } = resource;
  const pointer = pointerOfTarget(ref, resource, from);
  if (typeof pointer !== 'string') return pointer;
  const key = `${file.file}#${pointer}`;
  if (seen.includes(key)) return { message: `"${ref}" leads in a circle: ${[...seen, key].map(shorten).join(' -> ')}` };
  if (seen.length === longestChain) return { message: `"${ref}" leads through more than ${longestChain} references` };
  return walk(open, ref, file, pointer, [...seen, key]);
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
      const next = find(open, inner, here, seen);
      if ('message' in next) return next;
      here = next;
    }
    if (!has(here.value, token)) return missing(ref, here, token);
    const value = (here.value as Readonly<Record<string, Json>>)[token] ?? null;
    here = { file: here.file, pointer: joinPointer(here.pointer, token), value };
  }
  return throughAlias(open, here, seen);
}

/** Follows a target that is itself a `$ref`. */
function throughAlias(open: (file: string) => YamlFile, target: Target, seen: readonly string[]): Target | Failure {
  const inner = refOf(target.value);
  if (inner === undefined || !isObject(target.value)) return target;
  const next = find(open, inner, target, seen);
  return 'message' in next || Object.keys(target.value).length === 1 ? next : target;
}

/** The schema resource or file that a `$ref` is relative to. */
function resourceOfRef(open: (file: string) => YamlFile, ref: string, from: Place): Place | Failure {
  const { file } = from;
  const uri = ref.split('#', 1)[0] ?? '';
  const { resources } = identifiersOf(file);
  const own = [...resources].filter(([, pointer]) => isAtOrBelow(from.pointer, pointer)).at(-1);
  if (uri === '') return { file, pointer: own?.[1] ?? '' };
  const named = resources.get(absolute(uri, own?.[0] ?? pathToFileURL(file.file).href));
  if (named !== undefined) return { file, pointer: named };
  const path = fileOfRef(ref, file);
  if (typeof path !== 'string') return path;
  const target = openOrFail(open, path, ref);
  return 'message' in target ? target : { file: target, pointer: '' };
}

/** Named parts of a file. @see https://json-schema.org/draft/2020-12/json-schema-core#section-8.2 */
interface Identifiers {
  /** Pointer of each schema with `$id`, and of a document with `$self`, by absolute URI; outer ones first. */
  readonly resources: ReadonlyMap<string, string>;
  /** Pointers by name of their `$anchor` or `$dynamicAnchor`. */
  readonly anchors: ReadonlyMap<string, readonly string[]>;
}

const identifiers = new WeakMap<YamlFile, Identifiers>();

function identifiersOf(file: YamlFile): Identifiers {
  const known = identifiers.get(file) ?? identify(file);
  identifiers.set(file, known);
  return known;
}

function identify(file: YamlFile): Identifiers {
  const resources = new Map<string, string>();
  const anchors = new Map<string, string[]>();
  const visit = (node: Json, pointer: string, base: string): void => {
    if (typeof node !== 'object' || node === null) return;
    const { $id, $self, $anchor, $dynamicAnchor } = node as JsonObject;
    const id = pointer === '' ? ($self ?? $id) : $id;
    const uri = typeof id === 'string' ? absolute(id, base) : base;
    if (uri !== base) resources.set(uri, pointer);
    for (const name of [$anchor, $dynamicAnchor])
      if (typeof name === 'string') anchors.set(name, [...(anchors.get(name) ?? []), pointer]);
    for (const [key, child] of Object.entries(node)) visit(child, joinPointer(pointer, key), uri);
  };
  if (['$id', '$self', 'nchor'].some(file.mentions)) visit(file.value, '', pathToFileURL(file.file).href);
  return { resources, anchors };
}

function absolute(uri: string, base: string): string {
  return URL.canParse(uri, base) ? new URL(uri, base).href.replace(/#$/u, '') : uri;
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
    if (/^[a-z][a-z0-9+.-]+:/iu.test(path)) return { message: `"${ref}" is not a local file`, hint: noDownload };
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

/** Reading a device or a pipe may never end. */
function whyNotRead(file: string): string | undefined {
  const stats = statSync(file, { throwIfNoEntry: false });
  if (stats === undefined || stats.isDirectory()) return undefined;
  if (!stats.isFile()) return `"${file}" is not a regular file`;
  return stats.size > largestFile ? `"${file}" is larger than ${largestFile / mebibyte} MiB` : undefined;
}

function pointerOfTarget(ref: string, { file, pointer: base }: Place, from: Place): string | Failure {
  const fragment = ref.includes('#') ? ref.slice(ref.indexOf('#') + 1) : '';
  const pointer = pointerOfFragment(fragment);
  // Many schemas have an `$id`, but pointers that start at the document.
  if (pointer !== undefined) return base !== '' && !exists(file.value, base + pointer) ? pointer : base + pointer;
  const all = identifiersOf(file).anchors.get(fragment) ?? [];
  const within = all.filter(each => isAtOrBelow(each, base));
  const anchored = closest(within.length > 0 ? within : all, from.pointer);
  if (anchored !== undefined) return anchored;
  return {
    message: `"${ref}" leads nowhere: ${basename(file.file)} has no "$anchor: ${fragment}"`,
    hint: 'a JSON Pointer starts with "#/", as in "#/components/schemas/Name"',
  };
}

function exists(value: Json, pointer: string): boolean {
  let here: Json | undefined = value;
  for (const token of pointerTokens(pointer))
    here = here !== undefined && has(here, token) ? (here as Record<string, Json>)[token] : undefined;
  return here !== undefined;
}

/** The pointer with the longest common prefix: a repeated name refers to the same schema. */
function closest(pointers: readonly string[], to: string): string | undefined {
  const shared = (pointer: string): number => {
    let start = pointer;
    while (!isAtOrBelow(to, start)) start = parentPointer(start);
    return start.length;
  };
  return pointers.toSorted((a, b) => shared(b) - shared(a))[0];
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
