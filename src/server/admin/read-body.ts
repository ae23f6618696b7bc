// The body of an admin request, checked against the admin API's own OpenAPI document.

import type { FastifyRequest } from 'fastify';
import { KitError } from '../../base/errors.ts';
import type { Json } from '../../contract/openapi/document.ts';
import { joinPointer } from '../../contract/openapi/pointer.ts';
import type { Validators } from '../../contract/openapi/validators.ts';
import { type AdminBody, type AdminRoute, fullPath, operationPointer } from './admin-route.ts';
import { invalid, tell } from './problems.ts';

/** Levels of objects and lists in a body. */
const deepestBody = 64;

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
  const problems = findings.map(finding => ({ pointer: finding.instancePath, text: tell(finding) }));
  if (problems.length > 0) throw invalid('ERR_ADMIN_BODY_INVALID', 'The body', problems);
  return value;
}

function readNothing(route: AdminRoute, text: string): null {
  if (text === '' || text === '{}') return null;
  throw new KitError('ERR_ADMIN_BODY_INVALID', `${route.method} ${fullPath(route)} takes no body.`, {
    hint: 'Leave it out.',
  });
}

function noBody(route: AdminRoute, body: AdminBody): KitError {
  return new KitError('ERR_ADMIN_BODY_INVALID', `${route.method} ${fullPath(route)} needs a body, and there is none.`, {
    hint: suchAs(body),
  });
}

function requireJson(contentType: string | undefined, body: AdminBody): void {
  if (/^application\/([\w.+-]+\+)?json *(;|$)/i.test(contentType ?? '')) return;
  const said = contentType === undefined ? 'The body has no content type.' : `The body is said to be ${contentType}.`;
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

/** What reads a body further on goes down into it, and would run out of stack. */
function isDeeper(value: Json, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return levels === 0 || Object.values(value).some(member => isDeeper(member, levels - 1));
}

function suchAs({ example }: AdminBody): string {
  return `Send "Content-Type: application/json" (curl: --json) and, for example, ${JSON.stringify(example)}`;
}
