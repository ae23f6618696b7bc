// https and http on one port: the first byte of a TLS connection is that of a handshake record, which begins no HTTP method.
// @see https://www.rfc-editor.org/rfc/rfc8446#section-5.1

import type { Server } from 'node:http';
import type { Socket } from 'node:net';
import { createSecureContext, type SecureContextOptions, TLSSocket } from 'node:tls';

/** How a listener answers TLS. */
export interface ListenerTls {
  /** Undefined closes the connection in the handshake. */
  readonly pair: Pick<SecureContextOptions, 'cert' | 'key'> | undefined;
  /** Receives why a handshake failed: the code of the error. */
  readonly onFailure: (code: string) => void;
}

const handshakeRecord = 22;

/** As Node.js allows for the headers of a request, and for the handshake of an https server. */
const patienceMs = 60_000;

/**
 * Puts TLS before an HTTP server that does not listen yet. Its 'connection' listeners get a connection of either kind once
 * it is known to be one: a TLS connection after its handshake.
 *
 * @returns `stop` ends connections that are not known yet
 */
export function acceptBoth(server: Server, { pair, onFailure }: ListenerTls): { readonly stop: () => void } {
  const secureContext = pair && createSecureContext({ ...pair, minVersion: 'TLSv1.2' });
  const [accept] = server.listeners('connection') as [(this: Server, socket: Socket) => void];
  server.removeAllListeners('connection');
  const unknown = new Set<Socket>();
  const settle = (socket: Socket): void => {
    unknown.delete(socket);
    socket.setTimeout(0).removeAllListeners('timeout').off('error', ignore);
  };
  const shake = (socket: Socket): void => {
    if (secureContext === undefined) return void socket.destroy();
    const secure = new TLSSocket(socket, { isServer: true, secureContext });
    const fail = ({ code = 'a closed connection' }: NodeJS.ErrnoException): void => {
      onFailure(code);
      socket.destroy();
    };
    secure.once('error', fail);
    secure.once('secure', () => {
      secure.off('error', fail);
      settle(socket);
      accept.call(server, secure);
    });
  };
  server.on('connection', (socket: Socket) => {
    unknown.add(socket);
    socket.on('error', ignore).once('close', () => unknown.delete(socket));
    socket.setTimeout(patienceMs, () => socket.destroy());
    socket.once('readable', () => {
      const first: Buffer | null = socket.read(1);
      if (first === null) return void socket.destroy();
      socket.unshift(first);
      if (first[0] === handshakeRecord) return shake(socket);
      settle(socket);
      accept.call(server, socket);
    });
  });
  return { stop: () => unknown.forEach(socket => void socket.destroy()) };
}

/** A connection that breaks before its first byte has no reader. */
function ignore(): void {}
