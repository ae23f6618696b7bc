// The image in a test, with Testcontainers for Node.js: start, wait until it answers, control through the admin API. The
// package is not imported: the test passes the container that it created, so any version fits.
// @see https://node.testcontainers.org/features/containers/

import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { KitError } from '../base/errors.ts';
import { type Options, resolveConfig } from '../config/config.ts';
import { optionTable, variableOf } from '../config/options.ts';
import { controlOf, type UserInfoControl } from './control.ts';

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
export interface UserInfoContainer<Started> extends UserInfoControl {
  readonly container: Started;
  /** Bearer token of the admin API. */
  readonly adminToken: string;
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
  return {
    ...controlOf(url, adminToken),
    container: started,
    adminToken,
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
