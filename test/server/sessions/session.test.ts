import { describe, expect, it } from 'vitest';
import { Session } from '../../../src/server/sessions/session.ts';
import { changeSettings } from '../../../src/server/sessions/settings.ts';
import { defaults, entry, scenario } from './defaults.ts';

const request = (caller: string) => ({ caller, token: 'a token', entry: entry('any') });

function steps(session: Session, of: ReturnType<typeof scenario>, count: number, caller = 'alice') {
  return Array.from({ length: count }, () => session.nextStep(of, request(caller)).status);
}

describe('a scenario of several steps', () => {
  it('goes one step further with each request, and stays at the last', () => {
    expect(steps(new Session('s', defaults), scenario('flaky', 500, 503, 200), 5)).toEqual([500, 503, 200, 200, 200]);
  });

  it('has a position for each caller', () => {
    const session = new Session('s', defaults);
    const flaky = scenario('flaky', 500, 200);
    expect([
      steps(session, flaky, 1, 'alice'),
      steps(session, flaky, 2, 'bob'),
      steps(session, flaky, 1, 'alice'),
    ]).toEqual([[500], [500, 200], [200]]);
  });

  it('is distinguished from another one of the same name, as inline scenarios have', () => {
    const session = new Session('s', defaults);
    expect(steps(session, scenario('inline', 500, 200), 2)).toEqual([500, 200]);
    expect(steps(session, scenario('inline', 401, 403), 2)).toEqual([401, 403]);
  });

  it('begins again when it is used again', () => {
    const session = new Session('s', defaults);
    const flaky = scenario('flaky', 500, 200);
    session.use(flaky);
    expect(steps(session, flaky, 2)).toEqual([500, 200]);
    session.use(flaky);
    expect(steps(session, flaky, 1)).toEqual([500]);
  });

  it('is remembered for 10,000 callers, and begins again for the one longest gone', () => {
    const session = new Session('s', defaults);
    const flaky = scenario('flaky', 500, 200);
    for (let caller = 0; caller <= 10_000; caller++) session.nextStep(flaky, request(`caller-${caller}`));
    expect(session.nextStep(flaky, request('caller-10000')).status).toBe(200);
    expect(session.nextStep(flaky, request('caller-0')).status).toBe(500);
  });
});

describe('the queue', () => {
  it('gives scenarios in order, each once', () => {
    const session = new Session('s', defaults);
    session.once(scenario('first', 401));
    session.once(scenario('second', 429));
    expect(session.queued.map(({ name }) => name)).toEqual(['first', 'second']);
    expect([session.takeQueued()?.name, session.takeQueued()?.name, session.takeQueued()]).toEqual([
      'first',
      'second',
      undefined,
    ]);
  });
});

describe('reset', () => {
  it('runs the actions of a reset once', () => {
    const session = new Session('s', defaults);
    let told = 0;
    session.onReset(() => told++);
    session.resetScenarios();
    expect(told).toBe(0);
    session.reset();
    session.reset();
    expect(told).toBe(1);
  });

  it('undoes every change of a session', () => {
    const session = new Session('s', defaults);
    const flaky = scenario('flaky', 500, 200);
    session.use(flaky);
    session.once(flaky);
    session.nextStep(flaky, request('alice'));
    session.limiter.count('app', 60, 0);
    session.journal.add(entry('r0'));
    session.settings = changeSettings(session.settings, { delayMs: 5 });
    session.personas = new Map();
    session.clock.set(0);
    session.reset();
    expect(session).toMatchObject({ active: undefined, queued: [], settings: defaults.settings });
    expect(session.personas).toBe(defaults.personas);
    expect(session.nextStep(flaky, request('alice')).status).toBe(500);
    expect(session.limiter.open(0)).toEqual([]);
    expect(session.journal.count()).toBe(0);
    expect(session.clock.now()).toBeGreaterThan(0);
  });

  it('of the scenarios alone leaves journal, settings and clock as they are', () => {
    const session = new Session('s', defaults);
    session.use(scenario('flaky', 500));
    session.journal.add(entry('r0'));
    session.clock.set(7);
    session.resetScenarios();
    expect([session.active, session.journal.count(), session.clock.now()]).toEqual([undefined, 1, 7]);
  });
});
