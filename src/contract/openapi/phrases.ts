// What each keyword asks for, in words: for findings about values, and for mistakes in documents.

import { isObject } from '../../base/json.ts';
import { nearest, suggest } from '../../base/suggest.ts';
import { describeType, describeValue } from '../findings/safe-text.ts';
import {
  describeAlternatives,
  describeSchema,
  describeTypes,
  describeValues,
  documentedNames,
} from './describe-schema.ts';
import type { Json, JsonObject } from './document.ts';
import { joinPointer } from './pointer.ts';
import { type AjvError, unknownName } from './reduce-errors.ts';
import { resolvePointer } from './resolve.ts';

/** What is to say of an error. */
export interface Phrase {
  /** After the path of the value: `must be a string, but is a number`. */
  readonly message: string;
  /** What was asked for: `a string`. */
  readonly expected?: string | undefined;
  readonly hint?: string | undefined;
  /** The member that it is about, where it is not about the value as a whole. */
  readonly member?: string;
  /** An undocumented member that seems to be meant as the missing one. */
  readonly meant?: string;
}

/** The phrase for an error. @param root the tree of the schemas */
export function phraseOf(root: JsonObject, error: AjvError): Phrase {
  const phrase = phrases[error.keyword];
  return phrase === undefined ? { message: `breaks the keyword "${error.keyword}"` } : phrase(error, root);
}

type Describe = (error: AjvError, root: JsonObject) => Phrase;

function must(expected: string): Phrase {
  return { message: `must be ${expected}`, expected };
}

function limit(verb: 'be' | 'have', words: string, unit?: string): Describe {
  return ({ params }) => {
    const value = String(params['limit']);
    const expected = [words, value, unit && (value === '1' ? unit : `${unit}s`)].filter(Boolean).join(' ');
    return { message: `must ${verb} ${expected}`, expected };
  };
}

const phrases: Readonly<Record<string, Describe>> = {
  type: ({ schema, data }) => {
    const expected = describeTypes(schema);
    return { message: `must be ${expected}, but is ${typeWord(data, schema)}`, expected };
  },
  required: missingMember,
  dependentRequired: ({ params }) => ({
    message: `is missing, although ${String(params['property'])} is present`,
    expected: `a member with this name, since there is ${String(params['property'])}`,
    member: String(params['missingProperty']),
  }),
  format: ({ params }) => must(`in the format "${String(params['format'])}"`),
  pattern: ({ params }) => {
    const expected = `a string that matches ${String(params['pattern'])}`;
    return { message: `must match ${String(params['pattern'])}`, expected };
  },
  enum: ({ schema }) => must(describeValues(Array.isArray(schema) ? schema : [])),
  const: ({ schema }) => must(JSON.stringify(schema)),
  minLength: limit('have', 'at least', 'character'),
  maxLength: limit('have', 'at most', 'character'),
  minItems: limit('have', 'at least', 'item'),
  maxItems: limit('have', 'at most', 'item'),
  minProperties: limit('have', 'at least', 'member'),
  maxProperties: limit('have', 'at most', 'member'),
  minimum: limit('be', 'at least'),
  maximum: limit('be', 'at most'),
  exclusiveMinimum: limit('be', 'more than'),
  exclusiveMaximum: limit('be', 'less than'),
  multipleOf: ({ params }) => must(`a multiple of ${String(params['multipleOf'])}`),
  uniqueItems: ({ params }) => ({
    message: `must have no equal items, but items ${String(params['j'])} and ${String(params['i'])} are equal`,
    expected: 'items that differ',
  }),
  items: limit('have', 'no more than', 'item'),
  unevaluatedItems: ({ params, ...error }, root) =>
    limit('have', 'no more than', 'item')({ ...error, params: { limit: params['len'] } }, root),
  contains: () => ({ message: 'lacks an item that must be among its items' }),
  additionalProperties: undocumentedMember,
  unevaluatedProperties: undocumentedMember,
  propertyNames: ({ params }) => ({
    message: 'has a name that is not allowed here',
    member: String(params['propertyName']),
  }),
  anyOf: noAlternative,
  oneOf: (error, root) => {
    if (!Array.isArray(error.params['passingSchemas'])) return noAlternative(error, root);
    return { message: 'satisfies more than one of the alternatives', expected: 'a value of exactly one alternative' };
  },
  not: () => ({ message: 'is a value that the document excludes' }),
  falseSchema: () => ({ message: 'must not be there', expected: 'nothing' }),
  if: ({ params }) => ({ message: `breaks the condition of "${String(params['failingKeyword'])}"` }),
};

/** `an integer` is asked for but `a number` found: the difference is the fraction, unless it is none at all. */
function typeWord(data: unknown, types: Json): string {
  if (typeof data === 'number' && !Number.isFinite(data)) return describeValue(data);
  const asksForInteger = (Array.isArray(types) ? types : [types]).includes('integer');
  return asksForInteger && typeof data === 'number' ? 'a number with a fraction' : describeType(data);
}

function missingMember({ params, data, at }: AjvError, root: JsonObject): Phrase {
  const name = String(params['missingProperty']);
  const documented = documentedNames(root, resolvePointer(root, at)?.value);
  const undocumented = Object.keys(isObject(data) ? data : {}).filter(key => !documented.has(key));
  const meant = nearest(name, undocumented);
  return {
    message: 'is missing',
    expected: 'a member with this name',
    member: name,
    ...(meant !== undefined && { meant }),
  };
}

function undocumentedMember(error: AjvError, root: JsonObject): Phrase {
  const name = String(unknownName(error));
  const documented = [...documentedNames(root, resolvePointer(root, error.at)?.value)];
  return {
    message: 'is not documented',
    expected: 'a documented member',
    member: name,
    hint: suggest(name, documented),
  };
}

function noAlternative({ at, keyword, data }: AjvError, root: JsonObject): Phrase {
  // As the document has it: in the schema that was compiled, each `$ref` has another name.
  const written = resolvePointer(root, joinPointer(at, keyword))?.value;
  const alternatives = Array.isArray(written) ? written : [];
  const expected = describeAlternatives(root, alternatives);
  const described = alternatives.map(schema => describeSchema(root, schema));
  const found = describeType(data);
  if (expected === undefined || described.includes(found))
    return { message: `satisfies none of the ${alternatives.length} alternatives`, expected };
  const isOfTheType = described.some(text => text?.startsWith(found));
  return { message: `must be ${expected}${isOfTheType ? '' : `, but is ${found}`}`, expected };
}
