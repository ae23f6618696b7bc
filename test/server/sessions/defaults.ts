// What the sessions of these tests start with.

import { createClock } from '../../../src/base/clock.ts';
import { resolveConfig } from '../../../src/config/config.ts';
import type { Scenario } from '../../../src/server/scenarios/scenario.ts';
import type { JournalEntry } from '../../../src/server/sessions/journal-entry.ts';
import type { SessionDefaults } from '../../../src/server/sessions/session.ts';
import { Sessions } from '../../../src/server/sessions/sessions.ts';
import { settingsOf } from '../../../src/server/sessions/settings.ts';

export const defaults: SessionDefaults = {
  settings: settingsOf(resolveConfig()),
  journalSize: 5,
  personas: new Map(),
  seed: '',
};

/** Sessions whose idea of the time of the machine is moved by the test. */
export function createSessions(
  maxSessions = 3,
  sessionIdleSeconds = 60,
): { sessions: Sessions; advance: (seconds: number) => void } {
  const machine = createClock(() => 1_000_000);
  const sessions = new Sessions(defaults, { maxSessions, sessionIdleSeconds, journalBytes: 65_536 }, () =>
    machine.now(),
  );
  return { sessions, advance: seconds => machine.advance(seconds * 1000) };
}

export function scenario(name: string, ...statuses: [number, ...number[]]): Scenario {
  const [first, ...others] = statuses.map(status => ({ status }));
  return { name, kind: 'scenario', title: name, steps: [first ?? {}, ...others] };
}

export function entry(id: string, members: Partial<JournalEntry> = {}): JournalEntry {
  return {
    id,
    session: 'default',
    at: 0,
    method: 'GET',
    url: '/userinfo',
    operationId: undefined,
    correlationId: undefined,
    traceparent: undefined,
    userAgent: undefined,
    tokenHash: undefined,
    tokenForm: undefined,
    grantType: undefined,
    fault: undefined,
    persona: undefined,
    clientId: undefined,
    scenario: undefined,
    scenarioFrom: undefined,
    status: 200,
    outcome: '',
    retryAfter: undefined,
    durationMs: 1,
    aborted: false,
    ...members,
  };
}
