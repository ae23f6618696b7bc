// Loads an OpenAPI document; the way in for the rest of the project.

import { packageFile } from '../../base/package-files.ts';
import { createApiDocument } from './api-document.ts';
import type { ApiDocument } from './document.ts';
import { listOperations } from './operations.ts';
import { type Precompiled, shippedPrecompiled } from './precompiled.ts';
import { documentCodes, readYaml } from './read-yaml.ts';
import { isObject } from './resolve.ts';

/** Absolute path of the document that the package comes with. */
export function builtinDocument(): string {
  return packageFile('spec/userinfo.yaml');
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
  // Whoever serves the document of the package never loads what checks other people's.
  const { loadAndCheck } = await import('./load-and-check.ts');
  return loadAndCheck(main);
}
