// The login as a Fastify plugin.

import { hash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { KitError } from '../../base/errors.ts';
import type { Log } from '../../base/log.ts';
import { correlationIdOf, type JournalEntry, newEntry, traceparentOf } from '../sessions/journal-entry.ts';
import type { Session } from '../sessions/session.ts';
import type { Sessions } from '../sessions/sessions.ts';
import type { LoginGate } from './login-gate.ts';
import { type LoginAnswer, type LoginRequest, OAuthError, refusal, serverError } from './login-request.ts';
import { loginPaths } from './names.ts';

export interface LoginPluginOptions {
  readonly gate: LoginGate;
  readonly sessions: Sessions;
  /** The session in the path prefix `/sessions/<id>`. */
  readonly sessionOfPath: (request: IncomingMessage) => string | undefined;
  /** URL under which a client reached this server, and the one for browsers. */
  readonly baseUrl: (request: FastifyRequest) => string;
  readonly browserUrl: (request: FastifyRequest) => string;
  /** Whether scripts of other origins may request tokens. */
  readonly cors: boolean;
  /** Called for every request when its journal entry is closed. */
  readonly onAnswered: ((entry: JournalEntry) => void) | undefined;
  readonly log: Log;
}

/** In bytes: three times the longest scope, with room for a code and its verifier. */
const longestBody = 16 * 1024;

/** Pages for browsers, which scripts of other origins must not read. */
const isPage = /^\/authentication\/v2\/(authorize|login|logout)(\/|$)/;

const exposedHeaders = 'X-Request-Id, RateLimit-Value, RateLimit-Remaining';

export async function loginPlugin(app: FastifyInstance, options: LoginPluginOptions): Promise<void> {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'string', bodyLimit: longestBody }, (_request, body, done) => {
    done(null, body);
  });
  app.setErrorHandler<Error & { statusCode?: number }>((error, request, reply) => {
    openToScripts(options, pathOf(request.url), reply);
    refuse(options, error, request, reply);
  });
  for (const url of loginPaths) app.all(url, (request, reply) => serve(options, request, reply));
}

/** Lets scripts of other origins read everything but pages. */
function openToScripts({ cors }: LoginPluginOptions, path: string, reply: FastifyReply): boolean {
  const isOpen = cors && !isPage.test(path);
  if (isOpen) reply.headers({ 'access-control-allow-origin': '*', 'access-control-expose-headers': exposedHeaders });
  return isOpen;
}

async function serve(options: LoginPluginOptions, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const path = pathOf(request.url);
  const isOpen = openToScripts(options, path, reply);
  if (isOpen && request.method === 'OPTIONS') return answerPreflight(request, reply);
  const login = toLoginRequest(options, request, path);
  const entry = openEntry(login, request);
  const answer = await options.gate.answer(login);
  close(entry, answer, login.session);
  options.onAnswered?.(entry);
  return reply
    .code(answer.status)
    .headers(answer.headers)
    .headers(quotaHeaders(login, answer))
    .header('x-request-id', entry.id)
    .send(contentOf(answer));
}

/** Calls per minute of an application, as the Authentication API documents; counted, not enforced. */
const documentedLimit = 500;

/** `ratelimit-value` and `ratelimit-remaining`, as seen at the token endpoint. */
function quotaHeaders(
  { session, path }: LoginRequest,
  { clientId, status, headers }: LoginAnswer,
): Record<string, string> {
  const { rateLimitHeaders } = session.settings;
  const isWanted = rateLimitHeaders === 'all' || (rateLimitHeaders === 'success' && status < 300);
  if (!path.startsWith('/authentication/v2/') || clientId === undefined || !isWanted) return {};
  if (headers['ratelimit-value'] !== undefined || path.includes('/service-accounts')) return {};
  const { count } = session.limiter.count(`${path} ${clientId}`, 60, session.clock.now());
  const remaining = Math.max(0, documentedLimit - count);
  return { 'ratelimit-value': String(documentedLimit), 'ratelimit-remaining': String(remaining) };
}

/** Fastify would add a content type to an empty string. @see https://www.rfc-editor.org/rfc/rfc9110#section-8.3 */
function contentOf({ body }: LoginAnswer): string | undefined {
  return body === '' ? undefined : body;
}

function answerPreflight({ headers }: FastifyRequest, reply: FastifyReply): FastifyReply {
  return reply
    .code(204)
    .headers({
      'access-control-allow-methods': 'GET, POST, PATCH, DELETE',
      'access-control-allow-headers': headers['access-control-request-headers'] ?? 'authorization, content-type',
      'access-control-max-age': '600',
      vary: 'access-control-request-headers',
    })
    .send();
}

