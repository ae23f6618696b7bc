// Replaces each `$dynamicRef` by a `$ref`: a schema whose meaning depends on the referrer gets a copy for each.
// @see https://json-schema.org/draft/2020-12/json-schema-core#section-8.2.3.2

import { isObject } from '../../base/json.ts';
import { withSchemas } from './bundle.ts';
import type { Json, JsonObject } from './document.ts';
import { isAtOrBelow, joinPointer, pointerOfRef, pointerTokens, refOfPointer } from './pointer.ts';
import type { Report } from './problems.ts';
import { define, resolvePointer } from './resolve.ts';
import { type Kind, kindOf, kindOfItems, walkDocument } from './structure.ts';

/** A tree without `$dynamicRef`. */
export interface Static {
  readonly root: JsonObject;
  /** Converts a pointer to the tree before. */
  originalPointer(pointer: string): string;
}

/** The dynamic scope: the outermost pointer of each `$dynamicAnchor`. */
type Scope = ReadonlyMap<string, string>;

interface Work {
  readonly root: JsonObject;
  /** The anchors of each schema resource, by its pointer; the document's own at ''. */
  readonly resources: ReadonlyMap<string, Scope>;
  /** Relevant names of a schema: those of every `$dynamicRef` that it reaches. */
  readonly names: Map<string, ReadonlySet<string>>;
  /** Pointer of each copy, by original and scope. */
  readonly copies: Map<string, string>;
  readonly schemas: Map<string, Json>;
  readonly originals: Map<string, string>;
  readonly report: Report;
}

// No real document needs more.
const mostCopies = 1000;

/**
 * Resolves every `$dynamicRef` of a bundled document with local pointers.
 * @param files pointers of other files' content, each a schema resource
 */
export function resolveDynamicRefs(root: JsonObject, files: readonly string[], report: Report): Static {
  const resources = resourcesOf(root, files, report);
  const work: Work = {
    root,
    resources,
    names: new Map(),
    copies: new Map(),
    schemas: new Map(),
    originals: new Map(),
    report,
  };
  const tree = visit(work, root, 'object', '', '', resources.get('') ?? new Map()) as JsonObject;
  return { root: withSchemas(tree, work.schemas), originalPointer: pointer => originalOf(work, pointer) };
}

function resourcesOf(root: JsonObject, files: readonly string[], report: Report): ReadonlyMap<string, Scope> {
  const starts = new Set(['', ...files]);
  const anchors: { readonly name: string; readonly pointer: string; readonly outermost: string }[] = [];
  for (const { node, kind, pointer, outermost } of walkDocument(root)) {
    if (kind !== 'schema') continue;
    if (typeof node['$id'] === 'string') starts.add(pointer);
    const name = node['$dynamicAnchor'];
    if (typeof name === 'string') anchors.push({ name, pointer, outermost: outermost ?? pointer });
  }
  for (const anchor of anchors) {
    const rivals = anchors.filter(
      ({ name, pointer }) => name === anchor.name && startOf(starts, pointer) === startOf(starts, anchor.pointer),
    );
    if (rivals.length < 2) continue;
    for (const { pointer, outermost } of rivals) {
      starts.add(outermost);
      report(
        joinPointer(pointer, '$dynamicAnchor'),
        `expected one "$dynamicAnchor: ${anchor.name}" for all schemas without "$id", but found ${rivals.length}, so each schema is read as if it had one`,
        undefined,
        'document/anchor-repeated',
      );
    }
  }
  const resources = new Map([...starts].map(start => [start, new Map<string, string>()]));
  for (const { name, pointer } of anchors) {
    const scope = resources.get(startOf(starts, pointer));
    if (scope && !scope.has(name)) scope.set(name, pointer);
  }
  return resources;
}

/** The pointer of the enclosing resource. */
function startOf(starts: { has(start: string): boolean }, pointer: string): string {
  let start = pointer;
  while (!starts.has(start)) start = start.slice(0, start.lastIndexOf('/'));
  return start;
}

/** @param at pointer in the new tree @param from pointer in the old one */
function visit(work: Work, node: Json, kind: Kind, at: string, from: string, outer: Scope): Json {
  if (kind === 'data' || typeof node !== 'object' || node === null) return node;
  if (Array.isArray(node)) {
    return node.map((item, index) =>
      visit(work, item, kindOfItems(kind), joinPointer(at, index), joinPointer(from, index), outer),
    );
  }
  const scope = enter(outer, work.resources.get(from));
  const copy: Record<string, Json> = {};
  for (const [key, child] of Object.entries(node)) {
    if (key === '$ref') define(copy, key, follow(work, child, kind, scope));
    else if (kind !== 'schema' || key !== '$dynamicRef')
      define(copy, key, visit(work, child, kindOf(kind, key), joinPointer(at, key), joinPointer(from, key), scope));
  }
  return kind === 'schema' ? withDynamic(work, copy, (node as JsonObject)['$dynamicRef'], scope) : copy;
}

