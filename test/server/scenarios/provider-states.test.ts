// The provider states of the mock, asked for as Pact's verifiers do.

import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../src/contract/openapi/document.ts';
import { builtinDocument, loadDocument } from '../../../src/contract/openapi/load.ts';
import { placeholderToken, providerStates, stateForExample } from '../../../src/server/scenarios/provider-states.ts';
import type { Mock } from '../../../src/testing/mock.ts';
import { startMock } from '../../../src/testing/start-mock.ts';

let mock: Mock;

beforeAll(async () => {
  mock = await startMock({ admin: true });
});
afterAll(() => mock.close());
beforeEach(() => mock.reset());

const answers = [
  ['the token has expired', 401, 'AUTH-006'],
  ['the token was revoked', 401, 'AUTH-006'],
  ['the token is 2-legged', 401, 'AUTH-006'],
  ['the app is not entitled', 403, undefined],
  ['the rate limit is reached', 429, undefined],
  ['the service fails', 500, 'ERR-003'],
] as const;

describe('a provider state', () => {
  it.each(answers)('"%s" is answered with %i', async (state, status, code) => {
    expect((await set({ state })).status).toBe(200);
    const { status: answered, body } = await ask();
    expect(answered).toBe(status);
    if (code !== undefined) expect(body['errorCode']).toBe(code);
  });

  it('"the token is missing" sets nothing up: the request says it', async () => {
    await set({ state: 'the token is missing' });
    expect((await ask()).status).toBe(200);
    expect((await fetch(`${mock.url}/userinfo`)).status).toBe(401);
  });

  it('"a person exists" gives the placeholder a profile with every claim', async () => {
    await set({ state: 'a person exists' });
    const { body } = await ask();
    const { properties } = (await loadDocument(builtinDocument())).at('/components/schemas/UserInfo') as JsonObject;
    expect(Object.keys(body).sort()).toEqual(Object.keys(properties as JsonObject).sort());
  });

  it('"a person exists" takes a persona, claims, and claims that are absent', async () => {
    await set({
      state: 'a person exists',
      params: { persona: 'alice', claims: { job_title: 'diver' }, absent: ['email'] },
    });
    const { body } = await ask();
    expect(body).toMatchObject({ given_name: 'Alice', job_title: 'diver' });
    expect(body).not.toHaveProperty('email');
  });

  it('"a person exists" fits one claim to another', async () => {
    await set({ state: 'a person exists', params: { claims: { ldap_domain: null } } });
    expect((await ask()).body).toMatchObject({ ldap_domain: null, ldap_enabled: false });
  });

  it('"a person exists" is about the token that is named', async () => {
    await set({ state: 'a person exists', params: { token: 'another', claims: { job_title: 'diver' } } });
    expect((await ask('another')).body).toMatchObject({ job_title: 'diver' });
    expect((await ask()).body).not.toMatchObject({ job_title: 'diver' });
  });

  it('"a person with a minimal profile exists" gives as little as there may be', async () => {
    await set({ state: 'a person with a minimal profile exists', params: { persona: 'alice' } });
    const { body } = await ask();
    expect(body).not.toHaveProperty('job_title');
    expect(body).toMatchObject({ given_name: 'Alice' });
  });

  it('answers any example and status of the document', async () => {
    await set({ state: 'the documented example is answered', params: { example: 'scope-missing' } });
    expect((await ask()).status).toBe(403);
    await set({ state: 'the documented status is answered', params: { status: 400 } });
    expect((await ask()).status).toBe(400);
  });

  it('is removed by teardown, and visible in its own session only', async () => {
    await set({ state: 'the service fails' }, '/sessions/other');
    expect((await ask()).status).toBe(200);
    await set({ state: 'the service fails' });
    await set({ state: 'the service fails', action: 'teardown' });
    expect((await ask()).status).toBe(200);
  });

  it('takes what verifiers send beside it', async () => {
    const more = { consumer: 'page', states: ['the service fails'], state: 'the service fails', params: null };
    expect((await set(more)).status).toBe(200);
    expect((await set({ state: '', action: 'setup' })).status).toBe(200);
  });
});

describe('a state that is wrong', () => {
  it('is refused with every state there is, ready to be pasted', async () => {
    const { status, problem } = await set({ state: 'a persn exists' });
    expect(status).toBe(404);
    expect(problem).toMatchObject({ code: 'ERR_PACT_STATE_UNKNOWN', hint: 'Did you mean "a person exists"?' });
    expect(problem.problems).toContain('.given("the rate limit is reached")');
    expect(problem.problems).toContain('.given("a person exists", { persona, claims, absent, token, scope })');
    expect(problem.problems).toHaveLength(providerStates.length);
  });

  it.each([
    [{ state: 'a person exists', params: { persna: 'alice' } }, 'ERR_PACT_STATE_PARAMETER', 'Did you mean "persona"'],
    [{ state: 'a person exists', params: { claims: 'all' } }, 'ERR_PACT_STATE_PARAMETER', 'invalid "claims"'],
    [{ state: 'the documented example is answered' }, 'ERR_PACT_STATE_PARAMETER', '"example" is missing'],
    [{ state: 'a person exists', params: { persona: 'alise' } }, 'ERR_PERSONA_UNKNOWN', 'Did you mean "alice"?'],
    [{ state: 'a person exists', params: { claims: { emial: 'x' } } }, 'ERR_PERSONA_INVALID', 'emial'],
    [
      { state: 'the documented example is answered', params: { example: 'nothing' } },
      'ERR_SCENARIO_UNKNOWN',
      'no response nothing',
    ],
  ])('%j is refused with %s', async (body, code, text) => {
    const { problem } = await set(body);
    expect(problem.code).toBe(code);
    expect(JSON.stringify(problem).replaceAll('\\"', '"')).toContain(text);
  });
});

it('lists its states', async () => {
  const { states } = (await (await fetch(`${mock.url}/__admin/pact/states`)).json()) as { states: { name: string }[] };
  expect(states.map(({ name }) => name)).toEqual(providerStates.map(({ name }) => name));
});

it('knows the state for an example by the name that says why', () => {
  expect(stateForExample('app-not-entitled')).toEqual({ name: 'the app is not entitled', params: {} });
  expect(stateForExample('first-last').params).toEqual({ example: 'first-last' });
});

interface Problem {
  readonly code?: string;
  readonly problems?: readonly string[];
}

async function set(body: object, session = ''): Promise<{ status: number; problem: Problem }> {
  const response = await fetch(`${mock.url}${session}/__admin/pact/states`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  return { status: response.status, problem: (await response.json()) as Problem };
}

async function ask(token = placeholderToken): Promise<{ status: number; body: Record<string, unknown> }> {
  const response = await fetch(`${mock.url}/userinfo`, { headers: { authorization: `Bearer ${token}` } });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}
