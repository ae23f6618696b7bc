// Claims of the documented type with a value that the document excludes, or that follows another reading of it.

import { type Family, family, profileAsk } from '../case.ts';
import { body, claims, inProfile } from '../changes.ts';
import { profile } from '../good-server.ts';

const [account] = profile.social_userinfo_list;
const seconds = (text: string) => inProfile(body(good => good.replace(/(?<="updated_at":)\d+/u, text)));

export const values: Family = family('values of claims', 'valid-token', profileAsk, [
  ['sub is in small letters', claims({ sub: 'xk7q2m9ztr4b' }), 'schema/pattern /sub'],
  ['eidm_guid has fourteen characters', claims({ eidm_guid: 'XK7Q2M9ZTR4B01' }), 'schema/pattern /eidm_guid'],
  ['a name is empty', claims({ name: '' }), 'schema/min-length /name'],
  ['a text is too long', claims({ about_me: 'x'.repeat(2001) }), 'schema/max-length /about_me'],
  ['an e-mail address has no @', claims({ email: 'ines.marangoni.example.org' }), 'schema/format /email'],
  ['an e-mail address has two of them', claims({ email: 'ines@marangoni@example.org' }), 'schema/format /email'],
  ['an e-mail address is empty', claims({ email: '' }), 'schema/format /email'],
  ['an address of a picture is relative', claims({ picture: '/images/x120.jpg' }), 'schema/format /picture'],
  [
    'an address of a page has spaces',
    claims({ profile: 'https://example.org/Ines Marangoni' }),
    'schema/format /profile',
  ],
  ['a thumbnail is no address', claims({ thumbnails: { sizeX20: 'x20.jpg' } }), 'schema/format /thumbnails/sizeX20'],
  ['a locale has an underscore', claims({ locale: 'it_IT' }), 'schema/pattern /locale'],
  ['a language is a word', claims({ language: 'Italian' }), 'schema/pattern /language'],
  ['a country has three letters', claims({ country_code: 'ITA' }), 'schema/pattern /country_code'],
  ['a country is in small letters', claims({ country_code: 'it' }), 'schema/pattern /country_code'],
  ['a phone number has no country', claims({ phone_number: '(011) 555-0123' }), 'schema/pattern /phone_number'],
  ['seconds are milliseconds', seconds('1719830400000'), 'schema/maximum /updated_at'],
  ['seconds are negative', seconds('-1'), 'schema/minimum /updated_at'],
  [
    'a number is beyond 64 bits',
    seconds('99999999999999999999'),
    'schema/maximum /updated_at',
    'response/number-imprecise /updated_at',
  ],
  [
    'a number is beyond all numbers',
    seconds('1e400'),
    'schema/type /updated_at',
    'response/number-imprecise /updated_at',
  ],
  ['a moment has an offset', claims({ created_date: '2015-03-09T09:15:00+01:00' }), 'schema/pattern /created_date'],
  ['a moment has milliseconds', claims({ created_date: '2015-03-09T08:15:00.000Z' }), 'schema/pattern /created_date'],
  ['a moment has no such day', claims({ last_login_date: '2026-02-30T17:42:05Z' }), 'schema/format /last_login_date'],
  [
    'a moment is a day',
    claims({ created_date: '2015-03-09' }),
    'schema/format /created_date',
    'schema/pattern /created_date',
  ],
  ['ldap_domain is there without LDAP', claims({ ldap_domain: 'corp.example.org' }), 'schema/type /ldap_domain'],
  ['ldap_domain is null with LDAP', claims({ ldap_enabled: true }), 'schema/type /ldap_domain'],
  ['ldap_domain is empty', claims({ ldap_enabled: true, ldap_domain: '' }), 'schema/min-length /ldap_domain'],
  [
    'a list has too many items',
    claims({ social_userinfo_list: Array(21).fill(account) }),
    'schema/max-items /social_userinfo_list',
  ],
  [
    'a size has another key',
    claims({ thumbnails: { size20: 'https://images.example.org/x20.jpg' } }),
    'schema/property-names /thumbnails/size20',
  ],
  ['digits are sent for a moment', claims({ created_date: '1425888900' }), 'response/contradiction /created_date'],
  ['a phone number is in E.164', claims({ phone_number: '+390115550123' }), 'response/contradiction /phone_number'],
  ['a language has a country', claims({ language: 'it_IT' }), 'response/contradiction /language'],
  [
    'thumbnails are a list of pairs',
    claims({ thumbnails: [{ sizeX20: 'https://images.example.org/x20.jpg' }] }),
    'response/contradiction /thumbnails',
  ],
]);
