// The admin API under /__admin as a Fastify plugin. Over 250 lines: the list of its routes is here.
// @see https://wiremock.org/docs/standalone/admin-api-reference/ whose paths and terms it shares where they coincide

import type { IncomingMessage } from 'node:http';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { KitError } from '../../base/errors.ts';
import { packageVersion } from '../../base/package-files.ts';
import { createValidators, type Validators } from '../../contract/openapi/validators.ts';
import type { PictureHost } from '../../profiles/pictures.ts';
import type { RecentExchanges } from '../sessions/recent-exchanges.ts';
import type { Replica } from '../sessions/replica.ts';
import type { Session } from '../sessions/session.ts';
import type { Sessions } from '../sessions/sessions.ts';
import type { AdminContext, AdminDocument, AdminRoute, LoginControl, Pictures, Streams } from './admin-route.ts';
import {
  addSafetyHeaders,
  readBody,
  readQuery,
  refuseOtherOrigins,
  requireTrust,
  type Trust,
} from './admit-request.ts';
import { getDocument } from './document.ts';
import { ca, health, index, metrics, openapi, refuseAll, refuseUnknown } from './index-page.ts';
import { endTokens, failNextRefresh, listTokens, rotateKey } from './login.ts';
import { describeRoutes } from './openapi-document.ts';
import { listPactStates, setPactState } from './pact-states.ts';
import { type PageFile, pageFile, pagePaths } from './page-files.ts';
import { checkPersona, getPersona, getProfile, listPersonas, putPersona, removePersona } from './personas.ts';
import { streamRequests } from './request-events.ts';
import {
  clearRequests,
  countRequests,
  findRequests,
  getExchange,
  getRequest,
  listRequests,
  removeRequest,
} from './requests.ts';
import { arrangeQueue, listScenarios, queueScenario, resetScenarios, useScenario } from './scenarios.ts';
import { listSessions, removeSession, reset } from './sessions.ts';
import { getClock, getSettings, listLimits, moveClock, patchSettings, postSettings } from './settings.ts';
import { listVerdicts, reportVerdicts } from './verdicts.ts';

const routes: readonly AdminRoute[] = [
  index, //          GET    /
  openapi, //        GET    /openapi.json
  health, //         GET    /health
  ca, //             GET    /ca.pem
  metrics, //        GET    /metrics
  listRequests, //   GET    /requests
  clearRequests, //  DELETE /requests
  streamRequests, // GET    /requests/events
  getRequest, //     GET    /requests/{id}
  getExchange, //    GET    /requests/{id}/exchange
  removeRequest, //  DELETE /requests/{id}
  findRequests, //   POST   /requests/find
  countRequests, //  POST   /requests/count
  reportVerdicts, // GET    /verdicts/report
  listVerdicts, //   GET    /verdicts
  listLimits, //     GET    /limits
  listScenarios, //  GET    /scenarios
  useScenario, //    POST   /scenarios/use
  queueScenario, //  POST   /scenarios/once
  arrangeQueue, //   PUT    /scenarios/queue
  resetScenarios, // POST   /scenarios/reset
  getDocument, //    GET    /document
  listPersonas, //   GET    /personas
  getPersona, //     GET    /personas/{name}
  getProfile, //     GET    /personas/{name}/profile
  checkPersona, //   POST   /personas/{name}/check
  putPersona, //     PUT    /personas/{name}
  removePersona, //  DELETE /personas/{name}
  listTokens, //     GET    /login/tokens
  endTokens, //      DELETE /login/tokens
  failNextRefresh, // POST  /login/fail-next-refresh
  rotateKey, //      POST   /login/rotate-key
  getSettings, //    GET    /settings
  patchSettings, //  PATCH  /settings
  postSettings, //   POST   /settings
  getClock, //       GET    /clock
  moveClock, //      POST   /clock
  listPactStates, // GET    /pact/states
  setPactState, //   POST   /pact/states
  reset, //          POST   /reset
  listSessions, //   GET    /sessions
  removeSession, //  DELETE /sessions/{id}
];

/** In bytes. */
const longestBody = 1024 * 1024;

export interface AdminOptions {
  readonly config: Trust & {
    /** Whether the admin API is on; otherwise only `health` and `ca.pem` answer. */
    readonly admin: boolean;
  };
  readonly served: AdminDocument;
  readonly sessions: Sessions;
  readonly login: LoginControl;
  /** Certificate of the local CA, as PEM. */
  readonly ca?: string | undefined;
  /** The metrics in the text format of Prometheus; the first call begins to count. */
  readonly metrics: () => Promise<string>;
  /** Shares sessions with other processes; undefined where there are none. */
  readonly replica?: Replica | undefined;
  /** The session in the path prefix `/sessions/<id>`. */
  readonly sessionOfPath: (request: IncomingMessage) => string | undefined;
  readonly streams: Streams;
  readonly recent: RecentExchanges;
  /** Undefined where profiles have Autodesk's addresses. */
  readonly pictures:
    | (Pick<Pictures, 'draw'> & { at(request: FastifyRequest, session: Session): PictureHost | undefined })
    | undefined;
}

