// Last step: sends the answer, after its delay, or breaks the connection; closes the journal entry.

import type { ServerResponse } from 'node:http';
import { clearTimeout, setImmediate, setTimeout } from 'node:timers';
import type { FastifyReply } from 'fastify';
import { type Fault, stallingFaults } from '../scenarios/scenario.ts';
import { breakConnection } from './break-connection.ts';
import type { Answer, Exchange, Selection } from './exchange.ts';
import { headOf, linesOf, outcomeOf } from './headers.ts';

/** Closes the journal entry when the answer is handed over, or when the client disconnects before. */
export function respond(exchange: Exchange, reply: FastifyReply, answer: Answer, selection?: Selection): void {
  if (answer.delayMs === 0) send(exchange, reply, answer, selection);
  else sendLate(exchange, reply, answer, selection);
}

function sendLate(exchange: Exchange, reply: FastifyReply, answer: Answer, selection: Selection | undefined): void {
  const timer = setTimeout(() => {
    reply.raw.off('close', giveUp);
    try {
      send(exchange, reply, answer, selection);
    } catch (error) {
      reply.send(error);
    }
  }, answer.delayMs);
  function giveUp(): void {
    clearTimeout(timer);
    exchange.entry.aborted = !exchange.route.state.hasCutOff();
    close(exchange, undefined, answer);
  }
  reply.raw.once('close', giveUp);
}

/** Bypasses Fastify's reply: its headers one by one and its hooks take a third of an answer's time. */
function send(exchange: Exchange, reply: FastifyReply, answer: Answer, selection: Selection | undefined): void {
  const { status, body, fault } = answer;
  close(exchange, fault === undefined || whole.has(fault) ? status : undefined, answer);
  const head = answer.head ?? headOf(exchange, answer, selection);
  const lines = linesOf(exchange, answer, head);
  const { entry, request, route } = exchange;
  route.state.recent?.keep({ id: entry.id, request: request.headers, response: lines, body }, entry.at);
  if (fault === undefined) endTogether(reply.raw.writeHead(status, lines), body, head.encoding);
  else {
    noteEnd(exchange, reply.raw);
    breakConnection(reply.raw, { status, lines, body: Buffer.from(body) }, fault);
  }
  // Last, so that Fastify's error handler ends a request whose answer cannot be written.
  reply.hijack();
}

/** Faults with a status that the client receives, and an end. */
const whole: ReadonlySet<Fault> = new Set([
  ...(['BODY_TOO_LONG', 'INFORMATIONAL_FIRST', 'CLOSED_WHEN_IDLE', 'CORRUPT_GZIP', 'CORRUPT_BROTLI'] as const),
  ...(['BYTE_ORDER_MARK', 'DUPLICATE_NAMES', 'INVALID_UTF8', 'HUGE_BODY', 'SLOW_DRIP'] as const),
]);

/** Answers that a client can leave before their end. */
const waits: ReadonlySet<string> = new Set([...stallingFaults, 'SLOW_DRIP', 'HUGE_BODY']);

function noteEnd({ entry, session, route }: Exchange, response: ServerResponse): void {
  response.once('close', () => {
    entry.durationMs = session.clock.now() - entry.at;
    entry.aborted = waits.has(String(entry.fault)) && !response.writableFinished && !route.state.hasCutOff();
  });
}

/** What ends the answers of this turn of the event loop. */
let ends: (() => void)[] = [];

/**
 * Writes when all requests of this turn of the event loop are done. Each write wakes a client, and continuing after that
 * is slow: written one by one, fresh profiles take more than 50 % longer.
 */
function endTogether(response: ServerResponse, body: string, encoding: BufferEncoding): void {
  if (ends.length === 0) setImmediate(endAll);
  ends.push(() => response.end(body, encoding));
}

function endAll(): void {
  const all = ends;
  ends = [];
  for (const end of all) end();
}

function close({ entry, session, route }: Exchange, status: number | undefined, answer: Answer): void {
  entry.status = status;
  entry.fault = answer.fault;
  entry.outcome = entry.outcome === '' ? outcomeOf(answer) : `${outcomeOf(answer)}; ${entry.outcome}`;
  entry.retryAfter = answer.headers['retry-after'] ?? undefined;
  entry.durationMs = session.clock.now() - entry.at;
  route.state.onAnswered?.(entry);
}
