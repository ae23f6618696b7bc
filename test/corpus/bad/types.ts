// Claims of another type than documented, or not there.

import { type Family, family, profileAsk } from '../case.ts';
import { body, claims, inProfile } from '../changes.ts';
import { profile } from '../good-server.ts';

const { address } = profile;
const nested = (depth: number): string => '['.repeat(depth) + ']'.repeat(depth);
const [account] = profile.social_userinfo_list;

export const types: Family = family('types of claims', 'valid-token', profileAsk, [
  ['sub is missing', claims({ sub: undefined }), 'schema/required /sub'],
  ['sub is null', claims({ sub: null }), 'schema/type /sub'],
  ['sub is a number', claims({ sub: 118_204_937_551 }), 'schema/type /sub'],
  ['a name is a number', claims({ name: 42 }), 'schema/type /name'],
  ['an e-mail address is null', claims({ email: null }), 'schema/type /email'],
  ['seconds are sent as a string', claims({ updated_at: '1719830400' }), 'schema/type /updated_at'],
  ['seconds have a fraction', claims({ updated_at: 1_719_830_400.5 }), 'schema/type /updated_at'],
  ['a boolean is sent as a string', claims({ email_verified: 'true' }), 'schema/type /email_verified'],
  ['a boolean is sent as 0', claims({ opt_in: 0 }), 'schema/type /opt_in'],
  ['a boolean is null', claims({ is_2fa_enabled: null }), 'schema/type /is_2fa_enabled'],
  ['a moment is a number', claims({ created_date: 1_425_888_900 }), 'schema/type /created_date'],
  ['an address is one string', claims({ address: 'Via dei Mille 12, Torino' }), 'schema/type /address'],
  ['an address is null', claims({ address: null }), 'schema/type /address'],
  ['a part of the address is null', claims({ address: { ...address, region: null } }), 'schema/type /address/region'],
  [
    'a part of the address is a number',
    claims({ address: { ...address, postal_code: 10_123 } }),
    'schema/type /address/postal_code',
  ],
  ['a list is null', claims({ social_userinfo_list: null }), 'schema/type /social_userinfo_list'],
  ['a list is one object', claims({ social_userinfo_list: account }), 'schema/type /social_userinfo_list'],
  [
    'an item of a list is a string',
    claims({ social_userinfo_list: ['Google'] }),
    'schema/type /social_userinfo_list/0',
  ],
  [
    'a member of the second item is a number',
    claims({ social_userinfo_list: [account, { ...account, providerId: 7 }] }),
    'schema/type /social_userinfo_list/1/providerId',
  ],
  ['a thumbnail is null', claims({ thumbnails: { sizeX20: null } }), 'schema/type /thumbnails/sizeX20'],
  [
    'a thumbnail is an object',
    claims({ user_thumbnails: { sizeX20: { url: 'https://images.example.org/x20.jpg' } } }),
    'schema/type /user_thumbnails/sizeX20',
  ],
  ['the profile is in a list', inProfile(body(JSON.stringify([profile]))), 'schema/type'],
  ['the body is a string', inProfile(body(JSON.stringify('Ines Marangoni'))), 'schema/type'],
  ['the body is a string of JSON', inProfile(body(JSON.stringify(JSON.stringify(profile)))), 'schema/type'],
  ['the body is null', inProfile(body('null')), 'schema/type'],
  ['the body is false', inProfile(body('false')), 'schema/type'],
  ['the body is a list within lists', inProfile(body(nested(5000))), 'response/json-too-deep'],
  ['the body is an empty object', inProfile(body('{}')), 'schema/required /sub'],
]);
