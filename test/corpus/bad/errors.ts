// Errors with another body than documented. Each is the answer to an expired token.

import { type Family, family } from '../case.ts';
import { answered, asksWith, body, type Change, headers, only } from '../changes.ts';
import { errorBody, tokens } from '../good-server.ts';

const message = 'Access token provided is invalid or expired.';
const expired = (change: Change): Change => only(asksWith(tokens.expired), change);
const withBody = (value: unknown): Change => expired(body(JSON.stringify(value)));
const good = JSON.parse(errorBody(message, 'AUTH-006')) as Readonly<Record<string, unknown>>;

export const errors: Family = family('bodies of errors', 'expired-token', { method: 'GET', token: tokens.expired }, [
  ['the body is empty', expired(body('')), 'response/body-missing'],
  [
    'the body is a web page',
    expired(answered(401, '<h1>Unauthorized</h1>', { 'Content-Type': 'text/html' })),
    'response/content-type-undocumented',
  ],
  [
    'the body is a problem of RFC 9457',
    expired(headers({ 'Content-Type': 'application/problem+json' })),
    'response/content-type-undocumented',
  ],
  ['the body is a sentence', withBody('Unauthorized'), 'schema/any-of'],
  ['the body is a list', withBody([good]), 'schema/any-of'],
  [
    'the code is of another status',
    expired(body(errorBody(message, 'AUTH-010'))),
    'response/error-of-other-status /errorCode',
  ],
  [
    'the code is of another failure',
    expired(body(errorBody(message, 'AUTH-012'))),
    'check/error-code-differs /errorCode',
  ],
  ['the code is an own one', expired(body(errorBody(message, 'AUTH-999'))), 'check/error-code /errorCode'],
  ['the code is missing', expired(body(errorBody(message))), 'check/error-code-missing'],
  ['the code is a number', withBody({ ...good, errorCode: 6 }), 'schema/any-of', 'check/error-code /errorCode'],
  [
    'the code is in small letters',
    withBody({ ...good, errorCode: 'auth-006' }),
    'schema/any-of',
    'check/error-code /errorCode',
  ],
  ['a member is not documented', withBody({ ...good, traceId: 'x' }), 'response/undocumented-claim /traceId'],
  ['the message is missing', withBody({ ...good, developerMessage: undefined }), 'schema/any-of'],
  ['the guide is no address', withBody({ ...good, moreInfo: 'see the guide' }), 'schema/any-of'],
  [
    'the envelope is that of a gateway of others',
    withBody({ message: 'Unauthorized' }),
    'schema/any-of',
    'check/error-code-missing',
    'response/undocumented-claim /message',
  ],
  ['the envelope is nested', withBody({ error: good }), 'schema/any-of', 'check/error-code /error'],
]);
