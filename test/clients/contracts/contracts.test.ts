// Two consumers from their tests to the verdict: contracts are written, verified against the mock and compared with the
// document; a provider and consumers that are broken on purpose are caught.

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Pact } from '@pact-foundation/pact';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { placeholderToken, userinfoInteractions } from '../../../src/pact/index.ts';
import type { Mock } from '../../../src/testing/mock.ts';
import { startMock } from '../../../src/testing/start-mock.ts';
import { jsonAnswer, startProvider } from '../../pact/provider.ts';
import { compare, verify } from '../../pact/run-pact.ts';
import { profilePage } from './profile-page.ts';
import { badge } from './sdk-badge.ts';

const dir = mkdtempSync(join(tmpdir(), 'contracts-'));
const provider = 'userinfo';
const pagePact = new Pact({ consumer: 'profile-page', provider, dir, logLevel: 'error' });
const badgePact = new Pact({ consumer: 'sdk-badge', provider, dir, logLevel: 'error' });
const claims = [
  'sub',
  'name',
  'email',
  'email_verified',
  'address.country',
  'ldap_domain',
  'created_date',
  'thumbnails',
];
let mock: Mock;

beforeAll(async () => {
  // The SDK writes every failure to the console.
  vi.spyOn(console, 'error').mockReturnValue(undefined);
  mock = await startMock({ admin: true });
});
afterAll(async () => {
  vi.restoreAllMocks();
  rmSync(dir, { recursive: true });
  await mock.close();
});

describe('the profile page', async () => {
  const shown = new Map([
    [401, 302],
    [403, 403],
    [429, 503],
    [500, 502],
    [400, 502],
  ]);
  it.each(await userinfoInteractions(pagePact, { claims }))('copes with $name', ({ status, executeTest }) =>
    executeTest(async ({ url, token }) => {
      const page = await profilePage(url, token);
      expect(page.status).toBe(shown.get(status) ?? 200);
      if (status === 200) expect(page.html).toMatch(/^<h1>[^<]+<\/h1>/);
      expect(page.html).not.toContain('undefined');
    }),
  );
});

describe('the badge on @aps_sdk/authentication', async () => {
  const read = ['name', 'preferred_username', 'thumbnails.sizeX120'];
  const only = ['profile', 'without name', 'without thumbnails', 'first-last', 'token-expired', 'app-not-entitled'];
  it.each(await userinfoInteractions(badgePact, { claims: read, only, bareToken: true }))(
    'copes with $name',
    ({ status, executeTest }) =>
      executeTest(async ({ url, token }) => {
        const shown = await badge(url, token ?? '');
        if (status === 200) expect(shown).toMatchObject({ name: expect.stringMatching(/./) });
        else expect(shown).toEqual({ problem: status === 401 ? 'Signed out.' : 'Not available.' });
      }),
  );
});

describe('their contracts', () => {
  it('name what each consumer reads, and no more, with no token that could be real', () => {
    const { interactions } = JSON.parse(readFileSync(join(dir, 'sdk-badge-userinfo.json'), 'utf8')) as Contract;
    expect(interactions).toHaveLength(6);
    const profile = interactions.find(({ description }) => description.startsWith('a profile with name, pref'));
    expect(Object.keys(profile?.response.body.content ?? {}).sort()).toEqual([
      'name',
      'preferred_username',
      'thumbnails',
    ]);
    expect(profile?.request.headers).toEqual({ Authorization: [placeholderToken] });
  });

  it('are kept by the mock', async () => {
    const { exitCode, checks, findings } = await verify({ pact: [dir], target: mock.url });
    expect(findings.filter(({ severity }) => severity !== 'info')).toEqual([]);
    expect(checks.filter(({ status }) => status !== 'passed')).toEqual([]);
    expect(checks.length).toBeGreaterThan(36);
    expect(exitCode).toBe(0);
  });

  it('are allowed by the document', async () => {
    const { exitCode, findings } = await compare([dir]);
    // What is known of the SDK: it leaves the word Bearer out.
    const others = findings.filter(({ where, code }) => !where.includes('sdk-badge') || code !== 'pact/not-promised');
    expect(others).toEqual([]);
    expect(exitCode).toBe(0);
  });

  it('catch a provider that is broken', async () => {
    const broken = await startProvider((request, response) => {
      if (request.url?.startsWith('/states')) jsonAnswer({})(request, response);
      else jsonAnswer({ sub: 'ABCDEFGH1234', name: 7 })(request, response);
    });
    const pact = [join(dir, 'sdk-badge-userinfo.json')];
    const flags = { pact, target: broken.url, states: `${broken.url}/states` };
    const { exitCode, checks } = await verify(flags).finally(() => broken.close());
    expect(exitCode).toBe(1);
    expect(checks.filter(({ status }) => status === 'passed')).toEqual([]);
  });

  it('are not written by a consumer that makes another request', async () => {
    const pact = new Pact({ consumer: 'broken-page', provider, dir, logLevel: 'error' });
    vi.spyOn(process.stdout, 'write').mockReturnValue(true);
    const [profile] = await userinfoInteractions(pact, { only: ['profile'] });
    const wrongToken = profile?.executeTest(({ url }) => profilePage(url, 'another-token'));
    await expect(wrongToken).rejects.toThrow('Authorization');
    await expect(profile?.executeTest(async () => 'no request')).rejects.toThrow('expected but not received');
    expect(() => readFileSync(join(dir, 'broken-page-userinfo.json'))).toThrow('ENOENT');
  });

  it('are not allowed where a consumer reads what the document does not have', async () => {
    const file = join(dir, 'sdk-badge-userinfo.json');
    const text = readFileSync(file, 'utf8').replaceAll('preferred_username', 'prefered_username');
    const broken = join(mkdtempSync(join(dir, 'broken-')), 'broken.json');
    writeFileSync(broken, text);
    const { exitCode, findings } = await compare([broken]);
    expect(exitCode).toBe(1);
    const hint = 'Did you mean "preferred_username"?';
    expect(findings).toContainEqual(expect.objectContaining({ code: 'pact/response-incompatible', hint }));
  });
});

interface Contract {
  readonly interactions: readonly {
    readonly description: string;
    readonly request: { readonly headers: object };
    readonly response: { readonly body: { readonly content: object } };
  }[];
}
