// Last step of a fault: breaks the connection in one of the ways in which networks and gateways do.
// @see https://wiremock.org/docs/simulating-faults/ for the first four names

import type { ServerResponse } from 'node:http';
import type { FastifyReply } from 'fastify';
import type { Fault } from '../scenarios/scenario.ts';
import type { Answer } from './exchange.ts';

/** A slow drip takes this long in all, and this many pieces. */
const dripMs = 3000;
const dripPieces = 30;

type Break = (response: ServerResponse, answer: Answer) => void;

const breaks: { readonly [Name in Fault]: Break } = {
  CONNECTION_RESET_BY_PEER: response => response.socket?.resetAndDestroy(),
  EMPTY_RESPONSE: response => response.socket?.destroy(),
  MALFORMED_RESPONSE_CHUNK: response => {
    response.writeHead(200, { 'content-type': 'application/json; charset=utf-8', 'transfer-encoding': 'chunked' });
    response.flushHeaders();
    response.socket?.end('this is not the length of a chunk\r\n');
  },
  RANDOM_DATA_THEN_CLOSE: (response, answer) => response.socket?.end(noise(answer.body)),
  TRUNCATED_BODY: (response, answer) => {
    const body = Buffer.from(answer.body);
    startBody(response, answer, body);
    response.write(body.subarray(0, Math.floor(body.length / 2)), () => response.socket?.destroy());
  },
  SLOW_DRIP: drip,
  STALL: (response, answer) => startBody(response, answer, Buffer.from(answer.body)),
};

/** Takes the connection out of Fastify's hands and breaks it. */
export function breakConnection(reply: FastifyReply, answer: Answer, fault: Fault): void {
  reply.hijack();
  breaks[fault](reply.raw, answer);
}

function startBody(response: ServerResponse, answer: Answer, body: Buffer): void {
  const headers = Object.entries(answer.headers).filter(([, value]) => value !== null);
  response.writeHead(answer.status, {
    ...(Object.fromEntries(headers) as Record<string, string>),
    'content-length': String(body.length),
  });
  response.flushHeaders();
}

function drip(response: ServerResponse, answer: Answer): void {
  const body = Buffer.from(answer.body);
  startBody(response, answer, body);
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

/** Bytes that are not HTTP and the same every time: the answer's own, with every bit turned. */
function noise(body: string): Buffer {
  return Buffer.from(Buffer.from(body).map(byte => byte ^ 0xff));
}
