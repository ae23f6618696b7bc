// 404 and 405 of the admin API that name what exists: a GET instead of a POST, as on reset, is the usual mistake.

import type { FastifyReply, FastifyRequest } from 'fastify';
import { KitError } from '../../base/errors.ts';
import { nearest } from '../../base/suggest.ts';
import { type AdminRoute, fullPath } from './admin-route.ts';

type Known = Pick<AdminRoute, 'path'> & { readonly method: string };

/** @throws ERR_ROUTE_UNKNOWN, ERR_METHOD_NOT_ALLOWED */
export function refuseUnknown(
  routes: readonly Known[],
  prefix: string,
  request: FastifyRequest,
  reply: FastifyReply,
): void {
  const path = tidy(request.url).slice(prefix.length) || '/';
  const methods = routes.filter(route => matches(route.path, path)).map(({ method }) => method);
  if (methods.length === 0) throw unknownPath(routes, path, prefix);
  const allowed = [...methods, ...(methods.includes('GET') ? ['HEAD'] : []), 'OPTIONS'];
  reply.header('allow', allowed.join(', '));
  if (request.method === 'OPTIONS') return void reply.code(204).send();
  throw new KitError('ERR_METHOD_NOT_ALLOWED', `${prefix}${path} does not support ${request.method}.`, {
    hint: `Use ${methods.join(' or ')}.`,
  });
}

/** For everything but the open routes if the admin API is off. @throws ERR_ROUTE_UNKNOWN */
export function refuseAll(): void {
  throw new KitError('ERR_ROUTE_UNKNOWN', 'The admin API is off.', {
    hint: 'Beyond loopback it needs an admin token (--admin-token); in process, the option "admin".',
  });
}

/** Without query, repeated slashes and trailing slash. */
function tidy(url: string): string {
  return (url.split('?')[0] ?? '').replace(/\/{2,}/g, '/').replace(/(.)\/$/, '$1');
}

function matches(template: string, path: string): boolean {
  const segments = template.split('/');
  const given = path.split('/');
  return (
    segments.length === given.length &&
    segments.every((segment, index) => segment.startsWith('{') || segment === given[index])
  );
}

function unknownPath(routes: readonly Known[], path: string, prefix: string): KitError {
  // Below the prefix: what all paths share would make every one of them near.
  const near = nearest(path, new Set(routes.map(route => route.path)));
  return new KitError('ERR_ROUTE_UNKNOWN', `Nothing is served at ${prefix}${path}.`, {
    hint: near === undefined ? `GET ${prefix} lists the paths.` : `Did you mean "${prefix}${near}"?`,
    data: { routes: routes.map(route => `${route.method} ${fullPath(route)}`) },
  });
}
