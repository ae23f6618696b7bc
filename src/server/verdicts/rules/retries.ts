// Rules about calling again: when a client retries, after which pause, how often, and when it gives up.

import { endOf, hasFailed, hasStalled, type JournalEntry } from '../../sessions/journal-entry.ts';
import { followed, grouped, retryAfterMs } from '../calls.ts';
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

/** So many calls must have retried before their first pauses can be compared. */
const fewestCalls = 4;

/** Pauses that lie this close together, in milliseconds or as a share of the longest, are the same. */
const sameMs = 5;
const sameShare = 0.01;

export const jitter: Rule = {
  id: 'jitter',
  code: 'client/no-jitter',
  title: 'The client varies the pauses before its retries.',
  why: 'Clients that retry at the same moment overload the service together.',
  see: 'https://www.rfc-editor.org/rfc/rfc8961#section-4',
  needs: `${fewestCalls} calls that retry after a 5xx or a broken connection`,
  judge({ calls }) {
    const firsts = calls.flatMap(({ attempts }) => pausesOf(attempts).slice(0, 1));
    if (firsts.length < fewestCalls) return undefined;
    const lengths = firsts.map(({ ms }) => ms);
    const shortest = Math.min(...lengths);
    const longest = Math.max(...lengths);
    if (longest - shortest > Math.max(sameMs, sameShare * longest)) return [];
    const message = `${firsts.length} calls paused for the same time before the first retry: ${shortest} to ${longest} ms.`;
    return [{ message, requests: firsts.map(({ after }) => after) }];
  },
};

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

export const repeatedRefusal: Rule = {
  id: 'repeated-refusal',
  code: 'client/repeated-refusal',
  title: 'The client does not repeat what was answered 400, 401 or 403 with the same token.',
  why: 'The answer stays the same until the request or the token changes, so the user waits for nothing.',
  see: 'https://www.rfc-editor.org/rfc/rfc9110#section-15.5',
  needs: 'an answer 400, 401 or 403: use the scenario 401',
  judge({ profiles }) {
    const refused = grouped(profiles, ({ method, url, tokenHash }) => `${method} ${url} ${tokenHash}`)
      .flatMap(followed)
      .filter(({ entry: { status } }) => status === 400 || status === 401 || status === 403);
    if (refused.length === 0) return undefined;
    return refused.flatMap(({ entry, next }) =>
      next === undefined
        ? []
        : [{ message: `The same request came again after a ${entry.status}.`, requests: [entry, next] }],
    );
  },
};

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

export const stalledAnswer: Rule = {
  id: 'stalled-answer',
  code: 'client/no-timeout',
  title: 'The client abandons an answer that stalls.',
  why: 'A request without a time limit holds the user, the connection and its memory until the other side gives up.',
  see: 'https://www.rfc-editor.org/rfc/rfc9110#section-9.5',
  needs: 'an answer that stalls, until the client goes away: use the scenario stall',
  judge({ profiles, thresholds: { stallSeconds } }) {
    const limitMs = stallSeconds * 1000;
    // A client that is still there when the mock stops has waited so far, and no more is known of it.
    const ended = profiles.filter(entry => {
      const { fault, aborted, durationMs = 0 } = entry;
      return fault === undefined ? aborted : hasStalled(entry) && (aborted || durationMs > limitMs);
    });
    if (ended.length === 0) return undefined;
    return ended
      .filter(({ durationMs = 0 }) => durationMs > limitMs)
      .map(entry => ({
        message: `The client waited ${Math.round(Number(entry.durationMs) / 1000)} s; at most ${stallSeconds} s are expected.`,
        requests: [entry],
      }));
  },
};
