// Upgrades a bundled OpenAPI 3.0 document to 3.1, so that only one dialect of JSON Schema has to be understood.
// @see https://learn.openapis.org/upgrading/v3.0-to-v3.1.html

import type { Json, JsonObject } from './document.ts';
import { joinPointer, pointerOfRef, refOfPointer } from './pointer.ts';
import { type Kind, kindOf, kindOfItems } from './structure.ts';

/** An upgraded tree that still knows what stood where. */
export interface Upgraded {
  readonly root: JsonObject;
  /** The pointer, in the tree as it was, of what stands at this pointer now. */
  originalPointer(pointer: string): string;
}

/** The document as 3.1.1; one that is 3.1 already comes back as it is. */
export function upgrade(root: JsonObject): Upgraded {
  if (!String(root['openapi']).startsWith('3.0.')) return { root, originalPointer: pointer => pointer };
  const wrapped = new Map<string, string>();
  const tree = visit(root, 'object', '', wrapped) as JsonObject;
  const moved = wrapped.size === 0 ? tree : (moveRefs(tree, 'object', wrapped) as JsonObject);
  return {
    root: { ...moved, openapi: '3.1.1' },
    originalPointer: pointer => withoutWrappers(pointer, wrapped),
  };
}

// What a schema moves into when null is allowed beside it.
const wrapper = '/anyOf/0';

/** `wrapped` maps the old pointer of each schema that moved to the new pointer of what now wraps it. */
function visit(node: Json, kind: Kind, at: string, wrapped: Map<string, string>, now: string = at): Json {
  if (kind === 'data' || typeof node !== 'object' || node === null) return node;
  if (Array.isArray(node)) {
    return node.map((item, index) =>
      visit(item, kindOfItems(kind), joinPointer(at, index), wrapped, joinPointer(now, index)),
    );
  }
  const object = node as JsonObject;
  const wraps = kind === 'schema' && needsWrapper(object);
  if (wraps) wrapped.set(at, now);
  const inside = wraps ? `${now}${wrapper}` : now;
  const members = Object.entries(object).map(([key, child]): [string, Json] => [
    key,
    visit(child, kindOf(kind, key), joinPointer(at, key), wrapped, joinPointer(inside, key)),
  ]);
  const copy = Object.fromEntries(members);
  return kind === 'schema' ? upgradeSchema(copy, wraps) : copy;
}

/** `nullable` beside these must widen them from the outside: null would not satisfy what they ask. */
function needsWrapper(schema: JsonObject): boolean {
  if (schema['nullable'] !== true) return false;
  return ['$ref', 'allOf', 'anyOf', 'oneOf', 'not'].some(keyword => schema[keyword] !== undefined);
}

function upgradeSchema(schema: Record<string, Json>, wraps: boolean): Json {
  const { nullable, ...rest } = schema;
  const upgraded = upgradeBounds(upgradeExample(withoutSiblings(rest)));
  if (nullable !== true) return upgraded;
  return wraps ? { anyOf: [upgraded, { type: 'null' }] } : allowNull(upgraded);
}

/** "Any sibling elements of a $ref are ignored" (3.0.4, Reference Object); here only those that describe are kept. */
function withoutSiblings(schema: Record<string, Json>): Record<string, Json> {
  if (typeof schema['$ref'] !== 'string') return schema;
  const kept = ['$ref', 'title', 'description', 'example', 'deprecated'];
  return Object.fromEntries(Object.entries(schema).filter(([key]) => kept.includes(key) || key.startsWith('x-')));
}

function upgradeExample(schema: Record<string, Json>): Record<string, Json> {
  const { example, ...rest } = schema;
  return example === undefined ? schema : { ...rest, examples: [example] };
}

function upgradeBounds(schema: Record<string, Json>): Record<string, Json> {
  return upgradeBound(upgradeBound(schema, 'minimum', 'exclusiveMinimum'), 'maximum', 'exclusiveMaximum');
}

function upgradeBound(schema: Record<string, Json>, bound: string, exclusive: string): Record<string, Json> {
  if (typeof schema[exclusive] !== 'boolean') return schema;
  const { [bound]: limit, [exclusive]: isExclusive, ...rest } = schema;
  if (limit === undefined) return rest;
  return { ...rest, [isExclusive ? exclusive : bound]: limit };
}

function allowNull(schema: Record<string, Json>): Record<string, Json> {
  const { type, enum: values } = schema;
  return {
    ...schema,
    ...(typeof type === 'string' && { type: [type, 'null'] }),
    ...(Array.isArray(values) && !values.includes(null) && { enum: [...values, null] }),
  };
}

/** A `$ref` into a schema that moved must follow it. */
function moveRefs(node: Json, kind: Kind, wrapped: ReadonlyMap<string, string>): Json {
  if (kind === 'data' || typeof node !== 'object' || node === null) return node;
  if (Array.isArray(node)) return node.map(item => moveRefs(item, kindOfItems(kind), wrapped));
  return Object.fromEntries(
    Object.entries(node).map(([key, child]): [string, Json] => {
      const target = key === '$ref' ? pointerOfRef(child) : undefined;
      if (target !== undefined) return [key, refOfPointer(withWrappers(target, wrapped))];
      return [key, moveRefs(child, kindOf(kind, key), wrapped)];
    }),
  );
}

function withWrappers(pointer: string, wrapped: ReadonlyMap<string, string>): string {
  for (let start = parent(pointer); start !== ''; start = parent(start)) {
    const now = wrapped.get(start);
    if (now !== undefined) return now + wrapper + pointer.slice(start.length);
  }
  return pointer;
}

function withoutWrappers(pointer: string, wrapped: ReadonlyMap<string, string>): string {
  let original = pointer;
  for (const [at, now] of [...wrapped].sort((a, b) => b[1].length - a[1].length)) {
    const inside = now + wrapper;
    if (original === inside || original.startsWith(`${inside}/`)) original = at + original.slice(inside.length);
  }
  return original;
}

function parent(pointer: string): string {
  return pointer.slice(0, Math.max(0, pointer.lastIndexOf('/')));
}
