// Profiles of somebody else.

import { type Family, family } from '../case.ts';
import { answered, asksForProfile, body, type Change, headers, inProfile, only } from '../changes.ts';
import { errorBody, profile } from '../good-server.ts';

const other = { ...profile, sub: 'PQ3W8E5RTY6U', eidm_guid: 'PQ3W8E5RTY6U', email: 'otto.prokop@example.net' };
const failure = errorBody('An unknown error occurred on the server.', 'ERR-003');
const second = (change: Change): Change => only(asked => asksForProfile(asked) && asked.turn === 2, change);
const secondTime = (changed: object): Change => second(body(JSON.stringify(changed)));

export const identity: Family = family('identity', 'valid-token', undefined, [
  ['the profile is that of another person', inProfile(body(JSON.stringify(other))), 'check/wrong-person /sub'],
  ['the second profile is that of another person', secondTime(other), 'check/person-changed /sub'],
  [
    'a name changes between two requests',
    secondTime({ ...profile, name: 'I. Marangoni' }),
    'check/claim-changed /name',
  ],
  [
    'a list changes between two requests',
    secondTime({ ...profile, social_userinfo_list: [] }),
    'check/claim-changed /social_userinfo_list',
  ],
  [
    'the second profile has another type',
    secondTime({ ...profile, email_verified: 'true' }),
    'schema/type /email_verified',
    'check/claim-changed /email_verified',
  ],
  ['the second profile is cut off', second(body(text => text.slice(0, 40))), 'response/json-truncated'],
  [
    'the second profile is a web page',
    second(headers({ 'Content-Type': 'text/html' })),
    'response/content-type-undocumented',
  ],
  ['the second answer is an error', second(answered(500, failure)), 'check/status'],
  ['a claim is there every other time', secondTime({ ...profile, company: undefined }), 'check/claim-changed /company'],
]);
