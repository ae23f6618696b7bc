// The refusal of one call too many, or its absence.

import type { BadCase, Expected, Family } from '../case.ts';
import { type Change, limited } from '../changes.ts';

export const rateLimit: Family = {
  title: 'rate limit',
  cases: [
    wrong('there is no limit', answer => answer, 'check/rate-limit-absent'),
    wrong('nothing says how long to wait', limited({ 'Retry-After': null }), 'check/retry-after-missing'),
    wrong('the wait is a word', limited({ 'Retry-After': 'later' }), 'response/retry-after'),
  ],
};

function wrong(name: string, change: Change, found: Expected): BadCase {
  return { name, change, found: { 'rate-limit': [found] }, permit: 'allowRateLimit', ask: undefined };
}
