// What stays in memory after requests that end badly. Compares later batches with each other: the first ones fill caches.

import { expect, it } from 'vitest';
import { faults } from '../../src/server/scenarios/scenario.ts';
import { faultKinds, measureFaults } from './fault-memory.ts';

const plan = { batch: 400, batches: 6, collect: true };
/** A leak of one exchange a request is some 3 kB. */
const mostBytesPerRequest = 500;

it('are measured for every fault that the mock has', () => {
  expect(faultKinds.map(({ name }) => name)).toEqual(expect.arrayContaining([...faults]));
});

it.each(faultKinds)('$name leaves nothing behind', async kind => {
  const live = (await measureFaults(kind, plan)).map(({ liveBytes = Number.NaN }) => liveBytes);
  // The journal is full after 1,000 requests: from the third batch on nothing may be added.
  const growth = Math.min(live[4] ?? 0, live[5] ?? 0) - Math.min(live[2] ?? 0, live[3] ?? 0);
  expect(growth / (2 * plan.batch)).toBeLessThan(mostBytesPerRequest);
});
