// PactFlow's comparator, by the shape of what is used of it: its own declarations need packages that it does not bring.
// @see https://github.com/pactflow/openapi-pact-comparator

import { pathToFileURL } from 'node:url';
import type { Json, JsonObject } from '../contract/openapi/document.ts';
import { findPackage } from './packages.ts';

/** One disagreement, as the comparator tells it. */
export interface ComparatorResult {
  /** Such as `response.body.incompatible`. */
  readonly code: string;
  readonly type: string;
  readonly message: string;
  readonly mockDetails?: { readonly location: string };
  readonly specDetails?: { readonly location: string };
}

/** Compares contracts with one document. */
export interface Comparator {
  compare(pact: Json): AsyncIterable<ComparatorResult>;
}

interface ComparatorModule {
  readonly Comparator: new (document: unknown) => Comparator;
}

/**
 * A comparator for a document. It takes the document itself up to version 1 and wrapped from version 2 on; given the
 * other one, it compares with nothing.
 *
 * @throws ERR_PACT_NOT_INSTALLED
 */
export async function createComparator(root: JsonObject): Promise<Comparator> {
  const { file, version } = findPackage('@pactflow/openapi-pact-comparator');
  const { Comparator } = (await import(pathToFileURL(file).href)) as ComparatorModule;
  // It changes what it is given.
  const document = structuredClone(root);
  return new Comparator(Number.parseInt(version, 10) < 2 ? document : { oas: document });
}
