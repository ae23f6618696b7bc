// Bundles a document and the local files of its `$ref`s into one tree with local `$ref`s only.
// @see https://spec.openapis.org/oas/v3.1.1.html#reference-object

import { isObject } from '../../base/json.ts';
import { originIn } from './api-document.ts';
import type { Json, JsonObject, Origin } from './document.ts';
import { joinPointer, refOfPointer } from './pointer.ts';
import type { Report } from './problems.ts';
import type { YamlFile } from './read-yaml.ts';
import { createReferences, type Place, type References, type Target, type TextFile } from './references.ts';
import { mapItems, mapMembers } from './resolve.ts';
import { type Kind, kindOf, kindOfItems } from './structure.ts';
import type { MainFile } from './version.ts';

/** One tree of several files. */
export interface Bundle {
  readonly root: JsonObject;
  /** The main file first. */
  readonly files: readonly YamlFile[];
  /** Files whose text became an example (`externalValue`). */
  readonly texts: readonly TextFile[];
  /** Parts of other files, by pointer of `root`. */
  readonly grafts: ReadonlyMap<string, Origin>;
  /** Origin of a pointer of `root`. */
  origin(pointer: string): Origin;
}

interface Work {
  readonly main: YamlFile;
  readonly references: References;
  /** Pointer in the bundle of each target in another file. */
  readonly placed: Map<string, string>;
  /** Parts of other files, by pointer in the bundle. */
  readonly grafts: Map<string, Origin>;
  /** Schemas without their own place, which become components. */
  readonly components: Map<string, Json>;
  readonly report: Report;
}

/**
 * Bundles a document. A target in another file replaces the first `$ref` to it, and further `$ref`s point there, so that
 * recursion stays recursion.
 * `report` gets each `$ref` that is broken, circular or remote; it stays in the tree.
 */
export function bundle(main: MainFile, report: Report): Bundle {
  const references = createReferences(main);
  const work: Work = {
    main,
    references,
    placed: new Map(),
    grafts: new Map(),
    components: new Map(),
    report,
  };
  const tree = visit(work, main.value, 'object', '', { file: main, pointer: '' }) as JsonObject;
  return {
    root: withSchemas(tree, work.components),
    files: references.files(),
    texts: references.texts(),
    grafts: work.grafts,
    origin: pointer => originIn(main.file, work.grafts, pointer),
  };
}

function visit(work: Work, node: Json, kind: Kind, at: string, from: Place): Json {
  if (kind === 'data' || typeof node !== 'object' || node === null) return node;
  if (Array.isArray(node)) {
    return mapItems(node, (item, index) =>
      visit(work, item, kindOfItems(kind), joinPointer(at, index), below(from, index)),
    );
  }
  const object = node as JsonObject;
  if (typeof object['$ref'] === 'string') return visitRef(work, object, object['$ref'], kind, at, from);
  return visitMembers(work, object, kind, at, from);
}

function visitMembers(work: Work, object: JsonObject, kind: Kind, at: string, from: Place): JsonObject {
  const copy = mapMembers(object, (child, key) => {
    if (key === '$ref' || (typeof child !== 'object' && key !== '$dynamicRef')) return child;
    if (key === '$dynamicRef' && kind === 'schema' && typeof child === 'string')
      return dynamicRef(work, child, joinPointer(at, key), from);
    return visit(work, child, kindOf(kind, key), joinPointer(at, key), below(from, key));
  });
  const { externalValue, ...rest } = object;
  if (kind !== 'object' || typeof externalValue !== 'string') return copy;
  const value = readExternalValue(work, externalValue, joinPointer(at, 'externalValue'), from);
  return { ...pick(copy, Object.keys(rest)), ...(value !== undefined && { value }) };
}

