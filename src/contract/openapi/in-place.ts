// Schemas that apply to the same value as another one.
// @see https://json-schema.org/draft/2020-12/json-schema-core#section-10.2

import { isObject } from '../../base/json.ts';
import type { JsonObject } from './document.ts';
import { joinPointer, pointerOfRef } from './pointer.ts';
import { resolvePointer } from './resolve.ts';

/** Keywords with such schemas, beside `$ref`. */
export const inPlaceKeywords: readonly string[] = [
  'allOf',
  'anyOf',
  'oneOf',
  'not',
  'if',
  'then',
  'else',
  'dependentSchemas',
];

/** Pointers of the schema at a pointer, and of all that apply to the same value. */
export function inPlaceFrom(root: JsonObject, pointer: string): ReadonlySet<string> {
  const reached = new Set<string>();
  const add = (start: string): void => {
    const found = resolvePointer(root, start);
    if (!found || !isObject(found.value) || reached.has(found.pointer)) return;
    reached.add(found.pointer);
    const target = pointerOfRef(found.value['$ref']);
    if (target !== undefined) add(target);
    for (const keyword of inPlaceKeywords) {
      const value = found.value[keyword];
      const at = joinPointer(found.pointer, keyword);
      if (Array.isArray(value)) for (const index of value.keys()) add(joinPointer(at, index));
      else if (keyword !== 'dependentSchemas') add(at);
      else if (isObject(value)) for (const name of Object.keys(value)) add(joinPointer(at, name));
    }
  };
  add(pointer);
  return reached;
}
