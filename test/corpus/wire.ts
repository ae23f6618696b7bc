// The smallest server that can do everything wrong: it reads a request off a socket and writes an answer byte by byte.
// node:http would mend, refuse or hide most of what the corpus needs.

import { createServer, type Socket } from 'node:net';

/** A request as it was asked. */
export interface Asked {
  readonly method: string;
  /** Without the query. */
  readonly path: string;
  /** What follows `?`; '' for none. */
  readonly query: string;
  readonly host: string;
  readonly authorization: string | undefined;
  readonly origin: string | undefined;
  /** How often exactly this was asked, counted from 1. */
  readonly turn: number;
}

/** Headers by name as written; a list is sent as several headers, null not at all. */
export type Headers = Readonly<Record<string, string | readonly string[] | null>>;

/** An answer as it is to be written. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: string | Uint8Array;
  /** In place of `HTTP/1.1` and the status. */
  readonly statusLine?: string;
  /** Writes head and body. Default: both at once, and then the connection is closed. */
  readonly send?: Send;
}

/** Writes an answer in a way of its own. */
export type Send = (socket: Socket, head: string, body: Uint8Array) => void;

/** A server that runs. */
export interface WireServer extends AsyncDisposable {
  readonly url: string;
  /** What it was asked so far. */
  readonly asked: readonly Asked[];
  /** Ends every connection, whatever is still being written. */
  hangUp(): void;
}

/** Starts a server on a free port of 127.0.0.1. */
export async function startServer(answer: (asked: Asked) => Answer): Promise<WireServer> {
  const sockets = new Set<Socket>();
  const asked: Asked[] = [];
  const server = createServer(socket => {
    sockets.add(socket);
    let text = '';
    socket.on('close', () => sockets.delete(socket));
    // Whoever asks may hang up whenever they like.
    socket.on('error', () => socket.destroy());
    socket.on('data', bytes => {
      text += bytes.toString('latin1');
      const end = text.indexOf('\r\n\r\n');
      if (end < 0) return;
      const request = readRequest(text.slice(0, end), asked);
      text = '';
      asked.push(request);
      write(socket, request, answer(request));
    });
  });
  const hangUp = (): void => {
    for (const socket of sockets) socket.destroy();
  };
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { readonly port: number };
  return {
    url: `http://127.0.0.1:${port}`,
    asked,
    hangUp,
    async [Symbol.asyncDispose]() {
      hangUp();
      await new Promise(resolve => server.close(resolve));
    },
  };
}

function readRequest(head: string, before: readonly Asked[]): Asked {
  const [start = '', ...lines] = head.split('\r\n');
  const [method = '', target = ''] = start.split(' ');
  const [path = '', query = ''] = target.split('?');
  const header = (name: string): string | undefined =>
    lines.find(line => line.toLowerCase().startsWith(`${name}:`))?.replace(/^[^:]*:\s*/u, '');
  const authorization = header('authorization');
  const isSame = (other: Asked): boolean =>
    other.method === method && other.path === path && other.query === query && other.authorization === authorization;
  return {
    method,
    path,
    query,
    host: header('host') ?? '',
    authorization,
    origin: header('origin'),
    turn: before.filter(isSame).length + 1,
  };
}

function write(socket: Socket, { method }: Asked, answer: Answer): void {
  const body = typeof answer.body === 'string' ? Buffer.from(answer.body) : answer.body;
  const head = headOf(answer, body.length);
  const sent = method === 'HEAD' ? new Uint8Array() : body;
  (answer.send ?? sendAtOnce)(socket, head, sent);
}

function headOf({ status, headers, statusLine }: Answer, length: number): string {
  const isChunked = Object.keys(headers).some(name => /^transfer-encoding$/iu.test(name));
  const own = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), [name, value]] as const);
  const framing = isChunked ? [] : [['content-length', ['Content-Length', String(length)]] as const];
  const all = new Map([...framing, ['connection', ['Connection', 'close']] as const, ...own]);
  const lines = [...all.values()].flatMap(([name, value]) => [value ?? []].flat().map(text => `${name}: ${text}\r\n`));
  return `${statusLine ?? `HTTP/1.1 ${status} Whatever`}\r\n${lines.join('')}\r\n`;
}

const sendAtOnce: Send = (socket, head, body) => {
  socket.end(Buffer.concat([Buffer.from(head, 'latin1'), body]));
};
