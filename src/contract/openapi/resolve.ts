// Follows JSON Pointers and `$ref`s through a bundled document.

import { isObject } from '../../base/json.ts';
import type { Json, JsonObject } from './document.ts';
import { joinPointer, pointerOfRef, pointerTokens } from './pointer.ts';

/** A value with its final pointer. */
export interface Resolved {
  readonly pointer: string;
  readonly value: Json;
}

// A longer chain of references is circular.
export const longestChain = 100;

/** Follows `$ref` on the way but not at the end. */
export function resolvePointer(root: Json, pointer: string): Resolved | undefined {
  return walk(root, pointer, 0);
}

/** Follows `$ref` at the end, too, and ignores its siblings. */
export function followPointer(root: Json, pointer: string): Resolved | undefined {
  return follow(root, resolvePointer(root, pointer), 0);
}

/**
 * Follows a `$ref` at the end only if its siblings are annotations: others count in OpenAPI 3.1.
 */
export function followSchema(root: Json, pointer: string): Resolved | undefined {
  let found = resolvePointer(root, pointer);
  for (let length = 0; found && isPlainRef(found.value) && length < longestChain; length++) {
    found = resolvePointer(root, pointerOfRef(found.value['$ref']) ?? '');
  }
  return found;
}

const annotations = new Set([
  '$ref',
  '$comment',
  'title',
  'summary',
  'description',
  'deprecated',
  'example',
  'examples',
  'writeOnly',
]);

function isPlainRef(value: Json): value is JsonObject {
  if (!isObject(value) || pointerOfRef(value['$ref']) === undefined) return false;
  return Object.keys(value).every(key => annotations.has(key) || key.startsWith('x-'));
}

function walk(root: Json, pointer: string, length: number): Resolved | undefined {
  let value = root;
  // The last `$ref`'s target and its tokens: most walks need no new pointer.
  let base: string | undefined;
  let taken: string[] = [];
  for (const token of pointerTokens(pointer)) {
    if (!hasMember(value, token)) {
      const target = follow(root, { pointer: joinPointer(base ?? '', ...taken), value }, length);
      if (!target || !hasMember(target.value, token)) return undefined;
      ({ pointer: base, value } = target);
      taken = [];
    }
    value = (value as Readonly<Record<string, Json>>)[token] ?? null;
    taken.push(token);
  }
  return { pointer: base === undefined ? pointer : joinPointer(base, ...taken), value };
}

function follow(root: Json, start: Resolved | undefined, length: number): Resolved | undefined {
  if (!start || !isObject(start.value)) return start;
  const target = pointerOfRef(start.value['$ref']);
  if (target === undefined) return start;
  if (length >= longestChain) return undefined;
  return follow(root, walk(root, target, length + 1), length + 1);
}

function hasMember(value: Json, token: string): boolean {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, token);
}

/** Adds a member of any name. */
export function define(object: Record<string, Json>, key: string, value: Json): void {
  // Assigning `__proto__` would change the prototype.
  Object.defineProperty(object, key, { value, writable: true, enumerable: true, configurable: true });
}

/** The same object if no member changes: most of a large document does not, and a copy costs time and memory. */
export function mapMembers(object: JsonObject, map: (child: Json, key: string) => Json): JsonObject {
  let copy: Record<string, Json> | undefined;
  for (const key of Object.keys(object)) {
    const child = object[key] as Json;
    const mapped = map(child, key);
    if (mapped === child) continue;
    copy ??= { ...object };
    define(copy, key, mapped);
  }
  return copy ?? object;
}

/** As `mapMembers`, for an array. */
export function mapItems(items: readonly Json[], map: (item: Json, index: number) => Json): readonly Json[] {
  const mapped = items.map(map);
  return mapped.every((item, index) => item === items[index]) ? items : mapped;
}
