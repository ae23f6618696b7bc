// Upgrades a bundled document to OpenAPI 3.1 with JSON Schema 2020-12, so that the code handles one dialect: 3.0 as a whole,
// and foreign constructs in 3.1 and 3.2.
// @see https://learn.openapis.org/upgrading/v3.0-to-v3.1.html

import { isObject } from '../../base/json.ts';
import { splitRequired, withMark } from './directions.ts';
import type { Json, JsonObject } from './document.ts';
import { sentKeyword } from './isolate-schema.ts';
import { joinPointer, parentPointer, pointerOfRef, pointerTokens, refOfPointer } from './pointer.ts';
import type { Report } from './problems.ts';
import { readPattern } from './regexp.ts';
import { followPointer, mapItems, mapMembers } from './resolve.ts';
import { jsonTypeOf } from './responses.ts';
import { type Kind, kindOf, kindOfItems } from './structure.ts';

/** An upgraded tree with its old pointers. */
export interface Upgraded {
  readonly root: JsonObject;
  /** Converts a pointer to the tree before. */
  originalPointer(pointer: string): string;
}

/**
 * Meaning of `nullable: true` where OpenAPI 3.0.3 defines none: beside `$ref`, `allOf` and the like, and beside an `enum`
 * without null. `standard` ignores it there, `wide` allows null.
 * @see https://github.com/OAI/OpenAPI-Specification/blob/main/proposals/2019-10-31-Clarify-Nullable.md
 */
export type NullableReading = 'standard' | 'wide';

interface Work {
  /** The tree before. */
  readonly root: JsonObject;
  readonly is30: boolean;
  readonly nullable: NullableReading;
  readonly report: Report;
  /** Whether the schema of a `$ref` is `writeOnly`. */
  readonly written: Map<string, boolean>;
  /** The old pointer of each moved schema, and the new pointer of its wrapper. */
  readonly wrapped: Map<string, string>;
}

/** To 3.1.1, or unchanged for a later version. `report` gets constructs that the version lacks. */
export function upgrade(root: JsonObject, nullable: NullableReading, report: Report): Upgraded {
  const is30 = String(root['openapi']).startsWith('3.0.');
  const wrapped = new Map<string, string>();
  const tree = visit({ root, is30, nullable, report, written: new Map(), wrapped }, root, 'object', '') as JsonObject;
  const moved = wrapped.size === 0 ? tree : (moveRefs(tree, 'object', wrapped) as JsonObject);
  return {
    root: is30 ? { ...moved, openapi: '3.1.1' } : moved,
    originalPointer: pointer => withoutWrappers(pointer, wrapped),
  };
}

// A nullable schema moves into this.
const wrapper = '/anyOf/0';

function visit(work: Work, node: Json, kind: Kind, at: string, now: string = at): Json {
  if (kind === 'data' || typeof node !== 'object' || node === null) return node;
  if (Array.isArray(node)) {
    return mapItems(node, (item, index) =>
      visit(work, item, kindOfItems(kind), joinPointer(at, index), joinPointer(now, index)),
    );
  }
  const object = node as JsonObject;
  const wraps = kind === 'schema' && work.nullable === 'wide' && needsWrapper(object);
  if (wraps) work.wrapped.set(at, now);
  const inside = wraps ? `${now}${wrapper}` : now;
  const copy = mapMembers(object, (child, key) =>
    typeof child === 'object'
      ? visit(work, child, kindOf(kind, key), joinPointer(at, key), joinPointer(inside, key))
      : child,
  );
  if (kind === 'object' && bodyOfAnswer.test(at)) return withSchema(work, copy, at);
  if (kind !== 'schema') return copy;
  return upgradeSchema(
    work,
    work.is30 ? splitRequired(work.root, withMark(work.root, work.written, copy), object) : copy,
    at,
    wraps,
  );
}

const bodyOfAnswer = /\/responses\/[^/]+\/content\/[^/]+$/u;

/** A body in JSON without a schema may be any value; its examples say which are sent. */
function withSchema({ root }: Work, media: JsonObject, at: string): JsonObject {
  const { schema, example, examples } = media;
  const isJson = jsonTypeOf(pointerTokens(at).at(-1) ?? '') !== undefined;
  if (!isJson || schema !== undefined || media['itemSchema'] !== undefined) return media;
  const named = isObject(examples) ? Object.values(examples).map(each => valueIn(root, each)) : [];
  const values = [example, ...named].filter(value => value !== undefined);
  return { ...media, schema: { [sentKeyword]: values.length === 0 ? [{}] : values } };
}

function valueIn(root: JsonObject, example: Json): Json | undefined {
  const target = isObject(example) ? pointerOfRef(example['$ref']) : undefined;
  const found = target === undefined ? example : followPointer(root, target)?.value;
  return isObject(found) ? found['value'] : undefined;
}

/** `nullable` needs a wrapper beside these: null would not satisfy them. */
function needsWrapper(schema: JsonObject): boolean {
  if (schema['nullable'] !== true) return false;
  return ['$ref', 'allOf', 'anyOf', 'oneOf', 'not'].some(keyword => schema[keyword] !== undefined);
}

