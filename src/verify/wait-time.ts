// How long a response asks to wait. @see https://www.rfc-editor.org/rfc/rfc9110#section-10.2.3

import type { Header } from '../contract/responses/exchange.ts';
import { headerValue } from '../contract/responses/headers.ts';

/**
 * Seconds to wait: the number that was given, or the time from the server's own Date to the date that was given;
 * undefined where neither can be read.
 */
export function waitSeconds(headers: readonly Header[]): number | undefined {
  const value = headerValue(headers, 'retry-after');
  if (value === undefined) return undefined;
  if (/^\d{1,10}$/u.test(value)) return Number(value);
  const until = Date.parse(value);
  const now = Date.parse(headerValue(headers, 'date') ?? '');
  return Number.isNaN(until) || Number.isNaN(now) ? undefined : Math.max(0, (until - now) / 1000);
}
