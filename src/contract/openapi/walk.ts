// Walks a bundled document with the kind of each object.

import { isObject } from '../../base/json.ts';
import type { Json, JsonObject } from './document.ts';
import { joinPointer } from './pointer.ts';
import { type Kind, kindOf, kindOfItems } from './structure.ts';

export interface Visited {
  readonly pointer: string;
  readonly node: JsonObject;
  readonly kind: Kind;
  /** Pointer of the outermost schema around a schema. */
  readonly outermost: string | undefined;
}

/** Every object of the document except data, parents first. */
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
