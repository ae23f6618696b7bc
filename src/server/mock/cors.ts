// Cross-origin requests: every answer of the API may be read by any page; preflights are @fastify/cors's.
// @see https://fetch.spec.whatwg.org/#http-cors-protocol

import type { FastifyCorsOptions } from '@fastify/cors';

/** Response headers that scripts of other origins may read. */
const exposedHeaders = ['Retry-After', 'WWW-Authenticate', 'X-Request-Id', 'X-Mock-Decision', 'Preference-Applied'];

/** What every answer that is no preflight says. */
export const corsHeaders: Readonly<Record<string, string>> = {
  'access-control-allow-origin': '*',
  'access-control-expose-headers': exposedHeaders.join(', '),
};

/** A preflight goes on to the route, which says what it allows, as for every OPTIONS. */
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
