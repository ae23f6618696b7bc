import { describe, expect, it } from 'vitest';
import type { TokenRequest } from '../../src/cli/jwt.ts';
import { runToken } from '../../src/cli/token.ts';
import { resolveConfig } from '../../src/config/config.ts';
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

  it('prints one for each persona when nobody is named', async () => {
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
    [{ persona: 'alcie' }, 'ERR_PERSONA_UNKNOWN', 'There is no persona "alcie".', 'Did you mean "alice"?'],
    [
      { persona: 'zebulon' },
      'ERR_PERSONA_UNKNOWN',
      'There is no persona "zebulon".',
      expect.stringContaining('~zebulon (a stranger).'),
    ],
    [
      { persona: '~a.b' },
      'ERR_CLI_USAGE',
      'A stranger cannot be named "~a.b".',
      'Use letters, digits and any of - _ + / after the ~.',
    ],
    [
      { persona: 'alice', scenario: 'minimall' },
      'ERR_SCENARIO_UNKNOWN',
      'There is no scenario "minimall".',
      'Did you mean "minimal"?',
    ],
    [{ persona: 'alice', scenario: '418' }, 'ERR_SCENARIO_UNKNOWN', 'There is no scenario "418".', expect.any(String)],
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
    const jwt = await token({ persona: 'alice', jwt: true, clientId: 'my-app', scope: 'data:read, openid' });
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
});
