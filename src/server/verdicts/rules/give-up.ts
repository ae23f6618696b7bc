import { hasFailed } from '../../sessions/journal-entry.ts';
import type { Rule } from '../verdict.ts';

export const giveUp: Rule = {
  id: 'give-up',
  code: 'client/never-gives-up',
  title: 'The client gives up after a few attempts.',
  why: 'A call that never ends blocks the user, and loads the service.',
  see: 'https://www.rfc-editor.org/rfc/rfc9110#section-9.2.2',
  needs: 'a call that fails: use the scenario 500',
  judge({ calls, thresholds }) {
    const failed = calls.filter(({ attempts }) => hasFailed(attempts[0]));
    if (failed.length === 0) return undefined;
    return failed
      .filter(({ attempts }) => attempts.length > thresholds.attempts)
      .map(({ attempts }) => ({
        message: `One call took ${attempts.length} attempts; at most ${thresholds.attempts} are expected.`,
        requests: attempts,
      }));
  },
};
