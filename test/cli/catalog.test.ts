import { describe, expect, it } from 'vitest';
import { type CatalogRequest, runCatalog } from '../../src/cli/catalog.ts';
import { resolveConfig } from '../../src/config/config.ts';
import { variants } from '../../src/profiles/variants.ts';
import { startMock } from '../../src/testing/start-mock.ts';
import { runCli } from './run-cli.ts';

async function printed(request: CatalogRequest, isTTY = false): Promise<string> {
  let text = '';
  const write = (part: string): unknown => {
    text += part;
    return true;
  };
  await runCatalog(resolveConfig(), request, { stdout: { write, isTTY }, env: {} });
  return text;
}

describe('aps-userinfo catalog', () => {
  it('lists personas, statuses, failures, variants and scenarios for people', async () => {
    await expect(await printed({})).toMatchFileSnapshot('catalog.txt');
  });

  it('lists the same as JSON', async () => {
    const { personas, scenarios } = JSON.parse(await printed({ json: true })) as {
      personas: { name: string; token: string }[];
      scenarios: { name: string; kind: string; status?: number }[];
    };
    expect(personas).toContainEqual(expect.objectContaining({ name: 'alice', token: 'mock.alice' }));
    expect(scenarios).toContainEqual(expect.objectContaining({ name: 'token-expired', kind: 'example', status: 401 }));
    expect(scenarios.filter(({ kind }) => kind === 'variant').map(({ name }) => name)).toEqual(variants);
  });

  it('lists one kind alone, its heading bold on a terminal', async () => {
    const text = await printed({ list: 'variants' }, true);
    const [heading, first] = text.split('\n');
    expect(heading).toBe('\u001b[1mVariants: mock.<persona>.<variant>, or Prefer: example=<variant>\u001b[0m');
    expect(first).toMatch(/^ {2}documented {2}everything/);
    expect(text).not.toContain('alice');
    const failures = JSON.parse(await printed({ list: 'failures', json: true })) as { status: number }[];
    expect(failures.length).toBeGreaterThan(10);
    expect(failures.every(({ status }) => status >= 400)).toBe(true);
  });

  it('lists what a running mock has, personas of its own included', async () => {
    await using mock = await startMock({ admin: true, adminToken: 'hush' });
    const headers = { authorization: 'Bearer hush', 'content-type': 'application/json' };
    const body = JSON.stringify({ title: 'Added later', claims: { email_verified: false } });
    expect((await fetch(`${mock.url}/__admin/personas/zoe`, { method: 'PUT', headers, body })).ok).toBe(true);
    const args = ['catalog', 'personas', '--url', `${mock.url}/`];
    const { stdout, exitCode } = await runCli([...args, '--admin-token', 'hush']);
    expect(stdout).toContain('  zoe     Added later\n');
    expect(exitCode).toBe(0);
    const refused = await runCli(args);
    expect(refused.stderr).toMatch(/^error: The request has no admin token \(ERR_ADMIN_UNAUTHORIZED\)/);
    expect(refused.exitCode).toBe(2);
  });

  it('says what else stands at the URL', async () => {
    await using mock = await startMock();
    const { stderr, exitCode } = await runCli(['catalog', '--url', mock.url]);
    expect(stderr).toContain(
      'has no admin API of aps-userinfo: it answered 404 (ERR_TARGET_UNREACHABLE). The mock has',
    );
    expect(exitCode).toBe(4);
  });

  it.each([
    [['failres'], 'Unknown list "failres" (ERR_CLI_USAGE). Did you mean "failures"?'],
    [['--url', 'http://127.0.0.1:1', '--spec', 'x'], '--spec does not apply to a running mock (ERR_CLI_USAGE).'],
    [['--url', 'nowhere'], '"nowhere" is not the URL of a server (ERR_CLI_USAGE).'],
  ])('rejects %j', async (args, message) => {
    const { stderr, exitCode } = await runCli(['catalog', ...args]);
    expect(stderr).toContain(message);
    expect(exitCode).toBe(2);
  });
});
