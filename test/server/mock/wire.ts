// A raw connection to a mock: what is really on the wire, byte by byte.

import { connect, type Socket } from 'node:net';
import { patienceMs } from '../../patience.ts';

/** Everything that came until the connection ended, and how it ended. */
export interface Transmission {
  readonly bytes: Buffer;
  readonly text: string;
  /** The connection was reset instead of closed. */
  readonly wasReset: boolean;
}

/** Opens a connection and sends this on it. */
export function openWire(port: number, text = ''): Socket {
  const socket = connect({ host: '127.0.0.1', port });
  if (text !== '') socket.write(text);
  return socket;
}

/** Sends this on a connection of its own and takes what comes until the server ends it. */
export function transmit(port: number, text: string): Promise<Transmission> {
  return endOf(openWire(port, text));
}

/** Takes what comes on a connection until it ends. */
export function endOf(socket: Socket): Promise<Transmission> {
  const chunks: Buffer[] = [];
  let wasReset = false;
  socket.on('data', chunk => chunks.push(chunk));
  socket.on('error', (error: NodeJS.ErrnoException) => {
    wasReset = error.code === 'ECONNRESET';
  });
  return new Promise(resolve => {
    socket.once('close', () => {
      const bytes = Buffer.concat(chunks);
      resolve({ bytes, text: bytes.toString('utf8'), wasReset });
    });
  });
}

/** What a GET looks like on the wire. */
export function getRequest(token: string, path = '/userinfo', more = ''): string {
  return `GET ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer ${token}\r\n${more}\r\n`;
}

/** Waits until this is true, or gives up. */
export async function until(isTrue: () => boolean | Promise<boolean>, withinMs: number = patienceMs): Promise<void> {
  const end = Date.now() + withinMs;
  while (!(await isTrue())) {
    if (Date.now() > end) throw new Error('it never came about');
    await new Promise(resolve => setTimeout(resolve, 5));
  }
}
