// GET /__admin and /__admin/openapi.json, and the 404 and 405 that name what exists: a GET instead of a POST, as on reset, is
// the usual mistake.

import { basename } from 'node:path';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { KitError } from '../../base/errors.ts';
import { packageVersion } from '../../base/package-files.ts';
import { nearest } from '../../base/suggest.ts';
import { type AdminRoute, fullPath } from './admin-route.ts';
import { count, list, object, text } from './schemas.ts';

export const index: AdminRoute = {
  method: 'GET',
  path: '/',
  operationId: 'index',
  summary: 'Index of the admin API.',
  answer: object({ routes: list(object({ method: text, path: text, summary: text })) }),
  handle: ({ routes }) => ({
    routes: routes.map(route => ({ method: route.method, path: fullPath(route), summary: route.summary })),
  }),
};

export const openapi: AdminRoute = {
  method: 'GET',
  path: '/openapi.json',
  operationId: 'openapi',
  summary: 'This API as an OpenAPI document.',
  answer: { type: 'object' },
  handle: ({ document }) => document.root,
};

export const health: AdminRoute = {
  method: 'GET',
  path: '/health',
  operationId: 'health',
  summary: 'Health of the server, and the served document.',
  open: true,
  answer: object({
    status: { const: 'ok' },
    version: text,
    document: object({
      title: text,
      version: text,
      file: text,
      hash: { ...text, description: 'SHA-256 of the files, in hex' },
    }),
    uptimeSeconds: { type: 'number', minimum: 0 },
    sessions: count,
    'store?': { enum: ['connected', 'degraded'], description: 'the shared store, with --store' },
  }),
  handle: ({ served: { document }, sessions, replica }) => ({
    status: 'ok',
    version: packageVersion(),
    document: { title: document.title, version: document.version, file: basename(document.file), hash: document.hash },
    uptimeSeconds: Math.max(0, sessions.now() - sessions.startedAt) / 1000,
    sessions: sessions.list().length,
    ...(replica === undefined ? {} : { store: replica.store.isConnected ? 'connected' : 'degraded' }),
  }),
};

export const ca: AdminRoute = {
  method: 'GET',
  path: '/ca.pem',
  operationId: 'ca',
  summary: 'Certificate of the local CA of --tls, for clients to trust.',
  open: true,
  answer: text,
  mediaType: 'application/x-pem-file',
  errors: ['ERR_TLS_NO_CA'],
  handle: ({ ca: pem }) => {
    if (pem !== undefined) return pem;
    throw new KitError('ERR_TLS_NO_CA', 'This server has no local CA.', {
      hint: 'Start it with --tls; a certificate of --tls-cert comes from a CA that clients know.',
    });
  },
};

export const metrics: AdminRoute = {
  method: 'GET',
  path: '/metrics',
  operationId: 'metrics',
  summary: 'Metrics of the server in the text format of Prometheus; the first call begins to count.',
  answer: text,
  mediaType: 'text/plain; version=0.0.4; charset=utf-8',
  errors: ['ERR_PACKAGE_NOT_INSTALLED'],
  handle: ({ metrics: text }) => text(),
};

// 404 and 405 of the admin API that name what exists: a GET instead of a POST, as on reset, is the usual mistake.

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
