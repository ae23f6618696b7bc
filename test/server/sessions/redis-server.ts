// A real Valkey or Redis server, on a socket file, behind a TCP proxy that can stop passing data on, or lose a reply.

import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync } from 'node:fs';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { describe, expect, it } from 'vitest';

const program = (process.env['PATH'] ?? '')
  .split(delimiter)
  .flatMap(folder => ['valkey-server', 'redis-server'].map(name => join(folder, name)))
  .find(existsSync);

/** Tests that need a server. Where there is none one test says so, and fails in CI on Linux, where .ci/run installs one. */
export function describeWithRedis(name: string, tests: () => void): void {
  if (program !== undefined) describe(`${name} (${program})`, tests);
  else
    describe(name, () => {
      it('was NOT RUN: neither valkey-server nor redis-server is on the PATH', () => {
        expect(process.env['CI'] !== undefined && process.platform === 'linux').toBe(false);
      });
    });
}

export class RedisServer {
  /** `forward` passes data on, `hold` neither passes it on nor closes, `lose` closes instead of passing a reply on. */
  mode: 'forward' | 'hold' | 'lose' = 'forward';
  readonly #socket = join(mkdtempSync(join(tmpdir(), 'redis-')), 'socket');
  readonly #sockets = new Set<Socket>();
  readonly #proxy: Server = createServer(client => this.#join(client));
  #child: ChildProcess | undefined;

  static async start(): Promise<RedisServer> {
    const server = new RedisServer();
    await new Promise<void>(resolve => server.#proxy.listen(0, '127.0.0.1', resolve));
    await server.run();
    return server;
  }

  get url(): string {
    return `redis://127.0.0.1:${(this.#proxy.address() as AddressInfo).port}`;
  }

  /** Starts the server, after `kill` with no data. */
  async run(): Promise<void> {
    const args = ['--port', '0', '--unixsocket', this.#socket, '--save', '', '--appendonly', 'no'];
    const child = spawn(String(program), args, { stdio: ['ignore', 'pipe', 'ignore'] });
    this.#child = child;
    await new Promise<void>(resolve => {
      let text = '';
      child.stdout.on('data', chunk => {
        text += chunk;
        if (/ready to accept connections/iu.test(text)) resolve();
      });
    });
  }

  async kill(): Promise<void> {
    const child = this.#child;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const exited = new Promise(resolve => child.once('exit', resolve));
    child.kill('SIGKILL');
    await exited;
  }

  async stop(): Promise<void> {
    await this.kill();
    for (const socket of this.#sockets) socket.destroy();
    await new Promise(resolve => this.#proxy.close(resolve));
  }

  #join(client: Socket): void {
    const server = connect(this.#socket);
    for (const [from, to] of [
      [client, server],
      [server, client],
    ] as const) {
      this.#sockets.add(from);
      from
        .on('error', () => {})
        .on('close', () => {
          this.#sockets.delete(from);
          to.destroy();
        });
      from.on('data', chunk => {
        if (this.mode === 'lose' && from === server) client.destroy();
        else if (this.mode !== 'hold') to.write(chunk);
      });
    }
  }
}
