// /__admin/scenarios: the catalogue, and the active and queued scenarios of a session.

import { createHash } from 'node:crypto';
import { KitError } from '../../base/errors.ts';
import { suggest } from '../../base/suggest.ts';
import type { Json, JsonObject } from '../../contract/openapi/document.ts';
import { toEntry } from '../scenarios/catalog.ts';
import { requireFitting } from '../scenarios/fit-scenarios.ts';
import { parseScenario } from '../scenarios/load-scenarios.ts';
import type { Scenario } from '../scenarios/scenario.ts';
import type { AdminCall, AdminDocument, AdminRoute } from './admin-route.ts';
import { list, object, ref } from './schemas.ts';

/** Scenarios in the queue of one session. */
const longestQueue = 10_000;

const state: Readonly<Record<string, JsonObject>> = {
  active: {
    anyOf: [ref('Scenario'), { type: 'null' }],
    description: 'scenario of requests without their own',
  },
  queued: { ...list(ref('Scenario')), description: 'scenarios of the next requests, one for each, next first' },
};

export const listScenarios: AdminRoute = {
  method: 'GET',
  path: '/scenarios',
  operationId: 'listScenarios',
  summary: 'All scenarios by name, and the active and queued ones of the session.',
  session: 'existing',
  answer: object({ scenarios: list(ref('Scenario')), ...state }),
  handle: async call => ({ scenarios: call.served.catalog.entries(), ...(await stateOf(call)) }),
};

const choice: JsonObject = {
  type: ['string', 'integer', 'object'],
  description:
    'name of a status, example, variant or scenario; or an inline scenario: { "status": 429, "delayMs": 50 }',
};

const errors = ['ERR_SCENARIO_UNKNOWN', 'ERR_SCENARIO_INVALID'] as const;

export const useScenario: AdminRoute = {
  method: 'POST',
  path: '/scenarios/use',
  operationId: 'useScenario',
  summary: 'Activates a scenario for every request; null for none.',
  session: 'made',
  body: {
    schema: object({ scenario: { ...choice, type: ['string', 'integer', 'object', 'null'] } }),
    example: { scenario: 'token-expired' },
  },
  answer: object(state),
  errors,
  handle(call) {
    const { scenario = null } = call.body as JsonObject;
    call.session.use(scenario === null ? undefined : scenarioOf(call.served, scenario));
    return stateOf(call);
  },
};

export const queueScenario: AdminRoute = {
  method: 'POST',
  path: '/scenarios/once',
  operationId: 'queueScenario',
  summary: 'Queues a scenario for the next request or requests.',
  session: 'made',
  body: {
    schema: object({
      scenario: choice,
      'times?': { type: 'integer', minimum: 1, maximum: longestQueue, default: 1 },
    }),
    example: { scenario: '429', times: 2 },
  },
  answer: object(state),
  errors,
  async handle(call) {
    const { scenario: chosen = null, times = 1 } = call.body as JsonObject;
    const scenario = scenarioOf(call.served, chosen);
    requireRoom((await queuedIn(call)).length + Number(times));
    if (call.replica !== undefined) await call.replica.store.queue(call.session.id, scenario, Number(times));
    else for (let queued = 0; queued < Number(times); queued++) call.session.once(scenario);
    return stateOf(call);
  },
};

export const arrangeQueue: AdminRoute = {
  method: 'PUT',
  path: '/scenarios/queue',
  operationId: 'arrangeQueue',
  summary: 'Replaces the queue: other scenarios, or the same in another order.',
  session: 'made',
  body: {
    schema: object({ scenarios: { ...list(choice), maxItems: longestQueue } }),
    example: { scenarios: ['token-expired', '429'] },
  },
  answer: object(state),
  errors,
  async handle(call) {
    const { scenarios } = call.body as { readonly scenarios: readonly Json[] };
    // An inline scenario that is queued already has a name that nothing else knows.
    const known = new Map((await queuedIn(call)).map(scenario => [scenario.name, scenario]));
    const arranged = scenarios.map(each => known.get(String(each)) ?? scenarioOf(call.served, each));
    if (call.replica === undefined) call.session.arrange(arranged);
    else await call.replica.store.arrange(call.session.id, arranged);
    return stateOf(call);
  },
};

export const resetScenarios: AdminRoute = {
  method: 'POST',
  path: '/scenarios/reset',
  operationId: 'resetScenarios',
  summary: 'Removes the active scenario, the queue and the positions in scenarios of several steps.',
  session: 'made',
  answer: object(state),
  async handle(call) {
    call.session.resetScenarios();
    await call.replica?.store.remove(call.session.id, 'queue');
    return stateOf(call);
  },
};

/** @throws ERR_SCENARIO_UNKNOWN listing what exists */
export function requireScenario({ catalog }: AdminDocument, name: string): Scenario {
  const scenario = catalog.findAny(name);
  if (scenario !== undefined) return scenario;
  const names = catalog.entries().map(entry => entry.name);
  throw new KitError('ERR_SCENARIO_UNKNOWN', `Unknown scenario "${name}".`, {
    hint: suggest(name, names),
    data: { scenarios: names },
  });
}

function scenarioOf(served: AdminDocument, choice: Json): Scenario {
  if (typeof choice !== 'object' || choice === null) return requireScenario(served, String(choice));
  const scenario = parseScenario(`inline-${fingerprint(choice)}`, choice);
  requireFitting([scenario], served.document);
  return scenario;
}

/** Distinguishes inline scenarios in the journal. */
function fingerprint(choice: Json): string {
  return createHash('sha256').update(JSON.stringify(choice)).digest('hex').slice(0, 6);
}

function requireRoom(wanted: number): void {
  if (wanted <= longestQueue) return;
  throw new KitError(
    'ERR_ADMIN_BODY_INVALID',
    `The queue would have ${wanted} scenarios; the limit is ${longestQueue}.`,
    {
      hint: 'To affect every request, use POST /__admin/scenarios/use.',
    },
  );
}

/** Of the shared store, where there is one. @throws ERR_STORE_UNREACHABLE */
async function queuedIn({ session, replica }: AdminCall): Promise<readonly Scenario[]> {
  return replica === undefined ? session.queued : replica.store.queued(session.id);
}

async function stateOf(call: AdminCall): Promise<object> {
  const { active } = call.session;
  const queued = await queuedIn(call);
  return { active: active === undefined ? null : toEntry(active), queued: queued.map(toEntry) };
}
