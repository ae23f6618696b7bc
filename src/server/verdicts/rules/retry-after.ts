import { endOf } from '../../sessions/journal-entry.ts';
import { followed, grouped, retryAfterMs } from '../calls.ts';
import type { Breach, Rule } from '../verdict.ts';

export const retryAfter: Rule = {
  id: 'retry-after',
  code: 'client/retry-after',
  title: 'The client waits as long as Retry-After says.',
  why: 'Requests before that time are rejected too, and can prolong the limit for every user of the app.',
  see: 'https://www.rfc-editor.org/rfc/rfc9110#section-10.2.3',
  needs: 'an answer with Retry-After: use the scenario 429',
  judge({ profiles, thresholds }) {
    const asking = grouped(profiles)
      .flatMap(followed)
      .filter(({ entry }) => retryAfterMs(entry) !== undefined);
    if (asking.length === 0) return undefined;
    return asking.flatMap(({ entry, next }): Breach[] => {
      const wait = retryAfterMs(entry) ?? 0;
      const waited = next === undefined ? wait : next.at - endOf(entry);
      if (next === undefined || waited >= wait - thresholds.retryAfterToleranceMs) return [];
      const message = `A ${entry.status} said Retry-After: ${entry.retryAfter}, the next request came after ${waited} ms.`;
      return [{ message, requests: [entry, next] }];
    });
  },
};
