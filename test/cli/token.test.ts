import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { TokenRequest } from '../../src/cli/jwt.ts';
import { runToken } from '../../src/cli/token.ts';
import { resolveConfig } from '../../src/config/config.ts';
import { jwtBearer } from '../../src/server/login/assertion.ts';
import { startMock } from '../../src/testing/start-mock.ts';
import { runCli } from './run-cli.ts';

const config = resolveConfig();

function token(request: TokenRequest): Promise<string> {
  return runToken(config, request);
}

function claimsOf(jwt: string): Record<string, unknown> {
  return JSON.parse(Buffer.from(jwt.split('.')[1] ?? '', 'base64url').toString()) as Record<string, unknown>;
}

describe('aps-userinfo token', () => {
  it.each<[TokenRequest, string]>([
    [{ persona: 'alice' }, 'mock.alice'],
    [{ persona: 'alice', scenario: '429' }, 'mock.alice.429'],
    [{ persona: 'alice', scenario: 'minimal' }, 'mock.alice.minimal'],
    [{ persona: '~bob', scenario: 'token-expired' }, 'mock.~bob.token-expired'],
  ])('prints the token for %j', async (request, expected) => {
    expect(await token(request)).toBe(`${expected}\n`);
  });

  it('prints one for each persona by default', async () => {
    const lines = (await token({})).trimEnd().split('\n');
    expect(lines.length).toBeGreaterThanOrEqual(8);
    expect(lines.every(line => /^mock\.[\w-]+ {2,}\S/.test(line))).toBe(true);
    expect(JSON.parse(await token({ json: true }))).toHaveLength(lines.length);
  });

  it('prints JSON', async () => {
    expect(JSON.parse(await token({ persona: 'alice', scenario: '429', json: true }))).toEqual({
      token: 'mock.alice.429',
      persona: 'alice',
      scenario: '429',
    });
  });

  it.each<[TokenRequest, string, string, unknown]>([
    [{ persona: 'alcie' }, 'ERR_PERSONA_UNKNOWN', 'Unknown persona "alcie".', 'Did you mean "alice"?'],
    [
      { persona: 'zebulon' },
      'ERR_PERSONA_UNKNOWN',
      'Unknown persona "zebulon".',
      expect.stringContaining('~zebulon (a stranger).'),
    ],
    [
      { persona: '~a.b' },
      'ERR_CLI_USAGE',
      'Invalid name "~a.b" for a stranger.',
      'Use letters, digits and any of - _ + / after the ~.',
    ],
    [
      { persona: 'alice', scenario: 'minimall' },
      'ERR_SCENARIO_UNKNOWN',
      'Unknown scenario "minimall".',
      'Did you mean "minimal"?',
    ],
    [{ persona: 'alice', scenario: '418' }, 'ERR_SCENARIO_UNKNOWN', 'Unknown scenario "418".', expect.any(String)],
    [{ persona: 'alice', clientId: 'x' }, 'ERR_CLI_USAGE', 'The flag --client-id requires --jwt.', 'Add --jwt.'],
    [
      { persona: 'alice', scenario: '429', jwt: true },
      'ERR_CLI_USAGE',
      'A JWT cannot carry the scenario "429".',
      'Remove --jwt, or choose the scenario with a Prefer header.',
    ],
    [
      { persona: 'alice', jwt: true, twoLegged: true },
      'ERR_CLI_USAGE',
      'A 2-legged token has no user, but the command names "alice".',
      'Remove the name or --two-legged.',
    ],
  ])('refuses %j', async (request, code, message, hint) => {
    await expect(token(request)).rejects.toMatchObject({ code, message, hint });
  });

  it('runs as a command', async () => {
    expect(await runCli(['token', 'alice', '429'])).toEqual({ exitCode: 0, stdout: 'mock.alice.429\n', stderr: '' });
    expect(await runCli(['token', 'alice', '--spec', 'nowhere.yaml'])).toMatchObject({
      exitCode: 2,
      stdout: '',
      stderr: /^error: .*nowhere\.yaml.*\(ERR_DOCUMENT_UNREADABLE\)/,
    });
  });
});

