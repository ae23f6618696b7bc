// GET /__admin and /__admin/openapi.json: what there is.

import { type AdminRoute, fullPath } from './admin-route.ts';
import { list, object, text } from './schemas.ts';

export const index: AdminRoute = {
  method: 'GET',
  path: '/',
  operationId: 'index',
  summary: 'What there is.',
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
