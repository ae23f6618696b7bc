// Summarises the document's requirements for the values at one place, through `$ref` and composed schemas.
// @see https://json-schema.org/draft/2020-12/json-schema-core#section-10

import { isDeepStrictEqual } from 'node:util';
import { isObject } from '../../base/json.ts';
import type { ApiDocument, Json, JsonObject, ResponseSpec } from '../openapi/document.ts';
import { joinPointer } from '../openapi/pointer.ts';
import { type JsonType, typeOf } from '../openapi/quick-checks.ts';
import { resolvePointer } from '../openapi/resolve.ts';
import { isJson } from '../openapi/responses.ts';
import {
  alternativesOf,
  conditionsOf,
  declaredNames,
  listedSchemas,
  listedValues,
  namedTypes,
  otherMembers,
  type Part,
  referenceOf,
  requiredNames,
  type Subschema,
  someItems,
} from './keywords.ts';

/** A schema by its JSON Pointer, several that all apply, or several of which one applies. */
export type Place = { readonly at: string } | { readonly all: readonly Place[] } | { readonly any: readonly Place[] };

/** Requirements of a place. Conditions (`if`, `dependentSchemas`) only add names. */
export interface Outline {
  /** Undefined allows every type. */
  readonly types: ReadonlySet<JsonType> | undefined;
  readonly required: ReadonlySet<string>;
  readonly members: ReadonlyMap<string, Place>;
  /** Members of any other name, if a schema describes them. */
  readonly others: Place | undefined;
  /** Whether other members are forbidden. */
  readonly closed: boolean;
  readonly items: Place | undefined;
  readonly formats: ReadonlySet<string>;
  /** Values of `enum` and `const`. */
  readonly values: readonly Json[] | undefined;
  /** Limits and patterns by keyword, for comparison. */
  readonly limits: ReadonlyMap<string, Json>;
  /** Attribute of the person (`x-person`). */
  readonly person: string | undefined;
  /** JSON Pointer of the first schema with a requirement. */
  readonly pointer: string;
}

const places = new WeakMap<ResponseSpec, Place>();

/** The JSON body of a response; `anything` if it is undocumented. */
export function jsonPlace(response: ResponseSpec | undefined): Place {
  const json = response && [...response.content.values()].find(({ mediaType }) => isJson(mediaType));
  if (!json) return anything;
  const place = places.get(response) ?? { at: json.schemaPointer };
  places.set(response, place);
  return place;
}

/** A place without requirements. */
export const anything: Place = { all: [] };

interface Known {
  readonly schemas: Map<string, Outline>;
  readonly composed: WeakMap<Place, Outline>;
}

const known = new WeakMap<ApiDocument, Known>();

/** The outline of a place, cached. */
export function outlineOf(document: ApiDocument, place: Place): Outline {
  const cache = known.get(document) ?? { schemas: new Map(), composed: new WeakMap() };
  known.set(document, cache);
  // One outline for a schema: the places within it are then the same ones as well, however many references lead to it.
  const earlier = 'at' in place ? cache.schemas.get(place.at) : cache.composed.get(place);
  if (earlier) return earlier;
  const outline = read(document.root, place, new Set());
  if ('at' in place) cache.schemas.set(place.at, outline);
  else cache.composed.set(place, outline);
  return outline;
}

const nothing: Outline = {
  types: undefined,
  required: new Set(),
  members: new Map(),
  others: undefined,
  closed: false,
  items: undefined,
  formats: new Set(),
  values: undefined,
  limits: new Map(),
  person: undefined,
  pointer: '',
};

function read(root: JsonObject, place: Place, seen: ReadonlySet<string>): Outline {
  if ('all' in place) return together(place.all.map(part => read(root, part, seen)));
  if ('any' in place) return eitherOf(place.any.map(part => read(root, part, seen)));
  const found = resolvePointer(root, place.at);
  if (!found || !isObject(found.value) || seen.has(found.pointer)) return nothing;
  return readSchema(root, { schema: found.value, pointer: found.pointer }, new Set([...seen, found.pointer]));
}

function readSchema(root: JsonObject, part: Part, seen: ReadonlySet<string>): Outline {
  const readAll = (places: readonly Place[]): readonly Outline[] => places.map(place => read(root, place, seen));
  const target = referenceOf(part);
  const alternatives = alternativesOf(part).filter(({ branches }) => branches.length > 0);
  const conditions = conditionsOf(part).flatMap(({ when, whenTrue, whenFalse }) => [when, whenTrue, whenFalse]);
  return together([
    ownOutline(part),
    ...readAll(target === undefined ? [] : [{ at: target }]),
    ...readAll(placesOf(listedSchemas(part, 'allOf'))),
    ...alternatives.map(({ branches }) => eitherOf(readAll(placesOf(branches)))),
    ...readAll(placesOf(present(conditions))).map(onlyNames),
  ]);
}

function placesOf(subschemas: readonly Subschema[]): readonly Place[] {
  return subschemas.map(({ pointer }) => ({ at: pointer }));
}

