import { hasStalled } from '../../sessions/journal-entry.ts';
import type { Rule } from '../verdict.ts';

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
