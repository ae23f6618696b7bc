// Converts ajv's errors to findings: plain words, real pointers, no personal value. Over 250 lines: one phrase per keyword.

import type { SchemaFindingCode } from '../../base/codes.gen.ts';
import { isObject } from '../../base/json.ts';
import { nearest, suggest } from '../../base/suggest.ts';
import { describeType, describeValue } from '../findings/describe-value.ts';
import { type Finding, findingOf } from '../findings/finding.ts';
import {
  describeAlternatives,
  describeSchema,
  describeTypes,
  describeValues,
  documentedNames,
} from './describe-schema.ts';
import type { ApiDocument, Json } from './document.ts';
import { joinPointer } from './pointer.ts';
import { type AjvError, readErrors, relevantErrors } from './relevant-errors.ts';
import { resolvePointer } from './resolve.ts';

/** Options of a check's findings. */
export interface CheckOptions {
  /** Whether findings have values, as `actualValue`: for your own mock only. Default: no. */
  readonly showValues?: boolean | undefined;
  /** Masks a JSON Pointer into the value, if names of members may be data. Default: unchanged. */
  readonly shownPath?: ((instancePath: string) => string) | undefined;
  /** Whether other findings cover a JSON Pointer of the value. Default: none. */
  readonly isTold?: ((instancePath: string) => boolean) | undefined;
}

/** A check: options, document and schema. */
export interface CheckContext extends CheckOptions {
  readonly document: ApiDocument;
  readonly pointer: string;
  readonly where: string;
}

export function findingsFromAjv(errors: readonly object[] | null | undefined, context: CheckContext): Finding[] {
  const { document, pointer, isTold } = context;
  const all = readErrors(errors, pointer);
  const looked = firstOf(all);
  const findings = relevantErrors(document.root, looked)
    .map(error => [error, describe(error, context)] as const)
    .filter(([error, said]) => isTold?.(instancePathOf(error, said)) !== true)
    .map(([error, said]) => toFinding(error, said, context));
  return all.length === looked.length ? findings : [...findings, further(all.length - looked.length, context)];
}

/** Limit: sorting out the errors of a hostile answer could take hours. */
const mostErrors = 200;

/** The first errors, up to a boundary between values: those of one value belong together. */
function firstOf(errors: readonly AjvError[]): readonly AjvError[] {
  const isNext = ({ instancePath }: AjvError, index: number): boolean =>
    index >= mostErrors && !`${errors[index - 1]?.instancePath}/`.startsWith(`${instancePath}/`);
  const end = errors.slice(0, 2 * mostErrors).findIndex(isNext);
  return errors.slice(0, end < 0 ? 2 * mostErrors : end);
}

function further(count: number, { where }: CheckContext): Finding {
  const message = `The value has ${count} further error${count === 1 ? '' : 's'}, which ${count === 1 ? 'was' : 'were'} not examined.`;
  return findingOf('schema/further', 'error', { message, where });
}

interface Words {
  readonly message: string;
  readonly expected?: string | undefined;
  readonly hint?: string | undefined;
  /** Suffix of the path, for errors about a member. */
  readonly member?: string;
}

function toFinding(error: AjvError, said: Words, context: CheckContext): Finding {
  const { document, where, showValues = false } = context;
  // All of these are errors, so the mock need not load the catalogue.
  return findingOf(codeOf(error.keyword), 'error', {
    message: messageOf(error, said, context),
    hint: said.hint,
    instancePath: shownPathOf(error, said, context),
    schemaPath: schemaPathOf(document, error),
    where,
    expected: said.expected,
    actual: describeValue(actualOf(error)),
    actualValue: showValues ? actualOf(error) : undefined,
  });
}

function describe(error: AjvError, context: CheckContext): Words {
  return (words[error.keyword] ?? otherwise)(error, context);
}

function instancePathOf({ instancePath }: AjvError, { member }: Words): string {
  return member === undefined ? instancePath : joinPointer(instancePath, member);
}

/** The name of a missing member is documented. */
function shownPathOf(error: AjvError, said: Words, { shownPath = path => path }: CheckContext): string {
  if (isAboutMissing(error)) return instancePathOf({ ...error, instancePath: shownPath(error.instancePath) }, said);
  return shownPath(instancePathOf(error, said));
}

function isAboutMissing({ keyword }: AjvError): boolean {
  return keyword === 'required' || keyword === 'dependentRequired';
}

function messageOf(error: AjvError, said: Words, context: CheckContext): string {
  const instancePath = shownPathOf(error, said, context);
  return `${instancePath === '' ? 'The value' : instancePath} ${said.message}.`;
}

function codeOf(keyword: string): SchemaFindingCode {
  return `schema/${keyword.replace(/[A-Z]/gu, letter => `-${letter.toLowerCase()}`)}` as SchemaFindingCode;
}

/** A pointer into the main file, or file and pointer for a schema in another file. */
function schemaPathOf(document: ApiDocument, { at, keyword }: AjvError): string {
  const { file, pointer } = document.origin(keyword === 'falseSchema' ? at : joinPointer(at, keyword));
  return file === document.file ? pointer : `${file}#${pointer}`;
}

/** The wrong value; undefined if it is missing. */
function actualOf(error: AjvError): unknown {
  if (isAboutMissing(error)) return undefined;
  const { data, params } = error;
  const name = params['additionalProperty'] ?? params['unevaluatedProperty'];
  return typeof name === 'string' ? (data as Readonly<Record<string, unknown>>)[name] : data;
}

type Describe = (error: AjvError, context: CheckContext) => Words;

const otherwise: Describe = ({ keyword }) => ({ message: `breaks the keyword "${keyword}"` });

