// The scopes of the profile API v2 and of service accounts, which discovery does not list.

import { describe, expect, it } from 'vitest';
import { startMock } from '../../../src/testing/start-mock.ts';
import { authorize, codeFor, decode, exchange, post, refresh, userInfo } from './flow.ts';

const usual = 'openid profapi:core-std-profile:read';

describe('a scope of the profile API v2', () => {
  it('is accepted with a code, narrows on refresh, and works for an application', async () => {
    await using mock = await startMock();
    const code = await codeFor(mock, { scope: `${usual} profapi:img-profile:write` });
    const { json } = await exchange(mock, code);
    expect(decode(json.access_token).payload.scope).toEqual([...usual.split(' '), 'profapi:img-profile:write']);
    const narrowed = await refresh(mock, json.refresh_token, { scope: usual });
    expect(decode(narrowed.json.access_token).payload.scope).toEqual(usual.split(' '));
    const scope = 'profapi:img-profile:read application:service_account_key:write';
    const own = await post(mock, 'token', { grant_type: 'client_credentials', scope });
    expect(decode(own.json.access_token).payload.scope).toEqual(scope.split(' '));
  });

  it('narrows from write to its read on refresh, and no further', async () => {
    await using mock = await startMock({ profileApi: 'v2' });
    const code = await codeFor(mock, { scope: 'openid profapi:img-profile:write' });
    const { json } = await exchange(mock, code);
    const scope = 'openid profapi:img-profile:read';
    const narrowed = await refresh(mock, json.refresh_token, { scope });
    expect(decode(narrowed.json.access_token).payload.scope).toEqual(scope.split(' '));
    expect(Object.keys((await userInfo(mock, narrowed.json.access_token)).json)).toContain('picture');
    const wide = await refresh(mock, narrowed.json.refresh_token);
    expect(decode(wide.json.access_token).payload.scope).toContain('profapi:img-profile:write');
    const beyond = await refresh(mock, wide.json.refresh_token, { scope: usual });
    expect([beyond.status, beyond.json.error]).toEqual([400, 'invalid_scope']);
  });

  it.each([
    'profapi:core-std-profile',
    'profapi:core-std-profile:delete',
    'profapi::read',
    'profapi:Core:read',
    'profapi:core-:read',
  ])('is refused where it is malformed: %s', async scope => {
    await using mock = await startMock();
    expect((await authorize(mock, { login_hint: 'alice', scope })).status).toBe(400);
  });
});

describe('discovery', () => {
  it('lists the scopes that the live service lists, and every documented one on request', async () => {
    for (const discoveryScopes of ['seen', 'all'] as const) {
      await using mock = await startMock({ discoveryScopes });
      const response = await fetch(`${mock.url}/.well-known/openid-configuration`);
      const { scopes_supported: scopes } = (await response.json()) as { scopes_supported: string[] };
      expect(scopes.includes('profapi:img-profile:read')).toBe(discoveryScopes === 'all');
      expect(scopes.includes('application:service_account:write')).toBe(discoveryScopes === 'all');
      expect(scopes).toContain('openid');
    }
  });

  it('is the same document at the path of RFC 8414', async () => {
    await using mock = await startMock();
    const [twin, document] = await Promise.all(
      ['oauth-authorization-server', 'openid-configuration'].map(async name =>
        (await fetch(`${mock.url}/.well-known/${name}`)).json(),
      ),
    );
    expect(twin).toEqual(document);
  });
});
