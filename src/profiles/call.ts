// The request of an operation: its path filled in, and a value for each parameter that it must have.
// @see https://spec.openapis.org/oas/v3.1.1.html#parameter-object

import { KitError } from '../base/errors.ts';
import { isObject } from '../base/json.ts';
import { suggest } from '../base/suggest.ts';
import type { ApiDocument, HeaderSpec, Json, JsonObject, Operation, Parameter } from '../contract/openapi/document.ts';
import { isIgnoredHeader } from '../contract/openapi/operations.ts';
import { joinPointer } from '../contract/openapi/pointer.ts';
import { followPointer } from '../contract/openapi/resolve.ts';
import type { Validators } from '../contract/openapi/validators.ts';
import type { GenerateValueOptions } from './generate-value.ts';

/** Values of parameters by name, as text before any encoding. */
export interface GivenParameters {
  /** Of the path. */
  readonly pathParam?: Readonly<Record<string, string>> | undefined;
  /** Of the query, of headers and of cookies; optional ones are sent too. */
  readonly param?: Readonly<Record<string, string>> | undefined;
}

/** What a request is sent with, beside a token. */
export interface Call {
  /** Percent-encoded. */
  readonly path: string;
  /** What follows `?`; undefined for nothing. */
  readonly query: string | undefined;
  readonly headers: readonly (readonly [name: string, value: string])[];
}

/** What values are taken from. */
export interface CallSource {
  readonly document: ApiDocument;
  readonly validators: Validators;
  /** Without it, a required parameter for which the document offers no value has none. */
  readonly generate: ((options: GenerateValueOptions) => Json) | undefined;
}

/**
 * The call of an operation. A parameter has the value given, else its `default`, its only `enum` value, its example, or a
 * value made from its schema; optional ones are sent only where they are given.
 * @throws ERR_OPERATION_PARAMETER for a name that the operation does not have, and for a parameter without a value
 */
export function callOf(source: CallSource, operation: Operation, given: GivenParameters = {}): Call {
  const { pathParam = {}, param = {} } = given;
  const declared = operation.parameters.filter(parameter => !isIgnoredHeader(parameter));
  const parameters = [...declared, ...apiKeysOf(source, operation)];
  const [inPath, others] = [parameters.filter(isOfPath), parameters.filter(parameter => !isOfPath(parameter))];
  requireKnown(operation, pathParam, inPath, '--path-param');
  requireKnown(operation, param, others, '--param');
  const sent = others.filter(({ name, required }) => required || Object.hasOwn(param, name));
  const textsOf = (parameter: Parameter): readonly string[] => valueTexts(source, operation, parameter, param);
  const query = sent
    .filter(({ in: place }) => place === 'query')
    .flatMap(parameter => textsOf(parameter).map(text => `${encode(parameter.name)}=${encode(text)}`));
  const cookies = sent
    .filter(({ in: place }) => place === 'cookie')
    .map(parameter => `${parameter.name}=${textsOf(parameter).join(',')}`);
  return {
    path: operation.path.replace(/\{([^}]+)\}/gu, (_, name: string) => {
      const parameter = inPath.find(each => each.name === name) ?? undeclared(name);
      return valueTexts(source, operation, parameter, pathParam).map(encode).join(',');
    }),
    query: query.length === 0 ? undefined : query.join('&'),
    headers: [
      ...sent
        .filter(({ in: place }) => place === 'header')
        .map(parameter => [parameter.name, textsOf(parameter).join(',')] as const),
      ...(cookies.length === 0 ? [] : [['Cookie', cookies.join('; ')] as const]),
    ],
  };
}

/** The value to send in a response header, chosen as for a parameter; undefined where it has none. */
export function headerValueOf(source: CallSource, operation: Operation, header: HeaderSpec): string | undefined {
  const pointer = header.schemaPointer.replace(/\/schema$/u, '');
  const text = spelt(source, operation, { ...header, in: 'header', pointer })?.join(',');
  return text !== undefined && isSendable(text, 'header') ? text : undefined;
}

function isOfPath({ in: place }: Parameter): boolean {
  return place === 'path';
}

/** A name in the path that no parameter declares, and an API key, can be anything. */
function undeclared(name: string, place: Parameter['in'] = 'path'): Parameter {
  return { name, in: place, required: true, schema: undefined, schemaPointer: '', pointer: '' };
}

function apiKeysOf({ document }: CallSource, operation: Operation): readonly Parameter[] {
  const schemes = schemesWithoutToken(document, operation).filter(({ type }) => type === 'apiKey');
  const keys = schemes.map(({ name, in: place }) => undeclared(String(name), place as Parameter['in']));
  return keys.filter(key => !isIgnoredHeader(key));
}

/**
 * The security schemes of an operation that takes no bearer token; none where it takes one.
 * @see https://spec.openapis.org/oas/v3.1.1.html#security-scheme-object
 */
