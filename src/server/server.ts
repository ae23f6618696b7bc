// The composition root: builds the parts in order, and starts them. It decides nothing itself.

import type { FastifyRequest } from 'fastify';
import { KitError } from '../base/errors.ts';
import { type Log, once } from '../base/log.ts';
import type { Config } from '../config/config.ts';
import { requireProfileOperation } from '../contract/openapi/serve.ts';
import type { ProfileBuilder } from '../profiles/profile-builder.ts';
import type { Streams } from './admin/admin-route.ts';
import { createHandler, type Parts } from './applications.ts';
import { baseUrlOf } from './base-url.ts';
import { withRealTicks } from './dispatch.ts';
import { leftoversOf } from './leftovers.ts';
import { faultUrls, listenAll, type RequestHandler, urlOf } from './listener.ts';
import { LoginGate, loadLoginFiles, requireAutoLogin } from './login/login-gate.ts';
import type { Metrics } from './metrics/metrics.ts';
import type { MockState } from './mock/exchange.ts';
import { loadServedDocument, type ServedDocument } from './mock/served-document.ts';
import { TokenReader } from './mock/token.ts';
import { logDocument, watchDocument } from './mock/watch-document.ts';
import { createSignature, PictureIssuer } from './pictures/picture-addresses.ts';
import type { JournalEntry } from './sessions/journal-entry.ts';
import { RecentExchanges } from './sessions/recent-exchanges.ts';
import type { SessionDefaults } from './sessions/session.ts';
import { Sessions } from './sessions/sessions.ts';
import { settingsOf } from './sessions/settings.ts';
import type { TlsFault } from './tls/prepare-tls.ts';

