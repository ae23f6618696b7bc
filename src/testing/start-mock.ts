// The mock in a test process: start, control without HTTP, stop. Over 250 lines: the public types are documented here.

import { fileURLToPath } from 'node:url';
import type { Clock } from '../base/clock.ts';
import { explaining, KitError } from '../base/errors.ts';
import { silentLog } from '../base/log.ts';
import type { PersonaName, ScenarioName } from '../base/names.gen.ts';
import { suggest } from '../base/suggest.ts';
import { type Config, checkOptions, type Options, resolveConfig } from '../config/config.ts';
import type { Rule } from '../config/options.ts';
import type { ApiDocument, Json } from '../contract/openapi/document.ts';
import { requireNoLeftovers } from '../server/leftovers.ts';
import type { LogInTokens } from '../server/login/log-in.ts';
import type { ServiceAccountAccess } from '../server/login/make-service-account.ts';
import { isStrangerName, mockToken, strangerNameHint } from '../server/mock/token.ts';
import { requireFitting } from '../server/scenarios/fit-scenarios.ts';
import { isTokenScope } from '../server/scenarios/grant.ts';
import { parseScenario } from '../server/scenarios/load-scenarios.ts';
import type { Behaviour, Scenario } from '../server/scenarios/scenario.ts';
import { createServer, type MockServer, pagePath } from '../server/server.ts';
import type { Journal } from '../server/sessions/journal.ts';
import type { Session } from '../server/sessions/session.ts';
import type { Thresholds, Verdict } from '../server/verdicts/verdict.ts';
import { verdictsOf } from '../server/verdicts/verdicts.ts';

export type { LogInTokens as LoginTokens } from '../server/login/log-in.ts';
export type { ServiceAccountAccess } from '../server/login/make-service-account.ts';

/** All options of the server except `readyFile`: `startMock` resolves when the mock listens. */
export type MockOptions = Omit<Options, 'readyFile'>;

/** A scenario by name, or inline: `{ status: 429, headers: { 'Retry-After': '1' } }`. */
export type ScenarioChoice =
  | ScenarioName
  | Behaviour
  | { readonly title?: string; readonly steps: readonly Behaviour[] };

export interface LoginOptions {
  /** A persona, or `~` and any word for a stranger. Default `alice`. */
  readonly persona?: PersonaName;
  /** The application. Default `aps-userinfo`, or the first one of `clients`. */
  readonly clientId?: string;
  /** Separated by spaces. Default `openid user-profile:read`, or all scopes of a pinned client. */
  readonly scope?: string;
  /** Returned in the ID token. */
  readonly nonce?: string;
}

/** Which service account, and for what. */
export interface ServiceAccountOptions {
  /** Name of the account: 5 to 100 letters, digits and hyphens. Default `service-account`. */
  readonly name?: string;
  /** The application. Default `aps-userinfo`, or the first one of `clients`. */
  readonly clientId?: string;
  /** First and last name of a new account. Default `Service` and `Account`. */
  readonly firstName?: string;
  readonly lastName?: string;
  /** Scopes of the assertion, separated by spaces. Default `openid user-profile:read`. */
  readonly scope?: string;
}

export interface MockSession {
  /** Base URL without a slash at the end: the client under test calls `${url}/userinfo`. */
  readonly url: string;
  /** Address of the page that shows this session in a browser; undefined unless the option `admin` is on. */
  readonly pageUrl: string | undefined;
  /** Requests and their answers. */
  readonly journal: Journal;
  /** The session's clock: move it to end a rate limit window or to expire a token. */
  readonly clock: Clock;
  /**
   * The token of a persona: `mock.<persona>[~<scope>...][.<scenario>]`; `~` and any word stands for a stranger.
   *
   * @param scope scopes, separated by spaces: `openid profapi:img-profile:read`; default: all
   * @throws ERR_PERSONA_UNKNOWN, ERR_SCENARIO_UNKNOWN naming what exists, or valid names of strangers; ERR_REQUEST_INVALID
   *   for a scope that no mock token can carry
   */
  token(persona?: PersonaName, scenario?: ScenarioName, scope?: string): string;
  /**
   * Logs in as an application would, without a browser, and returns its tokens.
   *
   * @throws ERR_PERSONA_UNKNOWN, ERR_CONFIG_INVALID for an unknown option, ERR_REQUEST_INVALID for a client or scope that the
   *   login rejects
   * @example
   * const { accessToken } = await mock.login({ persona: 'alice', scope: 'data:read' });
   */
  login(options?: LoginOptions): Promise<LogInTokens>;
  /**
   * A service account of an application with a key and a signed assertion, which its token endpoint exchanges for a token.
   * The account and the key are made by the first call; a later one with the same name signs another assertion.
   *
   * @throws ERR_CONFIG_INVALID for unknown options, ERR_REQUEST_INVALID for a name that no account can have, or where
   * service accounts are off
   * @example
   * const { assertion } = await mock.serviceAccount({ clientId: 'my-client-id', scope: 'openid data:read' });
   */
  serviceAccount(options?: ServiceAccountOptions): Promise<ServiceAccountAccess>;
  /** Sets the scenario of every request, until `reset`. @throws ERR_SCENARIO_UNKNOWN, ERR_SCENARIO_INVALID */
  use(scenario: ScenarioChoice): void;
  /** Queues a scenario for the next request; several are used in order. @throws ERR_SCENARIO_UNKNOWN, ERR_SCENARIO_INVALID */
  once(scenario: ScenarioChoice): void;
  /**
   * Judges the client under test by the journal: whether it waited for `Retry-After`, refreshed once, gave up, and so on.
   *
   * @param thresholds what counts as too much, too fast or too late
   * @throws ERR_CONFIG_INVALID for an unknown threshold, and for one that is not a non-negative number
   */
  verdicts(thresholds?: Partial<Thresholds>): readonly Verdict[];
  /** Resets scenarios, limits, journal, logins, personas, settings and clock. */
  reset(): void;
}

