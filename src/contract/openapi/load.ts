// Loads an OpenAPI document; the way in for the rest of the project.

import { dirname, join } from 'node:path';
import { isObject } from '../../base/json.ts';
import { type ProfileApi, packageFile } from '../../base/package-files.ts';
import { createApiDocument, originIn } from './api-document.ts';
import type { ApiDocument } from './document.ts';
import { listOperations } from './operations.ts';
import { type Precompiled, shippedPrecompiled } from './precompiled.ts';
import { documentCodes, readYaml, type YamlFile } from './read-yaml.ts';

/** Absolute path of a document that the package comes with; by default that of profile API v1. */
export function builtinDocument(api: ProfileApi = 'v1'): string {
  return packageFile(api === 'v2' ? 'spec/userinfo-v2.yaml' : 'spec/userinfo.yaml');
}

/** Path of the document that options choose: their own, or the built-in one of a profile API. */
export function chosenDocument({ spec, profileApi }: { spec?: string | undefined; profileApi: ProfileApi }): string {
  return spec ?? builtinDocument(profileApi);
}

/**
 * Loads a document, YAML or JSON, OpenAPI 3.0 or 3.1, with `$ref`s to local files: bundled into one tree, upgraded to
 * 3.1, and checked together with its examples. A document that the build checked is not checked again.
 * @throws ERR_DOCUMENT_UNREADABLE, ERR_DOCUMENT_UNPARSABLE, ERR_DOCUMENT_REF_UNRESOLVABLE, ERR_DOCUMENT_INVALID,
 *   ERR_DOCUMENT_EXAMPLE_INVALID or ERR_DOCUMENT_UNSUPPORTED, each with file, line, column and JSON Pointer
 * @see https://spec.openapis.org/oas/v3.1.1.html
 */
export async function loadDocument(
  file: string,
  precompiled: Precompiled = shippedPrecompiled(),
): Promise<ApiDocument> {
  const main = readYaml(file, documentCodes, precompiled);
  if (precompiled.knows(main.hash) && isObject(main.value)) {
    const operations = listOperations(main.value, () => {});
    const origin = (pointer: string) => ({ file, pointer });
    return createApiDocument({ root: main.value, files: [main], operations, origin });
  }
  const bundled = openBundle(main, precompiled);
  if (bundled !== undefined) return bundled;
  // Whoever serves the document of the package never loads what checks other people's.
  const { loadAndCheck } = await import('./load-and-check.ts');
  return loadAndCheck(main);
}

/** A document of several files as the build made it one; undefined where any of them is another now. */
function openBundle(main: YamlFile, precompiled: Precompiled): ApiDocument | undefined {
  const bundle = precompiled.bundle(main.hash);
  if (bundle === undefined) return undefined;
  const { root } = bundle;
  const beside = (file: string): string => join(dirname(main.file), file);
  const others = bundle.others.map(({ file }) => readYaml(beside(file), documentCodes, precompiled));
  if (others.some(({ hash }, index) => hash !== bundle.others[index]?.hash)) return undefined;
  const grafts = new Map(bundle.grafts.map(([at, { file, pointer }]) => [at, { file: beside(file), pointer }]));
  const origin = (pointer: string) => originIn(main.file, grafts, pointer);
  return createApiDocument({ root, files: [main, ...others], operations: listOperations(root, () => {}), origin });
}
