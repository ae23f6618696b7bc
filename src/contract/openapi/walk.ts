// Walks a bundled document, saying of each object what it is.

import { isObject } from '../../base/json.ts';
import type { Json, JsonObject } from './document.ts';
import { joinPointer } from './pointer.ts';
import { type Kind, kindOf, kindOfItems } from './structure.ts';

/** An object of the document. */
export interface Visited {
  readonly pointer: string;
  readonly node: JsonObject;
  readonly kind: Kind;
  /** The schema it is a part of, for a schema: the pointer of the outermost one. */
  readonly outermost: string | undefined;
}

/** Every object of the document except mere data, parents first. */
export function* walkDocument(root: JsonObject): Generator<Visited> {
  yield* walk(root, 'object', '', undefined);
}

function* walk(node: Json, kind: Kind, pointer: string, outermost: string | undefined): Generator<Visited> {
  if (kind === 'data' || typeof node !== 'object' || node === null) return;
  const outer = kind === 'schema' ? (outermost ?? pointer) : kind === 'schemas' ? outermost : undefined;
  if (isObject(node)) yield { pointer, node, kind, outermost: outer };
  for (const [key, child] of Object.entries(node)) {
    const childKind = Array.isArray(node) ? kindOfItems(kind) : kindOf(kind, key);
    yield* walk(child as Json, childKind, joinPointer(pointer, key), outer);
  }
}
