// What the document says about the values that may stand at one place, through `$ref` and composed schemas.
// @see https://json-schema.org/draft/2020-12/json-schema-core#section-10

import { isDeepStrictEqual } from 'node:util';
import { isObject } from '../../base/json.ts';
import type { ApiDocument, Json, JsonObject, ResponseSpec } from '../../contract/openapi/document.ts';
import { joinPointer, pointerOfRef } from '../../contract/openapi/pointer.ts';
import { resolvePointer } from '../../contract/openapi/resolve.ts';
import { isJson } from '../../contract/openapi/responses.ts';

/** The types of JSON; `integer` is a number without a fraction, `number` one with it. */
export type JsonType = 'null' | 'boolean' | 'integer' | 'number' | 'string' | 'array' | 'object';

/** A schema by its JSON Pointer, several that hold at once, or several of which one holds. */
export type Place = { readonly at: string } | { readonly all: readonly Place[] } | { readonly any: readonly Place[] };

/** What is said about a place. Conditions (`if`, `dependentSchemas`) only add names to it. */
export interface Facts {
  /** undefined allows every type. */
  readonly types: ReadonlySet<JsonType> | undefined;
  readonly required: ReadonlySet<string>;
  /** Documented members by name. */
  readonly members: ReadonlyMap<string, Place>;
  /** Members with any other name, where a schema says what they are like. */
  readonly others: Place | undefined;
  /** Whether members with other names are excluded. */
  readonly closed: boolean;
  readonly items: Place | undefined;
  readonly formats: ReadonlySet<string>;
  /** What `enum` and `const` list. */
  readonly values: readonly Json[] | undefined;
  /** Limits and patterns, by keyword: mere text, to be compared. */
  readonly limits: ReadonlyMap<string, Json>;
  /** JSON Pointer of the first schema that says something. */
  readonly pointer: string;
}

/** The type of a JSON value. */
export function typeOf(value: unknown): JsonType {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  if (typeof value === 'number') return Number.isInteger(value) ? 'integer' : 'number';
  return typeof value as JsonType;
}

const places = new WeakMap<ResponseSpec, Place>();

/** The JSON body of a response; a place without any facts where the document has none. */
export function jsonPlace(response: ResponseSpec | undefined): Place {
  const json = response && [...response.content.values()].find(({ mediaType }) => isJson(mediaType));
  if (!json) return anything;
  const place = places.get(response) ?? { at: json.schemaPointer };
  places.set(response, place);
  return place;
}

/** A place of which nothing is said. */
export const anything: Place = { all: [] };

const known = new WeakMap<ApiDocument, WeakMap<Place, Facts>>();

/** The facts of a place; the same ones each time. */
export function factsOf(document: ApiDocument, place: Place): Facts {
  const cache = known.get(document) ?? new WeakMap<Place, Facts>();
  known.set(document, cache);
  const facts = cache.get(place) ?? read(document.root, place, new Set());
  cache.set(place, facts);
  return facts;
}

const nothing: Facts = {
  types: undefined,
  required: new Set(),
  members: new Map(),
  others: undefined,
  closed: false,
  items: undefined,
  formats: new Set(),
  values: undefined,
  limits: new Map(),
  pointer: '',
};

function read(root: JsonObject, place: Place, seen: ReadonlySet<string>): Facts {
  if ('all' in place) return together(place.all.map(part => read(root, part, seen)));
  if ('any' in place) return eitherOf(place.any.map(part => read(root, part, seen)));
  const found = resolvePointer(root, place.at);
  if (!found || !isObject(found.value) || seen.has(found.pointer)) return nothing;
  return readSchema(root, found.value, found.pointer, new Set([...seen, found.pointer]));
}

function readSchema(root: JsonObject, schema: JsonObject, pointer: string, seen: ReadonlySet<string>): Facts {
  const target = pointerOfRef(schema['$ref']);
  const referred = target === undefined ? [] : [read(root, { at: target }, seen)];
  const all = branches(schema, pointer, 'allOf').map(part => read(root, part, seen));
  const alternatives = ['anyOf', 'oneOf']
    .map(keyword => branches(schema, pointer, keyword).map(part => read(root, part, seen)))
    .filter(facts => facts.length > 0)
    .map(eitherOf);
  const conditional = conditions(schema, pointer).map(part => onlyNames(read(root, part, seen)));
  return together([ownFacts(schema, pointer), ...referred, ...all, ...alternatives, ...conditional]);
}

function branches(schema: JsonObject, pointer: string, keyword: string): readonly Place[] {
  const list = schema[keyword];
  return Array.isArray(list) ? list.map((_, index) => ({ at: joinPointer(pointer, keyword, index) })) : [];
}

function conditions(schema: JsonObject, pointer: string): readonly Place[] {
  const plain = ['if', 'then', 'else']
    .filter(keyword => schema[keyword] !== undefined)
    .map(keyword => joinPointer(pointer, keyword));
  const dependent = isObject(schema['dependentSchemas']) ? Object.keys(schema['dependentSchemas']) : [];
  return [...plain, ...dependent.map(name => joinPointer(pointer, 'dependentSchemas', name))].map(at => ({ at }));
}

