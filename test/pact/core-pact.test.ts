// Consumer tests on Pact's core alone: as on pact-js, and what a failure says.

import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { Pact } from '@pact-foundation/pact';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type PactLike, type PactOptions, userinfoInteractions } from '../../src/pact/index.ts';
import type { ConsumerMock } from '../../src/pact/interaction.ts';
import { folderWith } from '../written-files.ts';
import { makeProject, type Project } from './project.ts';

const names = { consumer: 'page', provider: 'userinfo' };

describe('a Pact of options', () => {
  it('writes the contract that pact-js writes', async () => {
    const [own, plain] = [folderWith({}), folderWith({})];
    await runAll({ ...names, dir: own });
    await runAll(new Pact({ ...names, dir: plain, logLevel: 'error' }));
    const contract = interactionsIn(own);
    expect(contract.length).toBeGreaterThanOrEqual(30);
    expect(contract).toEqual(interactionsIn(plain));
  });

  it('sends parameters of the query', async () => {
    const dir = folderWith({});
    const spec = {
      openapi: '3.1.1',
      info: { title: 'Query', version: '1' },
      paths: {
        '/userinfo': {
          get: {
            parameters: [{ name: 'part', in: 'query', required: true, schema: { type: 'string' } }],
            responses: { 200: { description: 'A.', content: { 'application/json': { schema: { type: 'object' } } } } },
          },
        },
      },
    };
    const file = join(folderWith({ 'query.json': JSON.stringify(spec) }), 'query.json');
    const options = { spec: file, only: ['profile'], param: { part: 'a' } };
    const [profile] = await userinfoInteractions({ ...names, dir }, options);
    await profile?.executeTest(({ url, token }) => read({ url: `${url}/userinfo?part=a`, token }));
    expect(interactionsIn(dir)).toMatchObject([{ request: { query: { part: ['a'] } } }]);
  });

  it('uses the given port, and names one where its mock server does not start', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const [profile] = await interactions({ port });
    await expect(profile?.executeTest(fetchProfile)).rejects.toMatchObject({
      code: 'ERR_PACT_MOCK_SERVER',
      message: expect.stringMatching(`did not start on 127.0.0.1:${port} .*name one that is free`),
    });
    await new Promise(done => server.close(done));
    const url = await profile?.executeTest(mock => fetchProfile(mock).then(() => mock.url));
    expect(url).toBe(`http://127.0.0.1:${port}`);
  });

  it('answers the preflight request of a browser', async () => {
    const [profile] = await interactions({});
    const status = await profile?.executeTest(async mock => {
      const preflight = await fetch(`${mock.url}/userinfo`, { method: 'OPTIONS' });
      await fetchProfile(mock);
      return preflight.status;
    });
    expect(status).toBe(204);
  });

  it('has no option that would have no effect', async () => {
    await expect(interactions({ tls: true } as Partial<PactOptions>)).rejects.toMatchObject({
      code: 'ERR_PACT_UNSUPPORTED',
      message: 'The option "tls" is not one of consumer, provider, dir, port, logLevel.',
    });
  });
});

describe('a request other than described', () => {
  it.each([
    ['is missing', async () => undefined, 'missing: GET /userinfo'],
    ['has another header', ({ url }: ConsumerMock) => fetchProfile({ url, token: 'other' }), "'Bearer other'"],
    ['has another path', ({ url }: ConsumerMock) => fetch(`${url}/me`), 'unexpected: GET /me'],
    ['has another method', ({ url }: ConsumerMock) => fetch(`${url}/userinfo`, { method: 'POST' }), 'POST /userinfo'],
  ])('fails the test where it %s, and does not write the contract', async (_, test, message) => {
    const dir = folderWith({});
    const [profile] = await interactions({ dir });
    const run = profile?.executeTest<unknown>(test);
    await expect(run).rejects.toThrow(message);
    await expect(run).rejects.toMatchObject({ code: 'ERR_PACT_REQUEST' });
    expect(existsSync(join(dir, 'page-userinfo.json'))).toBe(false);
  });

  it('is the error, and that of the test its cause', async () => {
    const [profile] = await interactions({});
    const mine = new Error('mine');
    const run = profile?.executeTest(() => Promise.reject(mine));
    await expect(run).rejects.toMatchObject({ code: 'ERR_PACT_REQUEST', cause: mine });
  });
});

it('a test that fails by itself fails with its own error, and does not write the contract', async () => {
  const dir = folderWith({});
  const [profile] = await interactions({ dir });
  const run = profile?.executeTest(async mock => {
    await fetchProfile(mock);
    throw new Error('mine');
  });
  await expect(run).rejects.toThrow(/^mine$/);
  expect(existsSync(join(dir, 'page-userinfo.json'))).toBe(false);
});

describe('a project', () => {
  let project: Project;
  beforeAll(async () => {
    project = await makeProject();
  });
  afterAll(() => project.remove());

  it("loads Pact's core alone", async () => {
    expect(await project.node('loaded.mjs')).toEqual({ exitCode: 0, output: 'pact-core' });
  });
});

function interactions(options: Partial<PactOptions>) {
  return userinfoInteractions({ ...names, dir: folderWith({}), ...options }, { only: ['profile'] });
}

async function runAll(pact: PactOptions | PactLike): Promise<void> {
  const claims = ['sub', 'email', 'address.country', 'ldap_domain'];
  for (const { executeTest } of await userinfoInteractions(pact, { claims })) await executeTest(fetchProfile);
}

function fetchProfile({ url, token }: ConsumerMock): Promise<string> {
  return read({ url: `${url}/userinfo`, token });
}

async function read({ url, token }: ConsumerMock): Promise<string> {
  return (await fetch(url, { headers: token === undefined ? {} : { authorization: `Bearer ${token}` } })).text();
}

function interactionsIn(dir: string): readonly unknown[] {
  const text = readFileSync(join(dir, 'page-userinfo.json'), 'utf8');
  return (JSON.parse(text) as { interactions: readonly unknown[] }).interactions;
}
