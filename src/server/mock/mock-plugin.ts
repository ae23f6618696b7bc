// The API as a Fastify plugin: CORS, the routes of the document, and unparsed bodies.

import cors from '@fastify/cors';
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

export interface MockPluginOptions {
  readonly served: ServedDocument;
  readonly state: MockState;
  /** Other served paths; complete when the first request arrives. */
  readonly beside: readonly BesidePath[];
}

export async function mockPlugin(app: FastifyInstance, { served, state, beside }: MockPluginOptions): Promise<void> {
  takeAnyBody(app);
  app.setErrorHandler<Error>((error, request, reply) => {
    noteRejected(error, request, reply, state);
    throw error;
  });
  // Registered here and not at the root, so that CORS applies and a page can read the error.
  const { document } = served;
  app.setNotFoundHandler((request, reply) => answerNotFound({ document, beside }, state, request, reply));
  registerRoutes(app, served, state);
  await app.register(async scope => {
    if (state.cors) await scope.register(cors, preflightOptions(methodsOf(document)));
    registerOptions(scope, document);
  });
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

/** Answers OPTIONS on every path without a documented one. */
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
