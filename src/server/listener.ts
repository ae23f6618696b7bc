// The HTTP server: it listens, exchanges the application between two requests, and stops without losing a request.

import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { type AddressInfo, Server as NetServer } from 'node:net';
import type { Duplex } from 'node:stream';
import { clearInterval, clearTimeout, setInterval, setTimeout } from 'node:timers';
import { setTimeout as delay, setImmediate as immediate } from 'node:timers/promises';
import { KitError } from '../base/errors.ts';
import { type Log, once } from '../base/log.ts';
import type { Config } from '../config/config.ts';
import type { ListenerTls } from './tls/accept-both.ts';
import type { Tls, TlsFault } from './tls/prepare-tls.ts';

// Importing node:http as an ES module evaluates all its exports, undici too: tens of milliseconds at every start.
const http = process.getBuiltinModule('node:http');

/** What it throws, or a promise that it returns rejects with, is answered with a bare 500. */
export type RequestHandler = (request: IncomingMessage, response: ServerResponse) => unknown;

/** A listening HTTP server. */
export interface Listener {
  readonly port: number;
  readonly host: string;
  /** Later requests go to this handler. */
  exchange(handler: RequestHandler): void;
  /** Whether a stop has cut off the requests that were open: their clients did not leave. */
  readonly hasCutOff: boolean;
  /**
   * Takes the connections that are on their way and then no more, lets requests under way finish for 0.8 seconds, and resolves when all are closed.
   *
   * @param graceMs milliseconds for which existing connections stay open, each answer asking its client to close its own,
   *   so that a request on its way is not lost. Default 0.
   * @returns the number of requests that were cut off after that
   */
  close(graceMs?: number): Promise<number>;
}

/** Open requests are cut off after this time, so that a stop takes less than a second. */
const closeWithinMs = 800;

/** Turns of the event loop in which new connections are still accepted. */
const mostTurns = 50;

/** The stream of a request without a body is ended from the start: a tenth of a bare server's time. */
const options = { keepAliveTimeout: 72_000, optimizeEmptyRequests: true };

/** Interval for closing idle connections during a stop. */
const sweepMs = 20;

/**
 * Listens on a host and port; port 0 takes a free one.
 *
 * @param tls answers https as well as http on this port
 * @throws ERR_SERVER_PORT_IN_USE, ERR_SERVER_ADDRESS_UNAVAILABLE
 */
export async function listen(
  host: string,
  port: number,
  first: RequestHandler,
  onError: (error: Error) => void,
  tls?: ListenerTls,
): Promise<Listener> {
  let handler = first;
  let closing = false;
  let underWay = 0;
  let late = 0;
  let hasCutOff = false;
  const leave = (): void => {
    underWay--;
  };
  const server = http.createServer(options, (request, response) => {
    if (closing) response.shouldKeepAlive = false;
    underWay++;
    response.on('close', leave);
    const fail = (error: Error): void => {
      onError(error);
      if (response.headersSent) response.destroy();
      else response.writeHead(500, { connection: 'close', 'content-length': 0 }).end();
    };
    try {
      const pending = handler(request, response);
      if (pending instanceof Promise) pending.catch(fail);
    } catch (error) {
      fail(error as Error);
    }
  });
  const noteLate = (): void => {
    if (closing) late++;
  };
  const both = tls === undefined ? undefined : (await import('./tls/accept-both.ts')).acceptBoth(server, tls);
  server.on('connection', noteLate);
  server.on('clientError', refuseMalformed);
  await bind(server, host, port);
  const address = server.address() as AddressInfo;
  return {
    port: address.port,
    host: address.address,
    exchange: next => {
      handler = next;
    },
    get hasCutOff() {
      return hasCutOff;
    },
    close: async (graceMs = 0) => {
      closing = true;
      await acceptAll(() => late);
      const cutOff = (): number => {
        hasCutOff = true;
        return underWay;
      };
      return drain(server, graceMs, cutOff, both?.stop);
    },
  };
}

function bind(server: Server, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => reject(bindError(error, host, port)));
    server.listen(port, host, resolve);
  });
}

