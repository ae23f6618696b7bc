// GET /__admin and /__admin/openapi.json: the index and the OpenAPI document.

import { basename } from 'node:path';
import { KitError } from '../../base/errors.ts';
import { packageVersion } from '../../base/package-files.ts';
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
