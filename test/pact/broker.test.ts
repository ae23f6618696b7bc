// Contracts by way of a broker: the recipe of docs/pact.md, with the tools it names and a stand-in for the broker.

import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { resolveConfig } from '../../src/config/config.ts';
import { prepareTls } from '../../src/server/tls/prepare-tls.ts';
import type { Mock } from '../../src/testing/mock.ts';
import { startMock } from '../../src/testing/start-mock.ts';
import { patienceMs } from '../patience.ts';
import { writeText } from '../written-files.ts';
import { answer, handPact } from './hand-pact.ts';
import { verify } from './run-pact.ts';
import { type StandInBroker, type StandInOptions, startBroker } from './stand-in-broker.ts';
import { node, root } from './tools.ts';

let mock: Mock;
const brokers: StandInBroker[] = [];

beforeAll(async () => {
  mock = await startMock({ admin: true });
});
afterAll(() => mock.close());
afterEach(async () => {
  vi.unstubAllEnvs();
  await Promise.all(brokers.splice(0).map(broker => broker.close()));
});

const held = { providerStates: [{ name: 'a person exists' }], response: answer({}) };
const broken = { ...held, response: { status: 418 } };

describe('a broker', () => {
  it('takes a contract from its consumer to deployment: publish, verify, can-i-deploy, record-deployment', async () => {
    const { url, results, deployments } = await start({ token: 'broker-token' });
    const env = { PACT_BROKER_BASE_URL: url, PACT_BROKER_TOKEN: 'broker-token' };
    const version = ['-a', 'page', '-e', '1.0.0'];
    expect(await pactBroker(['publish', handPact([held]), '-a', '1.0.0', '--branch', 'main'], env)).toBe(0);
    expect(await pactBroker(['can-i-deploy', ...version, '--to-environment', 'production'], env)).toBe(1);
    const flags = { pact: ['broker'], provider: 'userinfo', target: mock.url };
    const verified = await verify({ ...flags, publish: true, providerVersion: '7', providerBranch: 'main' }, env);
    expect(verified.exitCode).toBe(0);
    expect(verified.output).not.toContain('broker-token');
    expect(results).toEqual([expect.objectContaining({ success: true, providerApplicationVersion: '7' })]);
    expect(await pactBroker(['can-i-deploy', ...version, '--to-environment', 'production'], env)).toBe(0);
    expect(await pactBroker(['record-deployment', ...version, '--environment', 'production'], env)).toBe(0);
    expect(deployments).toEqual(['/pacticipants/page/versions/1.0.0/deployed-versions/environment/production']);
  });

  it('gets the selectors, pending and work in progress; a failing pending contract fails nothing', async () => {
    const broker = await start({ pending: true, contracts: [handPact([broken])] });
    const { exitCode, checks, findings } = await verify({
      pact: ['broker', handPact([held])],
      provider: 'userinfo',
      target: mock.url,
      brokerUrl: broker.url,
      selectors: '[{ "mainBranch": true }, { "deployedOrReleased": true }]',
      enablePending: true,
      includeWipSince: '2026-01-31',
      providerBranch: 'main',
    });
    expect(findings.map(({ code }) => code)).toEqual(['pact/pending']);
    expect(broker.bodies.get('POST /pacts/provider/userinfo/for-verification')).toMatchObject({
      consumerVersionSelectors: [{ mainBranch: true }, { deployedOrReleased: true }],
      includePendingStatus: true,
      includeWipPactsSince: '2026-01-31',
      providerVersionBranch: 'main',
    });
    expect(exitCode).toBe(0);
    expect(checks.map(({ status }) => status)).toEqual(['passed', 'skipped', 'passed']);
    expect(checks[1]?.findings).toEqual([expect.objectContaining({ code: 'pact/pending' })]);
  });

  it('that has a contract with a message fails this message, and asks the provider for none', async () => {
    const contents = { content: { a: 1 }, contentType: 'application/json', encoded: false };
    const message = { type: 'Asynchronous/Messages', description: 'a message', contents };
    const { url } = await start({ contracts: [handPact([], { interactions: [message] })] });
    const flags = { pact: ['broker'], provider: 'userinfo', target: mock.url, brokerUrl: url };
    const { checks, findings } = await verify(flags);
    expect(checks.map(({ id, status }) => [id, status])).toEqual([['broker/a message', 'failed']]);
    expect(findings.map(({ message }) => message)).toEqual(['The answer lacks "a".']);
  });

  it('over https is trusted by the certificates that the environment names', async () => {
    const { server, ca = '' } = await prepareTls(resolveConfig({}));
    const { url, requests } = await start({ pair: server });
    vi.stubEnv('SSL_CERT_FILE', writeText('ca.pem', ca));
    const flags = { pact: ['broker'], provider: 'userinfo', target: mock.url, brokerUrl: url };
    const { findings } = await verify(flags);
    expect(findings).toEqual([]);
    expect(requests).toContain('POST /pacts/provider/userinfo/for-verification');
  });

  it('that has no contract for the provider ends the run with 3', async () => {
    const { url } = await start({});
    const { exitCode, findings } = await verify({
      pact: ['broker'],
      provider: 'userinfo',
      target: mock.url,
      brokerUrl: url,
    });
    expect(findings).toEqual([]);
    expect(exitCode).toBe(3);
  });

  it('that does not take the results fails the run, where Pact only logs it', async () => {
    const { url } = await start({ refuseResults: true, contracts: [handPact([held])] });
    const flags = { pact: ['broker'], provider: 'userinfo', target: mock.url, brokerUrl: url };
    const { exitCode, findings } = await verify({ ...flags, publish: true, providerVersion: '7' });
    expect(exitCode).toBe(1);
    expect(findings).toContainEqual(expect.objectContaining({ code: 'pact/not-published' }));
  });

  it('that refuses the token fails the run, and the token is not printed', async () => {
    const { url } = await start({ token: 'the-right-one' });
    const flags = { pact: ['broker'], provider: 'userinfo', target: mock.url, brokerUrl: url };
    const { exitCode, output, findings } = await verify(flags, { PACT_BROKER_TOKEN: 'the-wrong-one' });
    expect(exitCode).toBe(1);
    expect(findings).toContainEqual(expect.objectContaining({ code: 'pact/verifier-failed' }));
    expect(output).not.toContain('the-wrong-one');
  });

  it.each([
    [{ pact: ['broker'], provider: 'userinfo' }, 'The broker has no URL.'],
    [{ pact: ['broker'], brokerUrl: 'http://127.0.0.1:1' }, '--provider is missing.'],
    [
      { pact: ['broker'], brokerUrl: 'http://127.0.0.1:1', provider: 'p', publish: true },
      '--provider-version is missing.',
    ],
    [{ pact: ['broker'], brokerUrl: 'http://127.0.0.1:1', provider: 'p', selectors: 'main' }, 'they are not JSON'],
  ])('is asked only when the flags are right: %j', async (flags, message) => {
    await expect(verify({ ...flags, target: mock.url })).rejects.toThrow(message);
  });
});

async function start({
  contracts = [],
  ...options
}: StandInOptions & { readonly contracts?: readonly string[] }): Promise<StandInBroker> {
  const broker = await startBroker(options);
  brokers.push(broker);
  for (const file of contracts)
    await pactBroker(['publish', file, '-a', '1.0.0'], { PACT_BROKER_BASE_URL: broker.url });
  return broker;
}

/** @returns the exit code of `pact-broker` of `@pact-foundation/pact-cli` */
function pactBroker(args: readonly string[], env: Readonly<Record<string, string>>): Promise<number> {
  const bin = join(root, 'node_modules/@pact-foundation/pact-cli/bin/pact-broker.js');
  const options = { env: { PATH: process.env['PATH'], PACT_DO_NOT_TRACK: 'true', ...env }, timeout: patienceMs };
  return new Promise(resolve => {
    const child = execFile(node, [bin, ...args], options, error => {
      resolve(error === null ? 0 : Number(error.code ?? -1));
    });
    child.stdin?.end();
  });
}
