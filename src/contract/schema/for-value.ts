// The schemas of the document that apply to a value, and those that document a member of it.
// @see https://json-schema.org/draft/2020-12/json-schema-core#section-10

import { isObject } from '../../base/json.ts';
import type { JsonObject } from '../openapi/document.ts';
import { pointerTokens } from '../openapi/pointer.ts';
import { typeOf } from '../openapi/quick-checks.ts';
import { resolvePointer } from '../openapi/resolve.ts';
import {
  alternativesOf,
  child,
  conditionsOf,
  containedItems,
  itemSchemas,
  listedSchemas,
  listedValues,
  memberSchemas,
  namedSchemas,
  namedTypes,
  type Part,
  referenceOf,
  requiredNames,
} from './keywords.ts';

/**
 * The schemas at these pointers, with their references and compositions. Alternatives that the value clearly does not match
 * are omitted.
 */
export function schemasFor(root: JsonObject, pointers: readonly string[], value: unknown): readonly Part[] {
  const places = new Map<string, Part>();
  const visit = (pointer: string): void => {
    const place = placeAt(root, pointer);
    if (!place || places.has(place.pointer)) return;
    places.set(place.pointer, place);
    appliedWith(root, place, value).forEach(visit);
  };
  pointers.forEach(visit);
  return [...places.values()];
}

/** Whether a schema names a member; faster than `memberPointers`. */
export function isNamed(parts: readonly Part[], name: string): boolean {
  return parts.some(({ schema: { properties } }) => isObject(properties) && Object.hasOwn(properties, name));
}

/** Schemas of a member; none if it is undocumented. */
export function memberPointers(parts: readonly Part[], name: string): readonly string[] {
  return memberSchemas(parts, name).map(({ pointer }) => pointer);
}

/** Schemas that apply, or may apply, to an item. */
export function itemPointers(parts: readonly Part[], index: number): readonly string[] {
  return [...itemSchemas(parts, index), ...parts.flatMap(containedItems)].map(({ pointer }) => pointer);
}

/** A member or an item on the path to a place in a value. */
export interface Step {
  readonly token: string;
  /** Its parent; no object or array if the value ends before the pointer. */
  readonly holder: unknown;
  readonly holderPlaces: readonly Part[];
  readonly node: unknown;
  readonly places: readonly Part[];
}

/** The path from a value to a place in it, with the schemas of each part. */
export function stepsTo(
  root: JsonObject,
  schemaPointer: string | undefined,
  value: unknown,
  instancePath: string,
): readonly Step[] {
  let node = value;
  let places = schemasFor(root, schemaPointer === undefined ? [] : [schemaPointer], node);
  return pointerTokens(instancePath).map(token => {
    const [holder, holderPlaces] = [node, places];
    const below = Array.isArray(holder)
      ? itemPointers(holderPlaces, Number(token))
      : memberPointers(holderPlaces, token);
    node = memberOf(holder, token);
    places = schemasFor(root, below, node);
    return { token, holder, holderPlaces, node, places };
  });
}

function memberOf(holder: unknown, name: string): unknown {
  if (typeof holder !== 'object' || holder === null || !Object.hasOwn(holder, name)) return undefined;
  return (holder as Readonly<Record<string, unknown>>)[name];
}

/** A schema, and what of it is the same for every value. */
interface Place extends Part {
  readonly conjuncts: readonly string[];
  readonly conditions: readonly { readonly member: string | undefined; readonly pointers: readonly string[] }[];
  readonly alternatives: readonly (readonly string[])[];
}

/** A recording has thousands of values for the same schemas. */
const knownPlaces = new WeakMap<JsonObject, Map<string, Place | undefined>>();

function placeAt(root: JsonObject, pointer: string): Place | undefined {
  const known = knownPlaces.get(root) ?? new Map<string, Place | undefined>();
  knownPlaces.set(root, known);
  if (!known.has(pointer)) known.set(pointer, findPlace(root, pointer));
  return known.get(pointer);
}

function findPlace(root: JsonObject, pointer: string): Place | undefined {
  const found = resolvePointer(root, pointer);
  if (!isObject(found?.value)) return undefined;
  const part = { pointer: found.pointer, schema: found.value };
  return {
    ...part,
    conjuncts: conjuncts(part),
    conditions: conditionsOf(part).map(({ member, when, whenTrue, whenFalse }) => {
      return { member, pointers: pointersOf([when, whenTrue, whenFalse]) };
    }),
    alternatives: alternativesOf(part).map(({ branches }) => pointersOf(branches)),
  };
}

function appliedWith(
  root: JsonObject,
  { conjuncts, conditions, alternatives }: Place,
  value: unknown,
): readonly string[] {
  const isMet = (member: string | undefined): boolean =>
    member === undefined || (isObject(value) && Object.hasOwn(value, member));
  return [
    ...conjuncts,
    ...conditions.flatMap(({ member, pointers }) => (isMet(member) ? pointers : [])),
    ...alternatives.flatMap(branches => meantOf(root, branches, value)),
  ];
}

function conjuncts(part: Part): readonly string[] {
  return [...[referenceOf(part) ?? []].flat(), ...pointersOf(listedSchemas(part, 'allOf'))];
}

function pointersOf(subschemas: readonly ({ readonly pointer: string } | undefined)[]): readonly string[] {
  return subschemas.flatMap(subschema => subschema?.pointer ?? []);
}

function meantOf(root: JsonObject, alternatives: readonly string[], value: unknown): readonly string[] {
  const meant = alternatives.filter(pointer => !isRuledOut(root, pointer, value, 0));
  return meant.length > 0 ? meant : alternatives;
}

// Whole validation would be slower, and a wrong value inside the right alternative must not exclude it.
const deepest = 16;

/** Whether the value has another type, lacks a required member, or has another constant. */
function isRuledOut(root: JsonObject, pointer: string, value: unknown, depth: number): boolean {
  const part = placeAt(root, pointer);
  if (!part || depth > deepest) return false;
  if (isOtherType(part, value) || isOtherConstant(part, value)) return true;
  if (isObject(value) && !hasMembers(root, part, value, depth)) return true;
  return part.conjuncts.some(other => isRuledOut(root, other, value, depth + 1));
}

function hasMembers(root: JsonObject, part: Part, value: JsonObject, depth: number): boolean {
  if (![...requiredNames([part])].every(name => Object.hasOwn(value, name))) return false;
  return Object.entries(namedSchemas(part, 'properties')).every(
    ([name, member]) =>
      !isObject(member) ||
      !('const' in member || 'enum' in member) ||
      !Object.hasOwn(value, name) ||
      !isRuledOut(root, child(part, 'properties', name).pointer, value[name], depth + 1),
  );
}

function isOtherType(part: Part, value: unknown): boolean {
  const types = namedTypes(part) ?? [];
  const type = typeOf(value);
  return types.length > 0 && !types.includes(type) && !(type === 'integer' && types.includes('number'));
}

function isOtherConstant(part: Part, value: unknown): boolean {
  const allowed = listedValues(part);
  return allowed?.every(one => typeof one !== 'object' && one !== value) === true;
}
