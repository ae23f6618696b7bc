// Stands for Testcontainers' class of that name: a container that runs the same server from the same variables, in this
// process: all its addresses, a mapped port.

import { silentLog } from '../../src/base/log.ts';
import { loadConfig } from '../../src/config/config.ts';
import { createServer, type MockServer } from '../../src/server/server.ts';
import type { ContainerBuilder, StartedContainer } from '../../src/testing/testcontainers.ts';

export const servers: MockServer[] = [];

export async function closeServers(): Promise<void> {
  await Promise.all(servers.splice(0).map(server => server.close()));
}

export class GenericContainer implements ContainerBuilder<StartedContainer> {
  stops = 0;
  readonly #env: Record<string, string> = {};
  readonly #exposed: number[] = [];
  readonly #isBroken: boolean;

  constructor(_image: string, isBroken = false) {
    this.#isBroken = isBroken;
  }

  withEnvironment(environment: Record<string, string>): this {
    Object.assign(this.#env, environment);
    return this;
  }

  withExposedPorts(...ports: number[]): this {
    this.#exposed.push(...ports);
    return this;
  }

  async start(): Promise<StartedContainer> {
    const server = await createServer({ ...loadConfig({ env: this.#env }), port: 0 }, silentLog);
    servers.push(server);
    if (this.#isBroken) await server.close();
    return {
      getHost: () => '127.0.0.1',
      getMappedPort: inside => (this.#exposed.includes(inside) ? server.port : 0),
      stop: async () => {
        this.stops++;
        await server.close();
      },
    };
  }
}
