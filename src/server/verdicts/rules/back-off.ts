import { endOf, type JournalEntry } from '../../sessions/journal-entry.ts';
import { retryAfterMs } from '../calls.ts';
import type { Breach, Rule } from '../verdict.ts';

export const backOff: Rule = {
  id: 'back-off',
  code: 'client/no-back-off',
  title: 'The client pauses before it retries a 5xx or a broken connection, longer each time.',
  why: 'Retries without pauses keep a service down that is about to recover.',
  see: 'https://www.rfc-editor.org/rfc/rfc9110#section-9.2.2',
  needs: 'a retry after a 5xx or a broken connection: use the scenario flaky or reset-once',
  judge({ calls, thresholds }) {
    const retried = calls.map(({ attempts }) => pausesOf(attempts)).filter(pauses => pauses.length > 0);
    if (retried.length === 0) return undefined;
    return retried.flatMap((pauses): Breach[] => {
      const requests = [...new Set(pauses.flatMap(({ before, after }) => [before, after]))];
      const lengths = pauses.map(({ ms }) => ms);
      const seen = `${lengths.join(' ms, ')} ms`;
      if (Math.min(...lengths) < thresholds.backoffMs)
        return [
          {
            message: `The pauses before retries were ${seen}; at least ${thresholds.backoffMs} ms are expected.`,
            requests,
          },
        ];
      const grows = lengths.length < 2 || Number(lengths.at(-1)) >= 1.2 * Number(lengths[0]);
      return grows ? [] : [{ message: `The pauses before retries did not grow: ${seen}.`, requests }];
    });
  },
};

interface Pause {
  readonly ms: number;
  readonly before: JournalEntry;
  readonly after: JournalEntry;
}

/** Pauses that the client chose itself: none where `Retry-After` said how long. */
export function pausesOf(attempts: readonly JournalEntry[]): readonly Pause[] {
  return attempts.slice(1).flatMap((after, index) => {
    const before = attempts[index];
    const isOwn = before !== undefined && retryAfterMs(before) === undefined;
    return isOwn && (before.status === undefined || before.status >= 500)
      ? [{ ms: Math.round(after.at - endOf(before)), before, after }]
      : [];
  });
}
