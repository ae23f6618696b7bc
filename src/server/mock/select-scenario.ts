// Step: selects the scenario. Prefer > token > queued once > active > default.

import type { FastifyRequest } from 'fastify';
import { KitError } from '../../base/errors.ts';
import { suggest } from '../../base/suggest.ts';
import { responseFor } from '../../contract/responses/response-context.ts';
import { exampleOf, statusOf as statusOfKey } from '../scenarios/catalog.ts';
import type { Behaviour, Scenario } from '../scenarios/scenario.ts';
import type { ScenarioSource } from '../sessions/journal-entry.ts';
import type { Replica } from '../sessions/replica.ts';
import type { Exchange, Selection } from './exchange.ts';
import { type Preferences, readPreferences } from './preferences.ts';

const nothing: Selection = { scenario: undefined, from: undefined, behaviour: {}, preferences: undefined };

/** @throws ERR_PREFER_UNREADABLE, ERR_PREFER_UNDOCUMENTED, ERR_SCENARIO_UNKNOWN */
export function selectScenario(exchange: Exchange): Selection {
  const { request, session, token } = exchange;
  const preferences = preferencesOf(request);
  if (preferences !== undefined) return preferred(exchange, preferences);
  if (token.scenario !== undefined) return selected(exchange, named(exchange, token.scenario, 'the token'), 'token');
  const queued = exchange.shared?.queued ?? session.takeQueued();
  if (queued !== undefined) return selected(exchange, queued, 'queue');
  if (session.active !== undefined) return selected(exchange, session.active, 'active');
  const byDefault = session.settings.scenario;
  if (byDefault !== undefined)
    return selected(exchange, named(exchange, byDefault, 'the option "scenario"'), 'default');
  return nothing;
}

/** The same selection with the step that follows those of other replicas. */
export async function inSharedStep(exchange: Exchange, selection: Selection, replica: Replica): Promise<Selection> {
  const { scenario, from, preferences } = selection;
  if (scenario === undefined || from === undefined || scenario.steps.length === 1) return selection;
  const take = (): Selection => withCode(selected(exchange, scenario, from, preferences), preferences?.code);
  return (await replica.step(exchange.session, scenario, callerOf(exchange, from), take)) ?? selection;
}

/** Whether a request takes a queued scenario: it has none of its own. @throws ERR_PREFER_UNREADABLE */
export function takesQueued({ request, token }: Exchange): boolean {
  return token.scenario === undefined && preferencesOf(request) === undefined;
}

function preferencesOf({ headers, url }: FastifyRequest): Preferences | undefined {
  return readPreferences(preferHeader(headers['prefer']), queryOf(url));
}

/** A forced error needs no token. */
export function isForcedError({ status }: Behaviour): boolean {
  return status !== undefined && (status < 200 || status > 299);
}

function selected(exchange: Exchange, scenario: Scenario, from: ScenarioSource, preferences?: Preferences): Selection {
  exchange.entry.scenario = scenario.name;
  exchange.entry.scenarioFrom = from;
  const caller = callerOf(exchange, from);
  const behaviour = withStatus(
    exchange,
    scenario,
    exchange.session.nextStep(scenario, { caller, token: exchange.token.shortHash, entry: exchange.entry }),
  );
  return { scenario, from, behaviour, preferences };
}

/**
 * A scenario named in the request has positions for each caller; the session's own scenario continues for all callers, so
 * that a client with a new token is further on.
 */
function callerOf({ token }: Exchange, from: ScenarioSource): string {
  return from === 'token' || from === 'prefer' ? token.shortHash : '';
}

/** A preferred status takes precedence over that of the example. */
function withCode(chosen: Selection, code: number | undefined): Selection {
  return code === undefined ? chosen : { ...chosen, behaviour: { ...chosen.behaviour, status: code } };
}

/** Adds the status of an example. */
function withStatus({ route }: Exchange, { name }: Scenario, behaviour: Behaviour): Behaviour {
  if (behaviour.example === undefined || behaviour.status !== undefined) return behaviour;
  const example = exampleOf(route.operation, behaviour.example);
  if (example !== undefined) return { ...behaviour, status: statusOfKey(example.key) };
  const { method, path } = route.operation;
  throw new KitError(
    'ERR_SCENARIO_UNKNOWN',
    `Scenario "${name}" uses example "${behaviour.example}", which ${method} ${path} does not have.`,
  );
}

function preferred(exchange: Exchange, preferences: Preferences): Selection {
  const { code, example } = preferences;
  if (example === undefined)
    return code === undefined
      ? { ...nothing, from: 'prefer', preferences }
      : preferredCode(exchange, code, preferences);
  const scenario = exchange.route.served.catalog.find(exchange.route.operation, example);
  const status = scenario && statusOf(exchange, scenario);
  if (
    scenario === undefined ||
    (code !== undefined && status !== undefined && status !== code && !inRange(exchange, example, code))
  ) {
    throw undocumentedExample(exchange, example, code);
  }
  return withCode(selected(exchange, scenario, 'prefer', preferences), code);
}

function preferredCode(exchange: Exchange, code: number, preferences: Preferences): Selection {
  const scenario = exchange.route.served.catalog.find(exchange.route.operation, String(code));
  if (scenario?.kind === 'status') return selected(exchange, scenario, 'prefer', preferences);
  throw new KitError('ERR_PREFER_UNDOCUMENTED', `Requested status code ${code} is not defined in the document.`, {
    hint: `${exchange.route.operation.method} ${exchange.route.operation.path} documents ${statuses(exchange).join(', ')}.`,
    data: { statuses: statuses(exchange) },
  });
}

/** A variant is a profile, so its status is the success status; a scenario may go with any. */
function statusOf({ route }: Exchange, { kind, steps }: Scenario): number | undefined {
  return kind === 'variant' ? route.success.status : steps[0].status;
}

/** An example of `4XX` or `default` is valid for every status that its response documents. */
function inRange({ route }: Exchange, example: string, code: number): boolean {
  return responseFor(route.operation, code)?.key === exampleOf(route.operation, example)?.key;
}

function undocumentedExample(exchange: Exchange, example: string, code: number | undefined): KitError {
  const known = exchange.route.served.catalog
    .entries()
    .filter(entry => entry.kind !== 'status' && (code === undefined || entry.status === code));
  const names = known.map(entry => entry.name);
  const under = code === undefined ? '' : ` under status ${code}`;
  return new KitError(
    'ERR_PREFER_UNDOCUMENTED',
    `Requested example "${example}" is not defined in the document${under}.`,
    {
      hint: suggest(example, names),
      data: { examples: names },
    },
  );
}

function named(exchange: Exchange, name: string, where: string): Scenario {
  const { catalog } = exchange.route.served;
  const scenario = catalog.find(exchange.route.operation, name);
  if (scenario) return scenario;
  const names = catalog.entries().map(entry => entry.name);
  throw new KitError('ERR_SCENARIO_UNKNOWN', `Unknown scenario "${name}" in ${where}.`, {
    hint: suggest(name, names),
    data: { scenarios: names },
  });
}

function statuses({ route }: Exchange): readonly string[] {
  return [...route.operation.responses.keys()];
}

function preferHeader(header: string | string[] | undefined): string | undefined {
  return Array.isArray(header) ? header.join(', ') : header;
}

function queryOf(url: string): string | undefined {
  const start = url.indexOf('?');
  return start < 0 ? undefined : url.slice(start + 1);
}
