// The API as a Fastify plugin: CORS, the routes of the document, and bodies taken as they come.

import cors from '@fastify/cors';
import type { FastifyInstance } from 'fastify';
import type { MockState } from './exchange.ts';
import { answerNotFound } from './not-found.ts';
import { registerRoutes } from './routes.ts';
import type { World } from './world.ts';

/** Response headers that scripts of other origins may read. */
const exposedHeaders = ['Retry-After', 'WWW-Authenticate', 'X-Request-Id', 'X-Mock-Decision', 'Preference-Applied'];

/** A preflight goes on to the route, which says what it allows, as for every OPTIONS. */
const corsOptions = { origin: '*', exposedHeaders, maxAge: 600, strictPreflight: false, preflightContinue: true };

/** What the plugin serves. */
export interface MockPluginOptions {
  readonly world: World;
  readonly state: MockState;
  /** Whether scripts of other origins may call the API. */
  readonly cors: boolean;
}

/** Registers the API. */
export async function mockPlugin(
  app: FastifyInstance,
  { world, state, cors: corsAllowed }: MockPluginOptions,
): Promise<void> {
  if (corsAllowed) await app.register(cors, { ...corsOptions, methods: methodsOf(world) });
  takeAnyBody(app);
  // Here and not at the root, so that a page of another origin can read that its path is wrong.
  app.setNotFoundHandler((request, reply) => answerNotFound(world.document, state, request, reply));
  registerRoutes(app, world, state);
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
