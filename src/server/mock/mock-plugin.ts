// The API as Fastify applications: the routes of the document with unparsed bodies, and CORS preflights.

import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { ApiDocument } from '../../contract/openapi/document.ts';
import { asRouted } from '../../contract/openapi/serve.ts';
import { toKitError } from '../problem.ts';
import type { MockState } from './exchange.ts';
import { addErrorHeaders, preflightOptions } from './headers.ts';
import { answerNotFound } from './not-found.ts';
import { noteAnswered } from './open-entry.ts';
import { allowedMethods, type BesidePath, describes, toFastifyPath } from './paths.ts';
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
