import { describe, expect, it } from 'vitest';
import type { JournalEntry } from '../../../src/server/sessions/journal-entry.ts';
import type { Thresholds, Verdict } from '../../../src/server/verdicts/verdict.ts';
import { rules, verdictReport, verdictsOf } from '../../../src/server/verdicts/verdicts.ts';
import { entry } from '../sessions/defaults.ts';

let ids = 0;

/** A request for the profile that was answered at once, unless said otherwise. */
function profile(at: number, members: Partial<JournalEntry> = {}): JournalEntry {
  const answered = {
    status: 200,
    durationMs: 0,
    operationId: 'getUserInfo',
    tokenHash: 'a',
    tokenForm: 'bearer',
  } as const;
  return entry(`request-${++ids}`, { at, ...answered, ...members });
}

function login(at: number, operationId: string, members: Partial<JournalEntry> = {}): JournalEntry {
  return profile(at, { url: `/authentication/v2/${operationId}`, operationId, tokenForm: undefined, ...members });
}

function verdict(id: string, entries: readonly JournalEntry[], thresholds: Partial<Thresholds> = {}): Verdict {
  const found = verdictsOf({ all: () => entries }, thresholds).find(each => each.id === id);
  if (found === undefined) throw new Error(`There is no rule ${id}.`);
  return found;
}

interface Case {
  readonly good: readonly JournalEntry[];
  readonly bad: readonly JournalEntry[];
  readonly message: string;
}

const protectedQuery =
  'response_type=code&scope=openid&code_challenge=***&code_challenge_method=S256&state=***&nonce=***';
const broken = { status: undefined, fault: 'CONNECTION_RESET_BY_PEER' } as const;

const cases: Readonly<Record<string, Case>> = {
  'retry-after': {
    good: [profile(0, { status: 429, retryAfter: '2' }), profile(2000)],
    bad: [profile(0, { status: 429, retryAfter: '2' }), profile(300)],
    message: 'A 429 said Retry-After: 2, the next request came after 300 ms.',
  },
  'repeated-refusal': {
    good: [profile(0, { status: 401 }), profile(50, { tokenHash: 'b' })],
    bad: [profile(0, { status: 401 }), profile(50, { status: 401 })],
    message: 'The same request came again after a 401.',
  },
  'refresh-once': {
    good: [login(0, 'token', { grantType: 'refresh_token' })],
    bad: [
      login(0, 'token', { grantType: 'refresh_token' }),
      login(3, 'token', { grantType: 'refresh_token', status: 400 }),
    ],
    message: '2 requests used the same refresh token.',
  },
  'refresh-after-403': {
    good: [profile(0, { status: 403 })],
    bad: [profile(0, { status: 403 }), login(20, 'authorize')],
    message: 'A login followed a 403 after 20 ms.',
  },
  'back-off': {
    good: [profile(0, { status: 500 }), profile(200, { status: 500 }), profile(600)],
    bad: [profile(0, { status: 500 }), profile(200, { status: 500 }), profile(400)],
    message: 'The pauses before retries did not grow: 200 ms, 200 ms.',
  },
  jitter: {
    good: [0, 1, 2, 3].flatMap(n => pair(n * 10_000, 200 + n * 37)),
    bad: [0, 1, 2, 3].flatMap(n => pair(n * 10_000, 200)),
    message: '4 calls paused for the same time before the first retry: 200 to 200 ms.',
  },
  'give-up': {
    good: [0, 1].map(n => profile(n * 1000, { status: 500 })),
    bad: [0, 1, 2, 3, 4, 5].map(n => profile(n * 1000, { status: 500 })),
    message: 'One call took 6 attempts; at most 5 are expected.',
  },
  storm: {
    good: Array.from({ length: 20 }, (_, n) => profile(n)),
    bad: Array.from({ length: 21 }, (_, n) => profile(n)),
    message: '21 requests with one token came within a second; at most 20 are expected.',
  },
  'stalled-answer': {
    good: [profile(0, { status: undefined, fault: 'STALL', aborted: true, durationMs: 5000 })],
    bad: [profile(0, { status: undefined, fault: 'STALL', aborted: true, durationMs: 61_000 })],
    message: 'The client waited 61 s; at most 30 s are expected.',
  },
  'keeps-profile': {
    good: [0, 1].map(n => profile(n * 5000)),
    bad: Array.from({ length: 11 }, (_, n) => profile(n * 5000)),
    message: '11 profiles were fetched with one token; at most 10 are expected.',
  },
  'picture-address': {
    good: [profile(0, { url: '/pictures/a/x40.png?t=b', operationId: undefined, outcome: 'picture' })],
    bad: [profile(0, { url: '/pictures/a/x40.png?t=b', operationId: undefined, outcome: 'picture', status: 403 })],
    message: 'The address of a picture was used after its time, or was changed.',
  },
  'code-once': {
    good: [login(0, 'token', { grantType: 'authorization_code' })],
    bad: [0, 1].map(n => login(n, 'token', { grantType: 'authorization_code' })),
    message: '2 requests exchanged the same authorization code.',
  },
  'authorize-protected': {
    good: [login(0, 'authorize', { url: `/authentication/v2/authorize?${protectedQuery}` })],
    bad: [login(0, 'authorize', { url: '/authentication/v2/authorize?response_type=code&scope=openid' })],
    message: 'The login lacked PKCE with S256 and state and nonce.',
  },
  'same-subject': {
    good: [profile(0, { scenario: 'identity-swap' }), profile(10, { tokenHash: 'b' })],
    bad: [profile(0, { scenario: 'identity-swap' }), profile(10)],
    message: 'The token was used again after a profile of another person.',
  },
  'token-in-header': {
    good: [profile(0)],
    bad: [profile(0, { tokenForm: 'query', status: 401 })],
    message: 'The token stood in the query.',
  },
  'bearer-scheme': {
    good: [profile(0)],
    bad: [profile(0, { tokenForm: 'placeholder', status: 401 })],
    message: 'The token was the text of a variable without a value, such as "undefined".',
  },
};

