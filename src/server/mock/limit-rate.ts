// Step: has this client called too often? 429 until its window ends.
// @see https://www.rfc-editor.org/rfc/rfc6585#section-4

import { type Exchange, type Principal, Rejection } from './exchange.ts';

/** A limit: calls per window. */
export interface RateLimit {
  /** 0 is no limit. */
  readonly limit: number;
  readonly windowSeconds: number;
}

const noLimit: RateLimit = { limit: 0, windowSeconds: 60 };

/** @throws Rejection 429, with the seconds until the window ends */
export function limitRate(exchange: Exchange, principal: Principal): void {
  const { session } = exchange;
  const { limit, windowSeconds } = rateLimitOf(exchange);
  if (limit === 0) return;
  const key = rateLimitKey(exchange, principal.clientId);
  const now = exchange.entry.at;
  if (session.limiter.take(key, limit, windowSeconds, now)) return;
  throw new Rejection(429, 'quota-exceeded', session.limiter.retryAfterSeconds(key, windowSeconds, now));
}

/** The limit in force: the session's settings, else the document's `x-rate-limit`, else none. */
export function rateLimitOf({ session, route }: Exchange): RateLimit {
  const { rateLimit, rateLimitWindowSeconds } = session.settings;
  const documented = route.operation.rateLimit ?? noLimit;
  return { limit: rateLimit ?? documented.limit, windowSeconds: rateLimitWindowSeconds ?? documented.windowSeconds };
}

/** What shares one window with this request. */
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
