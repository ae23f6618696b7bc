// Last step: sends the answer, late if it is to be late, or breaks the connection; closes the journal entry.

import { Readable } from 'node:stream';
import type { FastifyReply } from 'fastify';
import { breakConnection } from './break-connection.ts';
import type { Answer, Exchange, Selection } from './exchange.ts';

/** Sends the answer. The journal entry is closed when it is handed over, or when the client goes away before. */
export function respond(exchange: Exchange, reply: FastifyReply, answer: Answer, selection?: Selection): void {
  if (answer.delayMs === 0) send(exchange, reply, answer, selection);
  else sendLate(exchange, reply, answer, selection);
}

function sendLate(exchange: Exchange, reply: FastifyReply, answer: Answer, selection: Selection | undefined): void {
  const timer = setTimeout(() => {
    reply.raw.off('close', giveUp);
    send(exchange, reply, answer, selection);
  }, answer.delayMs);
  function giveUp(): void {
    clearTimeout(timer);
    exchange.entry.aborted = true;
    close(exchange, undefined, answer);
  }
  reply.raw.once('close', giveUp);
}

function send(exchange: Exchange, reply: FastifyReply, answer: Answer, selection: Selection | undefined): void {
  close(exchange, answer.fault === undefined ? answer.status : undefined, answer);
  reply.code(answer.status);
  reply.header('cache-control', 'no-store').header('x-request-id', exchange.entry.id);
  for (const name in answer.headers) {
    const value = answer.headers[name];
    if (value === null) reply.removeHeader(name);
    else reply.header(name, value);
  }
  if (exchange.session.settings.explain) explain(reply, answer, selection);
  if (answer.fault === undefined) sendBody(reply, answer);
  else breakConnection(reply, answer.body, answer.fault);
}

/** Fastify gives a text without a type one of its own; nothing and a stream go out as they are. */
function sendBody(reply: FastifyReply, { headers, body }: Answer): void {
  if (typeof headers['content-type'] === 'string') reply.send(body);
  else if (body === '') reply.send();
  else reply.header('content-length', Buffer.byteLength(body)).send(Readable.from([body]));
}

/** Nobody should mistake an answer of a mock for the real service's: every one says why it is as it is. */
function explain(reply: FastifyReply, answer: Answer, selection: Selection | undefined): void {
  reply.header('vary', 'Prefer').header('x-mock-decision', decision(answer, selection));
  const applied = selection?.preferences?.applied;
  if (applied !== undefined) reply.header('preference-applied', applied);
}

function decision(answer: Answer, selection: Selection | undefined): string {
  const outcome = outcomeOf(answer);
  const text =
    selection?.scenario === undefined ? outcome : `scenario=${selection.scenario.name} (${selection.from}); ${outcome}`;
  // Names come from files and documents; a header carries printable ASCII.
  return text.replace(/[^\x20-\x7e]/gu, '?');
}

function close({ entry, session, route }: Exchange, status: number | undefined, answer: Answer): void {
  entry.status = status;
  entry.outcome = entry.outcome === '' ? outcomeOf(answer) : `${outcomeOf(answer)}; ${entry.outcome}`;
  entry.retryAfter = answer.headers['retry-after'] ?? undefined;
  entry.durationMs = session.clock.now() - entry.at;
  route.state.onAnswered?.(entry);
}

function outcomeOf({ fault, outcome }: Answer): string {
  return fault === undefined ? outcome : `fault=${fault}`;
}
