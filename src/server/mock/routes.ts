// The request path: each operation of the document is one Fastify route, and every request takes these steps in order.
// A step returns or throws; only `respond` replies; `errorToAnswer` gives every error its wire shape.
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
import { buildAnswer, buildForced, withBehaviour } from './build-answer.ts';
import { errorAnswer, problemAnswer } from './error-answer.ts';
import { type Answer, type Exchange, type MockState, Rejection, type Route, type Selection } from './exchange.ts';
import { limitRate } from './limit-rate.ts';
import { openEntry } from './open-entry.ts';
import { describes, toFastifyPath } from './paths.ts';
import { respond } from './respond.ts';
import { isForcedError, selectScenario } from './select-scenario.ts';
import type { ServedDocument } from './served-document.ts';
import { validateRequest } from './validate-request.ts';

/** Registers one route for each operation of the document. */
export function registerRoutes(app: FastifyInstance, served: ServedDocument, state: MockState): void {
  for (const [operation, success] of served.successes) {
    const route: Route = { operation, success, served, state };
    app.route({
      method: operation.method,
      url: toFastifyPath(operation.path),
      exposeHeadRoute: !describes(served.document, operation.path, 'HEAD'),
      handler: (request, reply) => serve(route, request, reply),
    });
  }
}

function serve(route: Route, request: FastifyRequest, reply: FastifyReply): void {
  const exchange = openEntry(route, request);
  let selection: Selection | undefined;
  try {
    if (exchange.session.settings.prismCompat) authenticate(exchange);
    selection = selectScenario(exchange);
    respond(exchange, reply, answer(exchange, selection), selection);
  } catch (error) {
    respond(exchange, reply, errorToAnswer(exchange, error), selection && { ...selection, preferences: undefined });
  }
}

function answer(exchange: Exchange, selection: Selection): Answer {
  if (isForcedError(selection.behaviour)) return buildForced(exchange, selection.behaviour);
  const principal = authenticate(exchange);
  limitRate(exchange, principal);
  validateRequest(exchange);
  return buildAnswer(exchange, selection, principal);
}

/** A rejection becomes the API's error body, an error of the mock problem+json. */
function errorToAnswer(exchange: Exchange, error: unknown): Answer {
  if (error instanceof Rejection) return withBehaviour(exchange, errorAnswer(exchange, error), {});
  if (error instanceof KitError) return problemAnswer(error);
  throw error;
}
