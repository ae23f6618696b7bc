// The checks of a server in running order: the first request has no token, and the check that exhausts the quota is
// last.

import type { Check } from './check.ts';
import { cors, preflight } from './checks/cors.ts';
import { methodNotAllowed, rateLimit, rateLimitHeaders } from './checks/limits.ts';
import { doubleSlash, headEqualsGet, post, unknownQuery, validToken } from './checks/profile.ts';
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

/** Without this check a run says nothing about profiles: unless skipped by name, it must run. */
export const essentialCheck: string = validToken.id;
