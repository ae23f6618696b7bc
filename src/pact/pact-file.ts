// Reads and checks contracts from files. Pact specification 2 to 4.
// @see https://github.com/pact-foundation/pact-specification

import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { KitError, whyRefused } from '../base/errors.ts';
import { isObject } from '../base/json.ts';
import { readJsonFile } from '../base/read-file.ts';
import type { Json, JsonObject } from '../contract/openapi/document.ts';
import { joinPointer } from '../contract/openapi/pointer.ts';
import { isJson } from '../contract/openapi/responses.ts';
import { parseJson } from '../contract/responses/read-json.ts';
import type { GivenState } from '../server/scenarios/provider-states.ts';

export interface PactFile {
  readonly file: string;
  readonly consumer: string;
  readonly provider: string;
  readonly interactions: readonly FiledInteraction[];
  readonly value: JsonObject;
}

export interface FiledInteraction {
  readonly description: string;
  readonly states: readonly GivenState[];
  readonly pointer: string;
  /** Undefined for a message, which does not use HTTP. */
  readonly http: FiledHttp | undefined;
}

export interface FiledHttp {
  readonly method: string;
  readonly path: string;
  readonly requestHeaders: ReadonlyMap<string, string>;
  readonly status: number;
  /** By name in lower case. */
  readonly responseHeaders: ReadonlyMap<string, string>;
  readonly body: FiledBody | undefined;
  /** The matching rules of the body, by their path: `$.a[*].b`. */
  readonly bodyRules: ReadonlyMap<string, readonly JsonObject[]>;
}

export interface FiledBody {
  /** A body that is not JSON is its text. */
  readonly value: Json;
  readonly mediaType: string;
  readonly pointer: string;
  /** Whether the file has a text of it, so that no pointer leads into the value. */
  readonly isEncoded: boolean;
}

/**
 * Reads contracts from files and folders of `*.json`. A folder may have other files; a named file must be a contract.
 *
 * @throws ERR_PACT_UNREADABLE naming the file and the place
 */
export function readPacts(paths: readonly string[]): readonly PactFile[] {
  return paths.flatMap(path => {
    const names = filesIn(path);
    if (names === undefined) return [readPact(path)];
    return names.map(name => join(path, name)).flatMap(file => (looksLikePact(file) ? [readPact(file)] : []));
  });
}

function filesIn(path: string): readonly string[] | undefined {
  try {
    return statSync(path).isDirectory()
      ? readdirSync(path)
          .filter(name => name.endsWith('.json'))
          .sort()
      : undefined;
  } catch (cause) {
    throw unreadable(path, whyRefused(cause, 'file or folder'), cause);
  }
}

function looksLikePact(file: string): boolean {
  const value = parse(file);
  return isObject(value) && 'consumer' in value && 'provider' in value;
}

function readPact(file: string): PactFile {
  const value = parse(file);
  if (!isObject(value)) throw wrong(file, '', 'a contract must be an object');
  const consumer = nameAt(file, value, 'consumer');
  const provider = nameAt(file, value, 'provider');
  const messages = Array.isArray(value['messages']) ? value['messages'] : [];
  const interactions = value['interactions'] ?? (messages.length > 0 ? [] : undefined);
  if (!Array.isArray(interactions)) throw wrong(file, '/interactions', 'the interactions must be a list');
  const read = interactions.map((one: Json, index) => readInteraction(file, `/interactions/${index}`, one));
  const other = messages.map((one: Json, index) => messageOf(file, `/messages/${index}`, one));
  return { file, consumer, provider, interactions: [...read, ...other], value };
}

function parse(file: string): Json {
  const read = readJsonFile(file);
  if ('refused' in read) throw unreadable(file, read.refused, read.cause);
  return read.value as Json;
}

function nameAt(file: string, pact: JsonObject, role: 'consumer' | 'provider'): string {
  const name = isObject(pact[role]) ? pact[role]['name'] : undefined;
  if (typeof name === 'string' && name !== '') return name;
  throw wrong(file, `/${role}/name`, `a contract must name its ${role}`);
}

function readInteraction(file: string, pointer: string, value: Json): FiledInteraction {
  if (!isObject(value)) throw wrong(file, pointer, 'an interaction must be an object');
  const type = value['type'];
  if (type !== undefined && type !== 'Synchronous/HTTP') return messageOf(file, pointer, value);
  return { ...commonOf(file, pointer, value), http: httpOf(file, pointer, value) };
}

function messageOf(file: string, pointer: string, value: Json): FiledInteraction {
  if (!isObject(value)) throw wrong(file, pointer, 'a message must be an object');
  return { ...commonOf(file, pointer, value), http: undefined };
}

function commonOf(file: string, pointer: string, value: JsonObject): Omit<FiledInteraction, 'http'> {
  const { description } = value;
  if (typeof description !== 'string')
    throw wrong(file, `${pointer}/description`, 'an interaction must have a description');
  return { description, pointer, states: statesOf(value) };
}

/** Version 2 has the name of one state, later ones a list of names with parameters. */
function statesOf({ providerState, provider_state: older, providerStates }: JsonObject): readonly GivenState[] {
  const single = providerState ?? older;
  const list = Array.isArray(providerStates) ? providerStates : typeof single === 'string' ? [{ name: single }] : [];
  return list
    .filter(isObject)
    .map(({ name, params }) => ({ name: String(name ?? ''), params: isObject(params) ? params : {} }))
    .filter(({ name }) => name !== '');
}

