// What several rules ask of the requests to the token endpoint.

import type { JournalEntry } from '../sessions/journal.ts';
import { byToken } from './calls.ts';

/** Requests with this grant that named a code or refresh token. */
export function hashOfGrant(logins: readonly JournalEntry[], grant: string): readonly JournalEntry[] {
  return logins.filter(({ grantType, tokenHash }) => grantType === grant && tokenHash !== undefined);
}

/** Those that used a code or refresh token that another one used, too. */
export function repeatedGrants(entries: readonly JournalEntry[]): readonly (readonly JournalEntry[])[] {
  return byToken(entries).filter(({ length }) => length > 1);
}
