// Headers that are unusual, of profiles and of answers to other methods.

import { type GoodCase, ofProfile } from '../case.ts';
import { asksBy, type Change, headers, inProfile, only } from '../changes.ts';

const typed = (type: string): Change => inProfile(headers({ 'Content-Type': type }));
const renamed =
  (rename: (name: string) => string): Change =>
  answer => ({
    ...answer,
    headers: Object.fromEntries(Object.entries(answer.headers).map(([name, value]) => [rename(name), value])),
  });

export const unusualHeaders: readonly GoodCase[] = [
  ofProfile('the type has no charset', typed('application/json')),
  ofProfile('the type is in capitals', typed('Application/JSON;Charset="UTF-8"')),
  ofProfile('the type ends with a semicolon', typed('application/json;')),
  ofProfile(
    'header names are in small letters',
    renamed(name => name.toLowerCase()),
  ),
  ofProfile(
    'header names are in capitals',
    renamed(name => name.toUpperCase()),
  ),
  ofProfile(
    'there are more headers',
    headers({
      Server: 'nginx',
      Vary: 'Accept-Encoding, Origin',
      'X-Office': 'Zürich',
      'Set-Cookie': ['a=b; Secure; HttpOnly; SameSite=Lax', 'c=d; Secure; HttpOnly; SameSite=Lax'],
    }),
  ),
  ofProfile('there are fewer headers', headers({ Date: null, 'X-Request-Id': null })),
  ofProfile(
    'caches are told more',
    inProfile(headers({ 'Cache-Control': 'No-Store, no-cache, private, max-age=0', Pragma: 'no-cache' })),
  ),
  ofProfile('caches are told in two headers', inProfile(headers({ 'Cache-Control': ['no-cache', 'no-store'] }))),
  ofProfile('only the own cache may keep it', inProfile(headers({ 'Cache-Control': 'private, must-revalidate' }))),
  ofProfile('HEAD says no length', only(asksBy('HEAD'), headers({ 'Content-Length': null }))),
  ofProfile(
    'a preflight is answered with 200',
    only(asksBy('OPTIONS'), answer => ({ ...answer, status: 200 })),
  ),
  ofProfile('the origin is repeated', (answer, { origin = null }) => ({
    ...answer,
    headers: { ...answer.headers, 'Access-Control-Allow-Origin': origin, Vary: 'Origin' },
  })),
  ofProfile(
    'unknown methods are not implemented',
    only(asksBy('TRACE'), answer => ({ ...answer, status: 501 })),
  ),
];
