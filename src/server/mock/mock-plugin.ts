// The API as Fastify applications: the routes of the document with unparsed bodies, and CORS preflights.

import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { KitError } from '../../base/errors.ts';
import type { ApiDocument } from '../../contract/openapi/document.ts';
import { asRouted } from '../../contract/openapi/serve.ts';
import { sendProblem, toKitError } from '../problem.ts';
import { pathOf } from '../sessions/journal.ts';
import type { MockState } from './exchange.ts';
import { addErrorHeaders, corsHeaders, preflightOptions } from './headers.ts';
import { noteAnswered } from './open-entry.ts';
import { allowedMethods, at, type BesidePath, describes, methodsAt, sessionOfPath, toFastifyPath } from './paths.ts';
import { registerRoutes } from './routes.ts';
import type { ServedDocument } from './served-document.ts';

export interface MockOptions {
  readonly served: ServedDocument;
  readonly state: MockState;
  /** Other served paths. */
  readonly beside: readonly BesidePath[];
}

export function registerMock(app: FastifyInstance, options: MockOptions): void {
  takeAnyBody(app);
  registerNotFound(app, options);
  registerRoutes(app, options.served, options.state);
}

/** Answers OPTIONS: preflights on every path, and others on every path without a documented OPTIONS. */
export async function preflightPlugin(app: FastifyInstance, options: MockOptions): Promise<void> {
  const { document } = options.served;
  takeAnyBody(app);
  if (options.state.cors) {
    const { default: cors } = await import('@fastify/cors');
    await app.register(cors, preflightOptions(methodsOf(document)));
  }
  registerNotFound(app, options);
  registerOptions(app, document);
}

function registerNotFound(app: FastifyInstance, { served: { document }, state, beside }: MockOptions): void {
  app.setNotFoundHandler((request, reply) => answerNotFound({ document, beside }, state, request, reply));
}

/** Gives an error that is answered before any step its headers and its journal entry. */
export function noteRejected(error: Error, request: FastifyRequest, reply: FastifyReply, state: MockState): void {
  addErrorHeaders(reply, state.cors);
  const { code, status } = toKitError(error);
  if (status < 500) reply.header('x-request-id', noteAnswered(request, state, status, code).id);
}

function methodsOf({ operations }: ApiDocument): string[] {
  return [...new Set(['GET', 'HEAD', 'OPTIONS', ...operations.map(({ method }) => method)])];
}

function registerOptions(app: FastifyInstance, document: ApiDocument): void {
  const paths = new Map(document.served.map(({ path }) => [asRouted(path), path]));
  for (const path of paths.values()) {
    if (describes(document, path, 'OPTIONS')) continue;
    app.options(toFastifyPath(path), (_request, reply) =>
      reply.header('allow', allowedMethods(document, path).join(', ')).code(204).send(),
    );
  }
}

/**
 * Clients send POST with `Content-Type: application/json` and no body, which is not JSON: bodies stay text, and only an
 * operation that declares one reads it.
 */
function takeAnyBody(app: FastifyInstance): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'string' }, (_request, body, done) => done(null, body));
}

// 404 and 405 as problem+json that name what exists.
// @see https://www.rfc-editor.org/rfc/rfc9110#section-15.5.6

export interface Served {
  readonly document: ApiDocument;
  readonly beside: readonly BesidePath[];
}

/** Answers a request without a route, and writes it to the journal. */
function answerNotFound(served: Served, state: MockState, request: FastifyRequest, reply: FastifyReply): void {
  const path = pathOf(request.url);
  const page = path === '/' && isBrowser(request) ? state.pageUrl?.(sessionOfPath(request.raw)) : undefined;
  if (page !== undefined) return void reply.header('vary', 'accept').header('cache-control', 'no-store').redirect(page);
  const documented = allowedMethods(served.document, path);
  const allowed = documented.length > 0 ? documented : at(served.beside, path).flatMap(({ methods = [] }) => methods);
  if (allowed.length > 0) reply.header('allow', allowed.join(', '));
  // A page of another origin must be able to read the error.
  if (state.cors) reply.headers(corsHeaders);
  const error =
    notServed(served.document, request.method, path) ??
    (allowed.length > 0 ? wrongMethod(request.method, path, allowed) : unknownPath(served, request.method, path));
  const entry = noteAnswered(request, state, error.status, error.code);
  sendProblem(reply.header('x-request-id', entry.id), error);
}

/** Whether a browser opens the address; programs ask for other types. */
function isBrowser({ method, headers: { accept = '' } }: FastifyRequest): boolean {
  return method === 'GET' && accept.includes('text/html');
}

/** The error of a documented operation that the mock cannot serve. */
function notServed({ unserved }: ApiDocument, method: string, path: string): KitError | undefined {
  const found = unserved.find(({ operation }) => methodsAt([operation], path).includes(method));
  if (found === undefined) return undefined;
  const { operation, reason } = found;
  return new KitError('ERR_OPERATION_NOT_SERVED', `${method} ${operation.path} is not served: ${reason}.`, {
    hint: 'The mock serves operations that document a success in JSON.',
  });
}

function unknownPath({ document, beside }: Served, method: string, path: string): KitError {
  const routes = document.served.map(operation => `${operation.method} ${operation.path}`);
  return new KitError('ERR_ROUTE_UNKNOWN', `Nothing is served at ${method} ${path}.`, {
    hint: `Known: ${shortened([...routes, ...new Set(beside.map(({ label }) => label))])}.`,
    data: { routes },
  });
}

// A document may have hundreds.
const mostShown = 20;

function shortened(routes: readonly string[]): string {
  const more = routes.length - mostShown;
  return routes.slice(0, mostShown).join(', ') + (more > 0 ? ` and ${more} more` : '');
}

function wrongMethod(method: string, path: string, allowed: readonly string[]): KitError {
  return new KitError('ERR_METHOD_NOT_ALLOWED', `${path} does not support ${method}.`, {
    hint: `Use ${allowed.join(', ')}.`,
  });
}
