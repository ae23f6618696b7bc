// Loads and compiles the document of a test's responses once.

import { KitError } from '../../base/errors.ts';
import { orList } from '../openapi/describe-schema.ts';
import type { ApiDocument } from '../openapi/document.ts';
import { builtinDocument, loadDocument } from '../openapi/load.ts';
import { createValidators } from '../openapi/validators.ts';
import type { ResponseRules } from './response-context.ts';

const byFile = new Map<string, Promise<ResponseRules>>();
const byDocument = new WeakMap<ApiDocument, ResponseRules>();

/**
 * A document and its validators, cached: a changed file is not read again.
 *
 * @param document a path, or a result of `loadDocument`; default: the built-in document
 * @throws ERR_DOCUMENT_*
 */
export async function loadRules(document: string | ApiDocument = builtinDocument()): Promise<ResponseRules> {
  if (typeof document !== 'string') return rulesOf(document);
  const known = byFile.get(document);
  if (known) return known;
  const loading = loadDocument(document).then(rulesOf);
  byFile.set(document, loading);
  // A fixed file can be loaded again.
  loading.catch(() => byFile.delete(document));
  return loading;
}

function rulesOf(document: ApiDocument): ResponseRules {
  const known = byDocument.get(document);
  if (known) return known;
  const rules = { document, validators: createValidators(document) };
  byDocument.set(document, rules);
  return rules;
}

/** The only path of the document. @throws ERR_CONFIG_INVALID if it has several */
export function onlyPath({ file, operations }: ApiDocument): string {
  const paths = [...new Set(operations.map(({ path }) => path))];
  const [first = ''] = paths;
  if (paths.length === 1) return first;
  throw new KitError('ERR_CONFIG_INVALID', `The response has no path, and "${file}" has ${paths.length}.`, {
    hint: `Set the option path: ${orList(paths)}.`,
  });
}
