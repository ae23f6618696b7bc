// WWW-Authenticate, which need not be sent, sent wrongly.

import type { BadCase, Expected, Family } from '../case.ts';
import { asksWith, asksWithoutToken, headers, only } from '../changes.ts';
import { tokens } from '../good-server.ts';

const malformed: Expected = 'response/challenge-malformed';
const undocumented: Expected = 'response/header-invalid';

export const challenges: Family = {
  title: 'WWW-Authenticate',
  cases: [
    expired('a quotation mark is missing', 'Bearer error="invalid_token', malformed),
    expired('a comma is missing', 'Bearer realm="aps" error="invalid_token"', malformed),
    expired('the scheme is missing', 'error="invalid_token"', malformed),
    expired('a parameter stands twice', 'Bearer error="invalid_token", error="expired"', malformed),
    expired('the scheme is another one', 'Basic realm="aps"', undocumented),
    {
      name: 'an error is named where no token was sent',
      change: only(asksWithoutToken, headers({ 'WWW-Authenticate': 'Bearer error="invalid_token"' })),
      found: { 'www-authenticate': ['check/challenge-error'] },
      ask: undefined,
    },
    {
      name: 'an unknown token is called too weak',
      change: only(asksWith(tokens.unknown), headers({ 'WWW-Authenticate': 'Bearer error="insufficient_scope"' })),
      found: { 'www-authenticate': ['check/challenge-error'] },
      ask: undefined,
    },
  ],
};

function expired(name: string, challenge: string, found: Expected): BadCase {
  const change = only(asksWith(tokens.expired), headers({ 'WWW-Authenticate': challenge }));
  return { name, change, found: { 'expired-token': [found] }, ask: { method: 'GET', token: tokens.expired } };
}