function onlyNames({ members, pointer }: Facts): Facts {
  // A condition narrows what a member may be; as long as it is not known to hold, the name is all it tells.
  return { ...nothing, pointer, members: new Map([...members.keys()].map(name => [name, anything])) };
}

function ownFacts(schema: JsonObject, pointer: string): Facts {
  const properties = isObject(schema['properties']) ? Object.keys(schema['properties']) : [];
  const required = Array.isArray(schema['required']) ? schema['required'].map(String) : [];
  const { format } = schema;
  const values = listedValues(schema);
  return {
    types: typesOf(schema['type']) ?? (values && new Set(values.map(typeOf))),
    required: new Set(required),
    members: new Map(properties.map(name => [name, { at: joinPointer(pointer, 'properties', name) }])),
    others: othersOf(schema, pointer),
    closed: schema['additionalProperties'] === false || schema['unevaluatedProperties'] === false,
    items: itemsOf(schema, pointer),
    formats: new Set(typeof format === 'string' ? [format] : []),
    values,
    limits: new Map(
      limitKeywords.flatMap(keyword => (schema[keyword] === undefined ? [] : [[keyword, schema[keyword]]])),
    ),
    pointer,
  };
}

const limitKeywords = [
  ...['minLength', 'maxLength', 'pattern', 'minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum', 'multipleOf'],
  ...['minItems', 'maxItems', 'uniqueItems', 'minProperties', 'maxProperties'],
] as const;

function typesOf(type: Json | undefined): ReadonlySet<JsonType> | undefined {
  if (type === undefined) return undefined;
  const names = (Array.isArray(type) ? type : [type]) as readonly JsonType[];
  return new Set(names.includes('number') ? [...names, 'integer'] : names);
}

function listedValues(schema: JsonObject): readonly Json[] | undefined {
  if (schema['const'] !== undefined) return [schema['const']];
  return Array.isArray(schema['enum']) ? schema['enum'] : undefined;
}

function othersOf(schema: JsonObject, pointer: string): Place | undefined {
  const patterns = isObject(schema['patternProperties']) ? Object.keys(schema['patternProperties']) : [];
  const places = [
    ...patterns.map(pattern => ({ at: joinPointer(pointer, 'patternProperties', pattern) })),
    ...(isObject(schema['additionalProperties']) ? [{ at: joinPointer(pointer, 'additionalProperties') }] : []),
  ];
  return oneOf(places, 'any');
}

function itemsOf(schema: JsonObject, pointer: string): Place | undefined {
  const places = [
    ...branches(schema, pointer, 'prefixItems'),
    ...(isObject(schema['items']) ? [{ at: joinPointer(pointer, 'items') }] : []),
  ];
  return oneOf(places, 'any');
}

function together(facts: readonly Facts[]): Facts {
  return {
    ...combine(facts, 'all'),
    types: facts.map(({ types }) => types).reduce(intersection, undefined),
    required: new Set(facts.flatMap(({ required }) => [...required])),
    closed: facts.some(({ closed }) => closed),
    values: facts.map(({ values }) => values).reduce(common, undefined),
  };
}

function eitherOf(facts: readonly Facts[]): Facts {
  const types = facts.map(fact => fact.types);
  const [first, ...rest] = facts;
  return {
    ...combine(facts, 'any'),
    types: types.some(set => set === undefined) ? undefined : new Set(types.flatMap(set => [...(set ?? [])])),
    required: new Set([...(first?.required ?? [])].filter(name => rest.every(({ required }) => required.has(name)))),
    closed: facts.length > 0 && facts.every(({ closed }) => closed),
    values: eitherValues(facts),
  };
}

/** What is joined in the same way, whether the schemas hold together or one by one. */
function combine(facts: readonly Facts[], how: 'all' | 'any'): Facts {
  const names = new Set(facts.flatMap(({ members }) => [...members.keys()]));
  const placesOf = (name: string): readonly Place[] => present(facts.map(({ members }) => members.get(name)));
  return {
    ...nothing,
    members: new Map([...names].map(name => [name, oneOf(placesOf(name), how) ?? anything])),
    others: oneOf(present(facts.map(({ others }) => others)), how),
    items: oneOf(present(facts.map(({ items }) => items)), how),
    formats: new Set(facts.flatMap(({ formats }) => [...formats])),
    limits: new Map(facts.flatMap(({ limits }) => [...limits])),
    pointer: facts.find(({ pointer }) => pointer !== '')?.pointer ?? '',
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

function eitherValues(facts: readonly Facts[]): readonly Json[] | undefined {
  const lists = facts.map(
    ({ values, types }) => values ?? (types?.size === 1 && types.has('null') ? [null] : undefined),
  );
  return lists.some(list => list === undefined) ? undefined : lists.flatMap(list => list ?? []);
}