/** A running mock server. */
export interface MockServer {
  /** Base URL, without a slash at the end: https with `tls`, where http works on the same port, too. */
  readonly url: string;
  readonly host: string;
  readonly port: number;
  readonly config: Config;
  readonly sessions: Sessions;
  /** Issues and verifies tokens. */
  readonly login: LoginGate;
  /** The served document; replaced when it changes with `watch`. */
  readonly served: ServedDocument;
  /** Certificate of the local CA, as PEM; undefined without `tls`, or with a certificate of one's own. */
  readonly ca: string | undefined;
  /** Base URLs that cannot be trusted, by fault; undefined without `tlsFaultPort`. */
  readonly tlsFaults: Readonly<Record<TlsFault, string>> | undefined;
  /** Unused `once` scenarios and requests that nothing serves; none where `onUnexpected` is off. */
  leftovers(): readonly string[];
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
 * @throws ERR_DOCUMENT_*, ERR_PERSONA_*, ERR_SCENARIO_*, ERR_PROFILE_UNGENERATABLE, ERR_SERVER_*, ERR_TLS_UNUSABLE,
 *   ERR_PACKAGE_NOT_INSTALLED
 */
export async function createServer(config: Config, log: Log): Promise<MockServer> {
  let served = await loadServedDocument(config);
  logDocument(served, log);
  const defaultsIn = ({ personas }: ServedDocument): SessionDefaults => ({
    settings: settingsOf(config),
    journalSize: config.journalSize,
    personas,
    seed: config.seed,
  });
  const sessions = new Sessions(defaultsIn(served), config);
  const answered = new Answered(
    sessions,
    log.request ?? (config.logLevel === 'debug' ? (entry: object) => log.debug('request', { ...entry }) : undefined),
  );
  requireAutoLogin(config.autoLogin, served.personas);
  const files = await loadLoginFiles(config);
  const pictures = config.pictures === 'autodesk' ? undefined : new PictureIssuer(createSignature(config.seed));
  const store =
    config.store === undefined ? undefined : await (await import('./sessions/redis-store.ts')).openStore(config, log);
  const login: LoginGate = new LoginGate(
    () => ({
      ...{ config, ...files, pictures, log, store, profiles: () => profilesOf(served, config) },
      scenarioOf: ({ active, settings: { scenario } }) => active ?? served.catalog.findAny(scenario ?? ''),
      userinfoPath: () => served.profilePath,
    }),
    () => replica,
  );
  if (files.keys !== undefined) await login.open();
  const replica = store && new (await import('./sessions/replica.ts')).Replica(store, login, config);
  const noteShared = (entry: JournalEntry): void => {
    replica?.journal.note(entry);
    answered.listener?.(entry);
  };
  const ownUrl = (): string => urlOf(listener);
  const state: MockState = {
    sessions,
    replica,
    recent: config.admin ? new RecentExchanges() : undefined,
    tokens: new TokenReader(),
    get onAnswered() {
      return replica === undefined ? answered.listener : noteShared;
    },
    hasCutOff: () => listener.hasCutOff,
    cors: config.cors,
    baseUrl: request => baseUrlOf(request, config, ownUrl),
    pageUrl: config.admin ? session => pageUrlOf(config, session) : undefined,
    pictures,
    verifyToken: (token, session) => login.verify(token, session),
    isCodeOrRefreshToken: text => login.isCodeOrRefreshToken(text),
    warnOnce: once(mistake => log.warn('a client sends a token that is none', { mistake })),
  };
  const reachedAt = (request: FastifyRequest): string =>
    baseUrlOf(request, { ...config, publicUrl: undefined }, ownUrl);
  const tls = config.tls ? await (await import('./tls/prepare-tls.ts')).prepareTls(config) : undefined;
  const streams: Streams = new Set();
  const parts: Parts = {
    config,
    state,
    login,
    reachedAt,
    streams,
    log,
    ca: tls?.ca,
    metrics: () => answered.metrics(),
  };
  const start = (document: ServedDocument): Promise<RequestHandler> =>
    withRealTicks(() => createHandler(parts, document));
  const { listener, faults } = await start(served)
    .then(handler => listenAll(config, tls, handler, log))
    .catch((error: unknown) => {
      store?.close();
      throw error;
    });
  const take = async (next: ServedDocument): Promise<void> => {
    const handler = await start(next);
    for (const each of [listener, ...faults.values()]) each.exchange(handler);
    sessions.rebase(defaultsIn(next));
    served = next;
  };
  const watcher = config.watch ? watchDocument(served, () => loadServedDocument(config), take, log) : undefined;
  return {
    url: urlOf(listener, tls === undefined ? 'http' : 'https'),
    ca: tls?.ca,
    tlsFaults: faultUrls(faults),
    host: listener.host,
    port: listener.port,
    config,
    sessions,
    login,
    get served() {
      return served;
    },
    leftovers: () => (config.onUnexpected === 'off' ? [] : leftoversOf(sessions.list())),
    async close(graceMs) {
      watcher?.close();
      for (const stream of streams) stream.end();
      const all = [listener, ...faults.values()].map(each => each.close(graceMs));
      const lost = (await Promise.all(all)).reduce((sum, each) => sum + each, 0);
      await replica?.end(sessions);
      if (lost > 0) log.warn('requests were cut off: they outlasted the shutdown grace period', { requests: lost });
    },
  };
}

/** Where the page is, below the base URL of a session. */
export const pagePath = '/__admin/ui';

/** Relative, for a proxy may serve the mock below a path that it does not know. */
function pageUrlOf({ publicUrl }: Config, session: string | undefined): string {
  if (publicUrl === undefined) return pagePath.slice(1);
  return `${publicUrl}${session === undefined ? '' : `/sessions/${encodeURIComponent(session)}`}${pagePath}`;
}

/** The profiles that the login uses: those of the profile operation. @throws ERR_OPERATION_AMBIGUOUS */
function profilesOf({ successes, document }: ServedDocument, { operation }: Config): ProfileBuilder {
  const success = successes.get(requireProfileOperation(document, operation));
  if (success !== undefined) return success.profiles;
  throw new KitError('ERR_DOCUMENT_UNSUPPORTED', `${document.title} has no operation.`);
}

// Receivers of each answered request: the log and, from their first scrape on, the metrics.

class Answered {
  /** Called for every request when its journal entry is closed; undefined without a receiver. */
  listener: ((entry: JournalEntry) => void) | undefined;
  readonly #sessions: Sessions;
  #metrics: Promise<Metrics> | undefined;

  constructor(sessions: Sessions, log: Answered['listener']) {
    this.#sessions = sessions;
    this.listener = log;
  }

  /** The metrics as text; the first call begins to count. @throws ERR_PACKAGE_NOT_INSTALLED */
  async metrics(): Promise<string> {
    this.#metrics ??= this.#start();
    return (await this.#metrics).text();
  }

  async #start(): Promise<Metrics> {
    const { startMetrics } = await import('./metrics/metrics.ts');
    const metrics = startMetrics(this.#sessions);
    const log = this.listener;
    this.listener = entry => {
      log?.(entry);
      metrics.note(entry);
    };
    return metrics;
  }
}