describe('aps-userinfo token --jwt', () => {
  it("has the header and claims of Autodesk's access tokens, and a signature that says it is none", async () => {
    const jwt = await token({ persona: 'alice', jwt: true, clientId: 'my-app', scope: ['data:read', 'openid'] });
    const [header = '', , signature = ''] = jwt.trimEnd().split('.');
    expect(JSON.parse(Buffer.from(header, 'base64url').toString())).toEqual({ alg: 'RS256', kid: 'mock' });
    expect(Buffer.from(signature, 'base64url').toString()).toBe('mock signature: valid nowhere');
    expect(claimsOf(jwt)).toEqual({
      scope: ['data:read', 'openid'],
      client_id: 'my-app',
      iss: 'https://developer.api.autodesk.com',
      aud: 'https://autodesk.com',
      jti: expect.stringMatching(/^[0-9a-f]{64}$/),
      userid: expect.stringMatching(/^[0-9A-Z]{12,16}$/),
      exp: expect.any(Number),
    });
  });

  it('is answered by the mock as the persona, as expired, as 2-legged and as a stranger', async () => {
    await using mock = await startMock();
    const answer = async (request: TokenRequest): Promise<{ status: number; body: Record<string, unknown> }> => {
      const authorization = `Bearer ${(await token({ ...request, jwt: true })).trimEnd()}`;
      const response = await fetch(`${mock.url}/userinfo`, { headers: { authorization } });
      return { status: response.status, body: (await response.json()) as Record<string, unknown> };
    };
    const alice = await (
      await fetch(`${mock.url}/userinfo`, { headers: { authorization: `Bearer ${mock.token('alice')}` } })
    ).json();
    expect(await answer({ persona: 'alice' })).toEqual({ status: 200, body: alice });
    expect((await answer({ persona: 'alice', expired: true })).status).toBe(401);
    expect((await answer({ twoLegged: true })).status).toBe(401);
    const stranger = await answer({ persona: '~bob' });
    expect(stranger.status).toBe(200);
    expect(stranger.body).toEqual((await answer({ persona: '~bob' })).body);
    expect(claimsOf(await token({ persona: '~bob', jwt: true }))['userid']).toBe(stranger.body['sub']);
  });

  describe('of a service account', () => {
    const folder = mkdtempSync(join(tmpdir(), 'token-'));
    afterAll(() => rmSync(folder, { recursive: true }));
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const robot = { clientId: 'my-app', name: 'build-robot', firstName: 'Build', lastName: 'Robot' };
    const keys = [{ kid: 'first', privateKey: privateKey.export({ type: 'pkcs1', format: 'pem' }) }];
    const serviceAccounts = join(folder, 'accounts.json');
    writeFileSync(
      serviceAccounts,
      JSON.stringify({
        serviceAccounts: [
          { ...robot, keys },
          { ...robot, name: 'keyless' },
        ],
      }),
    );

    it('takes scopes with commas and in several flags', async () => {
      const { stdout } = await runCli(['token', 'alice', '--scope', 'openid,data:read', '--scope', 'data:write']);
      expect(stdout).toContain('mock.alice~openid~data_read~data_write');
    });

    it('prints an assertion that a mock with the same file exchanges', async () => {
      const flags = ['--service-account', 'build-robot', '--service-accounts', serviceAccounts];
      const { stdout, exitCode } = await runCli(['token', ...flags, '--scope', 'openid,data:read', '--json']);
      const { assertion, ...printed } = JSON.parse(stdout) as Record<string, string>;
      expect([exitCode, printed]).toEqual([
        0,
        { serviceAccountId: expect.any(String), clientId: 'my-app', kid: 'first' },
      ]);
      await using mock = await startMock({ serviceAccounts });
      const authorization = `Basic ${btoa('my-app:a secret')}`;
      const body = new URLSearchParams({ grant_type: jwtBearer, assertion: assertion ?? '' });
      const answer = await fetch(`${mock.url}/authentication/v2/token`, {
        method: 'POST',
        headers: { authorization },
        body,
      });
      expect(answer.status).toBe(200);
      const { access_token: access } = (await answer.json()) as Record<string, string>;
      expect(claimsOf(access ?? '')).toMatchObject({
        scope: ['openid', 'data:read'],
        userid: printed['serviceAccountId'],
      });
    });

    it.each<[TokenRequest, string]>([
      [{ serviceAccount: 'biuld-robot' }, 'has no service account "biuld-robot"'],
      [{ serviceAccount: 'keyless' }, 'The service account "keyless" has no key'],
      [{ serviceAccount: 'build-robot', jwt: true }, 'An assertion is signed for a service account alone.'],
    ])('refuses %j', async (request, message) => {
      await expect(runToken(resolveConfig({ serviceAccounts }), request)).rejects.toThrow(message);
    });

    it('needs the file', async () => {
      await expect(token({ serviceAccount: 'build-robot' })).rejects.toMatchObject({ code: 'ERR_CLI_USAGE' });
    });
  });
});