/** Registers the admin API, or what is open to all if it is off. The application's error handler takes the errors. */
export async function adminPlugin(app: FastifyInstance, options: AdminOptions): Promise<void> {
  const { config } = options;
  const served = routes.filter(route => config.admin || (route.open && (route !== ca || options.ca !== undefined)));
  const open = new Set(routes.filter(route => route.open).map(({ path }) => `${app.prefix}${path}`));
  const prepared = prepareRoutes(served, options);
  takeText(app);
  app.addHook('onRequest', async (request, reply) => {
    addSafetyHeaders(reply);
    refuseOtherOrigins(request);
    const { url = '' } = request.routeOptions;
    // The page asks for the token itself: a browser cannot send one with an address. Its files hold no data.
    const isOpen = open.has(url) || (config.adminToken !== undefined && isPage(url.slice(app.prefix.length)));
    if (config.admin && !isOpen) requireTrust(request, reply, config);
  });
  for (const route of served) {
    app.route({
      method: route.method,
      url: toRoute(route.path),
      handler: async (request, reply) => {
        if (route.mediaType !== undefined) reply.type(route.mediaType);
        return answer(route, { request, reply }, prepared, options);
      },
    });
  }
  if (config.admin) servePage(app);
  refuseTheRest(app, config.admin);
}

function isPage(path: string): boolean {
  return pagePaths.some(page => toRoute(page) === path);
}

function servePage(app: FastifyInstance): void {
  for (const path of pagePaths) {
    app.get<{ Params: { file?: PageFile } }>(toRoute(path), async ({ params, raw }, reply) => {
      // Its files are named relative to it.
      if (/\/(\?|$)/.test(raw.url ?? '')) return reply.redirect('../ui');
      const { headers, content } = await pageFile(params.file);
      return reply.headers(headers).send(content);
    });
  }
}

/** `/requests/{id}` becomes `/requests/:id`. */
function toRoute(path: string): string {
  return path.replace(/\{(\w+)\}/g, ':$1');
}

interface Prepared {
  readonly context: AdminContext;
  readonly validators: Validators;
}

function prepareRoutes(routes: readonly AdminRoute[], options: AdminOptions): Prepared {
  const document = describeRoutes(routes, packageVersion());
  const { served, sessions, login, ca, metrics, replica } = options;
  return {
    context: { served, sessions, login, ca, metrics, replica, routes, document },
    validators: createValidators(document),
  };
}

async function answer(
  route: AdminRoute,
  { request, reply }: { readonly request: FastifyRequest; readonly reply: FastifyReply },
  { context, validators }: Prepared,
  options: AdminOptions,
): Promise<unknown> {
  const query = readQuery(route, request, validators);
  const body = readBody(route, request, validators);
  const { replica } = options;
  const session = await sessionOf(route, request, options);
  const handle = async (): Promise<unknown> => {
    const served = await context.served.ofApi(session.settings.profileApi);
    return route.handle({
      ...context,
      served,
      session,
      path: request.params as Readonly<Record<string, string>>,
      query,
      body,
      reply,
      streams: options.streams,
      recent: options.recent,
      pictures: options.pictures && { draw: options.pictures.draw, host: options.pictures.at(request, session) },
    });
  };
  return replica === undefined || route.session === undefined ? handle() : inStep(route, session, replica, handle);
}

/** Runs a route on the session as all replicas have it; a change reaches all of them. @throws ERR_STORE_UNREACHABLE */
async function inStep(
  { method, session: kind, locksItself }: AdminRoute,
  session: Session,
  replica: Replica,
  handle: () => Promise<unknown>,
): Promise<unknown> {
  const isReading = method === 'GET' || (method === 'POST' && kind === 'existing');
  if (!isReading && !replica.store.isConnected)
    throw new KitError('ERR_STORE_UNREACHABLE', 'The store does not answer, so other replicas would miss the change.', {
      hint: 'Try again when GET /__admin/health says that it is connected.',
    });
  const inJournal = async (): Promise<unknown> => {
    await replica.journal.read(session);
    return handle();
  };
  if (!isReading && locksItself !== true) return replica.change(session, inJournal);
  await replica.refresh(session);
  return inJournal();
}

/** The path prefix takes precedence over the header. @throws ERR_SESSION_UNKNOWN, ERR_SESSION_INVALID */
async function sessionOf(
  { session }: AdminRoute,
  { raw, headers }: FastifyRequest,
  { sessions, sessionOfPath, replica }: AdminOptions,
): Promise<Session> {
  const id = sessionOfPath(raw) ?? [headers['x-mock-session']].flat()[0];
  if (session === 'existing' && id !== undefined && replica !== undefined) await replica.open(sessions);
  if (session === 'existing') return sessions.find(id);
  return session === 'made' ? sessions.open(id) : sessions.default;
}

/** Bodies arrive as text, so that the admin API reports their errors itself. */
function takeText(app: FastifyInstance): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'string', bodyLimit: longestBody }, (_request, body, done) => {
    done(null, body);
  });
  app.setErrorHandler<Error & { statusCode?: number }>(error => {
    throw inOwnWords(error);
  });
}

/** Errors that Fastify finds before a route runs. */
function inOwnWords(error: Error & { statusCode?: number }): Error {
  switch (error.statusCode) {
    case 413:
      return new KitError('ERR_ADMIN_BODY_TOO_LARGE', `The body is larger than ${longestBody} bytes.`);
    case 415:
      return new KitError('ERR_ADMIN_MEDIA_TYPE', 'The content type is unreadable.', {
        hint: 'Send "Content-Type: application/json".',
      });
    default:
      return error;
  }
}

/**
 * Routes for every method: the API's CORS answers OPTIONS on every path, but must not do so here, and a not-found
 * handler of Fastify for a prefix registers many routes, and takes an eighth of a start.
 */
function refuseTheRest(app: FastifyInstance, isOn: boolean): void {
  const refuse = async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
    if (isOn)
      refuseUnknown([...routes, ...pagePaths.map(path => ({ method: 'GET', path }))], app.prefix, request, reply);
    else refuseAll();
    return reply;
  };
  for (const path of ['', '/*']) {
    const url = `${app.prefix}${path}`;
    const method = app.supportedMethods.filter(method => !app.hasRoute({ method, url }));
    app.route({ method, url: path, handler: refuse });
  }
}
