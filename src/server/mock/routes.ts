// The request path: each operation of the document is one Fastify route, and every request takes these steps in order.
// A step returns or throws; only `respond` replies; `errorToAnswer` gives every error its wire shape.
//
//   request  -> openEntry        journal, session, token
//            -> selectScenario   Prefer > token > queued once > active > default; a forced error needs no token
//            -> authenticate     401 missing, malformed, expired, 2-legged ...   403 scope
//            -> limitRate        429 + Retry-After
//            -> validateRequest  400
//            -> buildAnswer      the user's profile, checked against the document
//   response <- respond          sends it, late or broken if the scenario says so; closes the journal entry

import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { KitError } from '../../base/errors.ts';
import type { Replica } from '../sessions/replica.ts';
import { askStore, countCall } from './ask-store.ts';
import { authenticate } from './authenticate.ts';
import { buildAnswer } from './build-answer.ts';
import { buildForced, buildRejected } from './build-error.ts';
import { problemAnswer } from './error-answer.ts';
import { type Answer, type Exchange, type MockState, Rejection, type Route, type Selection } from './exchange.ts';
import { limitRate } from './limit-rate.ts';
import { openEntry, reopen } from './open-entry.ts';
import { describes, toFastifyPath } from './paths.ts';
import { respond } from './respond.ts';
import { inSharedStep, isForcedError, selectScenario } from './select-scenario.ts';
import type { ServedDocument } from './served-document.ts';
import { mistakeIn } from './token.ts';
import { wantsPage, withPage } from './token-page.ts';
import { validateRequest } from './validate-request.ts';

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
  serveIn(route, openEntry(route, request), reply);
}

/** Goes on in the document that the session has. */
function serveIn(route: Route, exchange: Exchange, reply: FastifyReply): void {
  const own = route.served.ofApi(exchange.session.settings.profileApi);
  if (own === route.served) takeSteps(route, exchange, reply);
  else
    inOther(route, own).then(
      other => takeSteps(route, { ...exchange, route: other }, reply),
      (error: unknown) => reply.send(error),
    );
}

/** The same route in the other document, for sessions with another profile API than the server's. */
const others = new WeakMap<Route, Promise<Route>>();

function inOther(route: Route, own: ServedDocument | Promise<ServedDocument>): Promise<Route> {
  const known = others.get(route) ?? Promise.resolve(own).then(served => routeIn(served, route));
  others.set(route, known);
  return known;
}

/** The built-in documents have the same operations. */
function routeIn(served: ServedDocument, { operation: { method, path }, state }: Route): Route {
  for (const [operation, success] of served.successes) {
    if (operation.method === method && operation.path === path) return { operation, success, served, state };
  }
  throw new KitError('ERR_INTERNAL', `The other profile API has no ${method} ${path}.`);
}

function takeSteps(route: Route, exchange: Exchange, reply: FastifyReply): void {
  const { replica } = route.state;
  if (replica !== undefined) {
    takeSharedSteps(route, exchange, reply, replica).catch((error: unknown) => reply.send(error));
    return;
  }
  let selection: Selection | undefined;
  try {
    if (exchange.session.settings.prismCompat) authenticate(exchange);
    selection = selectScenario(exchange);
    respond(exchange, reply, answer(exchange, selection), selection);
  } catch (error) {
    respondError(exchange, reply, error, selection);
  }
}

/** The same steps, where sessions are shared with other replicas. */
async function takeSharedSteps(route: Route, exchange: Exchange, reply: FastifyReply, replica: Replica): Promise<void> {
  let selection: Selection | undefined;
  try {
    if (exchange.session.settings.prismCompat) authenticate(exchange);
    if (!(await askStore(exchange, replica))) {
      reopen(exchange);
      serveIn(route, { ...exchange, route }, reply);
      return;
    }
    selection = await inSharedStep(exchange, selectScenario(exchange), replica);
    await countCall(exchange, replica, selection);
    respond(exchange, reply, answer(exchange, selection), selection);
  } catch (error) {
    respondError(exchange, reply, error, selection);
  }
}

function respondError(exchange: Exchange, reply: FastifyReply, error: unknown, selection: Selection | undefined): void {
  respond(
    exchange,
    reply,
    errorToAnswer(exchange, error, selection),
    selection && { ...selection, preferences: undefined },
  );
}

function answer(exchange: Exchange, selection: Selection): Answer {
  if (isForcedError(selection.behaviour)) return buildForced(exchange, selection);
  const principal = authenticate(exchange);
  limitRate(exchange, principal);
  validateRequest(exchange);
  return buildAnswer(exchange, selection, principal);
}

/** A rejection becomes the API's error body, an error of the mock problem+json. */
function errorToAnswer(exchange: Exchange, error: unknown, selection: Selection | undefined): Answer {
  if (error instanceof Rejection) {
    const answer = buildRejected(exchange, error, selection);
    if (wantsPage(exchange)) return withPage(exchange, answer, selection);
    const mistake = mistakeIn(exchange.token);
    if (mistake === undefined) return answer;
    exchange.route.state.warnOnce(mistake);
    return { ...answer, outcome: `${answer.outcome}; ${mistake}`, head: undefined };
  }
  if (error instanceof KitError) return problemAnswer(unservable(exchange, error));
  throw error;
}

/** An unsatisfiable schema shows with the first call of its operation. */
function unservable({ route }: Exchange, error: KitError): KitError {
  if (error.code !== 'ERR_PROFILE_UNGENERATABLE' && error.code !== 'ERR_DOCUMENT_INVALID') return error;
  const { method, path } = route.operation;
  return new KitError('ERR_OPERATION_NOT_SERVED', `${method} ${path} is not served: ${error.message}`, {
    ...(error.hint !== undefined && { hint: error.hint }),
    details: error.details,
    data: error.data,
    cause: error,
  });
}
