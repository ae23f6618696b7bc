import { expect, it } from 'vitest';
import { soak } from './soak.ts';

// By itself: `node test/bench/soak.ts` runs for ten minutes, and judges memory and times, which a short run cannot.
it('after faults, idle and slow connections the mock has nothing more open than before, and lost no good request', async () => {
  const { requests, lost, before, open, after } = await soak({ seconds: 1, idle: 300, slow: 50 });
  expect(requests).toBeGreaterThan(100);
  expect(lost).toBe(0);
  // Only Linux lists open descriptors.
  if (process.platform === 'linux') {
    expect(before.descriptors).toBeGreaterThan(0);
    expect(open.descriptors).toBeGreaterThanOrEqual(350);
    expect(after.descriptors).toBeLessThanOrEqual(before.descriptors);
  }
  expect(after.resources).toBeLessThanOrEqual(before.resources);
});
