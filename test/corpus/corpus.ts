// The corpus: every family of bad servers, and the good ones.

import { challenges } from './bad/challenges.ts';
import { connections } from './bad/connections.ts';
import { cors } from './bad/cors.ts';
import { encodings } from './bad/encodings.ts';
import { errors } from './bad/errors.ts';
import { framing } from './bad/framing.ts';
import { errorHeaders, profileHeaders } from './bad/headers.ts';
import { identity } from './bad/identity.ts';
import { json } from './bad/json.ts';
import { members } from './bad/members.ts';
import { methods } from './bad/methods.ts';
import { rateLimit } from './bad/rate-limit.ts';
import { redirects } from './bad/redirects.ts';
import { silence } from './bad/silence.ts';
import { statuses } from './bad/statuses.ts';
import { tokenHandling } from './bad/tokens.ts';
import { types } from './bad/types.ts';
import { values } from './bad/values.ts';
import type { Family, GoodCase } from './case.ts';
import { unusualClaims } from './good/claims.ts';
import { unusualErrors } from './good/errors.ts';
import { unusualHeaders } from './good/headers.ts';
import { unusualTransfer } from './good/transfer.ts';

export const families: readonly Family[] = [
  types,
  values,
  members,
  json,
  encodings,
  framing,
  connections,
  silence,
  statuses,
  redirects,
  profileHeaders,
  errorHeaders,
  challenges,
  errors,
  tokenHandling,
  identity,
  methods,
  rateLimit,
  cors,
];

/** Nothing may be found about them at the severity of a warning or above. */
export const good: readonly GoodCase[] = [...unusualClaims, ...unusualTransfer, ...unusualHeaders, ...unusualErrors];
