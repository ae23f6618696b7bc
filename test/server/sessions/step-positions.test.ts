import { describe, expect, it } from 'vitest';
import type { Scenario, Step } from '../../../src/server/scenarios/scenario.ts';
import type { JournalEntry } from '../../../src/server/sessions/journal-entry.ts';
import { StepPositions } from '../../../src/server/sessions/step-positions.ts';
import { entry } from './defaults.ts';

function scenarioOf(...steps: [Step, ...Step[]]): Scenario {
  return { name: 'any', kind: 'scenario', title: 'any', steps };
}

/** The statuses that requests at these times get. */
function statuses(scenario: Scenario, requests: readonly Partial<JournalEntry>[]): readonly (number | undefined)[] {
  const positions = new StepPositions('seed');
  return requests.map((members, index) => {
    const request = { caller: '', token: members.tokenHash ?? 'a', entry: entry(String(index), members) };
    return positions.next(scenario, request).status;
  });
}

const times = (...moments: number[]) => moments.map(at => ({ at }));

describe('a step', () => {
  it('stays for a time from its first request', () => {
    const outage = scenarioOf({ status: 503, for: '10s' }, { status: 200 });
    expect(statuses(outage, times(5000, 9000, 14_999, 15_000, 16_000))).toEqual([503, 503, 503, 200, 200]);
  });

  it('stays for a number of requests', () => {
    const counted = scenarioOf({ status: 500, until: '3 calls' }, { status: 429, until: '1 call' }, { status: 200 });
    expect(statuses(counted, times(0, 1, 2, 3, 4, 5))).toEqual([500, 500, 500, 429, 200, 200]);
  });

  it('stays for each repetition that a runtime adds, and not for a retry after a pause, per call', () => {
    const reset = scenarioOf({ status: 500, per: 'call' }, { status: 200 });
    const failed = { status: undefined, durationMs: 0 };
    const at = (moment: number, members = {}) => ({ at: moment, ...failed, ...members });
    expect(statuses(reset, [at(0), at(3), at(6), at(500)])).toEqual([500, 500, 500, 200]);
    expect(statuses(reset, [at(0), at(3, { url: '/userinfo?other' })])).toEqual([500, 200]);
    expect(statuses(reset, [at(0, { status: 200 }), at(3)])).toEqual([500, 200]);
  });
});

describe('what the seed draws', () => {
  const draw = (step: Step, seed = 'seed') => {
    const positions = new StepPositions(seed);
    const scenario = scenarioOf(step);
    return Array.from({ length: 2000 }, () => positions.next(scenario, { caller: '', token: 'a', entry: entry('x') }));
  };

  it('is the same for the same seed, and another for another one', () => {
    const step: Step = { delayMs: [0, 100_000], probability: 0.5 };
    expect(draw(step)).toEqual(draw(step));
    expect(draw(step)).not.toEqual(draw(step, 'other'));
  });

  it('affects about the share of requests that probability says, and all or none at its ends', () => {
    const affected = (probability: number) => draw({ status: 500, probability }).filter(({ status }) => status === 500);
    expect(affected(0.1).length).toBeGreaterThan(140);
    expect(affected(0.1).length).toBeLessThan(260);
    expect([affected(0).length, affected(1).length]).toEqual([0, 2000]);
  });

  it('lies in the range of a delay, and reaches both ends of a small one', () => {
    const delays = draw({ delayMs: [10, 13] }).map(({ delayMs }) => delayMs);
    expect(new Set(delays)).toEqual(new Set([10, 11, 12, 13]));
  });

  it('has the median and the 99th percentile of a long tail', () => {
    const delays = draw({ delayMs: { median: 100, p99: 2000 } })
      .map(({ delayMs = 0 }) => delayMs)
      .sort((a, b) => a - b);
    expect(Math.abs(Number(delays[1000]) - 100)).toBeLessThan(20);
    expect(delays[1980]).toBeGreaterThan(1000);
    expect(delays[1980]).toBeLessThan(4000);
  });
});
