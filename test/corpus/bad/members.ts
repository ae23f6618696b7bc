// Members that the document does not have.

import { type Family, family, profileAsk } from '../case.ts';
import { body, claims, inProfile } from '../changes.ts';
import { errorBody, profile } from '../good-server.ts';

const { address } = profile;
const [account] = profile.social_userinfo_list;

export const members: Family = family('undocumented members', 'valid-token', profileAsk, [
  ['a claim is not documented', claims({ nickname: 'ines' }), 'response/undocumented-claim /nickname'],
  ['a claim is misspelt', claims({ email: undefined, emial: profile.email }), 'response/undocumented-claim /emial'],
  [
    'a claim is in other capitals',
    claims({ given_name: undefined, givenName: 'Ines' }),
    'response/undocumented-claim /givenName',
  ],
  [
    'a claim begins with a capital',
    claims({ locale: undefined, Locale: 'it-IT' }),
    'response/undocumented-claim /Locale',
  ],
  ['an undocumented claim is null', claims({ middle_name: null }), 'response/undocumented-claim /middle_name'],
  // The pointer stops short of a name that may be data.
  ['a claim is called by an e-mail address', claims({ 'ines@example.org': true }), 'response/undocumented-claim'],
  [
    'a claim is called __proto__',
    inProfile(body(good => good.replace('{', '{"__proto__":{},'))),
    'response/undocumented-claim',
  ],
  [
    'an undocumented claim is a list within lists',
    inProfile(body(good => good.replace('{', `{"deep":${'['.repeat(5000)}${']'.repeat(5000)},`))),
    'response/json-too-deep',
  ],
  ['a claim is called constructor', claims({ constructor: 'x' }), 'response/undocumented-claim /constructor'],
  [
    'a part of the address is not documented',
    claims({ address: { ...address, formatted: 'Torino' } }),
    'response/undocumented-claim /address/formatted',
  ],
  [
    'a part of the address is misspelt',
    claims({ address: { ...address, postal_code: undefined, postcode: '10123' } }),
    'response/undocumented-claim /address/postcode',
  ],
  [
    'a member of the second item is not documented',
    claims({ social_userinfo_list: [account, { ...account, avatar: 'x' }] }),
    'response/undocumented-claim /social_userinfo_list/1/avatar',
  ],
  [
    'the profile is within another object',
    inProfile(body(JSON.stringify({ data: profile }))),
    'schema/required /sub',
    'response/undocumented-claim /data',
  ],
  [
    'the status is 200, the body an error',
    inProfile(body(errorBody('Access token provided is invalid or expired.', 'AUTH-006'))),
    'response/error-with-success',
    'schema/required /sub',
  ],
]);