function withDynamic(work: Work, schema: Record<string, Json>, dynamic: Json | undefined, scope: Scope): JsonObject {
  const target = pointerOfRef(dynamic);
  if (target === undefined) return schema;
  const $ref = follow(work, refOfPointer(outermost(work, target, scope)), 'schema', scope);
  if (schema['$ref'] === undefined) return { ...schema, $ref };
  const { allOf } = schema;
  return { ...schema, allOf: [...(Array.isArray(allOf) ? allOf : []), { $ref }] };
}

/** Only a `$ref` to a `$dynamicAnchor` is dynamic. */
function outermost(work: Work, target: string, scope: Scope): string {
  const name = anchorAt(work, target);
  return name === undefined ? target : (scope.get(name) ?? target);
}

function anchorAt({ root }: Work, pointer: string): string | undefined {
  const schema = resolvePointer(root, pointer)?.value;
  return isObject(schema) && typeof schema['$dynamicAnchor'] === 'string' ? schema['$dynamicAnchor'] : undefined;
}

function enter(outer: Scope, inner: Scope | undefined): Scope {
  return inner === undefined || inner.size === 0 ? outer : new Map([...inner, ...outer]);
}

/** The `$ref` to a schema in this scope. */
function follow(work: Work, ref: Json, kind: Kind, scope: Scope): Json {
  const pointer = pointerOfRef(ref);
  const target = pointer === undefined ? undefined : resolvePointer(work.root, pointer);
  if (kind !== 'schema' || target === undefined) return ref;
  const names = namesOf(work, target.pointer);
  const inside = enter(scope, work.resources.get(startOf(work.resources, target.pointer)));
  const own = scopeOf(work, target.pointer);
  const changed = [...names].filter(name => inside.get(name) !== own.get(name));
  return changed.length === 0 ? ref : refOfPointer(copyOf(work, target.pointer, target.value, names, inside));
}

function scopeOf({ resources }: Work, pointer: string): Scope {
  return [...resources].reduce<Scope>(
    (scope, [start, anchors]) => (isAtOrBelow(pointer, start) ? enter(scope, anchors) : scope),
    new Map(),
  );
}

function copyOf(work: Work, pointer: string, value: Json, names: ReadonlySet<string>, inside: Scope): string {
  const scope = new Map([...inside].filter(([name]) => names.has(name)));
  const key = JSON.stringify([pointer, ...[...scope].sort()]);
  const known = work.copies.get(key);
  if (known !== undefined) return known;
  if (work.copies.size >= mostCopies) {
    work.report(pointer, `expected at most ${mostCopies} meanings of the "$dynamicRef"s of a document`);
    return pointer;
  }
  const name = freeName(work, pointerTokens(pointer).at(-1) ?? 'Schema');
  const at = joinPointer('/components/schemas', name);
  work.copies.set(key, at);
  work.originals.set(at, pointer);
  work.schemas.set(name, null);
  work.schemas.set(name, visit(work, value, 'schema', at, pointer, scope));
  return at;
}

function freeName({ root, schemas }: Work, name: string): string {
  for (let number = 2; ; number++) {
    const candidate = `${name.replace(/[^A-Za-z0-9._-]/gu, '-')}-${number}`;
    const isTaken = resolvePointer(root, joinPointer('/components/schemas', candidate)) !== undefined;
    if (!isTaken && !schemas.has(candidate)) return candidate;
  }
}

/** The names of the `$dynamicRef`s that a schema reaches. */
function namesOf(work: Work, pointer: string): ReadonlySet<string> {
  const known = work.names.get(pointer);
  if (known !== undefined) return known;
  const names = new Set<string>();
  const seen = new Set<string>();
  const add = (start: string | undefined): void => {
    const found = start === undefined ? undefined : resolvePointer(work.root, start);
    if (!found || seen.has(found.pointer)) return;
    seen.add(found.pointer);
    collect(found.value, 'schema');
  };
  const collect = (node: Json, kind: Kind): void => {
    if (kind === 'data' || typeof node !== 'object' || node === null) return;
    for (const [key, child] of Object.entries(node)) {
      if (key === '$ref') add(pointerOfRef(child));
      else if (key === '$dynamicRef' && kind === 'schema') addDynamic(pointerOfRef(child));
      else collect(child, Array.isArray(node) ? kindOfItems(kind) : kindOf(kind, key));
    }
  };
  const addDynamic = (target: string | undefined): void => {
    const name = target === undefined ? undefined : anchorAt(work, target);
    add(target);
    if (name === undefined) return;
    names.add(name);
    for (const scope of work.resources.values()) add(scope.get(name));
  };
  add(pointer);
  work.names.set(pointer, names);
  return names;
}

function originalOf({ originals }: Work, pointer: string): string {
  const start = [...originals.keys()].find(at => isAtOrBelow(pointer, at));
  return start === undefined ? pointer : originals.get(start) + pointer.slice(start.length);
}
