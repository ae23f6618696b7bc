// The checks of a server, in the order in which they run: the first request carries no token, and what uses up the
// quota comes last.

import type { Check } from './check.ts';
import { cors } from './checks/cors.ts';
import { doubleSlash } from './checks/double-slash.ts';
import { errorStatuses } from './checks/error-statuses.ts';
import { expiredToken } from './checks/expired-token.ts';
import { headEqualsGet } from './checks/head-equals-get.ts';
import { malformedHeader } from './checks/malformed-header.ts';
import { methodNotAllowed } from './checks/method-not-allowed.ts';
import { noToken } from './checks/no-token.ts';
import { post } from './checks/post.ts';
import { preflight } from './checks/preflight.ts';
import { rateLimit } from './checks/rate-limit.ts';
import { rateLimitHeaders } from './checks/rate-limit-headers.ts';
import { claimsByScope, openidMissing } from './checks/scopes.ts';
import { twoLeggedToken } from './checks/two-legged-token.ts';
import { unknownQuery } from './checks/unknown-query.ts';
import { unknownToken } from './checks/unknown-token.ts';
import { validToken } from './checks/valid-token.ts';
import { wwwAuthenticate } from './checks/www-authenticate.ts';

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
