// What reaches a route of the admin API: no web page of another origin, with an admin token set only requests with it, and a
// body and query that its OpenAPI document allows.
// @see https://fetch.spec.whatwg.org/#http-cors-protocol and https://www.w3.org/TR/fetch-metadata/

import { createHash, timingSafeEqual } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { type ErrorCode, KitError } from '../../base/errors.ts';
import { suggest } from '../../base/suggest.ts';
import type { Finding } from '../../contract/findings/finding.ts';
import type { Json, JsonObject } from '../../contract/openapi/document.ts';
import { joinPointer } from '../../contract/openapi/pointer.ts';
import type { Validators } from '../../contract/openapi/validators.ts';
import { type AdminBody, type AdminRoute, fullPath, operationPointer } from './admin-route.ts';

/** Keeps answers out of caches, and out of pages that load them as another type. */
export function addSafetyHeaders(reply: FastifyReply): void {
  reply.header('cache-control', 'no-store');
  reply.header('x-content-type-options', 'nosniff');
  reply.header('cross-origin-resource-policy', 'same-origin');
}

/**
 * A page can make a browser send a DELETE or a plain text POST without reading the answer, and the request takes effect.
 * So the request itself is rejected.
 *
 * @throws ERR_ADMIN_FORBIDDEN
 */
export function refuseOtherOrigins({ headers }: FastifyRequest): void {
  const { origin, host } = headers;
  if (origin !== undefined && !isOwnOrigin(origin, host)) throw forbidden(`the origin ${JSON.stringify(origin)}`);
  const site = headers['sec-fetch-site'];
  if (site === 'cross-site' || site === 'same-site') throw forbidden('another origin');
}

export interface Trust {
  /** Undefined requires every host name of the request to be local instead. */
  readonly adminToken: string | undefined;
  /** Whether to trust `X-Forwarded-Host`. */
  readonly trustProxy: boolean;
}

/**
 * Without a token, the host name decides: a page can point its own name at a local address (DNS rebinding), and a proxy
 * forwards requests under its own name.
 *
 * @throws ERR_ADMIN_UNAUTHORIZED, ERR_ADMIN_FORBIDDEN
 */
export function requireTrust(request: FastifyRequest, reply: FastifyReply, { adminToken, trustProxy }: Trust): void {
  if (adminToken !== undefined) requireToken(request, reply, adminToken);
  else for (const host of hostsOf(request, trustProxy)) requireOwnHost(host);
}

/** Every host name of the request: each proxy may add one. */
function hostsOf({ headers }: FastifyRequest, trustProxy: boolean): readonly string[] {
  const forwarded = trustProxy ? [headers['x-forwarded-host'] ?? []].flat() : [];
  return [headers.host ?? '', ...forwarded.flatMap(list => list.split(',').map(host => host.trim()))];
}

function requireToken(request: FastifyRequest, reply: FastifyReply, adminToken: string): void {
  const [, given] = /^bearer +(\S+) *$/i.exec(request.headers.authorization ?? '') ?? [];
  if (given !== undefined && isSame(given, adminToken)) return;
  reply.header('www-authenticate', 'Bearer realm="aps-userinfo admin"');
  throw new KitError(
    'ERR_ADMIN_UNAUTHORIZED',
    given === undefined ? 'The request has no admin token.' : 'The admin token is wrong.',
    {
      hint: 'Send "Authorization: Bearer <token>" with the token that the server was started with (--admin-token).',
    },
  );
}

function isOwnOrigin(origin: string, host: string | undefined): boolean {
  return host !== undefined && (origin === `http://${host}` || origin === `https://${host}`);
}

function forbidden(who: string): KitError {
  return new KitError('ERR_ADMIN_FORBIDDEN', `The admin API does not answer web pages of ${who}.`, {
    hint: 'Call it from the test itself, not from the page under test.',
  });
}

function requireOwnHost(host: string): void {
  const name = host.replace(/:\d*$/, '').toLowerCase();
  if (/^(localhost|127(\.\d{1,3}){3}|\[::1\])$/.test(name)) return;
  throw new KitError('ERR_ADMIN_FORBIDDEN', `The admin API rejects the host name "${name}".`, {
    hint: 'Use localhost or 127.0.0.1; for another name, start the server with an admin token (--admin-token).',
  });
}

/** In constant time. */
function isSame(given: string, expected: string): boolean {
  return timingSafeEqual(digest(given), digest(expected));
}

function digest(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}

// The body and query of an admin request, checked against the OpenAPI document of the admin API.

/** Levels of objects and arrays. */
const deepestBody = 64;

/**
 * The parsed and checked body; null for a route without one.
 *
 * @throws ERR_ADMIN_MEDIA_TYPE, ERR_ADMIN_BODY_INVALID
 */