function toLoginRequest(
  options: LoginPluginOptions,
  request: FastifyRequest,
  path: string,
  chosen?: Session,
): LoginRequest {
  const { sessionOfPath, sessions, baseUrl, browserUrl } = options;
  const { raw, headers } = request;
  const named = sessionOfPath(raw);
  const prefix = named === undefined ? '' : `/sessions/${named}`;
  const query = request.url.indexOf('?');
  return {
    // A HEAD is a GET without the body.
    method: request.method === 'HEAD' ? 'GET' : request.method,
    path,
    query: new URLSearchParams(query < 0 ? '' : request.url.slice(query + 1)),
    headers,
    body: typeof request.body === 'string' ? request.body : '',
    session: chosen ?? sessions.open(named ?? [headers['x-mock-session']].flat()[0]),
    base: baseUrl(request) + prefix,
    browserBase: browserUrl(request) + prefix,
  };
}

/** The official Node.js SDK joins URLs with an extra slash. */
function pathOf(url: string): string {
  const [path = '/'] = url.split('?');
  return path.replace(/\/{2,}/g, '/').replace(/(.)\/$/, '$1');
}

/** Parameters for the journal; the others may be secrets. */
const harmless = [
  'client_id',
  'redirect_uri',
  'response_type',
  'response_mode',
  'scope',
  'prompt',
  'login_hint',
  'code_challenge_method',
];

function openEntry({ session, path, query, headers, body }: LoginRequest, { method }: FastifyRequest): JournalEntry {
  const kept = [...query].map(([name, value]): [string, string] => [name, harmless.includes(name) ? value : '***']);
  const entry = newEntry({
    session: session.id,
    at: session.clock.now(),
    method,
    url: query.size === 0 ? path : `${path}?${new URLSearchParams(kept)}`,
    operationId: path.split('/')[3] ?? 'discovery',
    userAgent: headers['user-agent'],
    correlationId: correlationIdOf(headers['x-correlation-id']),
    traceparent: traceparentOf(headers['traceparent']),
    ...(path === '/authentication/v2/token' ? grantOf(body) : { tokenHash: undefined }),
  });
  session.journal.add(entry);
  return entry;
}

/** Which grant a request to the token endpoint uses, and which code or refresh token, as a hash. */
function grantOf(body: string): Pick<JournalEntry, 'tokenHash' | 'grantType'> {
  const form = new URLSearchParams(body);
  const secret = form.get('code') ?? form.get('refresh_token');
  return {
    grantType: form.get('grant_type')?.slice(0, longestGrantType),
    tokenHash: secret === null ? undefined : hash('sha256', secret).slice(0, 12),
  };
}

/** Characters that the journal keeps of a `grant_type`, which may be any text. */
const longestGrantType = 64;

function close(entry: JournalEntry, { status, outcome, clientId, persona }: LoginAnswer, { clock }: Session): void {
  entry.status = status;
  entry.outcome = outcome;
  entry.clientId = clientId;
  entry.persona = persona?.startsWith('~') ? undefined : persona;
  entry.durationMs = clock.now() - entry.at;
}

/** Answers what Fastify or the session rejected, in the format of the other errors, and closes the journal entry. */
function refuse(
  options: LoginPluginOptions,
  error: Error & { statusCode?: number },
  request: FastifyRequest,
  reply: FastifyReply,
): void {
  const status = error instanceof KitError ? error.status : (error.statusCode ?? 500);
  if (status >= 500) options.log.error('a login failed inside aps-userinfo', { stack: error.stack });
  const refused = status >= 500 ? serverError() : new OAuthError(status, 'invalid_request', error.message);
  const answer = refusal(refused);
  const isOfSession = error instanceof KitError && error.code === 'ERR_SESSION_INVALID';
  if (isOfSession || (!(error instanceof KitError) && status < 500))
    note(options, request, reply, answer, isOfSession ? options.sessions.default : undefined);
  reply.code(status).headers(answer.headers).send(answer.body);
}

function note(
  options: LoginPluginOptions,
  request: FastifyRequest,
  reply: FastifyReply,
  answer: LoginAnswer,
  session: Session | undefined,
): void {
  const login = toLoginRequest(options, request, pathOf(request.url), session);
  const entry = openEntry(login, request);
  close(entry, answer, login.session);
  options.onAnswered?.(entry);
  reply.header('x-request-id', entry.id);
}