function onlyNames({ members, pointer }: Outline): Outline {
  // A condition narrows a member; as it may not apply, only the name counts.
  return { ...nothing, pointer, members: new Map([...members.keys()].map(name => [name, anything])) };
}

function ownOutline(part: Part): Outline {
  const { schema, pointer } = part;
  const { format } = schema;
  const values = listedValues(part);
  return {
    types: typesOf(part) ?? (values && new Set(values.map(typeOf))),
    required: requiredNames([part]),
    members: new Map([...declaredNames([part])].map(name => [name, { at: joinPointer(pointer, 'properties', name) }])),
    others: oneOf(placesOf(otherMembers(part).filter(isSaid)), 'any'),
    closed: schema['additionalProperties'] === false || schema['unevaluatedProperties'] === false,
    items: oneOf(placesOf(someItems(part).filter(isSaid)), 'any'),
    formats: new Set(typeof format === 'string' ? [format] : []),
    values,
    limits: new Map(
      limitKeywords.flatMap(keyword => (schema[keyword] === undefined ? [] : [[keyword, schema[keyword]]])),
    ),
    person: typeof schema['x-person'] === 'string' ? schema['x-person'] : undefined,
    pointer,
  };
}

/** `true` and `false` have no requirements. */
function isSaid({ schema }: Subschema): boolean {
  return isObject(schema);
}

const limitKeywords = [
  ...['minLength', 'maxLength', 'pattern', 'minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum', 'multipleOf'],
  ...['minItems', 'maxItems', 'uniqueItems', 'minProperties', 'maxProperties'],
] as const;

function typesOf(part: Part): ReadonlySet<JsonType> | undefined {
  const names = namedTypes(part);
  return names && new Set(names.includes('number') ? [...names, 'integer'] : names);
}

function together(outlines: readonly Outline[]): Outline {
  return {
    ...combine(outlines, 'all'),
    types: outlines.map(({ types }) => types).reduce(intersection, undefined),
    required: new Set(outlines.flatMap(({ required }) => [...required])),
    closed: outlines.some(({ closed }) => closed),
    values: outlines.map(({ values }) => values).reduce(common, undefined),
  };
}

function eitherOf(outlines: readonly Outline[]): Outline {
  const types = outlines.map(outline => outline.types);
  const [first, ...rest] = outlines;
  return {
    ...combine(outlines, 'any'),
    types: types.some(set => set === undefined) ? undefined : new Set(types.flatMap(set => [...(set ?? [])])),
    required: new Set([...(first?.required ?? [])].filter(name => rest.every(({ required }) => required.has(name)))),
    closed: outlines.length > 0 && outlines.every(({ closed }) => closed),
    values: eitherValues(outlines),
  };
}

/** The parts that combine equally for `all` and `any`. */
function combine(outlines: readonly Outline[], how: 'all' | 'any'): Outline {
  const names = new Set(outlines.flatMap(({ members }) => [...members.keys()]));
  const placesOf = (name: string): readonly Place[] => present(outlines.map(({ members }) => members.get(name)));
  return {
    ...nothing,
    members: new Map([...names].map(name => [name, oneOf(placesOf(name), how) ?? anything])),
    others: oneOf(present(outlines.map(({ others }) => others)), how),
    items: oneOf(present(outlines.map(({ items }) => items)), how),
    formats: new Set(outlines.flatMap(({ formats }) => [...formats])),
    limits: new Map(outlines.flatMap(({ limits }) => [...limits])),
    person: outlines.find(({ person }) => person !== undefined)?.person,
    pointer: outlines.find(({ pointer }) => pointer !== '')?.pointer ?? '',
  };
}

function oneOf(places: readonly Place[], how: 'all' | 'any'): Place | undefined {
  const distinct = places.filter(
    (place, index) => places.findIndex(other => isDeepStrictEqual(other, place)) === index,
  );
  if (distinct.length < 2) return distinct[0];
  return how === 'all' ? { all: distinct } : { any: distinct };
}

function present<Value>(values: readonly (Value | undefined)[]): readonly Value[] {
  return values.filter(value => value !== undefined);
}

function intersection(
  a: ReadonlySet<JsonType> | undefined,
  b: ReadonlySet<JsonType> | undefined,
): ReadonlySet<JsonType> | undefined {
  if (!a || !b) return a ?? b;
  return new Set([...a].filter(type => b.has(type)));
}

function common(a: readonly Json[] | undefined, b: readonly Json[] | undefined): readonly Json[] | undefined {
  if (!a || !b) return a ?? b;
  return a.filter(value => b.some(other => isDeepStrictEqual(value, other)));
}

function eitherValues(outlines: readonly Outline[]): readonly Json[] | undefined {
  const lists = outlines.map(
    ({ values, types }) => values ?? (types?.size === 1 && types.has('null') ? [null] : undefined),
  );
  return lists.some(list => list === undefined) ? undefined : lists.flatMap(list => list ?? []);
}
