// The query of an admin request, checked against the admin API's own OpenAPI document.

import type { FastifyRequest } from 'fastify';
import { nearest } from '../../base/errors.ts';
import type { Json, JsonObject } from '../../contract/openapi/document.ts';
import { joinPointer } from '../../contract/openapi/pointer.ts';
import type { Validators } from '../../contract/openapi/validators.ts';
import { type AdminRoute, operationPointer } from './admin-route.ts';
import { invalid, type Problem, tell } from './problems.ts';

/**
 * The parameters that were given.
 *
 * @throws ERR_REQUEST_INVALID naming every parameter that the route does not have, and every value that one cannot have
 */
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

/** A parameter of the query is text; its schema tells what the text stands for. */
function fromText(text: string | string[], schema: JsonObject | undefined): Json {
  if (typeof text !== 'string') return text;
  const types = [schema?.['type']].flat();
  if (types.includes('integer') && /^\d{1,15}$/.test(text)) return Number(text);
  if (types.includes('boolean') && (text === 'true' || text === 'false')) return text === 'true';
  return text;
}

function problemsOf(route: AdminRoute, name: string, value: Json, validators: Validators): Problem[] {
  const known = Object.keys(route.query ?? {});
  if (!known.includes(name)) return [{ parameter: name, text: unknownParameter(name, known) }];
  const pointer = joinPointer(operationPointer(route), 'parameters', known.indexOf(name), 'schema');
  const findings = validators.get(pointer).check(value, 'query');
  return findings.map(finding => ({ parameter: name, text: `${name}: ${tell(finding)}` }));
}

function unknownParameter(name: string, known: readonly string[]): string {
  const near = nearest(name, known);
  if (near !== undefined) return `There is no parameter "${name}". Did you mean "${near}"?`;
  return `There is no parameter "${name}". There ${known.length === 0 ? 'are none here' : `are: ${known.join(', ')}`}.`;
}
