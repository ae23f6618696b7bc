// The parts of a document that serving needs: the served operations and the targets of their `$ref`s.

import { isObject } from '../../base/json.ts';
import type { Json, JsonObject, Operation } from './document.ts';
import { joinPointer, parentPointer, pointerOfRef } from './pointer.ts';
import { resolvePointer } from './resolve.ts';
import { type Kind, kindOf, kindOfItems } from './structure.ts';

export interface Reach {
  /** Outermost needed objects, in order of discovery. */
  readonly roots: readonly string[];
  has(pointer: string): boolean;
}

// Callbacks are requests of the server, links describe other operations; neither is served.
const skipped = /^(?:\/responses\/[^/]+)?\/(?:callbacks|links)(?:\/|$)/u;

/** @param translate converts each pointer before it is stored */
export function reachOf(
  root: JsonObject,
  operations: readonly Operation[],
  translate: (pointer: string) => string,
): Reach {
  const found = collect(root, operations);
  const roots = new Set([...found].map(translate));
  const above = new Set(['', '/openapi', '/paths', '/security']);
  for (const pointer of roots) for (let at = pointer; at !== ''; at = parentPointer(at)) above.add(parentPointer(at));
  const known = new Map<string, boolean>();
  const isBelow = (pointer: string): boolean => {
    for (let at = pointer; ; at = parentPointer(at)) {
      if (roots.has(at)) return !skipped.test(pointer.slice(at.length));
      if (at === '') return false;
    }
  };
  return {
    roots: [...roots],
    has(pointer) {
      const before = known.get(pointer);
      if (before !== undefined) return before;
      const found = above.has(pointer) || isBelow(pointer);
      known.set(pointer, found);
      return found;
    },
  };
}

function collect(root: JsonObject, operations: readonly Operation[]): Set<string> {
  const found = new Set<string>();
  const open: { readonly value: Json; readonly kind: Kind }[] = [];
  const visit = (node: Json | undefined, kind: Kind): void => {
    if (kind === 'data' || typeof node !== 'object' || node === null) return;
    for (const [key, child] of Object.entries(node)) {
      if (key === '$ref') add(pointerOfRef(child), kind);
      else if (kind === 'schema' && key === 'discriminator') addMapping(child);
      else if (!(kind === 'object' && (key === 'callbacks' || key === 'links')))
        visit(child, Array.isArray(node) ? kindOfItems(kind) : kindOf(kind, key));
    }
  };
  const add = (start: string | undefined, kind: Kind): void => {
    const target = start === undefined ? undefined : resolvePointer(root, start);
    if (target === undefined || found.has(target.pointer)) return;
    found.add(target.pointer);
    open.push({ value: target.value, kind });
  };
  const addMapping = (discriminator: Json): void => {
    const mapping = isObject(discriminator) && isObject(discriminator['mapping']) ? discriminator['mapping'] : {};
    for (const ref of Object.values(mapping)) add(pointerOfRef(ref), 'schema');
  };
  for (const { pointer, securitySchemes } of operations) {
    add(pointer, 'object');
    add(joinPointer(parentPointer(pointer), 'parameters'), 'object');
    for (const name of securitySchemes) add(joinPointer('/components/securitySchemes', name), 'object');
  }
  for (const { value, kind } of open) visit(value, kind);
  return found;
}
