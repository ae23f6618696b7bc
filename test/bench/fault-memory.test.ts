// What stays after requests that end badly: memory, descriptors, and whatever else keeps a process running. Compares later
// batches with the first ones, which fill caches. FAULTS=10000 makes so many of each kind instead of 2,400.

import { expect, it } from 'vitest';
import { faults } from '../../src/server/scenarios/scenario.ts';
import { faultKinds, measureFaults } from './fault-memory.ts';

const batches = 6;
const plan = { batch: Math.ceil(Number(process.env['FAULTS'] ?? 2400) / batches), batches, collect: true };
/** A leak of one exchange a request is some 3 kB. */
const mostBytesPerRequest = 500;

it('are measured for every fault that the mock has', () => {
  expect(faultKinds.map(({ name }) => name)).toEqual(expect.arrayContaining([...faults]));
});

it.each(faultKinds)('$name leaves nothing behind', async kind => {
  const held = (await measureFaults(kind, plan)).flatMap(sample => sample.held ?? []);
  const live = held.map(({ liveBytes }) => liveBytes);
  // The journal is full after 1,000 requests: from the third batch on nothing may be added.
  const growth = Math.min(live[4] ?? 0, live[5] ?? 0) - Math.min(live[2] ?? 0, live[3] ?? 0);
  expect(growth / (2 * plan.batch)).toBeLessThan(mostBytesPerRequest);
  const [first, last] = [held[0], held.at(-1)];
  expect(last?.resources).toBeLessThanOrEqual(Number(first?.resources));
  if (process.platform === 'linux') expect(last?.descriptors).toBeLessThanOrEqual(Number(first?.descriptors));
});
