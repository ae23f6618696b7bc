// The provider states that the mock implements, and their effects.
// @see https://docs.pact.io/getting_started/provider_states

import { isDeepStrictEqual } from 'node:util';
import { KitError } from '../../base/errors.ts';
import { isObject } from '../../base/json.ts';
import { suggest } from '../../base/suggest.ts';
import type { Json, JsonObject } from '../../contract/openapi/document.ts';
import { isTokenScope } from './grant.ts';

/** Placeholder in generated contracts; `pact verify` replaces it, and nothing else, with the real token. */
export const placeholderToken = 'pact-placeholder-token';

export interface GivenState {
  readonly name: string;
  readonly params: JsonObject;
}

export type StateEffect =
  /** The consumer's token stands for this person. */
  | {
      readonly kind: 'person';
      readonly person: StatePerson;
      readonly token: string | undefined;
      /** Undefined means all. */
      readonly scopes: readonly string[] | undefined;
    }
  /** Every request gets this example or, if the document does not have it, this status. */
  | { readonly kind: 'answer'; readonly example: string | undefined; readonly status: number | undefined }
  /** The request alone causes it. */
  | { readonly kind: 'none' };

export interface StatePerson {
  /** A persona of the mock; undefined for a generated person. */
  readonly persona: string | undefined;
  readonly claims: JsonObject;
  readonly absent: readonly string[];
  readonly minimal: boolean;
}

export interface ProviderState {
  readonly name: string;
  readonly description: string;
  /** Meaning of each parameter; all but those of `required` are optional. */
  readonly params: Readonly<Record<string, string>>;
  readonly required?: readonly string[];
  effect(params: JsonObject): StateEffect;
}

const token = 'token of the consumer; default: the placeholder of the kit';
const scope = 'scopes of the token, separated by spaces; default: all';

/** Names are part of existing contracts: add, but do not rename. */
export const providerStates: readonly ProviderState[] = [
  {
    name: 'a person exists',
    description: 'The token is valid, for a person with every documented claim.',
    params: {
      persona: 'name of a persona of the mock, such as alice; default: a generated person',
      claims: 'claims with their values',
      absent: 'list of the claims that the person lacks',
      token,
      scope,
    },
    effect: params => personEffect(params, false),
  },
  {
    name: 'a person with a minimal profile exists',
    description: 'The token is valid, for a person with a minimal profile.',
    params: { persona: 'name of a persona of the mock; default: a generated person', token, scope },
    effect: params => personEffect(params, true),
  },
  {
    name: 'the token is missing',
    description: 'The request has no token. No setup is needed.',
    params: {},
    effect: () => ({ kind: 'none' }),
  },
  answered('the token has expired', 'The token is expired.', 'token-expired', 401),
  answered('the token was revoked', 'The token is revoked.', 'token-revoked', 401),
  answered('the token is 2-legged', 'The token belongs to an application, not to a user.', 'token-two-legged', 401),
  answered('the app is not entitled', 'The application may not call this API.', 'app-not-entitled', 403),
  answered('the rate limit is reached', 'The application has reached its rate limit.', 'quota-exceeded', 429),
  answered('the service fails', 'The service fails.', 'server-error', 500),
  {
    name: 'the documented example is answered',
    description: 'Every request gets a named example of the document.',
    params: { example: 'name of the example' },
    required: ['example'],
    effect: ({ example }) => ({ kind: 'answer', example: String(example), status: undefined }),
  },
  {
    name: 'the documented status is answered',
    description: 'Every request gets a documented status.',
    params: { status: 'the status' },
    required: ['status'],
    effect: ({ status }) => ({ kind: 'answer', example: undefined, status: Number(status) }),
  },
];

/**
 * The effect of a state, its parameters checked.
 *
 * @throws ERR_PACT_STATE_UNKNOWN with every known state, ready to paste; ERR_PACT_STATE_PARAMETER
 */
export function effectOf({ name, params }: GivenState): StateEffect {
  const state = providerStates.find(candidate => candidate.name === name);
  if (state === undefined) throw unknownState(name);
  requireParameters(state, params);
  return state.effect(params);
}

/** Whether a state needs setup: the request alone does not cause it. */
export function needsSetup({ name, params }: GivenState): boolean {
  const state = providerStates.find(candidate => candidate.name === name);
  return state?.effect(params).kind !== 'none';
}

/** The state for a named example: a specific one if possible. */
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
    scopes: typeof params['scope'] === 'string' ? params['scope'].split(' ').filter(Boolean) : undefined,
  };
}

function unknownState(name: string): KitError {
  const names = providerStates.map(state => state.name);
  return new KitError('ERR_PACT_STATE_UNKNOWN', `Unknown provider state "${name}"`, {
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
  scope: value => typeof value === 'string' && value.split(' ').filter(Boolean).every(isTokenScope),
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
  throw new KitError('ERR_PACT_STATE_PARAMETER', `The parameters of the provider state "${state.name}" are invalid`, {
    details: problems,
  });
}

function parameterProblem(state: ProviderState, name: string, value: Json): readonly string[] {
  const names = Object.keys(state.params);
  if (!names.includes(name)) return [`unknown parameter "${name}". ${suggest(name, names)}`];
  return types[name]?.(value) === false ? [`invalid "${name}": ${state.params[name]}`] : [];
}

export function isSameState(a: GivenState, b: GivenState): boolean {
  return a.name === b.name && isDeepStrictEqual(a.params, b.params);
}
