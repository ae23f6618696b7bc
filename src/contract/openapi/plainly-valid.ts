// Whether a value obviously satisfies a schema, without compiling it: for values that are checked once, such as examples,
// compiling takes a hundred times as long as checking. Anything unusual is left to ajv.
// @see https://json-schema.org/draft/2020-12/json-schema-validation

import { createRequire } from 'node:module';
import { isObject } from '../../base/json.ts';
import { furtherFormats } from './ajv.ts';
import type { Json, JsonObject } from './document.ts';
import { annotationKeywords } from './isolate-schema.ts';
import { pointerOfRef } from './pointer.ts';
import { mailbox, type Predicate, plainDateTime, plainUri, simpleChecks, strictDateTime } from './quick-checks.ts';
import { resolvePointer } from './resolve.ts';

const require = createRequire(import.meta.url);

/** A schema that applies to the value, at a depth that ends schemas that refer to themselves. */
interface Place {
  readonly root: JsonObject;
  readonly schema: JsonObject;
  readonly depth: number;
}

const deepest = 100;

/** True only for a valid value; false also where that is not obvious. @throws EndlessPattern */
export function isPlainlyValid(root: JsonObject, pointer: string, value: Json): boolean {
  const found = resolvePointer(root, pointer);
  return found !== undefined && judge(root, found.value, value, 0) === true;
}

/** Undefined where it is not obvious. */
type Verdict = boolean | undefined;

function judge(root: JsonObject, schema: Json | undefined, value: Json | undefined, depth: number): Verdict {
  if (typeof schema === 'boolean') return schema;
  if (!isObject(schema) || value === undefined || depth > deepest) return undefined;
  const place = { root, schema, depth: depth + 1 };
  return all(assertionsOf(schema), assertion => {
    const { keyword } = assertion;
    assertion.check ??= simpleChecks[keyword]?.(schema[keyword] as Json);
    const simple = assertion.check?.(value);
    // Two libraries may compare objects and arrays differently.
    if (simple === false && (keyword === 'const' || keyword === 'enum'))
      return typeof value === 'object' ? undefined : false;
    return simple ?? checks[keyword]?.(value, schema[keyword] as Json, place);
  });
}

interface Assertion {
  readonly keyword: string;
  /** Made on first use. */
  check?: Predicate | undefined;
}

const assertions = new WeakMap<JsonObject, readonly Assertion[]>();

/** The keywords of a schema that are no annotations: it is used for many values. */
function assertionsOf(schema: JsonObject): readonly Assertion[] {
  const known = assertions.get(schema);
  if (known !== undefined) return known;
  const made = Object.keys(schema)
    .filter(keyword => !annotationKeywords.has(keyword) && !keyword.startsWith('x-'))
    .map(keyword => ({ keyword }));
  assertions.set(schema, made);
  return made;
}

function all<T>(items: readonly T[], verdictOf: (item: T) => Verdict): Verdict {
  let verdict: Verdict = true;
  for (const item of items) {
    const one = verdictOf(item);
    if (one === false) return false;
    if (one === undefined) verdict = undefined;
  }
  return verdict;
}

/** How many of the schemas accept the value; undefined where that is not obvious. */
function accepting({ root, depth }: Place, schemas: Json, value: Json): number | undefined {
  const verdicts = Array.isArray(schemas) ? schemas.map(schema => judge(root, schema, value, depth)) : [undefined];
  return verdicts.includes(undefined) ? undefined : verdicts.filter(Boolean).length;
}

function trueOrUnknown(verdict: boolean): Verdict {
  return verdict || undefined;
}

function inverse(verdict: Verdict): Verdict {
  return verdict === undefined ? undefined : !verdict;
}

type Check = (value: Json, setting: Json, place: Place) => Verdict;

