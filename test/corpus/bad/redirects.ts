// Redirects, which must not be followed: the token would go along.

import { type Family, family, profileAsk } from '../case.ts';
import { answered, type Change, inProfile } from '../changes.ts';

/** A redirect; `PORT` is the server's own, and no test may see `/elsewhere` asked for there. */
function redirect(code: number, location: string): Change {
  return inProfile((answer, asked) => {
    const port = asked.host.split(':').at(-1) ?? '';
    return answered(code, '', { Location: location.replace('PORT', port) })(answer, asked);
  });
}

export const redirects: Family = family('redirects', 'valid-token', profileAsk, [
  ['a redirect leads to another host', redirect(302, 'http://localhost:PORT/elsewhere'), 'check/redirect'],
  ['a redirect keeps the method', redirect(307, 'http://localhost:PORT/elsewhere'), 'check/redirect'],
  ['a redirect leads to a page for signing in', redirect(303, '/elsewhere?return=/userinfo'), 'check/redirect'],
  ['a redirect adds a slash', redirect(301, '/userinfo/'), 'check/redirect'],
  ['a redirect leads nowhere', redirect(302, ''), 'check/redirect'],
]);
