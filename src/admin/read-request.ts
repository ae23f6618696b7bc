// Query and body of an admin request, checked against the admin API's own OpenAPI document, every problem at once.

import type { FastifyRequest } from 'fastify';
import { KitError, nearest } from '../errors.ts';
import type { Finding } from '../findings/finding.ts';
import type { Json, JsonObject } from '../openapi/document.ts';
import { joinPointer } from '../openapi/pointer.ts';
import type { Validators } from '../openapi/validators.ts';
import type { AdminBody, AdminRoute } from './admin-route.ts';

/** @throws ERR_REQUEST_INVALID for a parameter that the route does not have, or a value that it cannot have */
export function readQuery(
  route: AdminRoute,
  request: FastifyRequest,
  validators: Validators,
): Readonly<Record<string, Json>> {
  const parameters = route.query ?? {};
  const values: Record<string, Json> = {};
  const problems: Problem[] = [];
  for (const [name, given] of Object.entries(request.query as Readonly<Record<string, string | string[]>>)) {
    const index = Object.keys(parameters).indexOf(name);
    if (index < 0) {
      problems.push({ parameter: name, text: unknownParameter(name, Object.keys(parameters)) });
      continue;
    }
    const value = typeof given === 'string' ? fromText(given, parameters[name]?.schema) : given;
    const validator = validators.get(joinPointer(operationPointer(route), 'parameters', index, 'schema'));
    problems.push(
      ...validator.check(value, 'query').map(finding => ({ parameter: name, text: `${name}: ${tell(finding)}` })),
    );
    values[name] = value;
  }
  if (problems.length > 0) throw invalid('ERR_REQUEST_INVALID', 'The query cannot be used', problems);
  return values;
}

/**
 * The body of a route that takes one, parsed and checked; null for a route that takes none.
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
  if (findings.length > 0) throw invalid('ERR_ADMIN_BODY_INVALID', 'The body cannot be used', findings.map(toProblem));
  return value;
}

function operationPointer({ path, method }: AdminRoute): string {
  return joinPointer('/paths', path, method.toLowerCase());
}

/** A parameter of the query is text; its schema tells what the text stands for. */
function fromText(text: string, schema: JsonObject | undefined): Json {
  const types = [schema?.['type']].flat();
  if (types.includes('integer') && /^\d{1,15}$/.test(text)) return Number(text);
  if (types.includes('boolean') && (text === 'true' || text === 'false')) return text === 'true';
  return text;
}

function unknownParameter(name: string, known: readonly string[]): string {
  const near = nearest(name, known);
  if (near !== undefined) return `There is no parameter "${name}". Did you mean "${near}"?`;
  return `There is no parameter "${name}". There ${known.length === 0 ? 'are none here' : `are: ${known.join(', ')}`}.`;
}

function readNothing({ method, path }: AdminRoute, text: string): null {
  if (text === '' || text === '{}') return null;
  throw new KitError('ERR_ADMIN_BODY_INVALID', `${method} ${path} takes no body.`, { hint: 'Leave it out.' });
}

function noBody({ method, path }: AdminRoute, body: AdminBody): KitError {
  return new KitError('ERR_ADMIN_BODY_INVALID', `${method} ${path} needs a body, and there is none.`, {
    hint: suchAs(body),
  });
}

function requireJson(contentType: string | undefined, body: AdminBody): void {
  if (/^application\/([\w.+-]+\+)?json *(;|$)/i.test(contentType ?? '')) return;
  throw new KitError('ERR_ADMIN_MEDIA_TYPE', `The body is said to be ${contentType ?? 'of no type'}.`, {
    hint: `Send "Content-Type: application/json" (curl: --json) with a body such as ${JSON.stringify(body.example)}`,
  });
}

function parse(text: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch (error) {
    throw new KitError('ERR_ADMIN_BODY_INVALID', `The body is not JSON: ${(error as SyntaxError).message}`, {
      cause: error,
    });
  }
}

function suchAs({ example }: AdminBody): string {
  return `Send "Content-Type: application/json" and, for example, ${JSON.stringify(example)}`;
}

/** One thing that is wrong, with the JSON Pointer into the body or the name of the parameter. */
type Problem = { readonly text: string } & ({ readonly pointer: string } | { readonly parameter: string });

function toProblem(finding: Finding): Problem {
  return { pointer: finding.instancePath, text: tell(finding) };
}

function tell({ message, hint }: Finding): string {
  return hint === undefined ? message : `${message} ${hint}`;
}

function invalid(
  code: 'ERR_REQUEST_INVALID' | 'ERR_ADMIN_BODY_INVALID',
  what: string,
  problems: readonly Problem[],
): KitError {
  const texts = problems.map(({ text }) => text);
  const message = problems.length === 1 ? `${what}: ${texts[0]}` : `${what}: ${problems.length} problems.`;
  return new KitError(code, message, { details: texts, data: { problems } });
}