const checks: Readonly<Record<string, Check>> = {
  minProperties: (value, setting) => !isObject(value) || Object.keys(value).length >= Number(setting),
  maxProperties: (value, setting) => !isObject(value) || Object.keys(value).length <= Number(setting),
  format: (value, setting) => trueOrUnknown(hasFormat(value, String(setting))),
  uniqueItems: (value, setting) =>
    trueOrUnknown(setting === false || !Array.isArray(value) || areDistinctScalars(value)),
  items: (value, setting, place) => {
    const { prefixItems } = place.schema;
    const rest = Array.isArray(value) ? value.slice(Array.isArray(prefixItems) ? prefixItems.length : 0) : [];
    return all(rest, item => judge(place.root, setting, item, 0));
  },
  prefixItems: (value, setting, { root }) =>
    !Array.isArray(value) ||
    !Array.isArray(setting) ||
    all([...value.slice(0, setting.length).entries()], ([index, item]) => judge(root, setting[index], item, 0)),
  properties: (value, setting, { root }) =>
    !isObject(value) ||
    !isObject(setting) ||
    all(Object.keys(setting), name => !Object.hasOwn(value, name) || judge(root, setting[name], value[name], 0)),
  propertyNames: (value, setting, { root }) =>
    !isObject(value) || all(Object.keys(value), name => judge(root, setting, name, 0)),
  additionalProperties(value, setting, { root, schema }) {
    if (schema['patternProperties'] !== undefined) return undefined;
    const declared = isObject(schema['properties']) ? schema['properties'] : {};
    const others = Object.keys(isObject(value) ? value : {}).filter(
      name => name === '__proto__' || !Object.hasOwn(declared, name),
    );
    return all(others, name => judge(root, setting, (value as JsonObject)[name], 0));
  },
  allOf: (value, setting, { root, depth }) =>
    Array.isArray(setting) ? all(setting, part => judge(root, part, value, depth)) : undefined,
  anyOf(value, setting, { root, depth }) {
    const parts = Array.isArray(setting) ? setting : [];
    return inverse(all(parts, part => inverse(judge(root, part, value, depth))));
  },
  oneOf(value, setting, place) {
    const count = accepting(place, setting, value);
    return count === undefined ? undefined : count === 1;
  },
  not: (value, setting, { root, depth }) => inverse(judge(root, setting, value, depth)),
  if(value, setting, { root, schema, depth }) {
    const condition = judge(root, setting, value, depth);
    const branch = (keyword: string): Verdict => judge(root, schema[keyword] ?? true, value, depth);
    return condition === undefined ? undefined : branch(condition ? 'then' : 'else');
  },
  // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema, a part of `if`
  then: () => true,
  else: () => true,
  $ref(value, setting, { root, depth }) {
    const target = resolvePointer(root, pointerOfRef(setting) ?? '/?');
    return target === undefined ? undefined : judge(root, target.value, value, depth);
  },
};

function areDistinctScalars(value: readonly Json[]): boolean {
  return value.every(item => typeof item !== 'object') && new Set(value).size === value.length;
}

type Test = RegExp | ((value: Json) => boolean);
interface NamedFormat {
  readonly type?: 'number';
  readonly validate: Test;
}
type Format = true | Test | NamedFormat;

function hasFormat(value: Json, name: string): boolean {
  const { fullFormats } = require('ajv-formats/dist/formats') as { readonly fullFormats: Record<string, Format> };
  // Those of quick checks have stricter rules than ajv-formats.
  if (typeof value === 'string' && name === 'uri' && plainUri.test(value)) return true;
  if (typeof value === 'string' && name === 'date-time') {
    if (plainDateTime.test(value)) return true;
    if (!strictDateTime.test(value)) return false;
  }
  const known = Object.hasOwn(fullFormats, name) ? fullFormats[name] : true;
  const format = name === 'email' ? mailbox : (furtherFormats[name] ?? known ?? true);
  const isForNumbers = typeof format === 'object' && 'type' in format && format.type === 'number';
  if (format === true || typeof value !== (isForNumbers ? 'number' : 'string')) return true;
  const test = format instanceof RegExp || typeof format === 'function' ? format : (format as NamedFormat).validate;
  return test instanceof RegExp ? test.test(String(value)) : test(value);
}
