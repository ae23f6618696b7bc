// Fastify applications as the mock uses them, before they have routes.

import Fastify, {
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
  type FastifyServerOptions,
} from 'fastify';
import { KitError } from '../base/errors.ts';
import type { Log } from '../base/log.ts';
import { answerError } from './problem.ts';
import { withRealTicks } from './real-ticks.ts';

export function createApplication(
  log: Log,
  options: Pick<FastifyServerOptions, 'rewriteUrl' | 'frameworkErrors'> = {},
): FastifyInstance {
  const app = Fastify({
    ...options,
    routerOptions: { ignoreDuplicateSlashes: true, ignoreTrailingSlash: true },
    return503OnClosing: false,
    // No route has a Fastify schema: the document's validators check. Fastify's compilers take a third of its start-up.
    schemaController: { compilersFactory: { buildValidator: noCompiler, buildSerializer: noCompiler } },
  });
  app.setErrorHandler<Error>((error, _request, reply) => answerError(error, reply, log));
  return app;
}

function noCompiler(): never {
  throw new KitError(
    'ERR_INTERNAL',
    'A route has a Fastify schema; check with the validators of the document instead.',
  );
}

/** What an application of its own serves below a prefix. */
export interface OnDemandOptions {
  readonly log: Log;
  readonly register: (own: FastifyInstance, prefix: string) => PromiseLike<unknown>;
}

/**
 * Fastify plugin: passes every path below its prefix on to an application of its own, made when the first request comes.
 * Most servers get none, and the routes of the admin API take a fifth of a start in process.
 */
export async function onDemand(app: FastifyInstance, { log, register }: OnDemandOptions): Promise<void> {
  let made: Promise<FastifyInstance> | undefined;
  const make = async (): Promise<FastifyInstance> => {
    const own = createApplication(log);
    await register(own, app.prefix);
    await own.ready();
    return own;
  };
  const pass = async (request: FastifyRequest, reply: FastifyReply): Promise<void> => {
    made ??= withRealTicks(make);
    const { routing } = await made;
    reply.hijack();
    routing(request.raw, reply.raw);
  };
  for (const url of ['', '/*'])
    app.route({ method: [...app.supportedMethods], url, onRequest: pass, handler: async () => undefined });
}
