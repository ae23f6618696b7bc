// Checks of the keywords that need no other schema, without compiling one.
// @see https://json-schema.org/draft/2020-12/json-schema-validation#section-6

import { isDeepStrictEqual } from 'node:util';
import { isObject } from '../../base/json.ts';
import type { Json } from './document.ts';
import { isMultiple } from './quick-checks.ts';
import { tolerantRegExp } from './regexp.ts';

export type Predicate = (value: Json) => boolean;

/** By keyword, for the setting of a schema. */
export const simpleChecks: Readonly<Record<string, (setting: Json) => Predicate>> = {
  type: setting => typeCheck(setting),
  const: setting => value => value === setting || isDeepStrictEqual(value, setting),
  enum(setting) {
    const scalars = new Set(Array.isArray(setting) ? setting : []);
    const others = [...scalars].filter(item => typeof item === 'object');
    return value => scalars.has(value) || others.some(item => isDeepStrictEqual(item, value));
  },
  minimum: setting => value => typeof value !== 'number' || value >= Number(setting),
  maximum: setting => value => typeof value !== 'number' || value <= Number(setting),
  exclusiveMinimum: setting => value => typeof value !== 'number' || value > Number(setting),
  exclusiveMaximum: setting => value => typeof value !== 'number' || value < Number(setting),
  multipleOf: setting => value => typeof value !== 'number' || isMultiple(value, Number(setting)),
  minLength: setting => value => typeof value !== 'string' || lengthOf(value) >= Number(setting),
  maxLength: setting => value =>
    typeof value !== 'string' || value.length <= Number(setting) || lengthOf(value) <= Number(setting),
  pattern(setting) {
    const regExp = tolerantRegExp(String(setting), 'u');
    return value => typeof value !== 'string' || regExp.test(value);
  },
  required: setting => value => !isObject(value) || [setting].flat().every(name => Object.hasOwn(value, String(name))),
  minItems: setting => value => !Array.isArray(value) || value.length >= Number(setting),
  maxItems: setting => value => !Array.isArray(value) || value.length <= Number(setting),
};

function typeCheck(setting: Json): Predicate {
  const names = [setting].flat() as readonly string[];
  const [only] = names;
  if (names.length === 1 && (only === 'string' || only === 'boolean')) return value => typeof value === only;
  return value => {
    const type = typeOf(value);
    return names.includes(type) || (type === 'integer' && names.includes('number'));
  };
}

/** `integer` is a number without a fraction, `number` one with it. */
export type JsonType = 'null' | 'boolean' | 'integer' | 'number' | 'string' | 'array' | 'object';

export function typeOf(value: unknown): JsonType {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  if (typeof value === 'number') return Number.isInteger(value) ? 'integer' : 'number';
  return typeof value as JsonType;
}

/** In Unicode code points, as JSON Schema counts. */
export function lengthOf(text: string): number {
  let length = text.length;
  for (let index = 0; index < text.length - 1; index++) {
    if ((text.charCodeAt(index) & 0xfc00) === 0xd800 && (text.charCodeAt(index + 1) & 0xfc00) === 0xdc00) {
      length--;
      index++;
    }
  }
  return length;
}
