// A round-robin balancer. It asks another server where a connection is refused, or where the kernel resets a new one: between
// the moment when a server last looks for connections and the one when it stops listening, the kernel still takes some, and
// no server can prevent that. Tests check in the journal that such a request reached no server.

import { createServer, type IncomingMessage, request, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export class Balancer {
  /** Base URLs; may change at any time. */
  targets: readonly string[];
  #turn = 0;
  readonly #server: Server = createServer((asked, reply) => this.#take(asked, reply));

  private constructor(targets: readonly string[]) {
    this.targets = targets;
  }

  static async start(targets: readonly string[]): Promise<Balancer> {
    const balancer = new Balancer(targets);
    await new Promise<void>(resolve => balancer.#server.listen(0, '127.0.0.1', resolve));
    return balancer;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise(resolve => this.#server.close(resolve));
  }

  #take(asked: IncomingMessage, reply: ServerResponse): void {
    const chunks: Buffer[] = [];
    asked.on('data', chunk => chunks.push(chunk)).on('end', () => this.#pass(asked, Buffer.concat(chunks), reply, 0));
  }

  #pass(asked: IncomingMessage, body: Buffer, reply: ServerResponse, attempts: number): void {
    const { method, headers, url = '' } = asked;
    const target = this.targets[this.#turn++ % this.targets.length] ?? '';
    // A connection of its own for each request: one that is kept may be closed while a request is on its way.
    const passed = request(`${target}${url}`, { method, headers: { ...headers, connection: 'close' }, agent: false });
    passed.on('response', answer => {
      const { connection: _, ...kept } = answer.headers;
      reply.writeHead(answer.statusCode ?? 502, kept);
      answer.pipe(reply);
    });
    passed.on('error', (error: Error & { readonly code?: string }) => {
      const isUntaken = error.code === 'ECONNREFUSED' || (error.code === 'ECONNRESET' && method === 'GET');
      if (isUntaken && !reply.headersSent && attempts < 100)
        setImmediate(() => this.#pass(asked, body, reply, attempts + 1));
      else if (reply.headersSent) reply.destroy();
      else reply.writeHead(502).end(`${error.code}`);
    });
    passed.end(body);
  }
}
