// Fast paths for common checks of ajv and ajv-formats: URLs, times and short strings.
// @see https://ajv.js.org/keywords.html#define-keyword-with-code-generation-function

import { createRequire } from 'node:module';
import type { Ajv2020, CodeKeywordDefinition, _ as CodeTag, KeywordCxt, Name } from 'ajv/dist/2020.js';

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

export function isMultiple(value: number, factor: number): boolean {
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
