// The body and query of an admin request, checked against the OpenAPI document of the admin API.

import type { FastifyRequest } from 'fastify';
import { type ErrorCode, KitError } from '../../base/errors.ts';
import { suggest } from '../../base/suggest.ts';
import type { Finding } from '../../contract/findings/finding.ts';
import type { Json, JsonObject } from '../../contract/openapi/document.ts';
import { joinPointer } from '../../contract/openapi/pointer.ts';
import type { Validators } from '../../contract/openapi/validators.ts';
import { type AdminBody, type AdminRoute, fullPath, operationPointer } from './admin-route.ts';

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
