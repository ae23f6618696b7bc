// Headers that are missing, malformed or unwise.

import { type Family, family, profileAsk } from '../case.ts';
import { type Change, headers, inProfile, only, provokes } from '../changes.ts';
import { provoke } from '../good-server.ts';
import type { Headers } from '../wire.ts';

const changed = (values: Headers): Change => inProfile(headers(values));
const typed = (type: string | readonly string[] | null): Change => changed({ 'Content-Type': type });
const retryAfter = (value: string): Change => only(provokes(429), headers({ 'Retry-After': value }));

export const profileHeaders: Family = family('headers of the profile', 'valid-token', profileAsk, [
  ['there is no Content-Type', typed(null), 'response/content-type-missing'],
  ['JSON is called text', typed('text/plain'), 'response/content-type-undocumented'],
  ['JSON is called a web page', typed('text/html'), 'response/content-type-undocumented'],
  ['JSON is called bytes', typed('application/octet-stream'), 'response/content-type-undocumented'],
  ['JSON is called by another name', typed('text/json'), 'response/content-type-undocumented'],
  ['JSON is called a JWT', typed('application/jwt'), 'response/content-type-undocumented'],
  ['a vendor adds a name', typed('application/vnd.api+json'), 'response/content-type-undocumented'],
  ['the type is one word', typed('json'), 'response/content-type-malformed'],
  ['the type is empty', typed(''), 'response/content-type-malformed'],
  ['two types are sent', typed(['application/json', 'text/html']), 'response/content-type-malformed'],
  ['two types stand in one header', typed('application/json, text/html'), 'response/content-type-malformed'],
  ['shared caches may keep the profile', changed({ 'Cache-Control': 'public, max-age=300' }), 'response/storable'],
  ['shared caches have a time of their own', changed({ 'Cache-Control': 's-maxage=60' }), 'response/storable'],
  [
    'Cache-Control is too long',
    changed({ 'Cache-Control': `no-store, x="${'y'.repeat(256)}"` }),
    'response/header-invalid',
  ],
  ['X-Request-Id is empty', changed({ 'X-Request-Id': '' }), 'response/header-invalid'],
  ['X-Request-Id is too long', changed({ 'X-Request-Id': 'x'.repeat(129) }), 'response/header-invalid'],
]);

export const errorHeaders: Family = family('Retry-After', 'error-statuses', { method: 'GET', token: provoke(429) }, [
  ['Retry-After is a word', retryAfter('soon'), 'response/retry-after'],
  ['Retry-After has a unit', retryAfter('25s'), 'response/retry-after'],
  ['Retry-After has a fraction', retryAfter('1.5'), 'response/retry-after'],
  ['Retry-After is negative', retryAfter('-5'), 'response/retry-after'],
  ['Retry-After is empty', retryAfter(''), 'response/retry-after'],
  ['Retry-After is a date of ISO 8601', retryAfter('2026-11-23T12:00:25Z'), 'response/retry-after'],
  ['Retry-After has no such day', retryAfter('Mon, 32 Nov 2026 12:00:25 GMT'), 'response/retry-after'],
  ['Retry-After has eleven digits', retryAfter('10000000000'), 'response/header-invalid'],
  ['Retry-After is in local time', retryAfter('Mon, 23 Nov 2026 13:00:25 +0100'), 'response/retry-after'],
]);
