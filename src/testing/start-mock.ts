// The mock in a test process: start, control without HTTP, stop.

import { fileURLToPath } from 'node:url';
import { explaining, KitError } from '../base/errors.ts';
import { silentLog } from '../base/log.ts';
import { suggest } from '../base/suggest.ts';
import { type Config, checkOptions, resolveConfig } from '../config/config.ts';
import type { Rule } from '../config/options.ts';
import type { ApiDocument, Json } from '../contract/openapi/document.ts';
import { requireNoLeftovers } from '../server/leftovers.ts';
import type { LogInTokens, ServiceAccountAccess } from '../server/login/log-in.ts';
import { isStrangerName, mockToken, strangerNameHint } from '../server/mock/token.ts';
import { requireFitting } from '../server/scenarios/fit-scenarios.ts';
import { isTokenScope } from '../server/scenarios/grant.ts';
import { parseScenario } from '../server/scenarios/load-scenarios.ts';
import type { Scenario } from '../server/scenarios/scenario.ts';
import { createServer, type MockServer, pagePath } from '../server/server.ts';
import type { Session } from '../server/sessions/session.ts';
import { verdictsOf } from '../server/verdicts/verdicts.ts';
import type { LoginOptions, Mock, MockOptions, MockSession, ScenarioChoice, ServiceAccountOptions } from './mock.ts';

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
  if (config.workers > 1)
    throw new KitError('ERR_CONFIG_INVALID', 'startMock() runs in this process and has no workers.', {
      hint: 'Omit workers, or start aps-userinfo mock.',
    });
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
