import type { JournalEntry } from '../../sessions/journal-entry.ts';
import { grouped } from '../calls.ts';
import type { Rule } from '../verdict.ts';

export const storm: Rule = {
  id: 'storm',
  code: 'client/request-storm',
  title: 'The client keeps its requests for the profile below a rate.',
  why: 'The rate limit is shared by all users of an app: one of them locks out the others.',
  see: 'https://www.rfc-editor.org/rfc/rfc6585#section-4',
  needs: 'a request for the profile',
  judge({ profiles, thresholds: { requestsPerSecond } }) {
    if (profiles.length === 0) return undefined;
    return grouped(profiles).flatMap(entries => {
      const burst = longestBurst(entries);
      if (burst.length <= requestsPerSecond) return [];
      const message = `${burst.length} requests with one token came within a second; at most ${requestsPerSecond} are expected.`;
      return [{ message, requests: burst }];
    });
  },
};

function longestBurst(entries: readonly JournalEntry[]): readonly JournalEntry[] {
  let [start, from, to] = [0, 0, 0];
  for (const [end, { at }] of entries.entries()) {
    while (at - Number(entries[start]?.at) >= 1000) start++;
    if (end + 1 - start > to - from) [from, to] = [start, end + 1];
  }
  return entries.slice(from, to);
}
