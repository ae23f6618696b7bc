import { Agent, request as httpRequest, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { type Listener, listen, type RequestHandler } from '../../src/server/listener.ts';
import { endOf, openWire, transmit, until } from './mock/wire.ts';
import { rejectionOf } from './scenarios/thrown.ts';

const say =
  (text: string): RequestHandler =>
  (_, response) =>
    response.end(text);

const ignore = (): void => {};

async function start(handler: RequestHandler, onError: (error: Error) => void = ignore): Promise<Listener> {
  const listener = await listen('127.0.0.1', 0, handler, onError);
  onTestFinished(async () => void (await listener.close()));
  return listener;
}

const get = (port: number, path = '/', more = ''): string =>
  `GET ${path} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\n${more}\r\n`;

/** Begins a stop that lasts as long as stops may: a request under way is never answered. @returns whether it has ended */
async function longestStop(): Promise<() => boolean> {
  const { handler, held } = holding();
  const listener = await start(handler);
  keptAlive(listener.port).socket.write(get(listener.port));
  await until(() => held.length === 1);
  let ended = false;
  void listener.close().then(() => {
    ended = true;
  });
  return () => ended;
}

/** Holds answers back until they are let go. */
function holding(): { readonly handler: RequestHandler; readonly held: ServerResponse[] } {
  const held: ServerResponse[] = [];
  return { held, handler: (_, response) => held.push(response) };
}

/** A connection on which everything that comes is kept. */
function keptAlive(port: number): { readonly socket: Socket; text: string; closed: boolean } {
  const connection = { socket: openWire(port), text: '', closed: false };
  connection.socket.on('data', chunk => {
    connection.text += chunk;
  });
  connection.socket.on('error', () => undefined);
  connection.socket.once('close', () => {
    connection.closed = true;
  });
  onTestFinished(() => void connection.socket.destroy());
  return connection;
}

describe('a listener', () => {
  it('takes a free port for 0, and says which', async () => {
    const [one, two] = await Promise.all([start(say('one')), start(say('two'))]);
    expect(one.port).toBeGreaterThan(0);
    expect(one.port).not.toBe(two.port);
    expect((await transmit(two.port, get(two.port, '/', 'Connection: close\r\n'))).text).toMatch(/two$/);
  });

  it('reports a port in use, and what to do', async () => {
    const { port } = await start(say(''));
    const error = await rejectionOf(listen('127.0.0.1', port, say(''), ignore));
    expect(error.code).toBe('ERR_SERVER_PORT_IN_USE');
    expect(error.message).toContain(`Port ${port} on 127.0.0.1`);
    expect(error.hint).toContain('--port 0');
  });

  it('tells an address that is not this machine’s', async () => {
    const error = await rejectionOf(listen('192.0.2.1', 0, say(''), ignore));
    expect(error.code).toBe('ERR_SERVER_ADDRESS_UNAVAILABLE');
    expect(error.message).toContain('192.0.2.1');
  });

  it('gives the next request to another handler, while those under way stay with theirs', async () => {
    const { handler, held } = holding();
    const listener = await start(handler);
    const first = transmit(listener.port, get(listener.port, '/', 'Connection: close\r\n'));
    await until(() => held.length === 1);
    listener.exchange(say('new'));
    expect((await transmit(listener.port, get(listener.port, '/', 'Connection: close\r\n'))).text).toMatch(/new$/);
    held[0]?.end('old');
    expect((await first).text).toMatch(/old$/);
  });

  it.each([
    ['what is no HTTP', 'hello?\r\n\r\n', /^HTTP\/1\.1 400 Bad Request\r\n/],
    ['headers without end', `GET / HTTP/1.1\r\nHost: x\r\nX-Long: ${'a'.repeat(20_000)}\r\n\r\n`, /^HTTP\/1\.1 431 /],
  ])('refuses %s, and goes on', async (_, text, answer) => {
    const { port } = await start(say('well'));
    expect((await transmit(port, text)).text).toMatch(answer);
    expect((await transmit(port, get(port, '/', 'Connection: close\r\n'))).text).toMatch(/well$/);
  });

  it('ends a request whose handler throws, reports it, and goes on', async () => {
    const errors: Error[] = [];
    const listener = await start(
      ({ url }, response) => {
        if (url === '/late') response.writeHead(200, { 'content-length': 5 }).write('a');
        if (url !== '/') throw new Error(`broken at ${url}`);
        response.end('well');
      },
      error => errors.push(error),
    );
    expect((await transmit(listener.port, get(listener.port, '/early'))).text).toMatch(/^HTTP\/1\.1 500 /);
    expect((await transmit(listener.port, get(listener.port, '/late'))).text).not.toMatch(/well/);
    expect((await transmit(listener.port, get(listener.port, '/', 'Connection: close\r\n'))).text).toMatch(/well$/);
    expect(errors.map(({ message }) => message)).toEqual(['broken at /early', 'broken at /late']);
  });

  it('survives clients that go away in the middle', async () => {
    const { port } = await start(say('well'));
    openWire(port, 'GET / HT').once('connect', function (this: Socket) {
      this.resetAndDestroy();
    });
    expect((await transmit(port, get(port, '/', 'Connection: close\r\n'))).text).toMatch(/well$/);
  });
});

describe('a stop', () => {
  it('answers what is under way, then closes at once', async () => {
    const { handler, held } = holding();
    const listener = await start(handler);
    const connection = keptAlive(listener.port);
    connection.socket.write(get(listener.port));
    await until(() => held.length === 1);
    const longestHasEnded = await longestStop();
    const closing = listener.close();
    held[0]?.end('answered');
    await closing;
    expect(longestHasEnded()).toBe(false);
    expect(connection.text).toMatch(/answered$/);
  });

  it('does not wait for idle connections', async () => {
    const listener = await start(say('well'));
    const connection = keptAlive(listener.port);
    connection.socket.write(get(listener.port));
    await until(() => connection.text.endsWith('well'));
    const longestHasEnded = await longestStop();
    await listener.close();
    expect(longestHasEnded()).toBe(false);
    await until(() => connection.closed);
  });

  it('cuts off what does not finish, and returns how much that was', async () => {
    const { handler, held } = holding();
    const listener = await start(handler);
    const connections = [keptAlive(listener.port), keptAlive(listener.port), keptAlive(listener.port)];
    for (const { socket } of connections) socket.write(get(listener.port));
    await until(() => held.length === 3);
    const closing = listener.close();
    held[0]?.end('answered');
    expect(await closing).toBe(2);
    await until(() => connections.every(({ closed }) => closed));
  });

  it('does not count requests whose clients went away', async () => {
    const { handler, held } = holding();
    const listener = await start(handler);
    const connection = keptAlive(listener.port);
    connection.socket.write(get(listener.port));
    await until(() => held.length === 1);
    connection.socket.destroy();
    await until(() => held[0]?.closed === true);
    expect(await listener.close()).toBe(0);
  });

  it('takes no more connections', async () => {
    const listener = await start(say(''));
    await listener.close();
    expect((await endOf(openWire(listener.port))).text).toBe('');
  });

  it('answers connections that the kernel has taken and the process has not', async () => {
    const { port, close } = await start(say('well'));
    const connections = Array.from({ length: 20 }, () => keptAlive(port));
    for (const { socket } of connections) socket.write(get(port));
    await new Promise(resolve => process.nextTick(resolve));
    await close(100);
    await until(() => connections.every(({ closed }) => closed));
    for (const { text } of connections)
      expect(text).toMatch(/^HTTP\/1\.1 200 [\s\S]*connection: close\r\n[\s\S]*well$/i);
  });

  it('with grace loses no request of clients that keep their connections', async () => {
    const listener = await start(say('well'));
    const agent = new Agent({ keepAlive: true, maxSockets: 4 });
    onTestFinished(() => agent.destroy());
    let answered = 0;
    const hammer = async (): Promise<string> => {
      for (;;) {
        const result = await ask(listener.port, agent);
        if (result !== 'well') return result;
        answered++;
      }
    };
    const clients = Promise.all([hammer(), hammer(), hammer(), hammer()]);
    await until(() => answered > 50);
    await listener.close(100);
    // Refused says that nothing was done; a reset leaves a client in doubt.
    expect(await clients).toEqual(Array(4).fill(expect.stringMatching(/ECONNREFUSED/)));
  });

  it('with grace asks every client to close its connection', async () => {
    const listener = await start(say('well'));
    const connection = keptAlive(listener.port);
    connection.socket.write(get(listener.port));
    await until(() => connection.text.endsWith('well'));
    const closing = listener.close(300);
    connection.socket.write(get(listener.port, '/again'));
    await until(() => connection.closed);
    expect(connection.text).toMatch(/connection: close\r\n[\s\S]*well$/i);
    await closing;
  });

  it('can be called twice', async () => {
    const listener = await start(say(''));
    await Promise.all([listener.close(), listener.close()]);
    await listener.close();
  });
});

function ask(port: number, agent: Agent): Promise<string> {
  return new Promise(resolve => {
    const request = httpRequest({ host: '127.0.0.1', port, agent }, response => {
      let text = '';
      response.setEncoding('utf8').on('data', chunk => {
        text += chunk;
      });
      response.once('end', () => resolve(text));
    });
    request.once('error', error => resolve(error.message)).end();
  });
}
