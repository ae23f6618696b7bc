// Step: counts the client's calls. 429 until its window ends.
// @see https://www.rfc-editor.org/rfc/rfc6585#section-4

import type { Counting } from '../sessions/shared-store.ts';
import { type Exchange, type Principal, type Quota, Rejection } from './exchange.ts';

/** Calls per window. */
export interface RateLimit {
  /** 0 means no limit. */
  readonly limit: number;
  readonly windowSeconds: number;
}

const noLimit: RateLimit = { limit: 0, windowSeconds: 60 };

/** @throws Rejection 429, with the seconds until the window ends */
export function limitRate(exchange: Exchange, principal: Principal): void {
  const { session } = exchange;
  const { limit, windowSeconds } = rateLimitOf(exchange);
  const user = session.settings.userRateLimit === undefined ? undefined : countUser(exchange, principal, windowSeconds);
  if (limit === 0) return;
  const key = rateLimitKey(exchange, principal.clientId);
  const now = exchange.entry.at;
  const { count, endsAt } = exchange.shared?.windows.get(key) ?? session.limiter.count(key, windowSeconds, now);
  exchange.quota = { limit, used: Math.min(count, limit), endsAt, of: principal.clientId, user };
  if (count <= limit) return;
  throw new Rejection(429, 'quota-exceeded', secondsUntil(endsAt, now));
}

/** Whole seconds, at least 1. */
function secondsUntil(endsAt: number, now: number): number {
  return Math.max(1, Math.ceil((endsAt - now) / 1000));
}

/** The windows that a request counts in, in order. */
export function windowsOf(exchange: Exchange, principal: Principal): readonly Counting[] {
  const { limit } = rateLimitOf(exchange);
  const user = exchange.session.settings.userRateLimit;
  return [
    ...(user === undefined ? [] : [{ key: userKey(idOfUser(exchange, principal)), limit: user }]),
    ...(limit === 0 ? [] : [{ key: rateLimitKey(exchange, principal.clientId), limit }]),
  ];
}

/** The limit of a user across applications. @throws Rejection 429 */
function countUser(exchange: Exchange, principal: Principal, windowSeconds: number): Quota {
  const { session, entry, shared } = exchange;
  const limit = session.settings.userRateLimit ?? 0;
  const id = idOfUser(exchange, principal);
  const key = userKey(id);
  const { count, endsAt } = shared?.windows.get(key) ?? session.limiter.count(key, windowSeconds, entry.at);
  if (count <= limit) return { limit, used: count, endsAt, of: id };
  throw new Rejection(429, 'quota-exceeded', secondsUntil(endsAt, entry.at));
}

function idOfUser({ session, route }: Exchange, principal: Principal): string {
  const persona = principal.persona === undefined ? undefined : session.personas.get(principal.persona);
  return principal.userid ?? route.success.profiles.personOf({ seed: principal.seed, persona }).subject;
}

function userKey(id: string): string {
  return `user ${id}`;
}

/** The session's limit, else the document's `x-rate-limit`, else none. */
export function rateLimitOf({ session, route }: Exchange): RateLimit {
  const { rateLimit, rateLimitWindowSeconds } = session.settings;
  const documented = route.operation.rateLimit ?? noLimit;
  return { limit: rateLimit ?? documented.limit, windowSeconds: rateLimitWindowSeconds ?? documented.windowSeconds };
}

/** Requests with the same key share a window. */
export function rateLimitKey({ session, token }: Exchange, clientId: string): string {
  switch (session.settings.rateLimitKey) {
    case 'client':
      return clientId;
    case 'token':
      return token.shortHash;
    case 'session':
      return session.id;
  }
}
