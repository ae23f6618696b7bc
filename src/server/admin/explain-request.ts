// Why the mock gave an answer, step by step, from the journal. It is read from the entry, so that answers cost nothing more.

import { type ErrorCode, errorCatalog } from '../../base/errors.ts';
import type { JournalEntry, ScenarioSource, TokenForm } from '../sessions/journal-entry.ts';
import { runtimeRepeats } from '../verdicts/calls.ts';

/** One sentence for each step, in the order of the steps. */
export function explainRequest(entry: JournalEntry, entries: readonly JournalEntry[]): readonly string[] {
  return [
    `Session "${entry.session}" took the request.`,
    tokenStep(entry),
    ...(entry.operationId === undefined ? [] : [scenarioStep(entry), ...limitStep(entry)]),
    ...entry.outcome.split('; ').flatMap(part => (part === '' ? [] : [outcomeStep(part)])),
    ...(entry.retryAfter === undefined ? [] : [`The answer asks to wait: Retry-After: ${entry.retryAfter}.`]),
    endStep(entry),
    ...repeatStep(entry, entries),
  ];
}

const forms: Readonly<Record<TokenForm, string>> = {
  bearer: 'The Authorization header has the scheme Bearer and a token',
  bare: 'The Authorization header has a token without a scheme',
  placeholder: 'The token is the text of a variable without a value',
  malformed: 'The Authorization header cannot be read',
  query: 'The token stands in the query',
  body: 'The token stands in the body',
};

function tokenStep({ tokenForm, persona, clientId }: JournalEntry): string {
  const how = tokenForm === undefined ? 'The request has no token' : forms[tokenForm];
  const who = persona === undefined ? '' : `; it names the persona "${persona}"`;
  return `${how}${who}${clientId === undefined ? '' : `; the application is "${clientId}"`}.`;
}

const sources: Readonly<Record<ScenarioSource, string>> = {
  prefer: 'the preference of the request',
  token: 'the token',
  queue: 'the queue (once)',
  active: 'the active scenario (use)',
  default: 'the option "scenario"',
};

/** The first source that applies wins, so those before it had nothing. */
function scenarioStep({ scenario, scenarioFrom }: JournalEntry): string {
  const names = Object.keys(sources) as readonly ScenarioSource[];
  if (scenario === undefined || scenarioFrom === undefined)
    return `No scenario applies: not one of ${names.map(name => sources[name]).join(', ')}.`;
  const before = names.slice(0, names.indexOf(scenarioFrom)).map(name => sources[name]);
  const first = before.length === 0 ? '' : `; nothing before it applies: ${before.join(', ')}`;
  return `The scenario "${scenario}" comes from ${sources[scenarioFrom]}${first}.`;
}

/** Without a scenario, only the limit answers 429. */
function limitStep({ status, scenario }: JournalEntry): readonly string[] {
  return status === 429 && scenario === undefined ? ['The client has used up its calls of this window.'] : [];
}

const parts: Readonly<Record<string, (value: string) => string>> = {
  example: name => `The answer is the example "${name}" of the document.`,
  persona: name => `The profile is that of the persona "${name}".`,
  variant: name => `The profile has the variant "${name}".`,
  drifted: place => `The claim at ${place} is broken on purpose.`,
  breaks: part => `The answer breaks the document: ${part}.`,
  fault: name => `The fault ${name} takes the place of the answer.`,
};

function outcomeStep(part: string): string {
  const [, name = '', value = ''] = /^(\w+)=(.*)$/s.exec(part) ?? [];
  const known = Object.hasOwn(parts, name) ? parts[name] : undefined;
  if (known !== undefined) return known(value);
  if (part === 'stranger') return 'The profile is that of a generated person.';
  if (part === 'raw body') return 'The body is that of the scenario.';
  return Object.hasOwn(errorCatalog, part) ? `${part}: ${errorCatalog[part as ErrorCode].title}` : `${part}.`;
}

function endStep({ status, durationMs, aborted, fault }: JournalEntry): string {
  if (durationMs === undefined) return 'The request is in progress.';
  if (aborted) return `The client left after ${durationMs} ms.`;
  if (status !== undefined) return `The status is ${status}, after ${durationMs} ms.`;
  return `No status was sent${fault === undefined ? ': the mock stopped before' : ''}, after ${durationMs} ms.`;
}

function repeatStep(entry: JournalEntry, entries: readonly JournalEntry[]): readonly string[] {
  const first = runtimeRepeats(entries.filter(({ operationId }) => operationId === entry.operationId)).get(entry);
  if (first === undefined) return [];
  return [`Repeated by the runtime of the client: the connection of request ${first.id} was closed just before.`];
}
