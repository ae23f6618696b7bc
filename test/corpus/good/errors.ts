// Refusals and failures that are unusual.

import type { Ask, GoodCase } from '../case.ts';
import {
  asksWith,
  asksWithoutToken,
  body,
  type Change,
  headers,
  limited,
  only,
  provokes,
  together,
  type When,
} from '../changes.ts';
import { provoke, tokens } from '../good-server.ts';
import type { Headers } from '../wire.ts';

const throttledAsk: Ask = { method: 'GET', token: provoke(429) };
const failedAsk: Ask = { method: 'GET', token: provoke(500) };
const expiredAsk: Ask = { method: 'GET', token: tokens.expired };

const throttled = (changed: Headers): Change => only(provokes(429), headers(changed));
const refused: When = ({ authorization }) => authorization !== undefined && authorization !== `Bearer ${tokens.good}`;
const challenged = (challenge: string | readonly string[]): Change =>
  together(
    only(asksWithoutToken, headers({ 'WWW-Authenticate': 'Bearer realm="aps"' })),
    only(refused, headers({ 'WWW-Authenticate': challenge })),
  );

export const unusualErrors: readonly GoodCase[] = [
  {
    name: 'Retry-After is a date',
    change: throttled({ 'Retry-After': 'Mon, 23 Nov 2026 12:00:25 GMT' }),
    ask: throttledAsk,
  },
  { name: 'the limit is met', change: limited({}), permit: 'allowRateLimit', ask: throttledAsk },
  {
    name: 'the limit is met, and the wait is a date',
    change: limited({ 'Retry-After': 'Mon, 23 Nov 2026 12:00:25 GMT' }),
    permit: 'allowRateLimit',
    ask: throttledAsk,
  },
  { name: 'Retry-After is 0', change: throttled({ 'Retry-After': '0' }), ask: throttledAsk },
  { name: 'there is no Retry-After', change: throttled({ 'Retry-After': null }), ask: throttledAsk },
  { name: 'a challenge is sent', change: challenged('Bearer error="invalid_token"'), ask: expiredAsk },
  {
    name: 'a challenge has everything',
    change: challenged('Bearer realm="a \\"b\\", c", error="invalid_token", error_description="It has expired, sorry"'),
    ask: expiredAsk,
  },
  {
    name: 'errors are in the words of OAuth',
    change: only(asksWith(tokens.expired), body('{"error":"invalid_token"}')),
    ask: expiredAsk,
  },
  {
    name: 'a gateway answers for the service',
    change: only(provokes(500), together(headers({ 'Content-Type': 'text/html' }), body('<h1>500</h1>'))),
    ask: failedAsk,
  },
  {
    name: 'the service fails without a word',
    change: only(provokes(500), together(headers({ 'Content-Type': null }), body(''))),
    ask: failedAsk,
  },
  {
    name: 'errors are as the guide has them',
    change: only(asksWith(tokens.expired), body(asInGuide)),
    ask: expiredAsk,
  },
];

/** The envelope of Autodesk's guide, whose key has a space in it. */
function asInGuide(text: string): string {
  const { moreInfo, ...rest } = JSON.parse(text) as Readonly<Record<string, unknown>>;
  return JSON.stringify({ ...rest, userMessage: ' ', 'more info': moreInfo });
}
