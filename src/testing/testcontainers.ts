// The image in a test, with Testcontainers for Node.js: start, wait until it answers, control through the admin API. The
// package is not imported: the test passes the container that it created, so any version fits.
// @see https://node.testcontainers.org/features/containers/

import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { type ErrorCode, errorCatalog, KitError } from '../base/errors.ts';
import { isObject } from '../base/json.ts';
import type { PersonaName, ScenarioName } from '../base/names.gen.ts';
import { type Options, resolveConfig } from '../config/config.ts';
import { optionTable, variableOf } from '../config/options.ts';
import { mockToken } from '../server/mock/token.ts';
import type { Step } from '../server/scenarios/scenario.ts';
import type { JournalFilter } from '../server/sessions/journal.ts';
import type { JournalEntry } from '../server/sessions/journal-entry.ts';
import type { Verdict } from '../server/verdicts/verdict.ts';

/** The used part of `GenericContainer`. */
export interface ContainerBuilder<Started extends StartedContainer> {
  withEnvironment(environment: Record<string, string>): this;
  withExposedPorts(...ports: number[]): this;
  start(): Promise<Started>;
}

/** The used part of `StartedTestContainer`. */
export interface StartedContainer {
  getHost(): string;
  getMappedPort(port: number): number;
  stop(): Promise<unknown>;
}

/** Options of the mock in the image; paths are those of the container. The port is always 4010, the token is made up. */
export type ContainerOptions = Omit<
  Options,
  'port' | 'host' | 'admin' | 'adminToken' | 'readyFile' | 'watch' | 'knownTokens' | 'pathParam'
>;

/** A mock in a container. */
export interface UserInfoContainer<Started> {
  /** Base URL for the test's own machine, without a slash at the end. */
  readonly url: string;
  readonly container: Started;
  /** Bearer token of the admin API. */
  readonly adminToken: string;
  /** Token of a persona, as of `mock.token()`; the server answers 404 for unknown names. Default persona: `alice`. */
  token(persona?: PersonaName, scenario?: ScenarioName): string;
  /** Sets the scenario of every request; null removes it. @throws ERR_SCENARIO_UNKNOWN, ERR_SCENARIO_INVALID */
  use(scenario: ScenarioName | Step | null): Promise<void>;
  /** Queues a scenario for the next request, or for several. @throws ERR_SCENARIO_UNKNOWN, ERR_SCENARIO_INVALID */
  once(scenario: ScenarioName | Step, times?: number): Promise<void>;
  /** Recorded requests, oldest first. */
  requests(filter?: JournalFilter): Promise<readonly JournalEntry[]>;
  verdicts(): Promise<readonly Verdict[]>;
  /** Moves the clock forward, so that a limit's window or a token ends. */
  advance(seconds: number): Promise<void>;
  reset(): Promise<void>;
  stop(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

const port = 4010;
const pollMs = 50;
const defaultTimeoutMs = 60_000;

/**
 * Starts the image and waits until the mock answers: at `/__admin/health`, through the mapped port.
 *
 * @param container such as `new GenericContainer('aps-userinfo')`
 * @param timeoutMs how long the mock may take after the start of the container. Default 60 seconds
 * @throws ERR_CONFIG_INVALID before the start; ERR_TARGET_UNREACHABLE where the mock does not answer, which stops the container
 * @example
 * await using userinfo = await startUserInfo(new GenericContainer('aps-userinfo'), { rateLimit: 5 });
 * const answer = await fetch(`${userinfo.url}/userinfo`, { headers: { authorization: `Bearer ${userinfo.token('alice')}` } });
 */
export async function startUserInfo<Started extends StartedContainer>(
  container: ContainerBuilder<Started>,
  options: ContainerOptions = {},
  timeoutMs: number = defaultTimeoutMs,
): Promise<UserInfoContainer<Started>> {
  const adminToken = randomBytes(24).toString('base64url');
  const environment = { ...environmentOf(options), [variableOf('adminToken')]: adminToken };
  const started = await container.withEnvironment(environment).withExposedPorts(port).start();
  const url = `http://${started.getHost()}:${started.getMappedPort(port)}`;
  const stop = async (): Promise<void> => void (await started.stop());
  await untilHealthy(url, timeoutMs).catch(async (error: unknown) => {
    await stop();
    throw error;
  });
  const call = callsTo(url, adminToken);
  return {
    url,
    container: started,
    adminToken,
    token: (persona = 'alice', scenario) => mockToken(persona, scenario, undefined),
    use: async scenario => void (await call('POST /scenarios/use', { scenario })),
    once: async (scenario, times = 1) => void (await call('POST /scenarios/once', { scenario, times })),
    requests: async (filter = {}) => membersOf(await call('POST /requests/find', filter), 'requests'),
    verdicts: async () => membersOf(await call('GET /verdicts'), 'verdicts'),
    advance: async seconds => void (await call('POST /clock', { advanceSeconds: seconds })),
    reset: async () => void (await call('POST /reset')),
    stop,
    [Symbol.asyncDispose]: stop,
  };
}

/** The options as variables of the container. @throws ERR_CONFIG_INVALID */
function environmentOf(options: ContainerOptions): Record<string, string> {
  resolveConfig(options);
  const given = Object.entries(options).filter(([, value]) => value !== undefined);
  for (const [name] of given) {
    if (optionTable[name as keyof typeof optionTable].type !== 'map' && !fixed.has(name)) continue;
    throw new KitError('ERR_CONFIG_INVALID', `startUserInfo() does not take the option "${name}".`, {
      hint: 'Copy a config file into the container, and set APS_USERINFO_CONFIG with withEnvironment().',
    });
  }
  return Object.fromEntries(given.map(([name, value]) => [variableOf(name), String(value)]));
}

const fixed: ReadonlySet<string> = new Set(['port', 'host', 'admin', 'adminToken', 'readyFile']);

async function untilHealthy(url: string, timeoutMs: number): Promise<void> {
  const end = performance.now() + timeoutMs;
  for (;;) {
    const answer = await fetch(`${url}/__admin/health`, { signal: AbortSignal.timeout(2000) }).catch(() => undefined);
    await answer?.body?.cancel();
    if (answer?.ok) return;
    if (performance.now() >= end)
      throw new KitError('ERR_TARGET_UNREACHABLE', `The mock in the container does not answer at ${url}.`, {
        hint: 'Its log says why: withLogConsumer() of the container shows it.',
      });
    await sleep(pollMs);
  }
}

type Call = (line: string, body?: object) => Promise<unknown>;

/** Calls of the admin API; an error of it is thrown with its code. */
function callsTo(url: string, adminToken: string): Call {
  return async (line, body = {}) => {
    const [method = '', path = ''] = line.split(' ');
    const answer = await fetch(`${url}/__admin${path}`, {
      method,
      headers: { authorization: `Bearer ${adminToken}`, 'content-type': 'application/json' },
      ...(method === 'GET' ? {} : { body: JSON.stringify(body) }),
    });
    const content: unknown = await answer.json();
    if (answer.ok) return content;
    const { code, detail, hint } = isObject(content) ? content : {};
    const known = typeof code === 'string' && Object.hasOwn(errorCatalog, code) ? (code as ErrorCode) : 'ERR_INTERNAL';
    throw new KitError(known, String(detail ?? answer.status), typeof hint === 'string' ? { hint } : {});
  };
}

function membersOf<Member>(content: unknown, name: string): readonly Member[] {
  const members = isObject(content) ? content[name] : undefined;
  return Array.isArray(members) ? (members as Member[]) : [];
}