function visitRef(work: Work, node: JsonObject, ref: string, kind: Kind, at: string, from: Place): Json {
  const target = findTarget(work, ref, joinPointer(at, '$ref'), from);
  if (!target) return node;
  if (target.file === work.main) return withRef(work, node, refOfPointer(target.pointer), kind, at, from);
  const key = `${target.file.file}#${target.pointer}`;
  const known = work.placed.get(key);
  if (known !== undefined) return withRef(work, node, refOfPointer(known), kind, at, from);
  if (kind === 'schema' && Object.keys(node).length > 1) {
    const place = addComponent(work, key, target);
    return withRef(work, node, refOfPointer(place), kind, at, from);
  }
  graft(work, key, at, target);
  const value = visit(work, target.value, kind, at, target);
  // Beside the `$ref` of a Reference Object only `summary` and `description` count, and take precedence over the target's.
  return isObject(value) && kind === 'object' ? { ...value, ...pick(node, ['summary', 'description']) } : value;
}

/** Its initial target: `$dynamicRef`s become `$ref`s when the whole document is one tree. */
function dynamicRef(work: Work, ref: string, at: string, from: Place): string {
  const target = findTarget(work, ref, at, from);
  if (!target) return ref;
  if (target.file === work.main) return refOfPointer(target.pointer);
  const key = `${target.file.file}#${target.pointer}`;
  return refOfPointer(work.placed.get(key) ?? addComponent(work, key, target));
}

function addComponent(work: Work, key: string, target: Target): string {
  const name = freeName(work, target);
  const place = joinPointer('/components/schemas', name);
  graft(work, key, place, target);
  // Reserved before visiting its content, which may need a name, too.
  work.components.set(name, null);
  work.components.set(name, visit(work, target.value, 'schema', place, target));
  return place;
}

function graft(work: Work, key: string, at: string, target: Target): void {
  work.placed.set(key, at);
  work.grafts.set(at, { file: target.file.file, pointer: target.pointer });
}

function withRef(work: Work, node: JsonObject, ref: string, kind: Kind, at: string, from: Place): JsonObject {
  const members = visitMembers(work, node, kind, at, from);
  return members['$ref'] === ref ? members : { ...members, $ref: ref };
}

function findTarget(work: Work, ref: string, at: string, from: Place): Target | undefined {
  const found = work.references.find(ref, from);
  if ('message' in found) work.report(at, found.message, found.hint);
  else if (found.file === work.main || isObject(found.value) || typeof found.value === 'boolean') return found;
  // The message quotes nothing: the file may contain secrets.
  else work.report(at, `"${ref}" is not an object`);
  return undefined;
}

function readExternalValue(work: Work, name: string, at: string, from: Place): Json | undefined {
  const found = work.references.read(name, from.file);
  if (!('message' in found)) return found.value;
  work.report(at, found.message, found.hint);
  return undefined;
}

function freeName(work: Work, { file, pointer }: Target): string {
  const last =
    pointer === '' ? (/([^/\\]+?)(\.[a-z]+)*$/iu.exec(file.file)?.[1] ?? 'Schema') : pointer.split('/').at(-1);
  const name = (last ?? 'Schema').replace(/[^A-Za-z0-9._-]/gu, '-');
  const taken = componentSchemas(work.main.value);
  for (let number = 1; ; number++) {
    const candidate = number === 1 ? name : `${name}-${number}`;
    if (!Object.hasOwn(taken, candidate) && !work.components.has(candidate)) return candidate;
  }
}

function componentSchemas(root: Json): JsonObject {
  const components = isObject(root) ? root['components'] : undefined;
  const schemas = isObject(components) ? components['schemas'] : undefined;
  return isObject(schemas) ? schemas : {};
}

export function withSchemas(root: JsonObject, added: ReadonlyMap<string, Json>): JsonObject {
  if (added.size === 0) return root;
  const components = isObject(root['components']) ? root['components'] : {};
  const schemas = { ...componentSchemas(root), ...Object.fromEntries(added) };
  return { ...root, components: { ...components, schemas } };
}

function below<P extends Place>(place: P, token: string | number): Place {
  return { file: place.file, pointer: joinPointer(place.pointer, token) };
}

function pick(object: JsonObject, keys: readonly string[]): JsonObject {
  return Object.fromEntries(Object.entries(object).filter(([key]) => keys.includes(key)));
}
