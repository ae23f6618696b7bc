// Normalises responses of client libraries: bytes and headers as far as the library stores them.

import { types } from 'node:util';
import { KitError } from '../../base/errors.ts';
import { describeType } from '../findings/safe-text.ts';
import type { Header, SeenResponse } from './exchange.ts';
import { createNameKeeper } from './path-mask.ts';
import { type ReadableBody, readFetchBody } from './read-fetch-body.ts';

/** A response, and the library's data of its request. */
export interface SeenAnswer {
  readonly response: SeenResponse;
  readonly method: string | undefined;
  /** Absolute, or path and query. */
  readonly url: string | undefined;
}

/** Inputs of `seeResponse`, in order of detection. */
const acceptedResponses: readonly string[] = [
  'a Response of fetch, undici or node-fetch',
  "a response of axios, of undici's request, of supertest, superagent or light-my-request (Fastify's inject), an APIResponse of Playwright",
  'an object with status, headers and body',
];

/**
 * Reads a response. A `Response` of fetch is read from a clone and stays readable; the body of undici's `request` can be read
 * only once, and is consumed.
 *
 * @throws ERR_RESPONSE_UNREADABLE for anything else, and for a consumed body
 */
export async function seeResponse(candidate: unknown): Promise<SeenAnswer> {
  if (isRecord(candidate)) {
    const library = libraries.find(({ fits }) => fits(candidate));
    if (library) return await library.see(candidate);
  }
  throw new KitError('ERR_RESPONSE_UNREADABLE', `Expected a response, got ${describeCandidate(candidate)}.`, {
    hint: `Pass ${acceptedResponses.join('; or ')}. Await a promise first.`,
  });
}

/** Whether a value looks like a response instead of a parsed body. */
export function isResponseLike(value: unknown): boolean {
  return isRecord(value) && libraries.some(({ fits }) => fits(value));
}

type Candidate = Readonly<Record<string, unknown>>;

interface Library {
  fits(candidate: Candidate): boolean;
  see(candidate: Candidate): SeenAnswer | Promise<SeenAnswer>;
}

const libraries: readonly Library[] = [
  { fits: isPlaywright, see: seePlaywright },
  { fits: isFetch, see: seeFetch },
  { fits: isAxios, see: seeAxios },
  { fits: isInject, see: seeInject },
  { fits: isSuperagent, see: seeSuperagent },
  { fits: isUndici, see: seeUndici },
  { fits: isPlain, see: seePlain },
];

// @see https://playwright.dev/docs/api/class-apiresponse
function isPlaywright({ status, headers, body, url }: Candidate): boolean {
  return [status, headers, body, url].every(member => typeof member === 'function');
}

async function seePlaywright(candidate: Candidate): Promise<SeenAnswer> {
  const { status, headers, headersArray, body, url } = candidate as unknown as PlaywrightResponse;
  const lines = (await headersArray?.call(candidate))?.map(({ name, value }): Header => [name, value]);
  const response = {
    status: status.call(candidate),
    headers: lines ?? headersOf(headers.call(candidate)),
    body: await body.call(candidate),
    decoded: true,
  };
  return { response, method: undefined, url: url.call(candidate) };
}

/** Of `APIResponse`; the `headersArray` of a `Response` of a page is a promise. */
interface PlaywrightResponse {
  status(): number;
  headers(): Readonly<Record<string, string>>;
  headersArray?(): readonly PlaywrightHeader[] | Promise<readonly PlaywrightHeader[]>;
  body(): Promise<Uint8Array>;
  url(): string;
}

interface PlaywrightHeader {
  readonly name: string;
  readonly value: string;
}

// @see https://fetch.spec.whatwg.org/#response-class
function isFetch({ clone, arrayBuffer, status }: Candidate): boolean {
  return typeof clone === 'function' && typeof arrayBuffer === 'function' && typeof status === 'number';
}

async function seeFetch(candidate: Candidate): Promise<SeenAnswer> {
  const url = typeof candidate['url'] === 'string' && candidate['url'] !== '' ? candidate['url'] : undefined;
  const { body, isCutOff } = await readFetchBody(candidate as unknown as ReadableBody);
  const { status, headers } = candidate;
  const response = { status: Number(status), headers: headersOf(headers), body, decoded: true };
  return { response: isCutOff ? { ...response, failure: 'cut-off' } : response, method: undefined, url };
}

// @see https://axios-http.com/docs/res_schema
function isAxios({ config, data, status }: Candidate): boolean {
  return isRecord(config) && data !== undefined && typeof status === 'number';
}

function seeAxios({ config, data, status, headers, request }: Candidate): SeenAnswer {
  const { method, url, decompress } = config as Candidate;
  const sent = isRecord(request) ? request['path'] : undefined;
  return {
    response: { status: Number(status), headers: headersOf(headers), ...bodyOf(data), decoded: decompress !== false },
    method: text(method),
    url: text(sent) ?? text(url),
  };
}

