// Why an answer was given, step by step, in the order in which the mock decides.

import type { Entry } from './journal.ts';

export interface DecisionStep {
  readonly name: string;
  readonly text: string;
  /** Whether this step made the answer. */
  readonly decides: boolean;
}

const sources: Readonly<Record<string, string>> = {
  prefer: 'the request asks for it (Prefer, or __code and the like in the query)',
  token: 'the token names it',
  queue: 'it was queued for this request',
  active: 'it is active for every request of the session',
  default: 'the server was started with it',
};

const forms: Readonly<Record<string, string>> = {
  bearer: 'in the Authorization header, with the scheme Bearer',
  bare: 'in the Authorization header, without the scheme Bearer',
  placeholder: 'missing: the text of an empty variable stands for it',
  malformed: 'unreadable in the Authorization header',
  query: 'in the query, where it is not accepted',
  body: 'in the body, where it is not accepted',
};

export function decisionOf(entry: Entry): readonly DecisionStep[] {
  const { status, scenario, outcome } = entry;
  const isError = status === undefined || status >= 400;
  const isLimit = isError && status === 429 && scenario === undefined;
  const isRefused = isError && (status === 401 || status === 403) && scenario === undefined;
  const steps = [
    step('Session', `${entry.session}: its own journal, queue, limit and clock`),
    step('Token', tokenText(entry), isRefused),
    step('Scenario', scenarioText(entry), scenario !== undefined),
    ...(isLimit ? [step('Rate limit', limitText(entry), true)] : []),
    step('Answer', outcome === '' ? 'still under way' : outcome, !isRefused && !isLimit && scenario === undefined),
  ];
  return steps;
}

function step(name: string, text: string, decides = false): DecisionStep {
  return { name, text, decides };
}

function tokenText({ tokenForm, tokenHash, persona, clientId }: Entry): string {
  if (tokenForm === undefined) return 'none was sent';
  const who = persona === undefined ? 'a stranger: no persona is named' : `the persona ${persona}`;
  const client = clientId === undefined || clientId.startsWith('mock.') ? '' : `; application ${clientId}`;
  return `${forms[tokenForm] ?? tokenForm}${tokenHash === undefined ? '' : `; ${who} (#${tokenHash})`}${client}`;
}

function scenarioText({ scenario, scenarioFrom }: Entry): string {
  if (scenario === undefined) return 'none: the normal answer';
  return `${scenario}, because ${sources[scenarioFrom ?? ''] ?? 'it was chosen'}`;
}

function limitText({ retryAfter }: Entry): string {
  return `the client has used up its calls; the window ends in ${retryAfter ?? 'some'} seconds`;
}
