// The OpenAPI document of the admin API, generated from its routes.
// @see https://spec.openapis.org/oas/v3.1.1.html

import type { OpenAPIV3_1 } from 'openapi-types';
import { type ErrorCode, errorCatalog } from '../../base/errors.ts';
import type { ApiDocument, Json, JsonObject } from '../../contract/openapi/document.ts';
import { resolvePointer } from '../../contract/openapi/resolve.ts';
import type { AdminRoute } from './admin-route.ts';
import { schemas } from './schemas.ts';

export function describeRoutes(routes: readonly AdminRoute[], version: string): ApiDocument {
  const title = 'Admin API of aps-userinfo';
  const root: JsonObject = {
    openapi: '3.1.1',
    info: {
      title,
      version,
      description: 'Controls the mock, and reads its request journal. Sessions are isolated from each other.',
    },
    servers: [
      { url: '/__admin' },
      {
        url: '/sessions/{session}/__admin',
        description: 'one session',
        variables: { session: { default: 'default' } },
      },
    ],
    security: [{}, { adminToken: [] }],
    paths: pathsOf(routes),
    components: {
      schemas,
      parameters: { session: sessionHeader },
      securitySchemes: {
        adminToken: { type: 'http', scheme: 'bearer', description: 'required if the server was started with one' },
      },
    },
  };
  return {
    file: 'openapi.json',
    files: [],
    hash: '',
    title,
    version,
    specVersion: '3.1.1',
    root,
    openapi: root as unknown as OpenAPIV3_1.Document,
    operations: [],
    served: [],
    unserved: [],
    warnings: [],
    at: pointer => resolvePointer(root, pointer)?.value,
    origin: pointer => ({ file: 'openapi.json', pointer }),
    locate: () => ({ file: 'openapi.json', line: 1, column: 1 }),
  };
}

const sessionHeader: JsonObject = {
  name: 'X-Mock-Session',
  in: 'header',
  description: 'Session of the request; default: the default session.',
  schema: { type: 'string', pattern: '^[A-Za-z0-9._~-]{1,64}$' },
};

function pathsOf(routes: readonly AdminRoute[]): JsonObject {
  const paths: Record<string, Record<string, Json>> = {};
  for (const route of routes) {
    const item = paths[route.path] ?? {};
    item[route.method.toLowerCase()] = describeRoute(route);
    paths[route.path] = item;
  }
  return paths;
}

function describeRoute(route: AdminRoute): JsonObject {
  const parameters = parametersOf(route);
  return {
    operationId: route.operationId,
    summary: route.summary,
    ...(route.open ? { security: [] } : {}),
    ...(parameters.length === 0 ? {} : { parameters }),
    ...(route.body === undefined
      ? {}
      : { requestBody: { required: true, content: json(route.body.schema, route.body.example) } }),
    responses: {
      200: { description: 'Done.', content: { [route.mediaType ?? 'application/json']: { schema: route.answer } } },
      ...problemsOf(route),
    },
  };
}

/** Query parameters first, in the route's order: `read-query.ts` finds a schema by its index. */
function parametersOf({ query = {}, path, session }: AdminRoute): Json[] {
  const names = [...path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name);
  return [
    ...Object.entries(query).map(([name, { description, schema }]) => ({ name, in: 'query', description, schema })),
    ...names.map(name => ({ name, in: 'path', required: true, schema: { type: 'string' } })),
    ...(session === undefined ? [] : [{ $ref: '#/components/parameters/session' }]),
  ];
}

function json(schema: JsonObject, example?: Json): JsonObject {
  return { 'application/json': { schema, ...(example === undefined ? {} : { example }) } };
}

function problemsOf(route: AdminRoute): JsonObject {
  const codes = errorsOf(route);
  const statuses = [...new Set(codes.map(code => errorCatalog[code].status))].sort();
  return Object.fromEntries(
    statuses.map(status => [status, problem(codes.filter(code => errorCatalog[code].status === status))]),
  );
}

function problem(codes: readonly ErrorCode[]): JsonObject {
  return {
    description: codes.map(code => `${code}: ${errorCatalog[code].title}`).join(' '),
    content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
  };
}

function errorsOf({ open, method, session, body, errors = [] }: AdminRoute): readonly ErrorCode[] {
  return [
    'ERR_REQUEST_INVALID',
    'ERR_ADMIN_FORBIDDEN',
    ...(open ? [] : (['ERR_ADMIN_UNAUTHORIZED'] as const)),
    ...(session === 'existing' ? (['ERR_SESSION_UNKNOWN'] as const) : []),
    ...(session === 'made' ? (['ERR_SESSION_INVALID'] as const) : []),
    ...(method === 'GET' ? [] : (['ERR_ADMIN_BODY_INVALID', 'ERR_ADMIN_BODY_TOO_LARGE'] as const)),
    ...(body === undefined ? [] : (['ERR_ADMIN_MEDIA_TYPE'] as const)),
    ...errors,
  ];
}