export function schemesWithoutToken({ root }: ApiDocument, { securitySchemes }: Operation): readonly JsonObject[] {
  const schemes = securitySchemes.map(name => {
    const found = followPointer(root, joinPointer('/components/securitySchemes', name))?.value;
    return isObject(found) ? found : {};
  });
  return schemes.every(scheme => scheme['type'] === 'apiKey' || isBasic(scheme)) ? schemes : [];
}

/** @see https://www.rfc-editor.org/rfc/rfc7617 */
export function isBasic({ type, scheme }: JsonObject): boolean {
  return type === 'http' && String(scheme).toLowerCase() === 'basic';
}

function requireKnown(
  operation: Operation,
  given: Readonly<Record<string, string>>,
  parameters: readonly Parameter[],
  flag: string,
): void {
  const names = [...parameters.map(({ name }) => name), ...(flag === '--path-param' ? namesIn(operation.path) : [])];
  const unknown = Object.keys(given).find(name => !names.includes(name));
  if (unknown === undefined) return;
  const what = flag === '--path-param' ? 'path parameter' : 'query, header or cookie parameter';
  throw new KitError('ERR_OPERATION_PARAMETER', `${nameOf(operation)} has no ${what} "${unknown}".`, {
    hint: suggest(unknown, [...new Set(names)]),
    data: { parameter: unknown },
  });
}

function namesIn(path: string): string[] {
  return [...path.matchAll(/\{([^}]+)\}/gu)].map(([, name = '']) => name);
}

/** The value on the wire: several texts for a list. @throws ERR_OPERATION_PARAMETER */
function valueTexts(
  source: CallSource,
  operation: Operation,
  parameter: Parameter,
  given: Readonly<Record<string, string>>,
): readonly string[] {
  const { name, in: place } = parameter;
  const text = Object.hasOwn(given, name) ? given[name] : undefined;
  const texts = text === undefined ? spelt(source, operation, parameter) : [text];
  if (texts !== undefined && texts.length > 0 && texts.every(each => isSendable(each, place))) return texts;
  const flag = place === 'path' ? '--path-param' : '--param';
  const problem = text === undefined ? 'has no value that can be made for it' : 'cannot have the value that was given';
  throw new KitError(
    'ERR_OPERATION_PARAMETER',
    `The ${place} parameter "${name}" of ${nameOf(operation)} ${problem}.`,
    {
      hint: `Pass one that can be sent: ${flag} ${name}=VALUE.`,
      data: { parameter: name, in: place },
    },
  );
}

function isSendable(text: string, place: Parameter['in']): boolean {
  if (place === 'path') return text !== '' && text !== '.' && text !== '..';
  if (place === 'header') return /^[\x21-\x7e](?:[\x20-\x7e]*[\x21-\x7e])?$/u.test(text);
  return place === 'query' || /^[\x21\x23-\x2b\x2d-\x3a\x3c-\x5b\x5d-\x7e]*$/u.test(text);
}

/** The value as text; undefined for an object, which has too many forms, and where no value can be made. */
function spelt(source: CallSource, operation: Operation, parameter: Parameter): readonly string[] | undefined {
  const value = chosenValue(source, operation, parameter);
  const node = source.document.at(parameter.pointer);
  if (value !== undefined && isObject(node) && node['content'] !== undefined) return [JSON.stringify(value)];
  if (Array.isArray(value)) return value.some(isObject) ? undefined : value.map(String);
  return value === undefined || isObject(value) ? undefined : [String(value)];
}

function chosenValue(source: CallSource, operation: Operation, parameter: Parameter): Json | undefined {
  const { schema, schemaPointer, pointer, name } = parameter;
  const { document, validators } = source;
  const node = document.at(pointer);
  const offered = [
    ...(isObject(schema) ? preferred(schema) : []),
    ...(isObject(node) ? examplesOf(document, node, pointer) : []),
    ...(isObject(schema) && Array.isArray(schema['examples']) ? schema['examples'] : []),
  ];
  if (schema === undefined) return offered[0] ?? 'example';
  const validator = validators.get(schemaPointer);
  const found = offered.find(value => validator.isValid(value));
  return found ?? made(source, schemaPointer, `${operation.operationId} ${name}`);
}

function preferred({ default: byDefault, const: constant, enum: values }: JsonObject): readonly Json[] {
  const only = Array.isArray(values) && values.length === 1 ? values : [];
  return [byDefault, constant, ...only].filter(value => value !== undefined);
}

function examplesOf({ at }: ApiDocument, { example, examples }: JsonObject, pointer: string): readonly Json[] {
  const named = Object.keys(isObject(examples) ? examples : {}).map(name =>
    at(joinPointer(pointer, 'examples', name, 'value')),
  );
  return [example, ...named].filter(value => value !== undefined);
}

function made({ generate, ...schemas }: CallSource, schemaPointer: string, seed: string): Json | undefined {
  try {
    return generate?.({ ...schemas, schemaPointer, seed });
  } catch (error) {
    if (error instanceof KitError) return undefined;
    throw error;
  }
}

function encode(text: string): string {
  return encodeURIComponent(text);
}

function nameOf({ method, path }: Operation): string {
  return `${method} ${path}`;
}
