// Tokens that must be refused and are not, or in another way.

import type { BadCase, Expected, Family } from '../case.ts';
import { answered, asksWith, asksWithoutToken, type Change, only, provokes, type When } from '../changes.ts';
import { errorBody, profile, tokens } from '../good-server.ts';

const accepted: Change = answered(200, JSON.stringify(profile));
const forbidden: Change = answered(403, errorBody('Token does not have the privilege for this request.', 'AUTH-010'));
const unauthorized: Change = answered(401, errorBody('Access token provided is invalid or expired.', 'AUTH-006'));
const wrong: Change = answered(400, errorBody('The request could not be understood.'));

const sendsNoBearer: When = ({ method, authorization }) =>
  method === 'GET' && authorization !== undefined && !/^Bearer \S+$/u.test(authorization);
const sendsBasic: When = ({ authorization }) => authorization?.startsWith('Basic ') === true;
const sendsWordOnly: When = ({ authorization }) => authorization === 'Bearer';

export const tokenHandling: Family = {
  title: 'tokens',
  cases: [
    wrongly('no token is needed', 'no-token', asksWithoutToken, accepted, 'check/token-accepted'),
    wrongly(
      'an unknown token is accepted',
      'unknown-token',
      asksWith(tokens.unknown),
      accepted,
      'check/token-accepted',
    ),
    wrongly(
      'an expired token is accepted',
      'expired-token',
      asksWith(tokens.expired),
      accepted,
      'check/token-accepted',
    ),
    wrongly(
      'a 2-legged token is accepted',
      'two-legged-token',
      asksWith(tokens.twoLegged),
      accepted,
      'check/token-accepted',
    ),
    wrongly('a malformed header is accepted', 'malformed-header', sendsNoBearer, accepted, 'check/token-accepted'),
    wrongly('Basic is accepted', 'malformed-header', sendsBasic, accepted, 'check/token-accepted'),
    wrongly('the word Bearer is accepted', 'malformed-header', sendsWordOnly, accepted, 'check/token-accepted'),
    wrongly('without a token it is 403', 'no-token', asksWithoutToken, forbidden, 'check/status'),
    wrongly('an unknown token is 403', 'unknown-token', asksWith(tokens.unknown), forbidden, 'check/status'),
    wrongly('an expired token is 403', 'expired-token', asksWith(tokens.expired), forbidden, 'check/status'),
    wrongly('a 2-legged token is 403', 'two-legged-token', asksWith(tokens.twoLegged), forbidden, 'check/status'),
    wrongly('a malformed header is 400', 'malformed-header', sendsNoBearer, wrong, 'check/status'),
    wrongly('a lack of privilege is 401', 'error-statuses', provokes(403), unauthorized, 'check/status'),
  ],
};

function wrongly(name: string, check: string, when: When, change: Change, found: Expected): BadCase {
  // That no token was sent is the only thing that request and response show by themselves.
  const ask = when === asksWithoutToken && change === accepted ? { method: 'GET', token: undefined } : undefined;
  return { name, change: only(when, change), found: { [check]: [found] }, ask };
}
