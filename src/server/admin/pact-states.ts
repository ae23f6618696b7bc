// /__admin/pact/states: the provider states of contracts, in the protocol of Pact verifiers.
// @see https://docs.pact.io/provider/using_provider_states_effectively

import { KitError } from '../../base/errors.ts';
import { isObject } from '../../base/json.ts';
import { suggest } from '../../base/suggest.ts';
import type { JsonObject } from '../../contract/openapi/document.ts';
import { parsePersona } from '../../profiles/personas.ts';
import { writeGrant } from '../scenarios/grant.ts';
import { effectOf, placeholderToken, providerStates, type StateEffect } from '../scenarios/provider-states.ts';
import type { AdminCall, AdminRoute } from './admin-route.ts';
import { requireClaims } from './personas.ts';
import { list, object, text } from './schemas.ts';

/** Name of a generated persona, visible in its session only. */
const statePersona = 'pact-person';

export const listPactStates: AdminRoute = {
  method: 'GET',
  path: '/pact/states',
  operationId: 'listPactStates',
  summary: 'The provider states that contracts can use.',
  answer: object({ states: list(object({ name: text, description: text, params: { type: 'object' } })) }),
  handle: () => ({ states: providerStates.map(({ name, description, params }) => ({ name, description, params })) }),
};

export const setPactState: AdminRoute = {
  method: 'POST',
  path: '/pact/states',
  operationId: 'setPactState',
  summary: 'Sets up a provider state in the session; teardown resets the session.',
  session: 'made',
  body: {
    // Verifiers send additional members, such as the consumer.
    schema: {
      type: 'object',
      required: ['state'],
      properties: {
        state: { ...text, description: 'name of the state; empty for an interaction without one' },
        params: { type: ['object', 'null'], description: 'its parameters' },
        action: { enum: ['setup', 'teardown'], default: 'setup' },
      },
    },
    example: { state: 'a person exists', params: { persona: 'alice' }, action: 'setup' },
  },
  answer: object({ state: text, action: text }),
  errors: [
    'ERR_PACT_STATE_UNKNOWN',
    'ERR_PACT_STATE_PARAMETER',
    'ERR_PERSONA_UNKNOWN',
    'ERR_PERSONA_INVALID',
    'ERR_SCENARIO_UNKNOWN',
  ],
  handle(call) {
    const { state: name, params, action = 'setup' } = call.body as JsonObject;
    const state = { name: String(name), params: isObject(params) ? params : {} };
    if (action === 'teardown') call.session.reset();
    else if (name !== '') apply(call, effectOf(state));
    return { state: name, action };
  },
};

function apply(call: AdminCall, effect: StateEffect): void {
  if (effect.kind === 'person') becomePerson(call, effect);
  if (effect.kind === 'answer') answerWith(call, effect.example, effect.status);
}

function becomePerson(call: AdminCall, { person, token = placeholderToken, scopes }: PersonEffect): void {
  const { session, served } = call;
  const base = basePersona(call, person.persona);
  const claims = { ...base.claims, ...person.claims };
  const absent = [...base.absent.filter(name => !Object.hasOwn(person.claims, name)), ...person.absent];
  const persona = parsePersona(
    statePersona,
    {
      claims: Object.fromEntries(Object.entries(claims).filter(([name]) => !absent.includes(name))),
      absent,
      ...(base.locale !== undefined && { locale: base.locale }),
    },
    'provider state',
  );
  requireClaims(served, persona);
  session.personas = new Map(session.personas).set(statePersona, persona);
  session.settings = {
    ...session.settings,
    knownTokens: { ...session.settings.knownTokens, [token]: writeGrant({ who: statePersona, scopes }) },
    ...(person.minimal && { variant: 'minimal' }),
  };
}

type PersonEffect = Extract<StateEffect, { kind: 'person' }>;

type BasePersona = {
  readonly claims: JsonObject;
  readonly absent: readonly string[];
  readonly locale?: string | undefined;
};

function basePersona({ session }: AdminCall, name: string | undefined): BasePersona {
  if (name === undefined) return { claims: {}, absent: [] };
  const persona = session.personas.get(name);
  if (persona !== undefined) return persona;
  const names = [...session.personas.keys()];
  throw new KitError('ERR_PERSONA_UNKNOWN', `Unknown persona "${name}" in the provider state.`, {
    hint: suggest(name, names),
    data: { personas: names },
  });
}

/** A document without an example of this name answers with the status. */
function answerWith({ session, served }: AdminCall, example: string | undefined, status: number | undefined): void {
  const { catalog } = served;
  const byName = example === undefined ? undefined : catalog.findAny(example);
  const scenario = byName ?? (status === undefined ? undefined : catalog.findAny(String(status)));
  if (scenario === undefined) {
    throw new KitError('ERR_SCENARIO_UNKNOWN', `The document has no response ${example ?? status}.`, {
      hint: 'GET /__admin/scenarios lists the scenarios.',
    });
  }
  session.use(scenario);
}
