// Profiles that are unusual.

import { type GoodCase, ofProfile } from '../case.ts';
import { body, type Change, claims, inProfile } from '../changes.ts';
import { profile } from '../good-server.ts';

const { address } = profile;

const signedAnew: Change = (answer, asked) => {
  const sizeX20 = `https://images.example.org/7d1/x20.jpg?t=${asked.turn}`;
  return claims({ user_thumbnails: { sizeX20 }, picture: sizeX20, updated_at: 1_719_830_400 + asked.turn })(
    answer,
    asked,
  );
};

export const unusualClaims: readonly GoodCase[] = [
  ofProfile('nothing is unusual', answer => answer),
  ofProfile('there is no optional claim', inProfile(body(JSON.stringify({ sub: profile.sub })))),
  ofProfile('there is the newer map of thumbnails only', claims({ thumbnails: undefined })),
  ofProfile('there is the older map of thumbnails only', claims({ user_thumbnails: undefined })),
  ofProfile('there are no thumbnails', claims({ thumbnails: {}, user_thumbnails: {} })),
  ofProfile(
    'a thumbnail has an unusual size',
    claims({ thumbnails: { sizeX512: 'https://images.example.org/x512.jpg' } }),
  ),
  ofProfile('the person signs in through LDAP', claims({ ldap_enabled: true, ldap_domain: 'corp.example.org' })),
  ofProfile('there is ldap_enabled only', claims({ ldap_domain: undefined })),
  ofProfile('there is ldap_domain only', claims({ ldap_enabled: undefined, ldap_domain: 'corp.example.org' })),
  ofProfile('there is no social account', claims({ social_userinfo_list: [] })),
  ofProfile(
    'there are as many social accounts as may be',
    claims({ social_userinfo_list: Array(20).fill(profile.social_userinfo_list[0]) }),
  ),
  ofProfile(
    'parts of the address are empty',
    claims({ address: { ...address, region: '', postal_code: '', street_address: '' } }),
  ),
  ofProfile('the address is empty', claims({ address: {} })),
  ofProfile('the person has one name', claims({ name: 'Suharto', given_name: 'Suharto', family_name: '' })),
  ofProfile('names have apostrophes and hyphens', claims({ name: "D'Arcy-O’Brien", family_name: "D'Arcy-O’Brien" })),
  ofProfile('a name is from right to left', claims({ name: '\u202bנועה לוי\u202c', about_me: 'مهندسة إنشائية' })),
  ofProfile('a name is of emoji', claims({ name: '👩‍👩‍👧‍👦 🇮🇹', given_name: '👩‍👩‍👧‍👦' })),
  ofProfile('a text is as long as may be', claims({ about_me: '𝒙'.repeat(2000), name: 'é'.repeat(255) })),
  ofProfile('an e-mail address has a plus and an apostrophe', claims({ email: "o'neill+aps@mail.example.org" })),
  ofProfile('an id has sixteen characters', claims({ eidm_guid: 'XK7Q2M9ZTR4B0001' })),
  ofProfile('the token names the id of the retired system', claims({ sub: 'NEW4ID8FOR2U' })),
  ofProfile('a social account has no members', claims({ social_userinfo_list: [{}] })),
  ofProfile('a picture is in its address', claims({ picture: 'data:image/png;base64,iVBORw0KGgo=' })),
  ofProfile('an address has everything', claims({ profile: 'https://u:p@[2001:db8::1]:8443/%F0%9F%98%80?x=1&y#z' })),
  ofProfile('a locale has a script', claims({ locale: 'zh-Hans-CN', language: 'zh' })),
  ofProfile('a locale has a region by number', claims({ locale: 'es-419', language: 'es' })),
  ofProfile('moments are the earliest there are', claims({ updated_at: 0, created_date: '1970-01-01T00:00:00Z' })),
  ofProfile(
    'moments are the latest there are',
    claims({ updated_at: 253_402_300_799, last_login_date: '9999-12-31T23:59:59Z' }),
  ),
  ofProfile('a moment is a leap second', claims({ created_date: '2016-12-31T23:59:60Z' })),
  ofProfile('a leap day is named', claims({ created_date: '2024-02-29T12:00:00Z' })),
  ofProfile('signed addresses change every time', signedAnew),
  ofProfile('the JSON is indented', inProfile(body(text => `\n${JSON.stringify(JSON.parse(text), null, '\t')}\r\n`))),
  ofProfile('the JSON is escaped', inProfile(body(escaped))),
  ofProfile(
    'the claims are in reverse order',
    inProfile(body(JSON.stringify(Object.fromEntries(Object.entries(profile).reverse())))),
  ),
  ofProfile('seconds are written with an exponent', inProfile(body(text => text.replace('1719830400', '1.7198304e9')))),
  ofProfile(
    'seconds are written with a fraction of zero',
    inProfile(body(text => text.replace('1719830400', '1719830400.0'))),
  ),
];

/** Every small letter of the strings as an escape. */
function escaped(text: string): string {
  const toEscape = (letter: string): string => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`;
  return text.replace(/"[^"]*"/gu, string => string.replace(/(?<!\\)[a-z@]/gu, toEscape).replaceAll('/', '\\/'));
}
