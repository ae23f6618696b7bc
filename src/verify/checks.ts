// The checks of a server, in the order in which they run: the first request carries no token, and what uses up the
// quota comes last.

import type { Check } from './check.ts';
import { cors, preflight } from './checks/cors.ts';
import { methodNotAllowed, rateLimit } from './checks/limits.ts';
import { doubleSlash, headEqualsGet, post, unknownQuery, validToken } from './checks/profile.ts';
import { rateLimitHeaders } from './checks/rate-limit-headers.ts';
import {
  errorStatuses,
  expiredToken,
  malformedHeader,
  noToken,
  twoLeggedToken,
  unknownToken,
  wwwAuthenticate,
} from './checks/refusals.ts';
import { claimsByScope, openidMissing } from './checks/scopes.ts';

/** Every check by its name. */
export const checks: ReadonlyMap<string, Check> = new Map(
  [
    noToken,
    validToken,
    malformedHeader,
    unknownToken,
    expiredToken,
    twoLeggedToken,
    openidMissing,
    claimsByScope,
    methodNotAllowed,
    headEqualsGet,
    post,
    cors,
    preflight,
    doubleSlash,
    unknownQuery,
    wwwAuthenticate,
    errorStatuses,
    rateLimitHeaders,
    rateLimit,
  ].map(check => [check.id, check]),
);

/** The check without which a run says nothing about profiles: unless left out by name, it must have been made. */
export const essentialCheck: string = validToken.id;
