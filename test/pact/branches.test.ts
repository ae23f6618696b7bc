// A `oneOf` of the profile: the provider state names the branch, so that the contract and the mock agree.

import { expect, it } from 'vitest';
import { placeholderToken, userinfoInteractions } from '../../src/pact/index.ts';
import { startMock } from '../../src/testing/start-mock.ts';
import { writeText } from '../written-files.ts';
import { recordingPact } from './recording-pact.ts';

const branch = (name: string) => ({
  type: 'object',
  required: [name],
  properties: { [name]: { type: 'string', maxLength: 20 } },
  additionalProperties: false,
});
const answer = (schema: object) => ({ description: 'A.', content: { 'application/json': { schema } } });
const spec = writeText(
  'either.json',
  JSON.stringify({
    openapi: '3.1.1',
    info: { title: 'Either', version: '1' },
    paths: {
      '/userinfo': {
        get: { responses: { 200: answer({ oneOf: [branch('person'), branch('bot')] }), 400: answer({ not: {} }) } },
      },
    },
  }),
);

it.each(['person', 'bot'])('has %s in the contract and from the mock, whatever the seed would choose', async name => {
  const pact = recordingPact();
  for (const { executeTest } of await userinfoInteractions(pact, { spec, claims: [name], only: ['profile'] })) {
    await executeTest(async () => undefined);
  }
  const [profile] = pact.recorded;
  const claims = (profile?.params as { claims: Record<string, string> } | undefined)?.claims;
  expect(Object.keys(claims ?? {})).toEqual([name]);

  await using mock = await startMock({ spec, admin: true });
  const state = { state: profile?.state, params: profile?.params, action: 'setup' };
  await fetch(`${mock.url}/__admin/pact/states`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(state),
  });
  const response = await fetch(`${mock.url}/userinfo`, { headers: { authorization: `Bearer ${placeholderToken}` } });
  expect(await response.json()).toEqual(claims);
});

it('has the other interactions where a documented error has no possible body', async () => {
  const interactions = await userinfoInteractions(recordingPact(), { spec, claims: ['bot'] });
  expect(interactions.map(({ name }) => name)).toEqual(['profile', 'without bot']);
});

it.each([
  [['a', 'b'], []],
  [['a', null], ['status is null']],
])('has a claim as null only where its enum lists null: %j', async (values, expected) => {
  const status = { type: 'string', nullable: true, enum: values };
  const paths = { '/userinfo': { get: { responses: { 200: answer({ type: 'object', properties: { status } }) } } } };
  const document = { openapi: '3.0.3', info: { title: 'Status', version: '1' }, paths };
  const file = writeText('status.json', JSON.stringify(document));
  const pact = recordingPact();
  for (const { executeTest } of await userinfoInteractions(pact, { spec: file, claims: ['status'] }))
    await executeTest(async () => undefined);
  const found = pact.recorded.flatMap(each => /status is null/u.exec(JSON.stringify(each)) ?? []);
  expect([...new Set(found)]).toEqual(expected);
});
