// The composition root: builds the parts in order, and starts them. It decides nothing itself.

import type { IncomingHttpHeaders } from 'node:http';
import Fastify, { type FastifyInstance } from 'fastify';
import { KitError } from '../base/errors.ts';
import type { Log } from '../base/log.ts';
import type { Config } from '../config/config.ts';
import { requireProfileOperation } from '../contract/openapi/profile-operation.ts';
import type { ProfileBuilder } from '../profiles/profile-builder.ts';
import { adminPlugin } from './admin/admin-plugin.ts';
import { baseUrlOf } from './base-url.ts';
import { type Listener, listen } from './listener.ts';
import { LoginGate, loadLoginFiles, requireAutoLogin } from './login/login-gate.ts';
import { loginPlugin } from './login/login-plugin.ts';
import type { MockState } from './mock/exchange.ts';
import { logDocument } from './mock/log-document.ts';
import { mockPlugin, noteRejected } from './mock/mock-plugin.ts';
import { noteAnswered } from './mock/open-entry.ts';
import type { BesidePath } from './mock/paths.ts';
import { dropUnreadableType, noteRoutes, sessionOfPath, stripBasePath, stripSessionPath } from './mock/paths.ts';
import { loadServedDocument, type ServedDocument } from './mock/served-document.ts';
import { TokenReader } from './mock/token.ts';
import { watchDocument } from './mock/watch-document.ts';
import { createSignature, PictureIssuer } from './pictures/picture-addresses.ts';
import { picturesPlugin } from './pictures/pictures-plugin.ts';
import { answerError } from './problem.ts';
import { withRealTicks } from './real-ticks.ts';
import type { SessionDefaults } from './sessions/session.ts';
import { Sessions } from './sessions/sessions.ts';
import { settingsOf } from './sessions/settings.ts';

/** A running mock server. */
export interface MockServer {
  /** Base URL, without a slash at the end. */
  readonly url: string;
  readonly host: string;
  readonly port: number;
  readonly config: Config;
  readonly sessions: Sessions;
  /** Issues and verifies tokens. */
  readonly login: LoginGate;
  /** The served document; replaced when it changes with `watch`. */
  readonly served: ServedDocument;
  /**
   * Accepts no more requests, lets open requests finish for 0.8 seconds, and frees the port. Resolves within a second;
   * logs how many requests were cut off.
   *
   * @param graceMs milliseconds for which existing connections stay open, so that no request on its way is lost; default 0
   */
  close(graceMs?: number): Promise<void>;
}

/**
 * Loads everything that the configuration names, and listens.
 *
 * @throws ERR_DOCUMENT_*, ERR_PERSONA_*, ERR_SCENARIO_*, ERR_PROFILE_UNGENERATABLE, ERR_SERVER_*
 */
export async function createServer(config: Config, log: Log): Promise<MockServer> {
  let served = await loadServedDocument(config);
  logDocument(served, log);
  const defaultsIn = ({ personas }: ServedDocument): SessionDefaults => ({
    settings: settingsOf(config),
    journalSize: config.journalSize,
    personas,
  });
  const sessions = new Sessions(defaultsIn(served), config);
  const onAnswered =
    log.request ?? (config.logLevel === 'debug' ? (entry: object) => log.debug('request', { ...entry }) : undefined);
  requireAutoLogin(config.autoLogin, served.personas);
  const files = await loadLoginFiles(config);
  const pictures = config.pictures === 'autodesk' ? undefined : new PictureIssuer(createSignature(config.seed));
  const login = new LoginGate(() => ({
    ...{ config, ...files, pictures, log, profiles: () => profilesOf(served, config) },
    scenarioOf: ({ active, settings: { scenario } }) => active ?? served.catalog.findAny(scenario ?? ''),
    userinfoPath: () => served.profilePath,
  }));
  if (files.keys !== undefined) await login.open();
  const state: MockState = {
    sessions,
    tokens: new TokenReader(),
    onAnswered,
    cors: config.cors,
    baseUrl: headers => baseUrlOf(headers, config, urlOf(listener)),
    pictures,
    verifyToken: (token, session) => login.verify(token, session),
    isCodeOrRefreshToken: text => login.isCodeOrRefreshToken(text),
    warnOnce: once(mistake => log.warn('a client sends a token that is none', { mistake })),
  };
  const reachedAt = (headers: IncomingHttpHeaders): string =>
    baseUrlOf(headers, { ...config, publicUrl: undefined }, urlOf(listener));
  const parts: Parts = { config, state, login, reachedAt, log };
  const start = (document: ServedDocument): Promise<FastifyInstance> => withRealTicks(() => createApp(parts, document));
  const listener: Listener = await listen(config.host, config.port, (await start(served)).routing, error =>
    log.error('a request failed inside aps-userinfo', { stack: error.stack }),
  );
  const take = async (next: ServedDocument): Promise<void> => {
    listener.exchange((await start(next)).routing);
    sessions.rebase(defaultsIn(next));
    served = next;
  };
  const watcher = config.watch ? watchDocument(served, () => loadServedDocument(config), take, log) : undefined;
  return {
    url: urlOf(listener),
    host: listener.host,
    port: listener.port,
    config,
    sessions,
    login,
    get served() {
      return served;
    },
    async close(graceMs) {
      watcher?.close();
      const lost = await listener.close(graceMs);
      if (lost > 0) log.warn('requests were cut off: they outlasted the shutdown grace period', { requests: lost });
    },
  };
}

