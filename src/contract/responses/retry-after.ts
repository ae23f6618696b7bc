// Retry-After: seconds or a date. @see https://www.rfc-editor.org/rfc/rfc9110#section-10.2.3

import type { UnplacedFinding } from '../findings/finding.ts';

/** What HTTP says against a value of Retry-After. */
export function checkRetryAfter(value: string): readonly UnplacedFinding[] {
  if (/^\d+$/u.test(value)) return [];
  if (isHttpDate(value)) {
    const message = 'The header Retry-After is a date; many clients read a number of seconds only.';
    return [{ code: 'response/retry-after-date', message, actual: 'a date' }];
  }
  const message = 'The header Retry-After is neither a whole number of seconds nor a date of HTTP.';
  return [{ code: 'response/retry-after', message, expected: 'seconds, such as 25', actual: describe(value) }];
}

const days = 'Sun|Mon|Tue|Wed|Thu|Fri|Sat';
const months = 'Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec';
const time = '\\d{2}:\\d{2}:\\d{2}';
// The form to write, and the two that are obsolete but must be read (RFC 9110 section 5.6.7).
const forms: readonly RegExp[] = [
  new RegExp(`^(?:${days}), \\d{2} (?:${months}) \\d{4} ${time} GMT$`, 'u'),
  new RegExp(`^(?:Sun|Mon|Tues|Wednes|Thurs|Fri|Satur)day, \\d{2}-(?:${months})-\\d{2} ${time} GMT$`, 'u'),
  new RegExp(`^(?:${days}) (?:${months}) [ \\d]\\d ${time} \\d{4}$`, 'u'),
];

/** Whether a text is an HTTP-date of a day and time that there is; the name of the day is not compared. */
export function isHttpDate(text: string): boolean {
  return forms.some(form => form.test(text)) && !Number.isNaN(Date.parse(text));
}

function describe(value: string): string {
  if (/^-\d+$/u.test(value)) return 'a negative number';
  if (/^\d*\.\d+$/u.test(value)) return 'a number with a fraction';
  return value === '' ? 'an empty value' : 'something else';
}
