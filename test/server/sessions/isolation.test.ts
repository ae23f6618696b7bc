// Sessions do not see each other, however many there are at once.

import fc from 'fast-check';
import { expect, it } from 'vitest';
import { startMock } from '../../../src/testing/start-mock.ts';

const plan = fc.record({
  scenario: fc.constantFrom(undefined, '429', '403', 'flaky', 'minimal', 'gateway-html-502'),
  persona: fc.constantFrom('alice', 'ben', 'carla', '~stranger'),
  now: fc.integer({ min: 0, max: 4_000_000_000_000 }),
  limit: fc.integer({ min: 1, max: 4 }),
});

const requests = 4;

/** The statuses that one session alone would give. */
const expected = {
  none: (limit: number) => Array.from({ length: requests }, (_, index) => (index < limit ? 200 : 429)),
  forced: (status: number) => Array.from({ length: requests }, () => status),
};

function statusesOf({ scenario, limit }: { scenario: string | undefined; limit: number }): readonly number[] {
  if (scenario === '429' || scenario === '403') return expected.forced(Number(scenario));
  const failures = scenario === 'flaky' ? [500, 500] : scenario === 'gateway-html-502' ? [502, 502] : [];
  return [...failures, ...expected.none(limit)].slice(0, requests);
}

it('200 sessions side by side have each their own scenario, clock, limit and journal', async () => {
  await using mock = await startMock({ admin: true });
  await fc.assert(
    fc.asyncProperty(fc.array(plan, { minLength: 200, maxLength: 200 }), async plans => {
      await change(`${mock.url}/__admin/reset?all=true`, undefined, 'POST');
      const results = await Promise.all(
        plans.map(async ({ scenario, persona, now, limit }, index) => {
          const session = mock.session(`s${index}`);
          const headers = { authorization: `Bearer ${session.token(persona)}` };
          await change(`${session.url}/__admin/settings`, { rateLimit: limit });
          session.clock.set(now);
          if (scenario !== undefined) session.use(scenario);
          const statuses: number[] = [];
          for (let count = 0; count < requests; count++) {
            const response = await fetch(`${session.url}/userinfo`, { headers });
            await response.arrayBuffer();
            statuses.push(response.status);
          }
          return { session, statuses };
        }),
      );
      for (const [index, { session, statuses }] of results.entries()) {
        const { now, scenario, persona } = plans[index] as (typeof plans)[number];
        expect(statuses).toEqual(statusesOf(plans[index] as (typeof plans)[number]));
        const entries = session.journal.all();
        expect(entries).toHaveLength(requests);
        for (const entry of entries) {
          expect(entry).toMatchObject({ session: `s${index}`, at: now, scenario });
          expect(entry.persona).toBe(persona.startsWith('~') ? undefined : persona);
        }
      }
      expect(mock.journal.count()).toBe(0);
    }),
    { numRuns: 1, endOnFailure: true },
  );
});

async function change(url: string, body: object | undefined, method = 'PATCH'): Promise<void> {
  const headers = { 'content-type': 'application/json' };
  const response = await fetch(url, { method, ...(body && { headers, body: JSON.stringify(body) }) });
  const text = await response.text();
  expect(response.status, text).toBe(200);
}