function pair(at: number, pause: number): JournalEntry[] {
  return [profile(at, { status: 500 }), profile(at + pause)];
}

describe('verdicts', () => {
  it('have a case here for every rule', () => {
    expect(Object.keys(cases).sort()).toEqual(rules.map(({ id }) => id).sort());
  });

  it.each(Object.entries(cases))('%s passes a good client and fails a bad one', (id, { good, bad, message }) => {
    expect(verdict(id, good)).toMatchObject({ status: 'passed', breaches: [] });
    const failed = verdict(id, bad);
    expect(failed.status).toBe('failed');
    expect(failed.breaches[0]?.message).toBe(message);
    expect(bad.map(each => each.id)).toEqual(expect.arrayContaining([...(failed.breaches[0]?.requests ?? [])]));
  });

  it('are not exercised, and never passed, where nothing happened', () => {
    for (const { status, needs } of verdictsOf({ all: () => [] })) {
      expect(status).toBe('not-exercised');
      expect(needs).toBeTruthy();
    }
  });

  it('read a Retry-After that is a date', () => {
    const at = Date.parse('2026-01-01T00:00:00Z');
    const asked = profile(at, { status: 429, retryAfter: 'Thu, 01 Jan 2026 00:00:05 GMT' });
    expect(verdict('retry-after', [asked, profile(at + 1000)]).status).toBe('failed');
    expect(verdict('retry-after', [asked, profile(at + 5000)]).status).toBe('passed');
  });

  it('do not blame a client for what its runtime repeats on a closed connection', () => {
    const repeated = [profile(0, broken), profile(3)];
    expect(verdict('back-off', repeated).status).toBe('not-exercised');
    expect(verdict('back-off', [profile(0, broken), profile(3, broken), profile(6)]).status).toBe('failed');
  });

  it('do not blame a client for a code that its runtime sent again on a closed connection', () => {
    const exchange = (at: number, members: Partial<JournalEntry> = {}): JournalEntry =>
      login(at, 'token', { grantType: 'authorization_code', method: 'POST', ...members });
    expect(verdict('code-once', [exchange(0, broken), exchange(4)]).status).toBe('passed');
    expect(verdict('code-once', [exchange(0, broken), exchange(400)]).status).toBe('failed');
    expect(verdict('code-once', [exchange(0), exchange(4)]).status).toBe('failed');
  });

  it('take requests side by side for separate calls', () => {
    const parallel = [0, 1, 2, 3, 4, 5].map(n => profile(n, { status: 500, durationMs: 100 }));
    expect(verdict('give-up', parallel).status).toBe('passed');
  });

  it('go by thresholds, and refuse those that are none', () => {
    const { bad = [] } = cases['give-up'] ?? {};
    expect(verdict('give-up', bad, { attempts: 6 }).status).toBe('passed');
    expect(() => verdictsOf({ all: () => [] }, { atempts: 3 } as object)).toThrow(/Unknown threshold "atempts"/);
    expect(() => verdictsOf({ all: () => [] }, { attempts: -1 })).toThrow(
      /attempts must be a non-negative number, not -1/,
    );
  });

  it('become a report with every format', () => {
    const verdicts = verdictsOf({ all: () => cases['retry-after']?.bad ?? [] });
    const report = verdictReport(verdicts, 'http://127.0.0.1/', {
      title: 'UserInfo',
      version: '1',
      file: 'userinfo.yaml',
    });
    expect(report.exitCode).toBe(1);
    expect(report.checks.find(({ id }) => id === 'retry-after')).toMatchObject({
      status: 'failed',
      findings: [{ code: 'client/retry-after', severity: 'error' }],
    });
    expect(report.checks.find(({ id }) => id === 'jitter')).toMatchObject({ status: 'not-checked' });
  });
});