function httpOf(file: string, pointer: string, { request, response }: JsonObject): FiledHttp {
  if (!isObject(request)) throw wrong(file, `${pointer}/request`, 'an interaction must have a request');
  if (!isObject(response)) throw wrong(file, `${pointer}/response`, 'an interaction must have a response');
  const { method = 'GET', path = '/' } = request;
  if (typeof method !== 'string') throw wrong(file, `${pointer}/request/method`, 'a method must be a string');
  if (typeof path !== 'string') throw wrong(file, `${pointer}/request/path`, 'a path must be a string');
  const { status = 200 } = response;
  if (typeof status !== 'number') throw wrong(file, `${pointer}/response/status`, 'a status must be a number');
  const responseHeaders = headersOf(response['headers']);
  return {
    method: method.toUpperCase(),
    path,
    requestHeaders: headersOf(request['headers']),
    status,
    responseHeaders,
    body: bodyOf(response['body'], responseHeaders.get('content-type'), `${pointer}/response/body`),
    bodyRules: rulesOf(response['matchingRules']),
  };
}

function headersOf(headers: Json | undefined): ReadonlyMap<string, string> {
  const entries = Object.entries(isObject(headers) ? headers : {});
  return new Map(entries.map(([name, value]) => [name.toLowerCase(), [value].flat().join(', ')]));
}

/** Version 4 wraps a body with its media type and encoding; earlier ones do not. */
function bodyOf(body: Json | undefined, mediaType: string | undefined, pointer: string): FiledBody | undefined {
  if (body === undefined) return undefined;
  const { content = null, contentType, encoded = false } = isObject(body) ? body : {};
  const isWrapped = isObject(body) && 'content' in body && ('contentType' in body || 'encoded' in body);
  const type = mediaType ?? (isWrapped && typeof contentType === 'string' ? contentType : 'application/json');
  if (!isWrapped) return { value: body, mediaType: type, pointer, isEncoded: false };
  const value = encoded === false ? content : decoded(content, encoded, isJson(type));
  return { value, mediaType: type, pointer: joinPointer(pointer, 'content'), isEncoded: encoded !== false };
}

/** As Pact's core reads it: only `base64` is a coding; of any other the content is, or spells, the text of the body. */
function decoded(content: Json, encoded: Json, isOfJson: boolean): Json {
  const written = typeof content === 'string' ? content : JSON.stringify(content);
  const isBytes = encoded === 'base64' && /^[A-Za-z0-9+/]*={0,2}$/u.test(written) && written.length % 4 === 0;
  const text = isBytes ? Buffer.from(written, 'base64').toString('utf8') : written;
  return isOfJson ? ((parseJson(text)?.value as Json | undefined) ?? text) : text;
}

/** Version 2 has `$.body.a`, later ones `body` with `$.a`. */
function rulesOf(rules: Json | undefined): FiledHttp['bodyRules'] {
  if (!isObject(rules)) return new Map();
  const own = isObject(rules['body'])
    ? Object.entries(rules['body'])
    : Object.entries(rules)
        .filter(([path]) => path.startsWith('$.body'))
        .map(([path, rule]) => [`$${path.slice('$.body'.length)}`, rule] as const);
  return new Map(own.map(([path, rule]) => [path, matchersOf(rule)]));
}

function matchersOf(rule: Json): readonly JsonObject[] {
  if (!isObject(rule)) return [];
  return Array.isArray(rule['matchers']) ? (rule['matchers'] as readonly Json[]).filter(isObject) : [rule];
}

function unreadable(file: string, reason: string, cause?: unknown): KitError {
  return new KitError('ERR_PACT_UNREADABLE', `The contract "${withoutPassword(file)}" cannot be read: ${reason}.`, {
    hint: 'Use a pact file of a consumer test, or a folder of them.',
    cause,
  });
}

function wrong(file: string, pointer: string, what: string): KitError {
  return new KitError('ERR_PACT_UNREADABLE', `"${file}" is not a valid contract: at "${pointer}", ${what}.`, {
    hint: 'Use a pact file of a consumer test, or a folder of them.',
    data: { file, pointer },
  });
}

/** A URL of a broker is no file, but may be given as one. */
function withoutPassword(file: string): string {
  return file.replace(/\/\/[^/@]*@/u, '//***@');
}

// Pact's paths into a body, `$.a[0]['more info']`, and their matching rules.
// @see https://github.com/pact-foundation/pact-specification/tree/version-4#json-paths

/** A step: a name, an index, or `*` for any. */
type Token = string;

export function pathTokens(path: string): readonly Token[] {
  const steps = /\.([^.[\]]+)|\[(?:'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)"|(\d+|\*))\]/g;
  return [...path.matchAll(steps)].map(([, name, single, double, index]) => name ?? single ?? double ?? index ?? '');
}

export function pointerOfPath(path: string): string {
  return joinPointer('', ...pathTokens(path));
}

/** The rules for a place; exact paths take precedence over those with a star. */
export function rulesAt(rules: ReadonlyMap<string, readonly JsonObject[]>, path: string): readonly JsonObject[] {
  const tokens = pathTokens(path);
  const found = [...rules].filter(([rulePath]) => covers(pathTokens(rulePath), tokens));
  const stars = ([rulePath]: (typeof found)[number]): number => rulePath.split('*').length;
  return found.sort((a, b) => stars(a) - stars(b))[0]?.[1] ?? [];
}

function covers(rule: readonly Token[], tokens: readonly Token[]): boolean {
  return rule.length === tokens.length && rule.every((token, index) => token === '*' || token === tokens[index]);
}
