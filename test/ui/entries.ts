// Entries of a journal for the logic of the page.

import type { Entry } from '../../ui/journal.ts';

/** @param n number of its arrival, and ten milliseconds each by default */
export function entry(n: number, more: Partial<Entry> = {}): Entry {
  return {
    n,
    id: `id-${n}`,
    session: 'default',
    at: 1_000_000 + n * 10,
    method: 'GET',
    url: '/userinfo',
    outcome: 'persona=alice; variant=documented',
    aborted: false,
    status: 200,
    durationMs: 2,
    tokenForm: 'bearer',
    tokenHash: '0123456789ab',
    ...more,
  };
}