function limit(text: (limit: string) => string): Describe {
  return ({ params }) => ({
    message: `must ${text(String(params['limit']))}`,
    expected: text(String(params['limit'])),
  });
}

function must(text: string): Words {
  return { message: `must be ${text}`, expected: text };
}

const words: Readonly<Record<string, Describe>> = {
  type: ({ schema, data }) => {
    const expected = describeTypes(schema);
    return { message: `must be ${expected}, but is ${typeWord(data, schema)}`, expected };
  },
  required: missingMember,
  dependentRequired: ({ params }) => ({
    message: `is missing, although ${String(params['property'])} is present`,
    expected: `a member with this name, because of ${String(params['property'])}`,
    member: String(params['missingProperty']),
  }),
  format: ({ params }) => must(`in the format "${String(params['format'])}"`),
  pattern: ({ params }) => {
    const expected = `a string that matches ${String(params['pattern'])}`;
    return { message: `must match ${String(params['pattern'])}`, expected };
  },
  enum: ({ schema }) => must(describeValues(Array.isArray(schema) ? schema : [])),
  const: ({ schema }) => must(JSON.stringify(schema)),
  minLength: limit(length => `have at least ${length} characters`),
  maxLength: limit(length => `have at most ${length} characters`),
  minItems: limit(length => `have at least ${length} items`),
  maxItems: limit(length => `have at most ${length} items`),
  minProperties: limit(length => `have at least ${length} members`),
  maxProperties: limit(length => `have at most ${length} members`),
  minimum: limit(number => `be at least ${number}`),
  maximum: limit(number => `be at most ${number}`),
  exclusiveMinimum: limit(number => `be more than ${number}`),
  exclusiveMaximum: limit(number => `be less than ${number}`),
  multipleOf: ({ params }) => must(`a multiple of ${String(params['multipleOf'])}`),
  uniqueItems: ({ params }) => ({
    message: `must have no equal items, but items ${String(params['j'])} and ${String(params['i'])} are equal`,
    expected: 'items that differ',
  }),
  items: limit(length => `have no more than ${length} items`),
  unevaluatedItems: ({ params }) => {
    const length = String(params['len']);
    return { message: `must have no more than ${length} items`, expected: `no more than ${length} items` };
  },
  contains: () => ({ message: 'lacks an item that must be among its items' }),
  additionalProperties: undocumentedMember,
  unevaluatedProperties: undocumentedMember,
  propertyNames: ({ params }) => ({
    message: 'has a name that is not allowed here',
    member: String(params['propertyName']),
  }),
  anyOf: noAlternative,
  oneOf: (error, context) => {
    if (!Array.isArray(error.params['passingSchemas'])) return noAlternative(error, context);
    return { message: 'satisfies more than one of the alternatives', expected: 'a value of exactly one alternative' };
  },
  not: () => ({ message: 'is a value that the document excludes' }),
  falseSchema: () => ({ message: 'must not be present', expected: 'nothing' }),
  if: ({ params }) => ({ message: `breaks the condition of "${String(params['failingKeyword'])}"` }),
};

/** For `an integer` instead of `a number`, names the fraction. */
function typeWord(data: unknown, types: Json): string {
  if (typeof data === 'number' && !Number.isFinite(data)) return describeValue(data);
  const asksForInteger = (Array.isArray(types) ? types : [types]).includes('integer');
  return asksForInteger && typeof data === 'number' ? 'a number with a fraction' : describeType(data);
}

function missingMember(error: AjvError, context: CheckContext): Words {
  const { params, data, at } = error;
  const { root } = context.document;
  const name = String(params['missingProperty']);
  const documented = documentedNames(root, resolvePointer(root, at)?.value);
  const undocumented = Object.keys(isObject(data) ? data : {}).filter(key => !documented.has(key));
  const meant = nearest(name, undocumented);
  return {
    message: 'is missing',
    expected: 'a member with this name',
    member: name,
    hint:
      meant === undefined || !isShown(joinPointer(error.instancePath, meant), context)
        ? undefined
        : `Did you mean "${name}" by the undocumented "${meant}"?`,
  };
}

function isShown(instancePath: string, { shownPath }: CheckContext): boolean {
  return shownPath === undefined || shownPath(instancePath) === instancePath;
}

function undocumentedMember({ params, at }: AjvError, { document }: CheckContext): Words {
  const name = String(params['additionalProperty'] ?? params['unevaluatedProperty']);
  const documented = [...documentedNames(document.root, resolvePointer(document.root, at)?.value)];
  return {
    message: 'is not documented',
    expected: 'a documented member',
    member: name,
    hint: suggest(name, documented),
  };
}

function noAlternative(error: AjvError, context: CheckContext): Words {
  const { document } = context;
  const { at, keyword, data, nearest: closest } = error;
  // From the document: the compiled schema has other names for each `$ref`.
  const written = resolvePointer(document.root, joinPointer(at, keyword))?.value;
  const alternatives = Array.isArray(written) ? written : [];
  const expected = describeAlternatives(document.root, alternatives);
  const hint = closest && `Closest is alternative ${closest.number}: ${describeErrors(closest.errors, context)}`;
  const described = alternatives.map(schema => describeSchema(document.root, schema));
  const found = describeType(data);
  if (expected === undefined || described.includes(found))
    return { message: `satisfies none of the ${alternatives.length} alternatives`, expected, hint };
  const isOfTheType = described.some(text => text?.startsWith(found));
  return { message: `must be ${expected}${isOfTheType ? '' : `, but is ${found}`}`, expected, hint };
}

function describeErrors(errors: readonly AjvError[], context: CheckContext): string {
  return errors.map(error => messageOf(error, describe(error, context), context)).join(' ');
}
