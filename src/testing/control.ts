// A mock of another process, controlled through its admin API.

import { type ErrorCode, errorCatalog, KitError } from '../base/errors.ts';
import { isObject } from '../base/json.ts';
import type { PersonaName, ScenarioName } from '../base/names.gen.ts';
import { mockToken } from '../server/mock/token.ts';
import type { Step } from '../server/scenarios/scenario.ts';
import type { JournalFilter } from '../server/sessions/journal.ts';
import type { JournalEntry } from '../server/sessions/journal-entry.ts';
import type { Thresholds, Verdict } from '../server/verdicts/verdict.ts';

/** The control of a session of a running mock. */
export interface UserInfoControl {
  /** Base URL as the test reaches it, without a slash at the end. */
  readonly url: string;
  /** Token of a persona, as of `mock.token()`; the server answers 404 for unknown names. Default persona: `alice`. */
  token(persona?: PersonaName, scenario?: ScenarioName): string;
  /** Sets the scenario of every request; null removes it. @throws ERR_SCENARIO_UNKNOWN, ERR_SCENARIO_INVALID */
  use(scenario: ScenarioName | Step | null): Promise<void>;
  /** Queues a scenario for the next request, or for several. @throws ERR_SCENARIO_UNKNOWN, ERR_SCENARIO_INVALID */
  once(scenario: ScenarioName | Step, times?: number): Promise<void>;
  /** Recorded requests, oldest first. */
  requests(filter?: JournalFilter): Promise<readonly JournalEntry[]>;
  /** Forgets the recorded requests, and nothing else. */
  clear(): Promise<void>;
  /** @param thresholds what counts as too much, too fast or too late */
  verdicts(thresholds?: Partial<Thresholds>): Promise<readonly Verdict[]>;
  /** Moves the clock forward, so that a limit's window or a token ends. */
  advance(seconds: number): Promise<void>;
  reset(): Promise<void>;
}

/** @param url base URL of a mock, or of a session: `http://127.0.0.1:4010/sessions/billing` */
export function controlOf(url: string, adminToken: string | undefined): UserInfoControl {
  const call = callsTo(url, adminToken);
  return {
    url,
    token: (persona = 'alice', scenario) => mockToken(persona, scenario, undefined),
    use: async scenario => void (await call('POST /scenarios/use', { scenario })),
    once: async (scenario, times = 1) => void (await call('POST /scenarios/once', { scenario, times })),
    requests: async (filter = {}) => membersOf(await call('POST /requests/find', filter), 'requests'),
    clear: async () => void (await call('DELETE /requests')),
    verdicts: async (thresholds = {}) => membersOf(await call(`GET /verdicts${queryOf(thresholds)}`), 'verdicts'),
    advance: async seconds => void (await call('POST /clock', { advanceSeconds: seconds })),
    reset: async () => void (await call('POST /reset')),
  };
}

function queryOf(thresholds: Partial<Thresholds>): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(thresholds)) query.set(name, String(value));
  return query.size === 0 ? '' : `?${query}`;
}

type Call = (line: string, body?: object) => Promise<unknown>;

/** Calls of the admin API; an error of it is thrown with its code. */
function callsTo(url: string, adminToken: string | undefined): Call {
  return async (line, body = {}) => {
    const [method = '', path = ''] = line.split(' ');
    const answer = await fetch(`${url}/__admin${path}`, {
      method,
      headers: {
        'content-type': 'application/json',
        ...(adminToken !== undefined && { authorization: `Bearer ${adminToken}` }),
      },
      ...(method === 'GET' ? {} : { body: JSON.stringify(body) }),
    });
    const content: unknown = await answer.json();
    if (answer.ok) return content;
    const { code, detail, hint } = isObject(content) ? content : {};
    const known = typeof code === 'string' && Object.hasOwn(errorCatalog, code) ? (code as ErrorCode) : 'ERR_INTERNAL';
    throw new KitError(known, String(detail ?? answer.status), typeof hint === 'string' ? { hint } : {});
  };
}

function membersOf<Member>(content: unknown, name: string): readonly Member[] {
  const members = isObject(content) ? content[name] : undefined;
  return Array.isArray(members) ? (members as Member[]) : [];
}
