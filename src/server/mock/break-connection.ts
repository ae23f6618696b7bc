// Last step of a fault: breaks the connection, or the body, as networks and gateways do.
// @see https://wiremock.org/docs/simulating-faults/ for the first four names

import type { ServerResponse } from 'node:http';
import { clearInterval, setInterval } from 'node:timers';
import type { Fault } from '../scenarios/scenario.ts';
import { type BodyFault, sendSpoilt, type Unsent } from './spoil-body.ts';

const reasons = process.getBuiltinModule('node:http').STATUS_CODES;

/** Duration and number of pieces of a slow drip. */
const dripMs = 3000;
const dripPieces = 30;

type Break = (response: ServerResponse, unsent: Unsent) => void;

const breaks: { readonly [Name in Exclude<Fault, BodyFault>]: Break } = {
  CONNECTION_RESET_BY_PEER: response => response.socket?.resetAndDestroy(),
  EMPTY_RESPONSE: response => response.socket?.destroy(),
  MALFORMED_RESPONSE_CHUNK: (response, { status, lines }) => {
    response.writeHead(status, [...lines, 'transfer-encoding', 'chunked']);
    response.flushHeaders();
    response.socket?.end('this is not the length of a chunk\r\n');
  },
  RANDOM_DATA_THEN_CLOSE: (response, { body }) => response.socket?.end(noise(body)),
  TRUNCATED_BODY: (response, unsent) => {
    startBody(response, unsent);
    response.write(unsent.body.subarray(0, Math.floor(unsent.body.length / 2)), () => response.socket?.destroy());
  },
  SLOW_DRIP: drip,
  STALL: startBody,
  NO_ANSWER: () => undefined,
  STALL_IN_HEAD: (response, { status, lines }) => {
    const [name = 'date', value = ''] = lines;
    response.socket?.write(`HTTP/1.1 ${status} ${reasons[status] ?? ''}\r\n${name}: ${value}\r\n`);
  },
  BODY_TOO_LONG: (response, unsent) => {
    startBody(response, unsent);
    response.end(Buffer.concat([unsent.body, Buffer.from('more than Content-Length')]));
  },
  INFORMATIONAL_FIRST: (response, unsent) => {
    response.socket?.write('HTTP/1.1 103 Early Hints\r\nlink: </>; rel=preconnect\r\n\r\n');
    startBody(response, unsent);
    response.end(unsent.body);
  },
  CLOSED_WHEN_IDLE: (response, unsent) => {
    const { socket } = response;
    startBody(response, unsent);
    // A FIN right after the answer: the client may have sent its next request on the connection already.
    response.end(unsent.body, () => socket?.destroySoon());
  },
};

/** Breaks a connection, or sends a broken body. */
export function breakConnection(response: ServerResponse, unsent: Unsent, fault: Fault): void {
  if (fault in breaks) breaks[fault as keyof typeof breaks](response, unsent);
  else sendSpoilt(response, unsent, fault as BodyFault);
}

function startBody(response: ServerResponse, { status, lines, body }: Unsent): void {
  response.writeHead(status, [...lines, 'content-length', String(body.length)]);
  response.flushHeaders();
}

function drip(response: ServerResponse, unsent: Unsent): void {
  const { body } = unsent;
  startBody(response, unsent);
  const size = Math.max(1, Math.ceil(body.length / dripPieces));
  let sent = 0;
  const timer = setInterval(() => {
    response.write(body.subarray(sent, sent + size));
    sent += size;
    if (sent < body.length) return;
    clearInterval(timer);
    response.end();
  }, dripMs / dripPieces);
  response.once('close', () => clearInterval(timer));
}

/** Deterministic bytes that are not HTTP: the body's, with every bit inverted. */
function noise(body: Buffer): Buffer {
  return Buffer.from(body.map(byte => byte ^ 0xff));
}
