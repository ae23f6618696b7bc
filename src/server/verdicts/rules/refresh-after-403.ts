import { endOf } from '../../sessions/journal-entry.ts';
import type { Rule } from '../verdict.ts';

/** A login or refresh that comes later than this after a 403 has another reason. */
const soonMs = 10_000;

export const refreshAfter403: Rule = {
  id: 'refresh-after-403',
  code: 'client/refresh-after-403',
  title: 'The client neither refreshes nor logs in again because of a 403.',
  why: 'A new token has the same rights: the app sends the user to the login for ever.',
  see: 'https://www.rfc-editor.org/rfc/rfc6750#section-3.1',
  needs: 'an answer 403: use the scenario 403',
  judge({ profiles, logins }) {
    const forbidden = profiles.filter(({ status }) => status === 403);
    if (forbidden.length === 0) return undefined;
    const restarts = logins.filter(
      ({ operationId, grantType }) => operationId === 'authorize' || grantType === 'refresh_token',
    );
    return forbidden.flatMap(entry => {
      const after = restarts.find(({ at }) => at >= endOf(entry) && at - endOf(entry) <= soonMs);
      if (after === undefined) return [];
      const what = after.operationId === 'authorize' ? 'A login' : 'A refresh';
      return [{ message: `${what} followed a 403 after ${after.at - endOf(entry)} ms.`, requests: [entry, after] }];
    });
  },
};