// @see https://github.com/fastify/light-my-request#readme
function isInject({ rawPayload, statusCode, raw }: Candidate): boolean {
  return types.isUint8Array(rawPayload) && typeof statusCode === 'number' && isRecord(raw);
}

function seeInject({ rawPayload, statusCode, headers, raw }: Candidate): SeenAnswer {
  const { req } = raw as Candidate;
  const { method, url } = isRecord(req) ? req : {};
  const response = { status: Number(statusCode), headers: headersOf(headers), body: rawPayload as Uint8Array };
  return { response, method: text(method), url: text(url) };
}

// @see https://forwardemail.github.io/superagent/#response-properties
function isSuperagent({ status, headers, body, type, req }: Candidate): boolean {
  return typeof status === 'number' && isRecord(headers) && body !== undefined && typeof type === 'string' && !!req;
}

function seeSuperagent({ status, headers, text: sent, body, req }: Candidate): SeenAnswer {
  const { method, path } = req as Candidate;
  return {
    response: { status: Number(status), headers: headersOf(headers), ...bodyOf(sent ?? body), decoded: true },
    method: text(method),
    url: text(path),
  };
}

// @see https://undici.nodejs.org/#/docs/api/Dispatcher?id=parameter-responsedata
function isUndici({ statusCode, headers, body }: Candidate): boolean {
  return typeof statusCode === 'number' && isRecord(headers) && isRecord(body) && typeof body['dump'] === 'function';
}

async function seeUndici({ statusCode, headers, body }: Candidate): Promise<SeenAnswer> {
  const { body: bytes, isCutOff } = await readFetchBody(body as unknown as ReadableBody);
  const response = { status: Number(statusCode), headers: headersOf(headers), body: bytes };
  return { response: isCutOff ? { ...response, failure: 'cut-off' } : response, method: undefined, url: undefined };
}

function isPlain({ status, statusCode, headers }: Candidate): boolean {
  return typeof (status ?? statusCode) === 'number' && isRecord(headers);
}

function seePlain({ status, statusCode, headers, body, method, url }: Candidate): SeenAnswer {
  return {
    response: { status: Number(status ?? statusCode), headers: headersOf(headers), ...bodyOf(body) },
    method: text(method),
    url: text(url),
  };
}

/** A string is decoded text; anything but strings and bytes is a parsed value. */
function bodyOf(body: unknown): Pick<SeenResponse, 'body' | 'value' | 'decoded'> {
  if (typeof body === 'string') return { body: Buffer.from(body), decoded: true };
  if (types.isUint8Array(body)) return { body };
  if (types.isArrayBuffer(body)) return { body: new Uint8Array(body) };
  if (isRecord(body) && typeof body['pipe'] === 'function')
    throw new KitError('ERR_RESPONSE_UNREADABLE', 'The body of this response is a stream.', {
      hint: 'Read it first, and pass { status, headers, body } with what was read.',
    });
  return body === undefined ? { body: new Uint8Array() } : { body: undefined, value: body };
}

/** Headers of a class with entries, as pairs, or as an object whose members may be arrays. */
function headersOf(headers: unknown): readonly Header[] {
  if (Symbol.iterator in Object(headers))
    return [...(headers as Iterable<Header>)].map(([name, value]) => [name, String(value)]);
  return Object.entries(headers as object).flatMap(([name, value]): Header[] =>
    [value].flat().flatMap((one): Header[] => (one === undefined || one === null ? [] : [[name, String(one)]])),
  );
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

function isRecord(value: unknown): value is Candidate {
  return typeof value === 'object' && value !== null;
}

/** Of a class of a library, which is no parsed body. */
function methodsOf(candidate: Candidate): readonly string[] {
  const prototype: object | null = Object.getPrototypeOf(candidate);
  if (prototype === null || Object.getPrototypeOf(prototype) === null) return [];
  return Object.getOwnPropertyNames(prototype).filter(name => name !== 'constructor');
}

function describeCandidate(candidate: unknown): string {
  if (candidate instanceof Promise) return 'a promise';
  if (!isRecord(candidate) || Array.isArray(candidate)) return describeType(candidate);
  const names = [...Object.keys(candidate), ...methodsOf(candidate)];
  if (names.length === 0) return 'an object without members';
  // It may be a parsed body, whose names may be data.
  const keeper = createNameKeeper(Object.values(candidate).filter(value => typeof value === 'string'));
  const shown = names.slice(0, 8).map(name => (keeper.keeps(name, names) ? name : '*'));
  const className = candidate.constructor?.name;
  return `${className === undefined || className === 'Object' ? 'an object' : `a ${className}`} with ${shown.join(', ')}`;
}
