import type { Rule } from '../verdict.ts';
import { pausesOf } from './back-off.ts';

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
