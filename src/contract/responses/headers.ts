// Reads headers as they were received. @see https://www.rfc-editor.org/rfc/rfc9110#section-5

import type { Header } from './exchange.ts';

/** Every value of a header, in order; the name in any case. */
export function headerValues(headers: readonly Header[], name: string): readonly string[] {
  const wanted = name.toLowerCase();
  return headers.filter(([own]) => own.toLowerCase() === wanted).map(([, value]) => value.trim());
}

/** The one value that repeated headers amount to; undefined where there is none. @see RFC 9110 section 5.3 */
export function headerValue(headers: readonly Header[], name: string): string | undefined {
  const values = headerValues(headers, name);
  return values.length === 0 ? undefined : values.join(', ');
}

/** The members of a list such as `gzip, br`, in lower case. */
export function listMembers(value: string | undefined): readonly string[] {
  return (value ?? '')
    .split(',')
    .map(member => member.trim().toLowerCase())
    .filter(member => member !== '');
}
