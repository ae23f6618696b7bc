// A good token answered with another status.

import { type Expected, type Family, profileAsk } from '../case.ts';
import { answered, type Change, headers, inProfile, status, together } from '../changes.ts';
import { errorBody } from '../good-server.ts';

type Row = readonly [name: string, change: Change, found: readonly Expected[], isUndocumented: boolean];

const undocumented: readonly Expected[] = ['check/status', 'response/status-undocumented'];
/** Documented for the other profile API only. */
const elsewhere: readonly Expected[] = ['check/status', 'response/status-elsewhere'];
const unexpected: readonly Expected[] = ['check/status'];
const page = { 'Content-Type': 'text/html' };

const rows: readonly Row[] = [
  ['a teapot answers', answered(418, '{}'), undocumented, true],
  ['the profile is only accepted', status(202), undocumented, true],
  ['the profile is created', status(201), undocumented, true],
  ['the profile is not authoritative', status(203), undocumented, true],
  ['there is no content', together(answered(204, ''), headers({ 'Content-Length': null })), undocumented, true],
  [
    'nothing is said to have changed',
    together(answered(304, ''), headers({ 'Content-Length': null })),
    undocumented,
    true,
  ],
  ['nothing is found', answered(404, '{}'), elsewhere, true],
  ['the method is not allowed', together(answered(405, '{}'), headers({ Allow: 'POST' })), undocumented, true],
  ['a gateway fails', answered(502, '<h1>Bad Gateway</h1>', page), elsewhere, true],
  ['the service is unavailable', answered(503, '{}'), elsewhere, true],
  ['a gateway waits in vain', answered(504, '<h1>Gateway Timeout</h1>', page), elsewhere, true],
  ['the status has no meaning', status(299), undocumented, true],
  [
    'a good token is refused',
    answered(401, errorBody('Access token provided is invalid or expired.', 'AUTH-006')),
    unexpected,
    false,
  ],
  [
    'a good token is not enough',
    answered(403, errorBody('Token does not have the privilege for this request.', 'AUTH-010')),
    unexpected,
    false,
  ],
  ['the request is called wrong', answered(400, errorBody('The request could not be understood.')), unexpected, false],
  [
    'the service fails',
    answered(500, errorBody('An unknown error occurred on the server.', 'ERR-003')),
    unexpected,
    false,
  ],
];

export const statuses: Family = {
  title: 'statuses',
  cases: rows.map(([name, change, found, isUndocumented]) => ({
    name,
    change: inProfile(change),
    found: { 'valid-token': found },
    // Whoever does not know that the token is good has nothing to object to a documented status.
    ask: isUndocumented ? profileAsk : undefined,
  })),
};