function upgradeSchema(work: Work, schema: JsonObject, at: string, wraps: boolean): Json {
  const readable = withReadablePattern(work, schema, at);
  const { nullable } = readable;
  const rest = nullable === undefined ? readable : without(readable, 'nullable');
  if (!work.is30) reportBounds(work, rest, at);
  const upgraded = upgradeBounds(work.is30 ? upgradeExample(withoutSiblings(rest)) : rest);
  if (typeof nullable !== 'boolean') return nullable === undefined ? upgraded : { ...upgraded, nullable };
  if (!work.is30) reportOutdated(work, at);
  if (!nullable) return upgraded;
  if (wraps) return { anyOf: [upgraded, { type: 'null' }] };
  if (isNullIgnored(work, upgraded)) reportIgnored(work, upgraded, at);
  return allowNull(upgraded, work.nullable);
}

/** "nullable: true is only meaningful in combination with the type assertion specified in the same Schema Object." */
function isNullIgnored({ nullable }: Work, { type, enum: values, ...others }: JsonObject): boolean {
  if (nullable === 'wide') return false;
  const asserts = ['$ref', 'allOf', 'anyOf', 'oneOf', 'not'].some(keyword => others[keyword] !== undefined);
  return type === undefined ? asserts || values !== undefined : Array.isArray(values) && !values.includes(null);
}

function reportIgnored({ report }: Work, { type }: JsonObject, at: string): void {
  const lacks = type === undefined ? 'it has no "type" beside it' : 'the "enum" beside it does not list null';
  report(
    joinPointer(at, 'nullable'),
    `"nullable" has no effect, since ${lacks}, so null is not allowed`,
    'add what is missing, or load the document with --nullable wide',
    'document/nullable-ignored',
  );
}

function reportOutdated({ report }: Work, at: string): void {
  report(
    joinPointer(at, 'nullable'),
    'expected a keyword of JSON Schema 2020-12, but found "nullable", read as in OpenAPI 3.0',
    'OpenAPI 3.1 has no "nullable": write type: [string, "null"]',
    'document/nullable-outdated',
  );
}

function reportBounds({ report }: Work, schema: JsonObject, at: string): void {
  for (const keyword of ['exclusiveMinimum', 'exclusiveMaximum']) {
    if (typeof schema[keyword] !== 'boolean') continue;
    const message = `expected a number, but found the boolean ${schema[keyword]}, read as in OpenAPI 3.0`;
    report(joinPointer(at, keyword), message, undefined, 'document/keyword-foreign');
  }
}

function withReadablePattern({ report }: Work, schema: JsonObject, at: string): JsonObject {
  if (typeof schema['pattern'] !== 'string') return schema;
  const { pattern, note } = readPattern(schema['pattern']);
  if (note === undefined) return schema;
  const found = JSON.stringify(schema['pattern']);
  report(
    joinPointer(at, 'pattern'),
    `expected a regular expression of ECMA-262, but found ${found}, ${note}`,
    undefined,
    'document/pattern-foreign',
  );
  const { pattern: _, ...rest } = schema;
  return pattern === undefined ? rest : { ...schema, pattern };
}

/** "Any sibling elements of a $ref are ignored" (3.0.4, Reference Object); descriptions stay. */
function withoutSiblings(schema: JsonObject): JsonObject {
  if (typeof schema['$ref'] !== 'string') return schema;
  const isKept = (key: string): boolean => siblings.has(key) || key.startsWith('x-');
  return Object.keys(schema).every(isKept)
    ? schema
    : Object.fromEntries(Object.entries(schema).filter(([key]) => isKept(key)));
}

const siblings: ReadonlySet<string> = new Set(['$ref', 'title', 'description', 'example', 'deprecated', 'writeOnly']);

function without(schema: JsonObject, keyword: string): JsonObject {
  const { [keyword]: _, ...rest } = schema;
  return rest;
}

function upgradeExample(schema: JsonObject): JsonObject {
  const { example, ...rest } = schema;
  return example === undefined ? schema : { ...rest, examples: [example] };
}

function upgradeBounds(schema: JsonObject): JsonObject {
  return upgradeBound(upgradeBound(schema, 'minimum', 'exclusiveMinimum'), 'maximum', 'exclusiveMaximum');
}

function upgradeBound(schema: JsonObject, bound: string, exclusive: string): JsonObject {
  if (typeof schema[exclusive] !== 'boolean') return schema;
  const { [bound]: limit, [exclusive]: isExclusive, ...rest } = schema;
  if (limit === undefined) return rest;
  return { ...rest, [isExclusive ? exclusive : bound]: limit };
}

function allowNull(schema: JsonObject, reading: NullableReading): JsonObject {
  const { type, enum: values } = schema;
  const widens = reading === 'wide' && Array.isArray(values) && !values.includes(null);
  return {
    ...schema,
    ...(typeof type === 'string' && { type: [type, 'null'] }),
    ...(widens && { enum: [...values, null] }),
  };
}

/** A `$ref` into a moved schema must follow it. */
function moveRefs(node: Json, kind: Kind, wrapped: ReadonlyMap<string, string>): Json {
  if (kind === 'data' || typeof node !== 'object' || node === null) return node;
  if (Array.isArray(node)) return node.map(item => moveRefs(item, kindOfItems(kind), wrapped));
  return Object.fromEntries(
    Object.entries(node).map(([key, child]): [string, Json] => {
      const target = key === '$ref' || key === '$dynamicRef' ? pointerOfRef(child) : undefined;
      if (target !== undefined) return [key, refOfPointer(withWrappers(target, wrapped))];
      return [key, moveRefs(child, kindOf(kind, key), wrapped)];
    }),
  );
}

function withWrappers(pointer: string, wrapped: ReadonlyMap<string, string>): string {
  for (let start = parentPointer(pointer); start !== ''; start = parentPointer(start)) {
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
