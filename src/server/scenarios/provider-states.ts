// The provider states that the mock implements, in the words of contracts, and what each of them makes of the mock.
// @see https://docs.pact.io/getting_started/provider_states

import { isDeepStrictEqual } from 'node:util';
import { KitError } from '../../base/errors.ts';
import { isObject } from '../../base/json.ts';
import { suggest } from '../../base/suggest.ts';
import type { Json, JsonObject } from '../../contract/openapi/document.ts';

/** The token of generated contracts: never a real one. `pact verify` replaces it, and nothing else, by the real token. */
export const placeholderToken = 'pact-placeholder-token';

/** A provider state as a contract gives it. */
export interface GivenState {
  readonly name: string;
  readonly params: JsonObject;
}

/** What a state makes of the mock. */
export type StateEffect =
  /** The token that the consumer sends is this person's. */
  | { readonly kind: 'person'; readonly person: StatePerson; readonly token: string | undefined }
  /** Every request is answered with this example or, where the document has none of the name, this status. */
  | { readonly kind: 'answer'; readonly example: string | undefined; readonly status: number | undefined }
  /** The request alone brings it about. */
  | { readonly kind: 'none' };

/** Whose profile is answered. */
export interface StatePerson {
  /** A persona of the mock; undefined for somebody made up. */
  readonly persona: string | undefined;
  readonly claims: JsonObject;
  readonly absent: readonly string[];
  readonly minimal: boolean;
}

/** A provider state of the mock. */
export interface ProviderState {
  readonly name: string;
  readonly description: string;
  /** What each parameter means; all but those of `required` may be left out. */
  readonly params: Readonly<Record<string, string>>;
  readonly required?: readonly string[];
  effect(params: JsonObject): StateEffect;
}

const token = 'the token that the consumer sends; without it, the one of the kit';

/** Every state. What it is called is part of contracts that exist: add, but do not rename. */
export const providerStates: readonly ProviderState[] = [
  {
    name: 'a person exists',
    description: 'The token is good, and stands for a person who has every documented claim.',
    params: {
      persona: 'name of a persona of the mock, such as alice; without it, somebody made up',
      claims: 'claims with their values',
      absent: 'list of the claims that the person does not have',
      token,
    },
    effect: params => personEffect(params, false),
  },
  {
    name: 'a person with a minimal profile exists',
    description: 'The token is good, and stands for a person with as little in the profile as there may be.',
    params: { persona: 'name of a persona of the mock; without it, somebody made up', token },
    effect: params => personEffect(params, true),
  },
  {
    name: 'the token is missing',
    description: 'The request carries no token. Nothing has to be set up.',
    params: {},
    effect: () => ({ kind: 'none' }),
  },
  answered('the token has expired', 'The token was good once.', 'token-expired', 401),
  answered('the token was revoked', 'The token was revoked before its time.', 'token-revoked', 401),
  answered('the token is 2-legged', 'The token belongs to an application, not to a user.', 'token-two-legged', 401),
  answered('the app is not entitled', 'The application may not call this API.', 'app-not-entitled', 403),
  answered('the rate limit is reached', 'The application has used up its calls.', 'quota-exceeded', 429),
  answered('the service fails', 'The service fails for a reason of its own.', 'server-error', 500),
  {
    name: 'the documented example is answered',
    description: 'Every request is answered with a named example of the document.',
    params: { example: 'name of the example' },
    required: ['example'],
    effect: ({ example }) => ({ kind: 'answer', example: String(example), status: undefined }),
  },
  {
    name: 'the documented status is answered',
    description: 'Every request is answered with a documented status.',
    params: { status: 'the status' },
    required: ['status'],
    effect: ({ status }) => ({ kind: 'answer', example: undefined, status: Number(status) }),
  },
];

/**
 * The state of a contract, its parameters checked.
 * @throws ERR_PACT_STATE_UNKNOWN with every state there is, ready to be pasted; ERR_PACT_STATE_PARAMETER
 */
export function effectOf({ name, params }: GivenState): StateEffect {
  const state = providerStates.find(candidate => candidate.name === name);
  if (state === undefined) throw unknownState(name);
  requireParameters(state, params);
  return state.effect(params);
}

/** Whether a state has to be set up: it is no state that the request alone brings about. */
export function needsSetup({ name, params }: GivenState): boolean {
  const state = providerStates.find(candidate => candidate.name === name);
  return state?.effect(params).kind !== 'none';
}

/** The state in which a named example is answered: one with a name that says why, where there is one. */
export function stateForExample(example: string): GivenState {
  if (example === 'token-missing') return { name: 'the token is missing', params: {} };
  const state = providerStates.find(({ required = [], effect }) => {
    const made = required.length === 0 ? effect({}) : undefined;
    return made?.kind === 'answer' && made.example === example;
  });
  return state === undefined
    ? { name: 'the documented example is answered', params: { example } }
    : { name: state.name, params: {} };
}

function answered(name: string, description: string, example: string, status: number): ProviderState {
  return { name, description, params: {}, effect: () => ({ kind: 'answer', example, status }) };
}

function personEffect(params: JsonObject, minimal: boolean): StateEffect {
  const { persona, claims, absent } = params;
  return {
    kind: 'person',
    person: {
      persona: typeof persona === 'string' ? persona : undefined,
      claims: isObject(claims) ? claims : {},
      absent: Array.isArray(absent) ? absent.map(String) : [],
      minimal,
    },
    token: typeof params['token'] === 'string' ? params['token'] : undefined,
  };
}

function unknownState(name: string): KitError {
  const names = providerStates.map(state => state.name);
  return new KitError('ERR_PACT_STATE_UNKNOWN', `There is no provider state "${name}"`, {
    details: names.map(known => `.given(${JSON.stringify(known)}${exampleParams(known)})`),
    hint: suggest(name, names),
    data: { states: names },
  });
}

function exampleParams(name: string): string {
  const state = providerStates.find(candidate => candidate.name === name);
  const names = Object.keys(state?.params ?? {});
  return names.length === 0 ? '' : `, { ${names.join(', ')} }`;
}

const types: Readonly<Record<string, (value: Json) => boolean>> = {
  persona: value => typeof value === 'string',
  claims: isObject,
  absent: value => Array.isArray(value) && value.every(name => typeof name === 'string'),
  token: value => typeof value === 'string',
  example: value => typeof value === 'string',
  status: value => Number.isInteger(Number(value)),
};

function requireParameters(state: ProviderState, params: JsonObject): void {
  const missing = (state.required ?? []).filter(name => params[name] === undefined);
  const problems = [
    ...missing.map(name => `"${name}" is missing: ${state.params[name]}`),
    ...Object.entries(params).flatMap(([name, value]) => parameterProblem(state, name, value)),
  ];
  if (problems.length === 0) return;
  throw new KitError('ERR_PACT_STATE_PARAMETER', `The parameters of the provider state "${state.name}" are wrong`, {
    details: problems,
  });
}

function parameterProblem(state: ProviderState, name: string, value: Json): readonly string[] {
  const names = Object.keys(state.params);
  if (!names.includes(name)) return [`there is no "${name}". ${suggest(name, names)}`];
  return types[name]?.(value) === false ? [`"${name}" cannot be this: ${state.params[name]}`] : [];
}

/** Whether two states are the same, parameters included. */
export function isSameState(a: GivenState, b: GivenState): boolean {
  return a.name === b.name && isDeepStrictEqual(a.params, b.params);
}
