// The request path: each operation of the document is one Fastify route, and every request takes these steps in order.
// A step returns or throws; only `respond` replies; `turnDown` puts every error into the API's words.
//
//   request  -> openEntry        journal, session, token
//            -> selectScenario   Prefer > token > queued once > active > default; a forced error needs no token
//            -> authenticate     401 missing, malformed, expired, 2-legged ...   403 scope
//            -> limitRate        429 + Retry-After
//            -> validateRequest  400
//            -> buildAnswer      the profile of this person, checked against the document
//   response <- respond          sends it, late or broken if the scenario says so; closes the journal entry

import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { KitError } from '../../base/errors.ts';
import { authenticate } from './authenticate.ts';
import { buildAnswer, withBehaviour } from './build-answer.ts';
import { buildForced } from './build-forced.ts';
import { errorAnswer, problemAnswer } from './error-answer.ts';
import type { Answer, Exchange, MockState, Route, Selection } from './exchange.ts';
import { toFastifyPath } from './fastify-path.ts';
import { limitRate } from './limit-rate.ts';
import { allowedMethods } from './not-found.ts';
import { openEntry } from './open-entry.ts';
import { Rejection } from './rejection.ts';
import { respond } from './respond.ts';
import { isForcedError, selectScenario } from './select-scenario.ts';
import { validateRequest } from './validate-request.ts';
import type { World } from './world.ts';

/** Registers one route for each operation of the document. */
export function registerRoutes(app: FastifyInstance, world: World, state: MockState): void {
  for (const [operation, success] of world.successes) {
    const route: Route = { operation, success, world, state };
    app.route({
      method: operation.method,
      url: toFastifyPath(operation.path),
      exposeHeadRoute: !describes(world, operation.path, 'HEAD'),
      handler: (request, reply) => serve(route, request, reply),
    });
  }
}

/** OPTIONS of every path whose document does not describe it: what else the path answers. */
export function registerOptions(app: FastifyInstance, world: World): void {
  const { document } = world;
  for (const path of new Set(document.operations.map(operation => operation.path))) {
    if (describes(world, path, 'OPTIONS')) continue;
    const allow = allowedMethods(document, path).join(', ');
    app.options(toFastifyPath(path), (_request, reply) => reply.header('allow', allow).code(204).send());
  }
}

function describes({ document }: World, path: string, method: string): boolean {
  return document.operations.some(operation => operation.path === path && operation.method === method);
}

function serve(route: Route, request: FastifyRequest, reply: FastifyReply): void {
  const exchange = openEntry(route, request);
  let selection: Selection | undefined;
  try {
    if (exchange.session.settings.prismCompat) authenticate(exchange);
    selection = selectScenario(exchange);
    respond(exchange, reply, answer(exchange, selection), selection);
  } catch (error) {
    respond(exchange, reply, turnDown(exchange, error), selection && { ...selection, preferences: undefined });
  }
}

function answer(exchange: Exchange, selection: Selection): Answer {
  if (isForcedError(selection.behaviour)) return buildForced(exchange, selection.behaviour);
  const principal = authenticate(exchange);
  limitRate(exchange, principal);
  validateRequest(exchange);
  return buildAnswer(exchange, selection, principal);
}

/** The one place where errors become answers: the API's own in its envelope, the mock's as problem+json. */
function turnDown(exchange: Exchange, error: unknown): Answer {
  if (error instanceof Rejection) return withBehaviour(exchange, errorAnswer(exchange, error), {});
  if (error instanceof KitError) return problemAnswer(error);
  throw error;
}
