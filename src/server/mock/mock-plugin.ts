// The API as a Fastify plugin: CORS, the routes of the document, and bodies taken as they come.

import cors from '@fastify/cors';
import type { FastifyInstance } from 'fastify';
import { preflightOptions } from './cors.ts';
import { addErrorHeaders } from './error-headers.ts';
import type { MockState } from './exchange.ts';
import { answerNotFound, type BesidePath } from './not-found.ts';
import { registerOptions, registerRoutes } from './routes.ts';
import type { World } from './world.ts';

/** What the plugin serves. */
export interface MockPluginOptions {
  readonly world: World;
  readonly state: MockState;
  /** What is served beside the document; complete when the first request comes. */
  readonly beside: readonly BesidePath[];
}

/** Registers the API. */
export async function mockPlugin(app: FastifyInstance, { world, state, beside }: MockPluginOptions): Promise<void> {
  takeAnyBody(app);
  app.setErrorHandler<Error>((error, _request, reply) => {
    addErrorHeaders(reply, state.cors);
    throw error;
  });
  // Here and not at the root, so that a page of another origin can read that its path is wrong.
  const served = { document: world.document, beside };
  app.setNotFoundHandler((request, reply) => answerNotFound(served, state, request, reply));
  registerRoutes(app, world, state);
  await app.register(async scope => {
    if (state.cors) await scope.register(cors, preflightOptions(methodsOf(world)));
    registerOptions(scope, world);
  });
}

function methodsOf(world: World): string[] {
  return [...new Set(['GET', 'HEAD', 'OPTIONS', ...world.document.operations.map(({ method }) => method)])];
}

/**
 * Clients send POST with `Content-Type: application/json` and no body, which is no JSON: a body is kept as text, and
 * only an operation that declares one looks at it.
 */
function takeAnyBody(app: FastifyInstance): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'string' }, (_request, body, done) => done(null, body));
}
