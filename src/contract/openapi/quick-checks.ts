// Checks without compiling a schema: of the keywords that need no other schema, and fast paths for ajv's own.
// @see https://json-schema.org/draft/2020-12/json-schema-validation#section-6

import { createRequire } from 'node:module';
import { isDeepStrictEqual } from 'node:util';
import type { Ajv2020, CodeKeywordDefinition, _ as CodeTag, KeywordCxt, Name } from 'ajv/dist/2020.js';
import { isObject } from '../../base/json.ts';
import type { Json } from './document.ts';
import { tolerantRegExp } from './regexp.ts';

// On first use only, as in ajv.ts.
const require = createRequire(import.meta.url);
const codeTag = (): typeof CodeTag => (require('ajv/dist/2020.js') as { readonly _: typeof CodeTag })._;

/** Most web URLs; each is a URI by RFC 3986. Others need the whole grammar. */
export const plainUri: RegExp = /^https?:\/\/[\w.~-]+(?::\d*)?(?:[/?][\w.~!$&'()*+,;=:@/?-]*)?$/;

/** A UTC time on a day that every month has; each is a date-time by RFC 3339. Others need the full check. */
export const plainDateTime: RegExp =
  /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|1\d|2[0-8])T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\dZ$/;

/** RFC 3339 requires a T and a colon in the offset; ajv-formats also accepts a blank and `+0530`. */
export const strictDateTime: RegExp = /^\d{4}-\d\d-\d\dt\d\d:\d\d:\d\d(?:\.\d+)?(?:z|[+-]\d\d:\d\d)$/i;

/** A mailbox by RFC 5321 section 4.1.2; its domain may be one label, which ajv-formats rejects. */
export const mailbox: RegExp =
  /^[a-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*@[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)*$/i;

/** Adds faster checks, and stricter ones, to an ajv with ajv-formats. */
export function addQuickChecks(ajv: Ajv2020): void {
  const uri = ajv.formats['uri'] as Check;
  const dateTime = ajv.formats['date-time'] as { readonly validate: Check };
  ajv.addFormat('uri', (text: string) => plainUri.test(text) || uri(text));
  ajv.addFormat('date-time', {
    ...dateTime,
    validate: (text: string) => plainDateTime.test(text) || (strictDateTime.test(text) && dateTime.validate(text)),
  });
  ajv.addFormat('email', mailbox);
  const { default: limitLength } = require('ajv/dist/vocabularies/validation/limitLength') as LimitLength;
  ajv.removeKeyword('maxLength').removeKeyword('minLength');
  const { default: multipleOf } = require('ajv/dist/vocabularies/validation/multipleOf') as LimitLength;
  ajv.removeKeyword('multipleOf').addKeyword({ ...multipleOf, before: 'pattern', code: compileMultiple });
  // At ajv's own position, so that errors keep their order.
  ajv.addKeyword({ ...limitLength, before: 'pattern', code: compileLimit });
}

/** The same formats for standalone code, as an expression of CommonJS. */
export function formatsCode(): ReturnType<typeof CodeTag> {
  const _ = codeTag();
  return _`((full, plainUri, plainDateTime, strictDateTime, mailbox) => ({
    ...full,
    email: mailbox,
    uri: text => plainUri.test(text) || full.uri(text),
    "date-time": {
      ...full["date-time"],
      validate: text => plainDateTime.test(text) || (strictDateTime.test(text) && full["date-time"].validate(text)),
    },
  }))(require("ajv-formats/dist/formats").fullFormats, new RegExp(${plainUri.source}), new RegExp(${plainDateTime.source}), new RegExp(${strictDateTime.source}, "i"), new RegExp(${mailbox.source}, "i"))`;
}

/** Counts code points only if the number of UTF-16 units, one or two for each, is not conclusive. */
function compileLimit(cxt: KeywordCxt): void {
  const _ = codeTag();
  const { useFunc } = require('ajv/dist/compile/util') as { readonly useFunc: UseFunc };
  const limit = Number(cxt.schema);
  const units = _`${cxt.data}.length`;
  const points = _`${useFunc(cxt.gen, require('ajv/dist/runtime/ucs2length').default)}(${cxt.data})`;
  const isMax = cxt.keyword === 'maxLength';
  cxt.fail(isMax ? _`${units} > ${limit} && ${points} > ${limit}` : _`${units} < ${limit * 2} && ${points} < ${limit}`);
}

// A few roundings of one division: 19.99 is a multiple of 0.01, although its binary quotient is not an integer.
const tolerance = 4 * Number.EPSILON;

function isMultiple(value: number, factor: number): boolean {
  const quotient = value / factor;
  if (Number.isInteger(factor)) return Number.isInteger(quotient);
  return Math.abs(Math.round(quotient) - quotient) <= tolerance * Math.abs(quotient);
}

function compileMultiple(cxt: KeywordCxt): void {
  const _ = codeTag();
  const factor = Number(cxt.schema);
  const quotient = cxt.gen.const('quotient', _`${cxt.data} / ${factor}`);
  const isOff = _`!(Math.abs(Math.round(${quotient}) - ${quotient}) <= ${tolerance} * Math.abs(${quotient}))`;
  cxt.fail(Number.isInteger(factor) ? _`!Number.isInteger(${quotient})` : isOff);
}

type Check = (text: string) => boolean;
type LimitLength = { readonly default: CodeKeywordDefinition };
type UseFunc = (gen: KeywordCxt['gen'], counter: unknown) => Name;

// Checks of the keywords that need no other schema, without compiling one.
// @see https://json-schema.org/draft/2020-12/json-schema-validation#section-6

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
