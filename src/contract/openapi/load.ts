// Loads an OpenAPI document; the entry point for the other modules.

import { dirname, join } from 'node:path';
import { explaining, KitError } from '../../base/errors.ts';
import { isObject } from '../../base/json.ts';
import { type ProfileApi, packageFile } from '../../base/package-files.ts';
import { createApiDocument, originIn } from './api-document.ts';
import type { ApiDocument, JsonObject, Origin } from './document.ts';
import { listOperations } from './operations.ts';
import { type Precompiled, shippedPrecompiled } from './precompiled.ts';
import { documentCodes, readYaml, type YamlFile } from './read-yaml.ts';
import { servingOf } from './serve.ts';
import type { NullableReading } from './upgrade.ts';

const builtin = {
  v1: 'spec/userinfo.yaml',
  v2: 'spec/userinfo-v2.yaml',
  authentication: 'spec/authentication.yaml',
} as const;

/**
 * Absolute path of a document that the package comes with: the profile API v1 (the default) or v2, or the login with its
 * service accounts.
 */
export function builtinDocument(name: ProfileApi | 'authentication' = 'v1'): string {
  return packageFile(builtin[name]);
}

/** Path of the document of these options: their own, or the built-in one of a profile API. */
export function chosenDocument({ spec, profileApi }: { spec?: string | undefined; profileApi: ProfileApi }): string {
  return spec ?? builtinDocument(profileApi);
}

export interface LoadOptions {
  /** Whether every problem is an error, also in unserved parts. Default false: those are warnings. */
  readonly strict?: boolean | undefined;
  /** Where `nullable: true` allows null: by the standard, or everywhere. Default `standard`. */
  readonly nullable?: NullableReading | undefined;
  /** Results of the build. Default: those of the package. */
  readonly precompiled?: Precompiled | undefined;
}

/**
 * Loads a document, YAML or JSON, OpenAPI 3.0, 3.1 or 3.2, with `$ref`s to local files: bundles it into one tree and
 * upgrades it to 3.1. Everything that its served operations reach is checked, the rest has warnings. A document that the
 * build checked is not checked again.
 * @throws ERR_DOCUMENT_UNREADABLE, ERR_DOCUMENT_UNPARSABLE, ERR_DOCUMENT_REF_UNRESOLVABLE, ERR_DOCUMENT_INVALID or
 *   ERR_DOCUMENT_UNSUPPORTED, with `strict` also ERR_DOCUMENT_EXAMPLE_INVALID; each with file, line, column and JSON Pointer
 * @see https://spec.openapis.org/oas/v3.2.0.html
 */
export function loadDocument(file: string, options: LoadOptions = {}): Promise<ApiDocument> {
  return explaining(() => load(file, options));
}

async function load(file: string, options: LoadOptions): Promise<ApiDocument> {
  const { strict = false, nullable = 'standard', precompiled = shippedPrecompiled() } = options;
  const main = readYaml(file, documentCodes, precompiled);
  if (precompiled.knows(main.hash) && isObject(main.value)) {
    return checkedDocument(main.value, [main], pointer => ({ file, pointer }));
  }
  const bundled = openBundle(main, precompiled);
  if (bundled !== undefined) return bundled;
  // The built-in document needs no checks, so they are not loaded.
  const { loadAndCheck } = await import('./load-and-check.ts');
  try {
    return loadAndCheck(main, { strict, nullable });
  } catch (error) {
    throw error instanceof RangeError ? tooDeep(file, error) : error;
  }
}

/** Schemas that refer to each other by the thousand. */
function tooDeep(file: string, cause: RangeError): KitError {
  return new KitError('ERR_DOCUMENT_UNSUPPORTED', `${file}:1:1 #: the document nests too deeply to be read.`, {
    hint: 'Shorten the chains of schemas that refer to each other.',
    data: { file, line: 1, column: 1, pointer: '' },
    cause,
  });
}

/** A document of several files that the build bundled; undefined if any of them changed. */
function openBundle(main: YamlFile, precompiled: Precompiled): ApiDocument | undefined {
  const bundle = precompiled.bundle(main.hash);
  if (bundle === undefined) return undefined;
  const { root } = bundle;
  const beside = (file: string): string => join(dirname(main.file), file);
  const others = bundle.others.map(({ file }) => readYaml(beside(file), documentCodes, precompiled));
  if (others.some(({ hash }, index) => hash !== bundle.others[index]?.hash)) return undefined;
  const grafts = new Map(bundle.grafts.map(([at, { file, pointer }]) => [at, { file: beside(file), pointer }]));
  return checkedDocument(root, [main, ...others], pointer => originIn(main.file, grafts, pointer));
}

function checkedDocument(
  root: JsonObject,
  files: readonly [YamlFile, ...YamlFile[]],
  origin: (pointer: string) => Origin,
): ApiDocument {
  const operations = listOperations(root, () => {});
  return createApiDocument({ root, files, operations, ...servingOf(root, operations), warnings: [], origin });
}
