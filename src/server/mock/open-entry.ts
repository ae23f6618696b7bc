// First step: opens the journal entry, and reads the session and the token for the later steps.

import type { FastifyRequest } from 'fastify';
import { correlationIdOf, type JournalEntry, newEntry, traceparentOf } from '../sessions/journal-entry.ts';
import type { Session } from '../sessions/session.ts';
import type { Exchange, MockState, Route } from './exchange.ts';
import { sessionOfPath } from './paths.ts';
import { formOf, type Token } from './token.ts';

/** @throws ERR_SESSION_INVALID */
export function openEntry(route: Route, request: FastifyRequest): Exchange {
  const session = sessionOf(request, route.state);
  const remembered = route.state.tokens.read(request.headers.authorization);
  const { token } = remembered;
  const entry = entryOf(request, session, route.operation.operationId, token);
  entry.persona = token.persona;
  session.journal.add(entry);
  return { route, request, session, token, remembered, entry, quota: undefined, shared: undefined };
}

/** Where another replica moved the clock or emptied the journal, with an entry of an earlier time or none. */
export function reopen({ session, entry }: Exchange): void {
  Object.assign(entry, { at: session.clock.now() });
  if (session.journal.get(entry.id) === undefined) session.journal.add(entry);
}

/** Opens and closes the entry of a request that takes none of the steps; in the default session where its own cannot be. */
export function noteAnswered(request: FastifyRequest, state: MockState, status: number, outcome: string): JournalEntry {
  const session = possibleSession(request, state);
  const { token } = state.tokens.read(request.headers.authorization);
  const entry = entryOf(request, session, undefined, token);
  session.journal.add(entry);
  Object.assign(entry, { status, outcome, durationMs: 0 });
  state.onAnswered?.(entry);
  return entry;
}

function possibleSession(request: FastifyRequest, state: MockState): Session {
  try {
    return sessionOf(request, state);
  } catch {
    return state.sessions.default;
  }
}

/** The path prefix takes precedence over the header. */
function sessionOf({ raw, headers }: FastifyRequest, { sessions }: MockState): Session {
  return sessions.open(sessionOfPath(raw) ?? firstOf(headers['x-mock-session']));
}

function entryOf(
  { method, url, headers, body }: FastifyRequest,
  { id, clock }: Session,
  operationId: string | undefined,
  token: Token,
): JournalEntry {
  return newEntry({
    session: id,
    at: clock.now(),
    method,
    url: withoutToken(url),
    operationId,
    userAgent: headers['user-agent'],
    correlationId: correlationIdOf(headers['x-correlation-id']),
    traceparent: traceparentOf(headers['traceparent']),
    tokenHash: token.shortHash === '' ? undefined : token.shortHash,
    tokenForm: formOf(token) ?? (tokenParameter.test(url) ? 'query' : isTokenForm(body) ? 'body' : undefined),
  });
}

const tokenParameter = /[?&]access_token=/;

/** @see https://www.rfc-editor.org/rfc/rfc6750#section-2.2 */
function isTokenForm(body: unknown): boolean {
  return typeof body === 'string' && /^(?:.*&)?access_token=/s.test(body);
}

/** RFC 6750 section 2.3 lets a client put its token into the query; the journal must not keep it. */
export function withoutToken(url: string): string {
  return url.includes('?') ? url.replace(/([?&]([^=&#]*)=)[^&#]*/g, maskToken) : url;
}

function maskToken(parameter: string, start: string, name: string): string {
  const [[plain = ''] = []] = new URLSearchParams(name);
  return plain.toLowerCase() === 'access_token' ? `${start}***` : parameter;
}

function firstOf(header: string | string[] | undefined): string | undefined {
  return Array.isArray(header) ? header[0] : header;
}
