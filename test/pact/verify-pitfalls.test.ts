// What the plain verifier of Pact lets pass, or dies of: `pact verify` does neither. docs/pact.md has a row for each.

import { fork } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Mock } from '../../src/testing/mock.ts';
import { startMock } from '../../src/testing/start-mock.ts';
import { answer, type HandInteraction, handPact } from './hand-pact.ts';
import { jsonAnswer, type Provider, startProvider } from './provider.ts';
import { verify } from './run-pact.ts';

vi.mock('node:child_process', { spy: true });

let mock: Mock;
const providers: Provider[] = [];

beforeAll(async () => {
  mock = await startMock({ admin: true });
});
afterAll(() => mock.close());
afterEach(async () => {
  vi.unstubAllEnvs();
  await Promise.all(providers.splice(0).map(provider => provider.close()));
});

const subject = answer({ sub: 'ABCDEFGH1234' }, 200, {
  '$.sub': { combine: 'AND', matchers: [{ match: 'regex', regex: '[0-9A-Z]{12}([0-9A-Z]{4})?' }] },
});
const profile: HandInteraction = { providerStates: [{ name: 'a person exists' }], response: subject };

describe('pact verify', () => {
  it('ends with 3 where a contract has no interaction', async () => {
    const { exitCode, checks } = await verify({ pact: [handPact([])], target: mock.url });
    expect(exitCode).toBe(3);
    expect(checks).toEqual([]);
  });

  it('runs what variables of the environment would leave out', async () => {
    vi.stubEnv('PACT_DESCRIPTION', 'another one');
    const { exitCode, checks } = await verify({ pact: [handPact([profile])], target: mock.url });
    expect(exitCode).toBe(0);
    expect(checks.map(({ status }) => status)).toEqual(['passed', 'passed']);
  });

  it('gives the verifier one certificate in place of those of the system', async () => {
    vi.stubEnv('SSL_CERT_DIR', 'certificates');
    const { fork: start } = await vi.importActual<typeof import('node:child_process')>('node:child_process');
    let certificates = '';
    vi.mocked(fork).mockImplementationOnce((file, args, options) => {
      certificates = readFileSync(options?.env?.['SSL_CERT_FILE'] ?? '', 'utf8');
      return start(file, args, options);
    });
    const { exitCode } = await verify({ pact: [handPact([profile])], target: mock.url });
    expect(exitCode).toBe(0);
    expect(certificates.match(/BEGIN CERTIFICATE/g)).toHaveLength(1);
    expect(vi.mocked(fork).mock.lastCall?.[2]?.env).toHaveProperty('SSL_CERT_DIR', undefined);
  });

  it('fails where a state cannot be set up, and says why', async () => {
    const params = { claims: { emial: 'a@b.c' } };
    const broken = { ...profile, providerStates: [{ name: 'a person exists', params }] };
    const { exitCode, findings } = await verify({ pact: [handPact([broken, profile])], target: mock.url });
    expect(exitCode).toBe(1);
    expect(findings).toEqual([expect.objectContaining({ code: 'pact/state-failed' })]);
    expect(JSON.stringify(findings)).toContain(String.raw`Did you mean \"email\"?`);
  });

  it('fails where a state is unknown, and lists those there are, to be pasted', async () => {
    const unknown = { ...profile, providerStates: [{ name: 'a persn exists' }] };
    const { exitCode, findings } = await verify({ pact: [handPact([unknown])], target: mock.url });
    expect(exitCode).toBe(1);
    expect(findings).toEqual([expect.objectContaining({ code: 'pact/state-unknown' })]);
    expect(findings[0]?.hint).toContain('Did you mean "a person exists"?');
    expect(findings[0]?.hint).toContain('.given("the rate limit is reached")');
  });

  it('refuses to publish without a broker', async () => {
    const flags = { pact: [handPact([profile])], target: mock.url, publish: true, providerVersion: '1' };
    await expect(verify(flags)).rejects.toMatchObject({ code: 'ERR_PACT_BROKER', exitCode: 2 });
  });

  it('finds what is answered other than documented, also where no contract looks', async () => {
    const provider = await provide(jsonAnswer({ sub: 'ABCDEFGH1234', email: 7 }));
    const { exitCode, findings } = await verify({ pact: [stateless(subject)], target: provider.url });
    expect(exitCode).toBe(1);
    expect(findings).toContainEqual(expect.objectContaining({ code: 'schema/type', instancePath: '/email' }));
  });

  it('reports an unreachable provider with its own exit code', async () => {
    const provider = await startProvider(jsonAnswer({}));
    await provider.close();
    const run = verify({ pact: [handPact([profile])], target: provider.url });
    await expect(run).rejects.toMatchObject({ code: 'ERR_TARGET_UNREACHABLE', exitCode: 4 });
  });

  it('survives a provider that closes the connection, and goes on', async () => {
    const provider = await provide((request, response) => {
      if (request.url === '/userinfo' && request.method === 'GET') request.socket.destroy();
      else jsonAnswer({ sub: 'ABCDEFGH1234' })(request, response);
    });
    const post = { request: { method: 'POST' }, response: subject };
    const file = handPact([{ response: subject }, post]);
    const { exitCode, checks } = await verify({ pact: [file], target: provider.url });
    expect(exitCode).toBe(1);
    expect(checks.slice(0, 2).map(({ status }) => status)).toEqual(['failed', 'passed']);
    expect(checks[0]?.findings[0]).toMatchObject({ code: 'pact/no-answer' });
  });

  it('is done in time where a provider never answers', async () => {
    const provider = await provide((request, response) => {
      if (request.url?.startsWith('/__admin')) jsonAnswer({}, 404)(request, response);
    });
    const { exitCode, findings } = await verify({ pact: [stateless(subject)], target: provider.url, timeout: 2000 });
    expect(exitCode).toBe(1);
    expect(findings[0]).toMatchObject({ code: 'pact/no-answer' });
  });

  it('is done in time where a state handler never answers', async () => {
    const provider = await provide((request, response) => {
      if (request.url !== '/states') jsonAnswer({ sub: 'ABCDEFGH1234' })(request, response);
    });
    const others = ['a person has no e-mail', 'the service fails'].map(name => ({ providerStates: [{ name }] }));
    const { exitCode, checks } = await verify({
      pact: [handPact([profile, ...others, { response: subject }])],
      target: provider.url,
      states: `${provider.url}/states`,
      timeout: 2000,
    });
    expect(exitCode).toBe(1);
    expect(checks.map(({ findings }) => findings.map(({ code }) => code))).toEqual(
      Array(4).fill(['pact/state-failed']),
    );
    expect(checks[0]?.findings[0]?.message).toContain('/states is unreachable: no answer came within 2000 ms.');
    expect(checks[3]?.findings[0]?.message).toMatch(
      /did not answer 3 provider states in a row, and gets no more requests\.$/,
    );
    expect(provider.requests.filter(({ url }) => url === '/states')).toHaveLength(3);
  });

  it('contacts a local provider directly, despite proxies in the environment', async () => {
    const proxy = await provide(jsonAnswer({}, 502));
    for (const name of ['HTTP_PROXY', 'HTTPS_PROXY', 'http_proxy', 'https_proxy']) vi.stubEnv(name, proxy.url);
    const { exitCode } = await verify({ pact: [handPact([profile])], target: mock.url });
    expect(exitCode).toBe(0);
    expect(proxy.requests).toEqual([]);
  });

  it('sends the token in place of the placeholder, and in no other place', async () => {
    const provider = await provide((request, response) => {
      const isGood = request.headers.authorization === 'Bearer the-real-token';
      jsonAnswer(isGood ? { sub: 'ABCDEFGH1234' } : refused, isGood ? 200 : 401)(request, response);
    });
    const file = handPact([
      { response: subject },
      { request: { headers: {} }, response: answer(refused, 401) },
      { request: { headers: { Authorization: ['Bearer another'] } }, response: answer(refused, 401) },
    ]);
    const { exitCode, output } = await verify({ pact: [file], target: provider.url }, { APS_TOKEN: 'the-real-token' });
    expect(exitCode).toBe(0);
    expect(output).not.toContain('the-real-token');
  });

  it('follows no redirect', async () => {
    const elsewhere = await provide(jsonAnswer({ sub: 'ABCDEFGH1234' }));
    const provider = await provide((_request, response) => {
      response.writeHead(302, { location: `${elsewhere.url}/userinfo` }).end();
    });
    const { exitCode, findings } = await verify({ pact: [stateless(subject)], target: provider.url });
    expect(exitCode).toBe(1);
    expect(findings).toContainEqual(expect.objectContaining({ code: 'pact/status', actual: '302' }));
    expect(elsewhere.requests).toEqual([]);
  });

  it('prints nothing of what was answered', async () => {
    const provider = await provide(jsonAnswer({ sub: 'CANARY-SUBJECT', email: 'canary@example.com' }));
    const print = vi.spyOn(process.stdout, 'write');
    const { exitCode, output } = await verify({ pact: [stateless(subject)], target: provider.url });
    expect(exitCode).toBe(1);
    const everything = output + print.mock.calls.map(([text]) => String(text)).join('');
    expect(everything).not.toMatch(/canary/i);
    print.mockRestore();
  });

  it('reports where a value differs, and from which rule', async () => {
    const provider = await provide(jsonAnswer({ sub: 'short' }));
    const { findings } = await verify({ pact: [stateless(subject)], target: provider.url });
    expect(findings).toContainEqual(
      expect.objectContaining({
        code: 'pact/body',
        instancePath: '/sub',
        expected: 'a string that matches /[0-9A-Z]{12}([0-9A-Z]{4})?/',
        actual: 'a string of 5 characters (letters)',
        where: 'page/interaction 0',
      }),
    );
  });

  it('names the members that an answer lacks', async () => {
    const provider = await provide(jsonAnswer({ sub: 'ABCDEFGH1234' }));
    const more = answer({ sub: 'ABCDEFGH1234', email: 'a@example.com', name: 'A' });
    const { findings } = await verify({ pact: [stateless(more)], target: provider.url });
    expect(findings[0]).toMatchObject({ code: 'pact/body', message: 'The answer lacks "email", "name".' });
  });

  it('keeps apart the results of contracts whose interactions have one name', async () => {
    const good = handPact([profile], { consumer: { name: 'good' } });
    const bad = handPact([{ ...profile, response: { status: 418 } }], { consumer: { name: 'bad' } });
    const { checks } = await verify({ pact: [bad, good], target: mock.url });
    expect(checks.slice(0, 2).map(({ id, status }) => [id, status])).toEqual([
      ['bad/interaction 0', 'failed'],
      ['good/interaction 0', 'passed'],
    ]);
  });

  it('leaves unchecked what needs a state that the provider does not set up', async () => {
    const provider = await provide(jsonAnswer({ sub: 'ABCDEFGH1234' }));
    const { exitCode, checks } = await verify({ pact: [handPact([profile])], target: provider.url });
    expect(exitCode).toBe(3);
    expect(checks).toEqual([expect.objectContaining({ status: 'not-checked' })]);
    expect(checks[0]?.reason).toContain('--states');
  });

  it('does not check messages without HTTP', async () => {
    const message = { type: 'Asynchronous/Messages', description: 'a message', contents: {} };
    const { exitCode, checks } = await verify({ pact: [handPact([message, profile])], target: mock.url });
    expect(exitCode).toBe(0);
    expect(checks.map(({ status }) => status)).toEqual(['passed', 'not-checked', 'passed']);
  });
});

const refused = {
  developerMessage: 'The Authorization header is missing or invalid.',
  moreInfo: 'https://aps.autodesk.com/en/docs/oauth/v2/developers_guide/error_handling/',
  errorCode: 'AUTH-012',
};

/** A contract of one interaction that needs no state. */
function stateless(response: object): string {
  return handPact([{ response }]);
}

async function provide(serve: Parameters<typeof startProvider>[0]): Promise<Provider> {
  const provider = await startProvider(serve);
  providers.push(provider);
  return provider;
}