export function readBody(route: AdminRoute, request: FastifyRequest, validators: Validators): Json {
  const text = typeof request.body === 'string' ? request.body.trim() : '';
  if (route.body === undefined) return readNothing(route, text);
  if (text === '') throw noBody(route, route.body);
  requireJson(request.headers['content-type'], route.body);
  const value = parse(text);
  if (route.body.checkedByRoute) return value;
  const pointer = joinPointer(operationPointer(route), 'requestBody', 'content', 'application/json', 'schema');
  const findings = validators.get(pointer).check(value, 'body');
  const problems = findings.map(finding => ({ pointer: finding.instancePath, text: tell(finding) }));
  if (problems.length > 0) throw invalid('ERR_ADMIN_BODY_INVALID', 'The body', problems);
  return value;
}

function readNothing(route: AdminRoute, text: string): null {
  if (text === '' || text === '{}') return null;
  throw new KitError('ERR_ADMIN_BODY_INVALID', `${route.method} ${fullPath(route)} takes no body.`, {
    hint: 'Omit the body.',
  });
}

function noBody(route: AdminRoute, body: AdminBody): KitError {
  return new KitError('ERR_ADMIN_BODY_INVALID', `${route.method} ${fullPath(route)} needs a body.`, {
    hint: suchAs(body),
  });
}

function requireJson(contentType: string | undefined, body: AdminBody): void {
  if (/^application\/([\w.+-]+\+)?json *(;|$)/i.test(contentType ?? '')) return;
  const said = contentType === undefined ? 'The body has no content type.' : `The content type is ${contentType}.`;
  throw new KitError('ERR_ADMIN_MEDIA_TYPE', said, { hint: suchAs(body) });
}

function parse(text: string): Json {
  let value: Json;
  try {
    value = JSON.parse(text) as Json;
  } catch (error) {
    const { message } = error as SyntaxError;
    throw new KitError('ERR_ADMIN_BODY_INVALID', `The body is not JSON: ${message}`, { cause: error });
  }
  if (!isDeeper(value, deepestBody)) return value;
  throw new KitError('ERR_ADMIN_BODY_INVALID', `The body is nested more than ${deepestBody} levels deep.`);
}

/** Deeper bodies would exhaust the stack of recursive readers. */
function isDeeper(value: Json, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return levels === 0 || Object.values(value).some(member => isDeeper(member, levels - 1));
}

function suchAs({ example }: AdminBody): string {
  return `Send "Content-Type: application/json" (curl: --json) and, for example, ${JSON.stringify(example)}`;
}

/** @throws ERR_REQUEST_INVALID naming every unknown parameter and every invalid value */
export function readQuery(
  route: AdminRoute,
  request: FastifyRequest,
  validators: Validators,
): Readonly<Record<string, Json>> {
  const given = Object.entries(request.query as Readonly<Record<string, string | string[]>>);
  const values = Object.fromEntries(given.map(([name, value]) => [name, fromText(value, route.query?.[name]?.schema)]));
  const problems = Object.entries(values).flatMap(([name, value]) => problemsOf(route, name, value, validators));
  if (problems.length > 0) throw invalid('ERR_REQUEST_INVALID', 'The query', problems);
  return values;
}

/** A query parameter is text; its schema decides the type. */
function fromText(text: string | string[], schema: JsonObject | undefined): Json {
  if (typeof text !== 'string') return text;
  const types = [schema?.['type']].flat();
  if (types.includes('integer') && /^-?\d{1,15}$/.test(text)) return Number(text);
  if (types.includes('boolean') && (text === 'true' || text === 'false')) return text === 'true';
  return text;
}

function problemsOf(route: AdminRoute, name: string, value: Json, validators: Validators): Problem[] {
  const known = Object.keys(route.query ?? {});
  if (!known.includes(name)) return [{ parameter: name, text: `Unknown parameter "${name}". ${suggest(name, known)}` }];
  const pointer = joinPointer(operationPointer(route), 'parameters', known.indexOf(name), 'schema');
  const findings = validators.get(pointer).check(value, 'query');
  return findings.map(finding => ({ parameter: name, text: `${name}: ${tell(finding)}` }));
}

/** One problem, with the JSON Pointer into the body or the name of the parameter. */
export type Problem = { readonly text: string } & ({ readonly pointer: string } | { readonly parameter: string });

export function tell({ message, hint }: Finding): string {
  return hint === undefined ? message : `${message} ${hint}`;
}

export function invalid(code: ErrorCode, what: string, problems: readonly Problem[]): KitError {
  const [first] = problems;
  const told = problems.length === 1 && first !== undefined ? first.text : `${problems.length} problems.`;
  return new KitError(code, `${what} is invalid: ${told}`, { data: { problems } });
}
