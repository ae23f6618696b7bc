// Profile API v2: 403 without openid, and the claims that the scopes of the token give.

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { claimScopes } from '../../../src/contract/openapi/extensions.ts';
import { builtinDocument, loadDocument } from '../../../src/contract/openapi/load.ts';
import type { Mock } from '../../../src/testing/mock.ts';
import { startMock } from '../../../src/testing/start-mock.ts';
import { writeText } from '../../written-files.ts';
import { changedYaml } from './documents.ts';

const claims = claimScopes(await loadDocument(builtinDocument('v2')), '/components/schemas/UserInfoV2');
const usual = 'openid profapi:core-std-profile:read';

let mock: Mock;
beforeAll(async () => {
  mock = await startMock({ profileApi: 'v2', admin: true });
});
afterAll(() => mock.close());

async function ask(token: string, { url }: { url: string } = mock) {
  const response = await fetch(`${url}/userinfo`, { headers: { authorization: `Bearer ${token}` } });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}

describe('a set of scopes', () => {
  const scopes = [...new Set([...claims.values()].flat())];
  const subsets = Array.from({ length: 2 ** scopes.length }, (_, bits) =>
    scopes.filter((_scope, at) => bits & (2 ** at)),
  );

  it('gives the claims of the document, for any kind of token', async () => {
    const { body: whole } = await ask(mock.token('alice'));
    expect(Object.keys(whole).length).toBe(claims.size + 1);
    for (const set of subsets) {
      const expected = Object.keys(whole).filter(name => {
        const needed = claims.get(`/${name}`);
        return needed === undefined || needed.some(scope => set.includes(scope));
      });
      const scope = ['openid', ...set].join(' ');
      const { accessToken } = await mock.login({ persona: 'alice', scope });
      for (const token of [mock.token('alice', undefined, scope), accessToken, accessToken]) {
        const { status, body } = await ask(token);
        expect([status, Object.keys(body)]).toEqual([200, expected]);
        expect(body).toEqual(Object.fromEntries(expected.map(name => [name, whole[name]])));
      }
    }
  });

  it('includes read in write', async () => {
    const { body } = await ask(mock.token('~bob', undefined, 'openid profapi:img-profile:write'));
    expect(Object.keys(body)).toEqual(['sub', 'picture', 'user_thumbnails', 'thumbnails']);
    expect(body['sub']).toBe((await ask(mock.token('~bob'))).body['sub']);
  });

  it('survives every variant, drifted ones included', async () => {
    for (const variant of ['sdk', 'minimal', 'maximal', 'boundary', 'additive', 'drifted']) {
      for (let person = 0; person < 20; person++) {
        const { status, body } = await ask(mock.token(`~p${person}`, variant, usual));
        expect([variant, status]).toEqual([variant, 200]);
        expect(Object.keys(body)).not.toContain('picture');
      }
    }
  });
});

describe('a token without openid', () => {
  it('is 403, by any grant and of any kind, in the requested envelope', async () => {
    const { accessToken } = await mock.login({ scope: 'profapi:core-std-profile:read' });
    for (const token of [accessToken, mock.token('alice', undefined, 'data:read'), 'mock.alice~']) {
      const { status, body } = await ask(token);
      expect([status, body['errorCode']]).toEqual([403, 'AUTH-010']);
    }
    expect(mock.journal.find({}).at(-1)?.outcome).toBe('example=openid-missing');
    await using oauth = await startMock({ profileApi: 'v2', errorStyle: 'oauth' });
    const { body } = await ask('mock.alice~', oauth);
    expect(body['error']).toBe('invalid_scope');
  });

  it('is 401 where it is 2-legged, too', async () => {
    const form = { grant_type: 'client_credentials', client_id: 'a', client_secret: 'b', scope: 'data:read' };
    const response = await fetch(`${mock.url}/authentication/v2/token`, {
      method: 'POST',
      body: new URLSearchParams(form),
    });
    const { access_token: token } = (await response.json()) as { access_token: string };
    expect((await ask(token)).status).toBe(401);
  });
});

describe('a session', () => {
  it('chooses its profile API, and with it its catalogue', async () => {
    const session = mock.session('old');
    const patch = { method: 'PATCH', body: '{"profileApi":"v1"}', headers: { 'content-type': 'application/json' } };
    expect((await fetch(`${mock.url}/sessions/old/__admin/settings`, patch)).status).toBe(200);
    expect(Object.keys((await ask('mock.alice~', session)).body)).toHaveLength(claims.size + 1);
    expect(() => session.use('user-gone')).toThrow('user-gone');
    expect((await ask('mock.alice~')).status).toBe(403);
    mock.once('user-gone');
    expect((await ask(mock.token())).body).toMatchObject({ errorCode: 'ID-GE-009' });
    session.reset();
    expect((await ask('mock.alice~', session)).status).toBe(403);
  });

  it('cannot choose where the document is the user’s own, which gates claims itself', async () => {
    const spec = writeText(
      'userinfo.yaml',
      changedYaml(document => {
        document.components.schemas.UserInfo.properties.email['x-scopes'] = ['user:read'];
      }),
    );
    await expect(startMock({ spec, profileApi: 'v2' })).rejects.toThrow('built-in document');
    await using own = await startMock({ spec, admin: true });
    const patch = { method: 'PATCH', body: '{"profileApi":"v2"}', headers: { 'content-type': 'application/json' } };
    const refused = await fetch(`${own.url}/__admin/settings`, patch);
    expect(await refused.json()).toMatchObject({ code: 'ERR_CONFIG_INVALID' });
    const { body } = await ask(own.token('alice', undefined, 'data:read'), own);
    expect(Object.keys(body)).toHaveLength(claims.size);
    expect(body).not.toHaveProperty('email');
  });
});

describe('with v1', () => {
  it('no scope is needed and every claim comes, the same bytes as with all scopes of v2', async () => {
    await using v1 = await startMock({ pictures: 'autodesk' });
    await using v2 = await startMock({ pictures: 'autodesk', profileApi: 'v2' });
    for (const token of ['mock.alice', 'mock.~zoe', 'any-opaque-token'])
      expect(JSON.stringify((await ask(token, v2)).body)).toBe(JSON.stringify((await ask(token, v1)).body));
    expect((await ask('mock.alice~', v1)).status).toBe(200);
  });
});

it('a scope that no mock token can carry is refused', () => {
  expect(() => mock.token('alice', undefined, 'data:read:urn/x')).toThrow('data:read:urn/x');
});
