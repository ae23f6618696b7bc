// Response headers: those of every answer, CORS, and the head of one answer.
// @see https://fetch.spec.whatwg.org/#http-cors-protocol

import { randomUUID } from 'node:crypto';
import type { FastifyCorsOptions } from '@fastify/cors';
import type { FastifyReply } from 'fastify';
import { isoOf } from '../../base/clock.ts';
import type { Config } from '../../config/config.ts';
import type { Answer, Exchange, Head, Quota, Selection } from './exchange.ts';

/** Headers that scripts of other origins may read. */
const exposedHeaders = [
  ...['Retry-After', 'WWW-Authenticate', 'X-Request-Id', 'X-Mock-Decision', 'Preference-Applied'],
  ...['X-Rate-Limit-Limit', 'X-Rate-Limit-Remaining', 'X-Rate-Limit-Used', 'X-Rate-Limit-Reset'],
  ...['X-Ads-Rate-Limit-Type', 'X-Ads-Rate-Limit-Value'],
  ...['X-Rate-Limit-User-Limit', 'X-Rate-Limit-User-Remaining', 'X-Rate-Limit-User-Used', 'X-Rate-Limit-User-Reset'],
  ...['X-Ads-Rate-Limit-User-Value'],
];

/** For every answer except preflights. */
export const corsHeaders: Readonly<Record<string, string>> = {
  'access-control-allow-origin': '*',
  'access-control-expose-headers': exposedHeaders.join(', '),
};

/** @fastify/cors passes a preflight on to its route, which adds `Allow`, as for every OPTIONS. */
export function preflightOptions(methods: readonly string[]): FastifyCorsOptions {
  return {
    origin: '*',
    exposedHeaders,
    maxAge: 600,
    strictPreflight: false,
    preflightContinue: true,
    methods: [...methods],
  };
}

/** Default headers of every answer. */
const always: readonly (readonly [name: string, value: string])[] = [['cache-control', 'no-store']];
const alwaysWithCors = [...always, ...Object.entries(corsHeaders)];

export function headOf({ route, session }: Exchange, answer: Answer, selection: Selection | undefined): Head {
  const { headers, body, status, fault } = answer;
  const bytes = Buffer.byteLength(body);
  const lines: string[] = [];
  for (const [name, value] of route.state.cors ? alwaysWithCors : always) {
    if (headers[name] === undefined) lines.push(name, value);
  }
  for (const name in headers) {
    const value = headers[name];
    if (value !== null && value !== undefined) lines.push(name, value);
  }
  if (session.settings.explain) explain(lines, answer, selection);
  // RFC 9110 section 8.6: a 204 has no length; that of a broken answer depends on the fault.
  const sized = status !== 204 && fault === undefined && headers['content-length'] === undefined;
  if (sized) lines.push('content-length', String(bytes));
  return {
    lines,
    requestId: headers['x-request-id'] === undefined,
    hasLimits: Object.keys(headers).some(name => name.includes('rate-limit')),
    encoding: bytes === body.length ? 'latin1' : 'utf8',
  };
}

/** All headers of an answer: its head, and those that differ between answers with the same head, limits and ids. */
export function linesOf(exchange: Exchange, answer: Answer, head: Head): string[] {
  const { session, quota, entry, request, route, shared } = exchange;
  const lines = head.requestId ? ['x-request-id', entry.id] : [];
  if (route.state.replica !== undefined && shared === undefined) lines.push('x-mock-degraded', 'store');
  const { rateLimitHeaders, echoCorrelationId } = session.settings;
  const isWanted = rateLimitHeaders === 'all' || (rateLimitHeaders === 'success' && answer.status < 300);
  if (quota !== undefined && isWanted) addQuota(lines, quota, answer, head, session.settings.rateLimitReset);
  const correlationId = echoCorrelationId ? request.headers['x-correlation-id'] : undefined;
  if (correlationId !== undefined) lines.push('x-correlation-id', entry.correlationId ?? '');
  return head.lines.concat(lines);
}

function addQuota(
  lines: string[],
  quota: Quota,
  { headers }: Answer,
  { hasLimits }: Head,
  reset: Config['rateLimitReset'],
): void {
  const start = lines.length;
  const { limit, used, of, user } = quota;
  lines.push('x-rate-limit-limit', String(limit), 'x-rate-limit-remaining', String(limit - used));
  lines.push('x-rate-limit-used', String(used), 'x-rate-limit-reset', momentOf(quota, reset));
  lines.push('x-ads-rate-limit-type', '3lo', 'x-ads-rate-limit-value', headerText(of));
  if (user !== undefined) {
    lines.push(
      'x-rate-limit-user-limit',
      String(user.limit),
      'x-rate-limit-user-remaining',
      String(user.limit - user.used),
    );
    lines.push('x-rate-limit-user-used', String(user.used), 'x-rate-limit-user-reset', momentOf(user, reset));
    lines.push('x-ads-rate-limit-user-value', headerText(user.of));
  }
  // A scenario's own word on a header counts, and null leaves it out.
  if (!hasLimits) return;
  for (let index = lines.length - 2; index >= start; index -= 2)
    if (headers[lines[index] ?? ''] !== undefined) lines.splice(index, 2);
}

function momentOf({ endsAt }: Quota, reset: Config['rateLimitReset']): string {
  const seconds = Math.ceil(endsAt / 1000);
  return reset === 'seconds' ? String(seconds) : isoOf(seconds * 1000);
}

const unprintable = /[^\x20-\x7e]/gu;

/** The client id of a JWT may be any string. */
function headerText(text: string): string {
  return text.replace(unprintable, '?').slice(0, 128);
}

/** Marks the answer as a mock's, with its reason. */
function explain(lines: string[], answer: Answer, selection: Selection | undefined): void {
  lines.push('vary', 'Prefer', 'x-mock-decision', decision(answer, selection));
  const applied = selection?.preferences?.applied;
  if (applied !== undefined) lines.push('preference-applied', applied);
}

function decision(answer: Answer, selection: Selection | undefined): string {
  const outcome = outcomeOf(answer);
  const text =
    selection?.scenario === undefined ? outcome : `scenario=${selection.scenario.name} (${selection.from}); ${outcome}`;
  // Names come from files and documents; a header must be printable ASCII.
  return text.replace(unprintable, '?');
}

/** A fault takes precedence. */
export function outcomeOf({ fault, outcome }: Answer): string {
  return fault === undefined ? outcome : `fault=${fault}`;
}

/** @param headers null removes a header, also a default one */
export function withHeaders(answer: Answer, headers: Readonly<Record<string, string | null>>): Answer {
  const merged: Record<string, string | null> = { ...answer.headers };
  for (const [name, value] of Object.entries(headers)) merged[name.toLowerCase()] = value;
  return { ...answer, headers: merged };
}

/** The headers of an error without a journal entry. */
export function addErrorHeaders(reply: FastifyReply, cors: boolean): void {
  reply.header('x-request-id', randomUUID());
  if (cors) reply.headers(corsHeaders);
}
