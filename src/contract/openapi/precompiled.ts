// Results of the build by content hash: parsed YAML and checked documents, so that a start with the package's files needs
// neither the YAML parser nor ajv's compiler. When run from TypeScript, none exist.

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { compiledFolder } from '../../base/package-files.ts';
import type { Json, JsonObject, Origin } from './document.ts';

/** A check compiled by ajv; `errors` has those of the last call. */
export interface CompiledCheck {
  (value: unknown): boolean;
  errors?: readonly object[] | null;
}

/** `verdict` stops at the first error; `report` finds all, with their schemas. */
export type Mode = 'verdict' | 'report';

/** Names of the build's files; reports are separate, since only errors need them. */
export const precompiledFiles: Readonly<Record<'index' | Mode, string>> = {
  index: 'precompiled.json',
  verdict: 'precompiled.cjs',
  report: 'precompiled-report.cjs',
};

/** Content of `precompiled.json`. */
export interface PrecompiledIndex {
  /** Parsed value by SHA-256 of the file's bytes, in hex. */
  readonly values: Readonly<Record<string, Json>>;
  /** Compiled schemas by document hash: name in the module by JSON Pointer. */
  readonly documents: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** Documents of several files, by hash of the main one. */
  readonly bundles?: Readonly<Record<string, PrecompiledBundle>>;
}

/** A bundled document of several files. Paths are relative to the folder of the main one. */
export interface PrecompiledBundle {
  readonly root: JsonObject;
  readonly others: readonly { readonly file: string; readonly hash: string }[];
  readonly grafts: readonly (readonly [pointer: string, origin: Origin])[];
}

export interface Precompiled {
  /** The parsed value of a file with this SHA-256. */
  value(hash: string): Json | undefined;
  /** The tree of a document whose main file has this hash. */
  bundle(hash: string): PrecompiledBundle | undefined;
  /** Whether the build checked a document with this hash. */
  knows(documentHash: string): boolean;
  /** The compiled check of a schema; undefined if the build did not compile it. */
  check(documentHash: string, schemaPointer: string, mode: Mode): CompiledCheck | undefined;
}

const require = createRequire(import.meta.url);
let shipped: Precompiled | undefined;

/** Folders of what was precompiled of documents that most starts have no need of. */
export const furtherFolders = ['v2', 'authentication'] as const;

/** Results of the build; empty when run from TypeScript. */
export function shippedPrecompiled(): Precompiled {
  shipped ??= anyOf(['', ...furtherFolders].map(folder => openLate(join(compiledFolder(), folder))));
  return shipped;
}

function openLate(folder: string): () => Precompiled {
  let opened: Precompiled | undefined;
  return () => {
    opened ??= openPrecompiled(folder);
    return opened;
  };
}

/** Opens a folder only where those before it do not have what is wanted. */
function anyOf(folders: readonly (() => Precompiled)[]): Precompiled {
  const first = <Value>(read: (folder: Precompiled) => Value | undefined): Value | undefined => {
    for (const open of folders) {
      const value = read(open());
      if (value !== undefined) return value;
    }
    return undefined;
  };
  const owner = (hash: string): Precompiled | undefined => first(folder => (folder.knows(hash) ? folder : undefined));
  return {
    value: hash => first(folder => folder.value(hash)),
    bundle: hash => first(folder => folder.bundle(hash)),
    knows: hash => owner(hash) !== undefined,
    check: (hash, pointer, mode) => owner(hash)?.check(hash, pointer, mode),
  };
}

/** Results in a folder; empty if it does not exist. */
export function openPrecompiled(folder: string): Precompiled {
  const index = readIndex(join(folder, precompiledFiles.index));
  return {
    value: hash => index.values[hash],
    bundle: hash => index.bundles?.[hash],
    knows: documentHash => Object.hasOwn(index.documents, documentHash),
    check(documentHash, schemaPointer, mode) {
      const name = index.documents[documentHash]?.[schemaPointer];
      if (name === undefined) return undefined;
      return (require(join(folder, precompiledFiles[mode])) as Readonly<Record<string, CompiledCheck>>)[name];
    },
  };
}

function readIndex(file: string): PrecompiledIndex {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as PrecompiledIndex;
  } catch (error) {
    // Sources run without a build.
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return { values: {}, documents: {} };
    throw error;
  }
}