function bindError(error: NodeJS.ErrnoException, host: string, port: number): KitError {
  if (error.code === 'EADDRINUSE') {
    return new KitError('ERR_SERVER_PORT_IN_USE', `Port ${port} on ${host} is in use by another program.`, {
      hint: 'Stop it, or choose another port with --port; --port 0 takes any free one.',
      cause: error,
    });
  }
  const reason = error.code === 'EACCES' ? 'permission denied' : (error.code ?? error.message);
  return new KitError('ERR_SERVER_ADDRESS_UNAVAILABLE', `Cannot listen on ${host}, port ${port}: ${reason}.`, {
    hint: 'Use an address of this machine, such as 127.0.0.1 or 0.0.0.0, and a port above 1023.',
    cause: error,
  });
}

/** The kernel resets connections that it took and that were not accepted when a server stops listening. */
async function acceptAll(accepted: () => number): Promise<void> {
  for (let turn = 0, before = -1; turn < mostTurns && before !== accepted(); turn++) {
    before = accepted();
    // The first ends this turn of the event loop, the second the next one, which accepts all that came.
    await immediate();
    await immediate();
  }
}

async function drain(
  server: Server,
  graceMs: number,
  onCutOff: () => number,
  stopUnknown: () => void = () => {},
): Promise<number> {
  let lost = 0;
  // An HTTP server's own close() cuts idle connections at once, and with them requests that are on their way. Bun's HTTP
  // server is no `net.Server`.
  const { close }: Pick<NetServer, 'close'> = (server as object) instanceof NetServer ? NetServer.prototype : server;
  const closed = new Promise(resolve => close.call(server, resolve));
  if (graceMs > 0) await delay(graceMs);
  stopUnknown();
  const cutOff = setTimeout(() => {
    lost = onCutOff();
    server.closeAllConnections();
  }, closeWithinMs);
  // A connection with an open request may be kept alive by its client afterwards.
  const sweep = setInterval(() => server.closeIdleConnections(), sweepMs);
  // Ends the timers of the HTTP server; its error that it no longer listens is expected.
  server.close(() => {});
  await closed;
  clearTimeout(cutOff);
  clearInterval(sweep);
  return lost;
}

/** Input that is not HTTP has no route: it gets a bare status, and the connection closes. */
function refuseMalformed(error: NodeJS.ErrnoException, socket: Duplex): void {
  if (!socket.writable || error.code === 'ECONNRESET') return void socket.destroy();
  const status = error.code === 'HPE_HEADER_OVERFLOW' ? '431 Request Header Fields Too Large' : '400 Bad Request';
  socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}

// Every port of a server: its own, and one for each TLS fault.

export interface Listeners {
  readonly listener: Listener;
  readonly faults: ReadonlyMap<TlsFault, Listener>;
}

/** @throws ERR_SERVER_PORT_IN_USE, ERR_SERVER_ADDRESS_UNAVAILABLE */
export async function listenAll(
  { host, port, tlsFaultPort = 0 }: Config,
  tls: Tls | undefined,
  handler: RequestHandler,
  log: Log,
): Promise<Listeners> {
  const onError = (error: Error): void => log.error('a request failed inside aps-userinfo', { stack: error.stack });
  const onFailure = once(code => log.warn('a TLS handshake failed; does the client trust the CA?', { code }));
  const listener = await listen(host, port, handler, onError, tls && { pair: tls.server, onFailure });
  const faults = new Map<TlsFault, Listener>();
  try {
    for (const [fault, pair] of tls?.faults ?? []) {
      const at = tlsFaultPort === 0 ? 0 : tlsFaultPort + faults.size;
      faults.set(fault, await listen(host, at, handler, onError, { pair, onFailure: () => {} }));
    }
  } catch (error) {
    await Promise.all([listener, ...faults.values()].map(each => each.close()));
    throw error;
  }
  return { listener, faults };
}

/** A URL that a local client can call: a server on every address is called on loopback. */
export function urlOf({ host, port }: Listener, scheme: 'http' | 'https' = 'http'): string {
  if (host === '0.0.0.0') return `${scheme}://127.0.0.1:${port}`;
  if (host === '::') return `${scheme}://[::1]:${port}`;
  return host.includes(':') ? `${scheme}://[${host}]:${port}` : `${scheme}://${host}:${port}`;
}

export function faultUrls(faults: Listeners['faults']): Readonly<Record<TlsFault, string>> | undefined {
  if (faults.size === 0) return undefined;
  return Object.fromEntries([...faults].map(([fault, listener]) => [fault, urlOf(listener, 'https')])) as Record<
    TlsFault,
    string
  >;
}