/** Passes each of the first 20 texts on once. */
function once(warn: (text: string) => void): (text: string) => void {
  const warned = new Set<string>();
  return text => {
    if (warned.has(text) || warned.size >= 20) return;
    warned.add(text);
    warn(text);
  };
}

/** Everything that outlives a served document. */
interface Parts {
  readonly config: Config;
  readonly state: MockState;
  readonly login: LoginGate;
  /** URL under which a client reached this server; browsers may use another. */
  readonly reachedAt: (headers: IncomingHttpHeaders) => string;
  readonly log: Log;
}

/** The application of one served document: the API at its paths, with the login and the admin API. */
async function createApp(
  { config, state, login, reachedAt, log }: Parts,
  served: ServedDocument,
): Promise<FastifyInstance> {
  const app = Fastify({
    rewriteUrl: request => {
      dropUnreadableType(request);
      return stripBasePath(stripSessionPath(request), served);
    },
    routerOptions: { ignoreDuplicateSlashes: true, ignoreTrailingSlash: true },
    return503OnClosing: false,
    frameworkErrors: (error, request, reply) => {
      if (!/^\/+__admin(\/|$)/.test(request.url)) noteRejected(error, request, reply, state);
      answerError(error, reply, log);
    },
    // No route has a Fastify schema: the document's validators check. Fastify's compilers take a third of its start-up.
    schemaController: { compilersFactory: { buildValidator: noCompiler, buildSerializer: noCompiler } },
  });
  app.setErrorHandler<Error>((error, _request, reply) => answerError(error, reply, log));
  const beside: BesidePath[] = [];
  await app.register(mockPlugin, { served, state, beside });
  noteRoutes(app, beside);
  await app.register(picturesPlugin, {
    prefix: '/pictures',
    signature: createSignature(config.seed),
    clockOf: ({ raw }) => state.sessions.open(sessionOfPath(raw)).clock,
    note: (request, status) => noteAnswered(request, state, status, 'picture').id,
    cors: config.cors,
  });
  await app.register(loginPlugin, {
    gate: login,
    sessions: state.sessions,
    sessionOfPath,
    baseUrl: reachedAt,
    browserUrl: state.baseUrl,
    cors: config.cors,
    onAnswered: state.onAnswered,
    log,
  });
  await app.register(adminPlugin, {
    prefix: '/__admin',
    config,
    served,
    sessions: state.sessions,
    login,
    sessionOfPath,
  });
  await app.ready();
  return app;
}

/** The profiles that the login uses: those of the profile operation. @throws ERR_OPERATION_AMBIGUOUS */
function profilesOf({ successes, document }: ServedDocument, { operation }: Config): ProfileBuilder {
  const success = successes.get(requireProfileOperation(document, operation));
  if (success !== undefined) return success.profiles;
  throw new KitError('ERR_DOCUMENT_UNSUPPORTED', `${document.title} has no operation.`);
}

function noCompiler(): never {
  throw new KitError(
    'ERR_INTERNAL',
    'A route has a Fastify schema; check with the validators of the document instead.',
  );
}

/** A URL that a local client can call: a server on every address is called on loopback. */
function urlOf({ host, port }: Listener): string {
  if (host === '0.0.0.0') return `http://127.0.0.1:${port}`;
  if (host === '::') return `http://[::1]:${port}`;
  return host.includes(':') ? `http://[${host}]:${port}` : `http://${host}:${port}`;
}
