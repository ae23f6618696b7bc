// What keeps web pages from reading answers.

import type { BadCase, Expected, Family } from '../case.ts';
import { answered, asksBy, asksForProfile, asksWithoutToken, type Change, headers, only, status } from '../changes.ts';
import { errorBody } from '../good-server.ts';
import type { Headers } from '../wire.ts';

const preflights = asksBy('OPTIONS');
const profiles = (changed: Headers): Change => only(asksForProfile, headers(changed));
const preflight = (changed: Headers): Change => only(preflights, headers(changed));
const allowOrigin = 'Access-Control-Allow-Origin';

export const cors: Family = {
  title: 'CORS',
  cases: [
    wrong('profiles permit no origin', 'cors', profiles({ [allowOrigin]: null }), 'check/cors-missing'),
    wrong(
      'profiles permit one origin',
      'cors',
      profiles({ [allowOrigin]: 'https://app.example.org' }),
      'check/cors-origin',
    ),
    wrong('profiles permit the origin null', 'cors', profiles({ [allowOrigin]: 'null' }), 'check/cors-origin'),
    wrong(
      'profiles permit a list of origins',
      'cors',
      profiles({ [allowOrigin]: 'https://a.example.org, *' }),
      'check/cors-origin',
    ),
    wrong('origins are permitted twice', 'cors', profiles({ [allowOrigin]: ['*', '*'] }), 'check/cors-origin'),
    wrong(
      'any origin may use cookies',
      'cors',
      profiles({ 'Access-Control-Allow-Credentials': 'true' }),
      'check/cors-origin',
    ),
    wrong(
      'errors permit no origin',
      'cors',
      only(asksWithoutToken, headers({ [allowOrigin]: null })),
      'check/cors-errors',
    ),
    wrong('a preflight permits no origin', 'preflight', preflight({ [allowOrigin]: null }), 'check/cors-missing'),
    wrong(
      'a preflight permits another origin',
      'preflight',
      preflight({ [allowOrigin]: 'https://app.example.org' }),
      'check/cors-origin',
    ),
    wrong(
      'a preflight needs a token',
      'preflight',
      only(preflights, answered(401, errorBody('The Authorization header is missing or invalid.', 'AUTH-012'))),
      'check/preflight-refused',
    ),
    wrong('a preflight is not allowed', 'preflight', only(preflights, status(405)), 'check/preflight-refused'),
    wrong('a preflight is redirected', 'preflight', only(preflights, status(302)), 'check/preflight-refused'),
    wrong(
      'a preflight permits no Authorization',
      'preflight',
      preflight({ 'Access-Control-Allow-Headers': 'Content-Type' }),
      'check/preflight-header',
    ),
    wrong(
      'a preflight permits any header but that',
      'preflight',
      preflight({ 'Access-Control-Allow-Headers': '*' }),
      'check/preflight-header',
    ),
  ],
};

function wrong(name: string, check: string, change: Change, ...found: readonly Expected[]): BadCase {
  return { name, change, found: { [check]: found }, ask: undefined };
}
