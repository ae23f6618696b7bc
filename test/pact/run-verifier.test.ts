// The process of Pact's verifier, with something in its place that tells what it was given.

import { readdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { runVerifier, type VerifierEnd } from '../../src/pact/run-verifier.ts';
import { patienceMs } from '../patience.ts';
import { writeText } from '../written-files.ts';

describe('the process of the verifier', () => {
  it('does not track, and is not led astray by variables or by its folder', async () => {
    for (const name of ['PACT_DESCRIPTION', 'PACT_BROKER_BASE_URL', 'HTTPS_PROXY', 'http_proxy', 'APS_TOKEN'])
      vi.stubEnv(name, 'set');
    vi.stubEnv('PACT_DO_NOT_TRACK', 'false');
    const { env, files } = told(await run('({ env: process.env, files: require("fs").readdirSync(".") })'));
    vi.unstubAllEnvs();
    const suspicious = Object.entries(env).filter(([name]) => /^(PACT_|APS_)|_proxy$/i.test(name));
    expect(suspicious).toEqual([['PACT_DO_NOT_TRACK', 'true']]);
    expect(files).toEqual([]);
  });

  it('gets options that do not appear in the list of processes', async () => {
    const { argv } = told(await run('({ argv: process.argv, env: {}, files: [] })', { pactBrokerToken: 'a-secret' }));
    expect(JSON.stringify(argv)).not.toContain('a-secret');
  });

  it('may die without taking the command along', async () => {
    expect(await run('process.kill(process.pid, "SIGSEGV")')).toMatchObject({
      outcomes: undefined,
      failure: 'its process ended with SIGSEGV',
    });
    expect((await run('process.exit(7)')).failure).toBe('its process ended with 7');
  });

  it('is ended when it takes too long', async () => {
    const { outcomes, failure } = await run('new Promise(() => setInterval(() => {}, 1000))', {}, 600);
    expect(outcomes).toBeUndefined();
    expect(failure).toBe('it did not end within 600 ms');
  });

  it('leaves nothing behind', async () => {
    const folder = dirname(writeText('file', ''));
    vi.stubEnv('TMPDIR', folder);
    await run('({})');
    vi.unstubAllEnvs();
    expect(readdirSync(folder).filter(name => name.startsWith('aps-userinfo'))).toEqual([]);
  });
});

/** @param result what the verifier has for a result, as an expression */
function run(result: string, options: object = {}, timeoutMs = patienceMs): Promise<VerifierEnd> {
  const code = `exports.default = { verifyPacts: async () => JSON.stringify(await (${result})) };`;
  return runVerifier({ core: writeText('verifier.cjs', code), runs: [{ ...options }] }, { timeoutMs });
}

interface Told {
  readonly env: Readonly<Record<string, string>>;
  readonly files: readonly string[];
  readonly argv?: readonly string[];
}

function told({ outcomes = [] }: VerifierEnd): Told {
  const [outcome] = outcomes;
  if (outcome === undefined || !('json' in outcome)) throw new Error('there is no outcome');
  return JSON.parse(outcome.json) as Told;
}
