import { endOf, retryAfterMs } from '../calls.ts';
import type { Breach, Rule } from '../verdict.ts';

export const retryAfter: Rule = {
  id: 'retry-after',
  code: 'client/retry-after',
  title: 'The client waits as long as Retry-After says.',
  why: 'Requests before that time are rejected too, and can prolong the limit for every user of the app.',
  see: 'https://www.rfc-editor.org/rfc/rfc9110#section-10.2.3',
  needs: 'an answer with Retry-After: use the scenario 429',
  judge({ profiles, thresholds }) {
    const asking = profiles.filter(entry => retryAfterMs(entry) !== undefined);
    if (asking.length === 0) return undefined;
    return asking.flatMap((asked): Breach[] => {
      const wait = retryAfterMs(asked) ?? 0;
      const next = profiles.find(
        ({ at, tokenHash, id }) => id !== asked.id && tokenHash === asked.tokenHash && at >= endOf(asked),
      );
      const waited = next === undefined ? wait : next.at - endOf(asked);
      if (next === undefined || waited >= wait - thresholds.retryAfterToleranceMs) return [];
      const message = `A ${asked.status} said Retry-After: ${asked.retryAfter}, the next request came after ${waited} ms.`;
      return [{ message, requests: [asked, next] }];
    });
  },
};
