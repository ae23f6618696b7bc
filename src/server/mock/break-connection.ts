// Last step of a fault: breaks the connection as networks and gateways do.
// @see https://wiremock.org/docs/simulating-faults/ for the first four names

import type { ServerResponse } from 'node:http';
import { clearInterval, setInterval } from 'node:timers';
import type { Fault } from '../scenarios/scenario.ts';

/** Duration and number of pieces of a slow drip. */
const dripMs = 3000;
const dripPieces = 30;

/** The response that is not sent. */
export interface Unsent {
  readonly status: number;
  /** Header names and values alternating, without `Content-Length`. */
  readonly lines: readonly string[];
  readonly body: Buffer;
}

type Break = (response: ServerResponse, unsent: Unsent) => void;

const breaks: { readonly [Name in Fault]: Break } = {
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
};

/** Breaks a connection before anything is sent. */
export function breakConnection(response: ServerResponse, unsent: Unsent, fault: Fault): void {
  breaks[fault](response, unsent);
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
