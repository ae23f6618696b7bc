// Whether a value obviously satisfies a schema, without compiling it: for values that are checked once, such as examples,
// compiling takes a hundred times as long as checking. Anything unusual is left to ajv.
// @see https://json-schema.org/draft/2020-12/json-schema-validation

import { createRequire } from 'node:module';
import { isObject } from '../../base/json.ts';
import { furtherFormats } from './ajv.ts';
import type { Json, JsonObject } from './document.ts';
import { annotationKeywords } from './isolate-schema.ts';
import { pointerOfRef } from './pointer.ts';
import { mailbox, plainDateTime, plainUri, strictDateTime } from './quick-checks.ts';
import { resolvePointer } from './resolve.ts';
import { simpleChecks } from './simple-checks.ts';

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
  return found !== undefined && holds(root, found.value, value, 0);
}

function holds(root: JsonObject, schema: Json | undefined, value: Json | undefined, depth: number): boolean {
  if (!isObject(schema) || value === undefined) return schema === true;
  if (depth > deepest) return false;
  const place = { root, schema, depth: depth + 1 };
  for (const keyword of Object.keys(schema)) {
    if (annotationKeywords.has(keyword) || keyword.startsWith('x-')) continue;
    const setting = schema[keyword] as Json;
    const isValid = simpleChecks[keyword]?.(setting)(value) ?? checks[keyword]?.(value, setting, place);
    if (isValid !== true) return false;
  }
  return true;
}

type Check = (value: Json, setting: Json, place: Place) => boolean;

const checks: Readonly<Record<string, Check>> = {
  minProperties: (value, setting) => !isObject(value) || Object.keys(value).length >= Number(setting),
  maxProperties: (value, setting) => !isObject(value) || Object.keys(value).length <= Number(setting),
  format: (value, setting) => hasFormat(value, String(setting)),
  uniqueItems: (value, setting) => setting === false || !Array.isArray(value) || areDistinctScalars(value),
  items: (value, setting, place) => {
    const { prefixItems } = place.schema;
    const rest = Array.isArray(value) ? value.slice(Array.isArray(prefixItems) ? prefixItems.length : 0) : [];
    return rest.every(item => holds(place.root, setting, item, 0));
  },
  prefixItems: (value, setting, { root }) =>
    !Array.isArray(value) ||
    !Array.isArray(setting) ||
    value.slice(0, setting.length).every((item, index) => holds(root, setting[index], item, 0)),
  properties: (value, setting, { root }) =>
    !isObject(value) ||
    !isObject(setting) ||
    Object.keys(setting).every(name => !Object.hasOwn(value, name) || holds(root, setting[name], value[name], 0)),
  propertyNames: (value, setting, { root }) =>
    !isObject(value) || Object.keys(value).every(name => holds(root, setting, name, 0)),
  additionalProperties(value, setting, { root, schema }) {
    if (schema['patternProperties'] !== undefined) return false;
    const declared = isObject(schema['properties']) ? schema['properties'] : {};
    const others = Object.keys(isObject(value) ? value : {}).filter(
      name => name === '__proto__' || !Object.hasOwn(declared, name),
    );
    return others.every(name => holds(root, setting, (value as JsonObject)[name], 0));
  },
  allOf: (value, setting, { root, depth }) =>
    Array.isArray(setting) && setting.every(part => holds(root, part, value, depth)),
  anyOf: (value, setting, { root, depth }) =>
    Array.isArray(setting) && setting.some(part => holds(root, part, value, depth)),
  $ref(value, setting, { root, depth }) {
    const target = resolvePointer(root, pointerOfRef(setting) ?? '/?');
    return target !== undefined && holds(root, target.value, value, depth);
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
