// What a run of `pact verify` leaves behind, and how it gets to the states of a mock that asks for a token.

import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { runPactVerify } from '../../src/cli/pact.ts';
import { startMock } from '../../src/testing/start-mock.ts';
import { readCoverage } from '../../src/traffic/coverage/coverage-file.ts';
import { writeText } from '../written-files.ts';
import { answer, handPact } from './hand-pact.ts';
import { verify } from './run-pact.ts';

const held = { providerStates: [{ name: 'a person exists' }], response: answer({}) };
const broken = { ...held, response: { status: 418 } };

describe('pact verify', () => {
  it('writes its findings in every form of report, and what was exercised', async () => {
    await using mock = await startMock({ admin: true });
    const folder = dirname(writeText('file', ''));
    const forms = ['text', 'json', 'junit', 'sarif', 'github'];
    const coverage = join(folder, 'coverage.json');
    const flags = { pact: [handPact([held, broken])], target: mock.url, coverage };
    const report = forms.map(form => `${form}=${join(folder, form)}`);
    const stream = { write: () => true };
    const exitCode = await runPactVerify({ ...flags, report }, { env: {}, stdout: stream, stderr: stream });
    expect(exitCode).toBe(1);
    for (const form of forms) expect(readFileSync(join(folder, form), 'utf8')).toContain('pact/status');
    const { sources, items } = readCoverage([coverage]);
    expect(sources).toEqual(['pact']);
    expect(items.find(({ kind, status }) => kind === 'status' && status === '200')?.seen).toEqual({ pact: 2 });
  });

  it('leaves no session behind in the mock', async () => {
    await using mock = await startMock({ admin: true });
    await verify({ pact: [handPact([held])], target: mock.url });
    const { sessions } = (await (await fetch(`${mock.url}/__admin/sessions`)).json()) as { sessions: unknown[] };
    expect(sessions).toEqual([{ id: 'default', requests: 0 }]);
  });

  it('needs the token of a protected admin API', async () => {
    await using mock = await startMock({ admin: true, adminToken: 'the-admin-token' });
    const flags = { pact: [handPact([held])], target: mock.url };
    await expect(verify(flags)).rejects.toMatchObject({ code: 'ERR_ADMIN_UNAUTHORIZED', exitCode: 2 });
    const { exitCode, output } = await verify(flags, { APS_USERINFO_ADMIN_TOKEN: 'the-admin-token' });
    expect(exitCode).toBe(0);
    expect(output).not.toContain('the-admin-token');
  });

  it('verifies the contracts of one provider where it is named', async () => {
    await using mock = await startMock({ admin: true });
    const other = handPact([broken], { provider: { name: 'another' } });
    const flags = { pact: [other, handPact([held])], target: mock.url, provider: 'userinfo' };
    expect((await verify(flags)).exitCode).toBe(0);
  });
});