/** A running mock; its own members belong to the default session. */
export interface Mock extends MockSession {
  readonly port: number;
  /** Certificate of the local CA, as PEM, with the option `tls`: what a client must trust. */
  readonly ca: string | undefined;
  /** Base URLs that no client should trust, by fault, with the option `tlsFaultPort` (0 for free ports). */
  readonly tlsFaults: MockServer['tlsFaults'];
  /** An isolated session on the same server, for parallel tests; its `url` leads to it. */
  session(id: string): MockSession;
  /**
   * Stops the server and frees the port. Safe to call twice.
   *
   * @throws ERR_RUN_UNEXPECTED with `onUnexpected: 'error'`, for unused `once` scenarios and requests that nothing serves
   */
  close(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

/**
 * Starts a mock on a free port of 127.0.0.1. Prints nothing and reads no environment.
 *
 * @param options `port` defaults to 0 and `admin` to false
 * @throws ERR_CONFIG_INVALID, ERR_DOCUMENT_*, ERR_PERSONA_*, ERR_SCENARIO_*, ERR_SERVER_*, ERR_TLS_UNUSABLE
 * @example
 * await using mock = await startMock();
 * const response = await fetch(`${mock.url}/userinfo`, { headers: { authorization: `Bearer ${mock.token('alice')}` } });
 */
export async function startMock(options: MockOptions = {}): Promise<Mock> {
  const outside = inNodeContext();
  if (outside !== undefined) return outside.startMock(options);
  const server = await explaining(() => createServer(configOf(options), silentLog));
  let closing: Promise<void> | undefined;
  const close = (): Promise<void> => {
    closing ??= closeMock(server);
    return closing;
  };
  return {
    ...sessionOf(server, server.sessions.default, server.url),
    port: server.port,
    ca: server.ca,
    tlsFaults: server.tlsFaults,
    session: id =>
      sessionOf(
        server,
        explaining(() => server.sessions.open(id)),
        `${server.url}/sessions/${id}`,
      ),
    close,
    [Symbol.asyncDispose]: close,
  };
}

async function closeMock(server: MockServer): Promise<void> {
  await server.close();
  const leftovers = server.leftovers();
  if (server.config.onUnexpected === 'error') await explaining(async () => requireNoLeftovers(leftovers));
  for (const text of leftovers) process.emitWarning(text, { code: 'ERR_RUN_UNEXPECTED' });
}

/**
 * The package in the context of Node.js itself, where this one lacks what the mock needs: jest-environment-jsdom and
 * vitest's vmThreads with jsdom give modules the globals of a browser, and a Buffer that is no Uint8Array.
 */
function inNodeContext(): { readonly startMock: typeof startMock } | undefined {
  const { structuredClone, setImmediate, TextEncoder } = globalThis as Partial<typeof globalThis>;
  if (structuredClone && setImmediate && TextEncoder && Buffer.alloc(0) instanceof Uint8Array) return undefined;
  // A test's own process would load the package into the test's context again.
  const outside: NodeJS.Process = process.getBuiltinModule('node:vm').runInThisContext('process');
  const entry = fileURLToPath(new URL(import.meta.url.endsWith('.ts') ? '../index.ts' : 'index.js', import.meta.url));
  return outside.getBuiltinModule('node:module').createRequire(entry)(entry);
}

function configOf(options: MockOptions): Config {
  const config = resolveConfig(options, { port: 0, admin: false });
  if (config.readyFile === undefined) return config;
  throw new KitError('ERR_CONFIG_INVALID', 'startMock() writes no ready file.', {
    hint: 'Omit readyFile: the mock listens at its url when startMock() resolves.',
  });
}

function sessionOf(server: MockServer, session: Session, url: string): MockSession {
  return {
    url,
    pageUrl: server.config.admin ? `${url}${pagePath}` : undefined,
    journal: session.journal,
    clock: session.clock,
    token: (persona = 'alice', scenario, scope) => explaining(() => tokenOf(server, session, persona, scenario, scope)),
    login: options => explaining(() => logIn(server, session, url, options)),
    serviceAccount: options => explaining(() => serviceAccount(server, session, options)),
    use: choice => session.use(explaining(() => scenarioOf(server, session, choice))),
    once: choice => session.once(explaining(() => scenarioOf(server, session, choice))),
    verdicts: thresholds => explaining(() => verdictsOf(session.journal, thresholds)),
    reset: () => session.reset(),
  };
}

const text = { type: 'text' } as const;
const loginOptions: Readonly<Record<keyof LoginOptions, Rule>> = {
  persona: text,
  clientId: text,
  scope: text,
  nonce: text,
};

async function logIn(
  { login }: MockServer,
  session: Session,
  url: string,
  options: LoginOptions = {},
): Promise<LogInTokens> {
  checkOptions(options, loginOptions);
  const { persona = 'alice', clientId, scope, nonce } = options;
  return login.logIn(session, url, { accountId: persona, clientId, scope, nonce });
}

const serviceAccountOptions: Readonly<Record<keyof ServiceAccountOptions, Rule>> = {
  name: text,
  clientId: text,
  firstName: text,
  lastName: text,
  scope: text,
};

async function serviceAccount(
  { login }: MockServer,
  session: Session,
  options: ServiceAccountOptions = {},
): Promise<ServiceAccountAccess> {
  checkOptions(options, serviceAccountOptions);
  const { name = 'service-account', firstName = 'Service', lastName = 'Account', scope, clientId } = options;
  return login.serviceAccount(session, { name, firstName, lastName, clientId, scope });
}

function tokenOf(
  server: MockServer,
  session: Session,
  persona: string,
  scenario: string | undefined,
  scope: string | undefined,
): string {
  if (persona.startsWith('~')) requireStrangerName(persona);
  else if (!session.personas.has(persona))
    throw unknown('ERR_PERSONA_UNKNOWN', 'persona', persona, [...session.personas.keys()]);
  const scopes = scope?.split(' ').filter(Boolean);
  for (const each of scopes ?? []) requireTokenScope(each);
  return mockToken(persona, scenario === undefined ? undefined : scenarioOf(server, session, scenario).name, scopes);
}

function requireTokenScope(scope: string): void {
  if (isTokenScope(scope)) return;
  throw new KitError('ERR_REQUEST_INVALID', `No mock token can carry the scope "${scope}".`, {
    hint: 'Use mock.login({ scope }): its tokens carry any scope.',
  });
}

function requireStrangerName(name: string): void {
  if (isStrangerName(name)) return;
  throw new KitError('ERR_PERSONA_UNKNOWN', `Invalid name "${name}" for a stranger.`, { hint: strangerNameHint });
}

function scenarioOf(server: MockServer, session: Session, choice: ScenarioChoice): Scenario {
  const own = server.served.ofApi(session.settings.profileApi);
  // Only the admin API changes a session's document, and it loads it.
  const served = own instanceof Promise ? server.served : own;
  if (typeof choice !== 'string') return inline(served.document, choice);
  const scenario = served.catalog.findAny(choice);
  if (scenario) return scenario;
  throw unknown(
    'ERR_SCENARIO_UNKNOWN',
    'scenario',
    choice,
    served.catalog.entries().map(({ name }) => name),
  );
}

/** @throws ERR_SCENARIO_INVALID */
function inline(document: ApiDocument, choice: Exclude<ScenarioChoice, string>): Scenario {
  const scenario = parseScenario('inline', choice as unknown as Json);
  requireFitting([scenario], document);
  return scenario;
}

function unknown(
  code: 'ERR_PERSONA_UNKNOWN' | 'ERR_SCENARIO_UNKNOWN',
  what: string,
  name: string,
  known: readonly string[],
): KitError {
  return new KitError(code, `Unknown ${what} "${name}".`, { hint: suggest(name, known) });
}
