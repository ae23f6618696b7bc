// The applications of one served document: the API's own, and those beside it.

import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import { KitError } from '../base/errors.ts';
import type { Log } from '../base/log.ts';
import type { Config } from '../config/config.ts';
import type { Streams } from './admin/admin-route.ts';
import { dispatch, type Part } from './dispatch.ts';
import type { RequestHandler } from './listener.ts';
import type { LoginGate } from './login/login-gate.ts';
import { loginPaths } from './login/names.ts';
import type { MockState } from './mock/exchange.ts';
import { noteRejected, preflightPlugin, registerMock } from './mock/mock-plugin.ts';
import { noteAnswered } from './mock/open-entry.ts';
import { rewriteUrl, sessionOfPath } from './mock/paths.ts';
import type { ServedDocument } from './mock/served-document.ts';
import { createSignature, picturePaths } from './pictures/picture-addresses.ts';
import { answerError } from './problem.ts';
import type { JournalEntry } from './sessions/journal-entry.ts';
import { RecentExchanges } from './sessions/recent-exchanges.ts';
import type { Session } from './sessions/session.ts';
import { defaultSessionId } from './sessions/sessions.ts';

/** Everything that outlives a served document. */
export interface Parts {
  readonly config: Config;
  readonly state: MockState;
  readonly login: LoginGate;
  /** URL under which a client reached this server; browsers may use another. */
  readonly reachedAt: (request: FastifyRequest) => string;
  readonly streams: Streams;
  readonly log: Log;
  /** Certificate of the local CA. */
  readonly ca: string | undefined;
  readonly metrics: () => Promise<string>;
}

/** What answers every request of one served document. */
export async function createHandler(parts: Parts, served: ServedDocument): Promise<RequestHandler> {
  const { state, log } = parts;
  const note: NoteRejected = (error, request, reply) => noteRejected(error, request, reply, state);
  const beside = [pictures(parts, note), login(parts, note), admin(parts, served)];
  const options = { served, state, beside: beside.flatMap(({ paths }) => paths) };
  const main = createApplication(log, note, true);
  registerMock(main, options);
  await main.ready();
  const preflights = (): Promise<RequestHandler> =>
    routingOf(createApplication(log, note, true), app => app.register(preflightPlugin, options));
  const handle = dispatch({ document: served.document, main: main.routing, preflights, parts: beside });
  return (request, response) => {
    rewriteUrl(request, served);
    return handle(request, response);
  };
}

function pictures({ config, state, log }: Parts, note: NoteRejected): Part {
  const prefix = '/pictures';
  const options = {
    prefix,
    signature: createSignature(config.seed),
    clockOf: ({ raw }: FastifyRequest) => state.sessions.open(sessionOfPath(raw)).clock,
    note: (request: FastifyRequest, status: number) => noteAnswered(request, state, status, 'picture').id,
    cors: config.cors,
  };
  return {
    paths: picturePaths.map(path => ({ path: prefix + path, label: `${prefix}/*`, methods: ['GET', 'HEAD'] })),
    make: () =>
      routingOf(createApplication(log, note), async app => {
        const { picturesPlugin } = await import('./pictures/pictures-plugin.ts');
        return app.register(picturesPlugin, options);
      }),
  };
}

function login({ config, state, login: gate, reachedAt, log }: Parts, note: NoteRejected): Part {
  const options = {
    gate,
    sessions: state.sessions,
    sessionOfPath,
    baseUrl: reachedAt,
    browserUrl: state.baseUrl,
    cors: config.cors,
    onAnswered: (entry: JournalEntry) => state.onAnswered?.(entry),
    log,
  };
  return {
    paths: loginPaths.map(path => ({ path, label: path })),
    make: () =>
      routingOf(createApplication(log, note), async app => {
        gate.prepareKey();
        const { loginPlugin } = await import('./login/login-plugin.ts');
        return app.register(loginPlugin, options);
      }),
  };
}

function admin({ config, state, login, streams, log, ca, metrics }: Parts, served: ServedDocument): Part {
  const prefix = '/__admin';
  const { pictures } = state;
  const options = {
    ...{ prefix, config, served, login, ca, metrics, sessionOfPath, streams },
    sessions: state.sessions,
    replica: state.replica,
    recent: state.recent ?? new RecentExchanges(),
    pictures: pictures && {
      at: (request: FastifyRequest, { id, clock }: Session) =>
        pictures.at(state.baseUrl(request) + sessionPrefix(id), clock.now()),
      draw: async (text: string, size: number) =>
        (await import('./pictures/pictures-plugin.ts')).drawAddress(text, size),
    },
  };
  const label = config.admin || ca !== undefined ? `${prefix}/*` : `${prefix}/health`;
  return {
    paths: ['', '/*'].map(path => ({ path: prefix + path, label })),
    make: () =>
      routingOf(createApplication(log), async app => {
        const { adminPlugin } = await import('./admin/admin-plugin.ts');
        return app.register(adminPlugin, options);
      }),
  };
}

async function routingOf(
  app: FastifyInstance,
  register: (app: FastifyInstance) => PromiseLike<unknown>,
): Promise<RequestHandler> {
  await register(app);
  await app.ready();
  return app.routing;
}

function sessionPrefix(id: string): string {
  return id === defaultSessionId ? '' : `/sessions/${id}`;
}

/** Hears of an error that is answered before any step, and adds headers. */
type NoteRejected = (error: Error, request: FastifyRequest, reply: FastifyReply) => void;

/** @param note hears of what Fastify rejects before any route, and of what routes throw if `isOfRoutes` */
function createApplication(log: Log, note?: NoteRejected, isOfRoutes = false): FastifyInstance {
  const answer: NoteRejected = (error, _request, reply) => answerError(error, reply, log);
  const noteAndAnswer: NoteRejected = (error, request, reply) => {
    note?.(error, request, reply);
    answer(error, request, reply);
  };
  const app = Fastify({
    frameworkErrors: noteAndAnswer,
    routerOptions: { ignoreDuplicateSlashes: true, ignoreTrailingSlash: true },
    return503OnClosing: false,
    // No route has a Fastify schema: the document's validators check. Fastify's compilers take a third of its start-up.
    schemaController: { compilersFactory: { buildValidator: noCompiler, buildSerializer: noCompiler } },
  });
  app.setErrorHandler<Error>(isOfRoutes ? noteAndAnswer : answer);
  return app;
}

function noCompiler(): never {
  throw new KitError(
    'ERR_INTERNAL',
    'A route has a Fastify schema; check with the validators of the document instead.',
  );
}
