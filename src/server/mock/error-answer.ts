// Error answers: the document's named example, in the requested envelope.
// @see https://www.rfc-editor.org/rfc/rfc6750#section-3

import { type KitError, toProblem } from '../../base/errors.ts';
import type { Json, JsonObject, NamedExample, ResponseSpec } from '../../contract/openapi/document.ts';
import { isJson } from '../../contract/openapi/responses.ts';
import { sentMediaType } from '../../contract/responses/headers.ts';
import { responseFor } from '../../contract/responses/response-context.ts';
import { generateValue } from '../../profiles/generate-value.ts';

import type { Settings } from '../sessions/settings.ts';
import type { Answer, Exchange } from './exchange.ts';
import { withHeaders } from './headers.ts';
import { rateLimitKey, rateLimitOf } from './limit-rate.ts';
import { generatedMedia, requiredHeaders } from './served-responses.ts';

export interface ApiError {
  readonly status: number;
  /** Name of the example; default: the first one of the status. */
  readonly example: string | undefined;
  readonly retryAfterSeconds?: number | undefined;
}

export function errorAnswer(exchange: Exchange, error: ApiError): Answer {
  const response = responseFor(exchange.route.operation, error.status);
  if (response === undefined) return undocumented(exchange, error);
  const example = (error.example === undefined ? undefined : response.examples.get(error.example)) ?? firstOf(response);
  const answer =
    example === undefined ? generated(exchange, response, error.status) : fromExample(exchange, example, error.status);
  const { served, operation } = exchange.route;
  const needsChallenge = exchange.session.settings.wwwAuthenticate || isRequired(response, 'www-authenticate');
  const weakestFirst = [
    { ...requiredHeaders(served, operation, response), ...answer.headers },
    needsChallenge ? challenge(error.status, example) : {},
    retryAfter(exchange, error.status),
    example?.headers ?? {},
    // A limit that was really reached reports the real time, not the example's.
    error.retryAfterSeconds === undefined ? {} : { 'Retry-After': String(error.retryAfterSeconds) },
  ];
  return weakestFirst.reduce(withHeaders, answer);
}

function fromExample({ session }: Exchange, example: NamedExample, status: number): Answer {
  return {
    status,
    ...contentOf(example.mediaType, inEnvelope(example, session.settings.errorStyle)),
    outcome: `example=${example.name}`,
    delayMs: session.settings.delayMs,
    fault: undefined,
  };
}

/** The value of an example as it is sent. */
export function contentOf(key: string, value: Json): Pick<Answer, 'headers' | 'body'> {
  const type = sentMediaType(key);
  const isText = typeof value === 'string' && !isJson(type);
  return { headers: { 'content-type': type }, body: isText ? value : JSON.stringify(value) };
}

/** The same failure in another envelope; members without a counterpart keep the document's. */
function inEnvelope({ value, oauthError, mediaType }: NamedExample, style: Settings['errorStyle']): Json {
  if (!isJson(sentMediaType(mediaType))) return value;
  if (style === 'oauth') return oauthError ? { ...oauthError } : value;
  if (style === 'gateway' || !isGatewayError(value)) return value;
  const { developerMessage, moreInfo, errorCode } = value;
  return {
    developerMessage,
    userMessage: ' ',
    ...(errorCode === undefined ? {} : { errorCode }),
    ...(moreInfo === undefined ? {} : { 'more info': moreInfo }),
  };
}

/** The body of a 429, a message alone, has no envelope. */
function isGatewayError(
  value: Json,
): value is JsonObject & { developerMessage: string; errorCode?: string; moreInfo?: string } {
  if (typeof value !== 'object' || value === null || !('developerMessage' in value)) return false;
  return 'errorCode' in value || 'moreInfo' in value;
}

/** Outcome of an answer that is made from the schema of a response without examples, and differs between tokens. */
export const madeFromSchema = 'made from the schema';

/** The answer of a response without examples, from its schema. */
function generated({ route, session, token }: Exchange, response: ResponseSpec, status: number): Answer {
  const media = generatedMedia(response);
  const base = { status, outcome: madeFromSchema, delayMs: session.settings.delayMs, fault: undefined };
  if (media === undefined) return { ...base, headers: {}, body: '' };
  const value = generateValue({
    document: route.served.document,
    schemaPointer: media.schemaPointer,
    validators: route.served.validators,
    seed: token.seed,
  });
  return { ...base, ...contentOf(media.mediaType, value) };
}

/** The answer for a status that the document does not describe. */
function undocumented({ session }: Exchange, { status, example }: ApiError): Answer {
  const body = JSON.stringify({
    developerMessage: `${example ?? status}: the document describes no ${status} response.`,
  });
  return {
    status,
    headers: { 'content-type': 'application/json; charset=utf-8' },
    body,
    outcome: example ?? String(status),
    delayMs: session.settings.delayMs,
    fault: undefined,
  };
}

/** A forced 429 reports the end of the caller's window, as a real one would. */
export function retryAfter(exchange: Exchange, status: number): Record<string, string> {
  if (status !== 429) return {};
  const { windowSeconds } = rateLimitOf(exchange);
  const key = rateLimitKey(exchange, exchange.token.clientId);
  return { 'Retry-After': String(exchange.session.limiter.retryAfterSeconds(key, windowSeconds, exchange.entry.at)) };
}

/** RFC 6750 section 3: without credentials in the request, the challenge should have no error code. */
function challenge(status: number, example: NamedExample | undefined): Record<string, string> {
  if (status !== 401 && status !== 403) return {};
  const members = Object.entries(example?.oauthError ?? {}).map(([name, value]) => `${name}="${value}"`);
  return { 'WWW-Authenticate': ['Bearer realm="userinfo"', ...members].join(', ') };
}

function isRequired({ headers }: ResponseSpec, name: string): boolean {
  return headers.get(name)?.required === true;
}

function firstOf(response: ResponseSpec): NamedExample | undefined {
  return response.examples.values().next().value;
}

/** An error of the mock itself, as problem+json. */
export function problemAnswer(error: KitError): Answer {
  return {
    status: error.status,
    headers: { 'content-type': 'application/problem+json; charset=utf-8' },
    body: JSON.stringify(toProblem(error)),
    outcome: error.code,
    delayMs: 0,
    fault: undefined,
  };
}
