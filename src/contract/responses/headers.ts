// Reads received headers. @see https://www.rfc-editor.org/rfc/rfc9110#section-5

import type { Header } from './exchange.ts';

/** In order; names are case-insensitive. */
export function headerValues(headers: readonly Header[], name: string): readonly string[] {
  const wanted = name.toLowerCase();
  return headers.filter(([own]) => own.toLowerCase() === wanted).map(([, value]) => value.trim());
}

/** The joined value of repeated headers; undefined without any. @see RFC 9110 section 5.3 */
export function headerValue(headers: readonly Header[], name: string): string | undefined {
  const values = headerValues(headers, name);
  return values.length === 0 ? undefined : values.join(', ');
}

/** Members of a list such as `gzip, br`, in lower case. */
export function listMembers(value: string | undefined): readonly string[] {
  return (value ?? '')
    .split(',')
    .map(member => member.trim().toLowerCase())
    .filter(member => member !== '');
}
