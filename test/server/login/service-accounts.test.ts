// Secure service accounts, as a program written from Autodesk's tutorial uses them: made, given a key, exchanged.

import { createPrivateKey } from 'node:crypto';
import { SignJWT } from 'jose';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import type { Mock } from '../../../src/testing/mock.ts';
import { startMock } from '../../../src/testing/start-mock.ts';
import type { Plain } from '../mock/documents.ts';
import { authorizeUrl, Browser, basic, decode, expectDocumented, post, userInfo } from './flow.ts';

const mock: Mock = await startMock({ profileApi: 'v2' });
afterAll(() => mock.close());
beforeEach(() => mock.reset());

const all = ['service_account', 'service_account_key'].flatMap(name => [
  `application:${name}:read`,
  `application:${name}:write`,
]);
const production = 'https://developer.api.autodesk.com/authentication/v2/token';
const jwtBearer = 'urn:ietf:params:oauth:grant-type:jwt-bearer';

async function manager(scope = all.join(' '), client = 'my-app') {
  const form = { grant_type: 'client_credentials', scope };
  const { json } = await post(mock, 'token', form, { authorization: basic(client, 'a secret') });
  return async (method: string, path: string, body?: object, token: string = json.access_token) => {
    const response = await fetch(`${mock.url}/authentication/v2/service-accounts${path}`, {
      method,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    await expectDocumented(response, method);
    const text = await response.text();
    const json: Plain = text === '' ? undefined : JSON.parse(text);
    return { status: response.status, headers: response.headers, json };
  };
}

const robot = { name: 'build-robot', firstName: 'Build', lastName: 'Robot' };

async function account() {
  const call = await manager();
  const { json: made } = await call('POST', '', robot);
  const { json: key } = await call('POST', `/${made.serviceAccountId}/keys`);
  return { call, id: made.serviceAccountId as string, email: made.email as string, ...(key as Key) };
}

interface Key {
  readonly kid: string;
  readonly privateKey: string;
}

interface Change {
  readonly payload?: Readonly<Record<string, unknown>>;
  readonly kid?: string;
  readonly scope?: string;
  readonly client?: string;
  readonly authorization?: string;
  readonly assertion?: string;
}

async function exchange({ id, kid, privateKey }: Key & { readonly id: string }, change: Change = {}) {
  const now = Math.floor(mock.clock.now() / 1000);
  const payload = { iss: 'my-app', sub: id, aud: production, exp: now + 300, scope: ['openid', 'data:read'] };
  const assertion = await new SignJWT({ ...payload, ...change.payload })
    .setProtectedHeader({ alg: 'RS256', kid: change.kid ?? kid })
    .sign(createPrivateKey(privateKey));
  const form = {
    grant_type: jwtBearer,
    assertion: change.assertion ?? assertion,
    ...(change.scope === undefined ? {} : { scope: change.scope }),
  };
  return post(mock, 'token', form, { authorization: change.authorization ?? basic('my-app', 'a secret') });
}

describe('a service account', () => {
  it('gets a three-legged token for an assertion, and /userinfo gives its profile', async () => {
    const made = await account();
    expect(made.privateKey).toContain('BEGIN RSA PRIVATE KEY');
    expect(made.email).toBe('build-robot@myapp.adskserviceaccount.autodesk.com');
    const scopes = ['openid', 'profapi:core-std-profile:read'];
    const { status, json, headers } = await exchange(made, { payload: { scope: scopes } });
    expect([status, Object.keys(json)]).toEqual([200, ['access_token', 'token_type', 'expires_in']]);
    expect(headers.get('ratelimit-remaining')).toBe('9');
    const { payload } = decode(json.access_token);
    expect(payload).toMatchObject({ userid: made.id, client_id: 'my-app', scope: scopes });
    expect(payload.jti).toMatch(/^SA-\w{61}$/);
    expect((await userInfo(mock, json.access_token)).json).toMatchObject({
      ...{ sub: made.id, email: made.email, given_name: 'Build', family_name: 'Robot' },
    });
    const { json: listed } = await made.call('GET', `/${made.id}/keys`);
    expect(listed.keys[0].accessedAt).toMatch(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d \+0000 UTC$/);
    expect((await post(mock, 'introspect', { token: json.access_token })).json.active).toBe(true);
    await post(mock, 'revoke', { token: json.access_token });
    expect((await userInfo(mock, json.access_token)).status).toBe(401);
  });

  it('takes the audience of the mock, and a scope within that of the assertion', async () => {
    const made = await account();
    const aud = `${mock.url}/authentication/v2/token`;
    const { json } = await exchange(made, { payload: { aud }, scope: 'data:read' });
    expect(decode(json.access_token).payload.scope).toEqual(['data:read']);
    expect((await exchange(made, { scope: 'data:write' })).json.error).toBe('invalid_scope');
  });

  const now = Math.floor(mock.clock.now() / 1000);
  it.each<[string, Change]>([
    ['a scope that is no array', { payload: { scope: 'data:read' } }],
    ['an unknown scope', { payload: { scope: ['email'] } }],
    ['an unknown key', { kid: 'another' }],
    ['an unknown account', { payload: { sub: 'ABCDEFGH1234' } }],
    ['another issuer', { payload: { iss: 'another-app' } }],
    ['another audience', { payload: { aud: 'https://evil.example' } }],
    ['no expiry', { payload: { exp: undefined } }],
    ['an expiry in the past', { payload: { exp: now - 1 } }],
    ['an expiry more than five minutes ahead', { payload: { exp: now + 600 } }],
    ['a start in the future', { payload: { nbf: now + 60 } }],
    ['no scope', { payload: { scope: [] } }],
    ['no claims at all', { assertion: 'x' }],
  ])('gets no token for an assertion with %s', async (_what, change) => {
    const { status, json } = await exchange(await account(), change);
    expect([status, json]).toEqual([400, { error: 'invalid_grant', error_description: "The 'assertion' is invalid." }]);
  });

  it('gets no token with the key of another account, as another client, disabled, or too often', async () => {
    const made = await account();
    const { json: second } = await made.call('POST', '', { ...robot, name: 'second-robot' });
    expect((await exchange({ ...made, id: second.serviceAccountId })).status).toBe(400);
    const stranger = await exchange(made, { authorization: basic('another-app', 'b') });
    expect(stranger.json.error_description).toBe("The 'assertion' is invalid.");
    const nobody = await exchange(made, { authorization: 'Basic eDo=' });
    expect([nobody.status, nobody.json.error]).toEqual([401, 'invalid_credentials']);
    await made.call('PATCH', `/${made.id}`, { status: 'DISABLED' });
    const disabled = await exchange(made);
    expect([disabled.status, disabled.json.error_description]).toEqual([400, 'The service account is not enabled.']);
    for (let call = 2; call < 10; call++) await exchange(made);
    const last = await exchange(made);
    expect([last.status, last.json]).toEqual([429, { developerMessage: 'Quota limit exceeded.' }]);
    expect(Number(last.headers.get('retry-after'))).toBeGreaterThan(0);
  });
});

describe('an assertion', () => {
  it('is for the live service alone with strictAud', async () => {
    await using strict = await startMock({ strictAud: true });
    const { assertion, clientId, id, kid, privateKey } = await strict.serviceAccount({ clientId: 'my-app' });
    const form = { grant_type: jwtBearer, assertion };
    expect((await post(strict, 'token', form)).status).toBe(200);
    const { header, payload } = decode(assertion);
    expect([header, payload]).toMatchObject([
      { alg: 'RS256', kid },
      { iss: clientId, sub: id, aud: production },
    ]);
    const own = await new SignJWT({ ...payload, aud: `${strict.url}/authentication/v2/token` })
      .setProtectedHeader({ alg: 'RS256', kid })
      .sign(createPrivateKey(privateKey));
    const { json } = await post(strict, 'token', { ...form, assertion: own });
    expect(json).toEqual({ error: 'invalid_grant', error_description: "The 'assertion' is invalid." });
  });

  it('can be exchanged again, unless rejectReplayedJti is on and it has a jti', async () => {
    const made = await account();
    const jti = { payload: { jti: 'one' } };
    expect([(await exchange(made, jti)).status, (await exchange(made, jti)).status]).toEqual([200, 200]);
    await using once = await startMock({ rejectReplayedJti: true });
    const { assertion } = await once.serviceAccount({ clientId: 'my-app' });
    const form = { grant_type: jwtBearer, assertion };
    expect((await post(once, 'token', form)).status).toBe(200);
    expect((await post(once, 'token', form)).json.error_description).toBe("The 'assertion' is invalid.");
    const next = await once.serviceAccount({ clientId: 'my-app' });
    expect((await post(once, 'token', { ...form, assertion: next.assertion })).status).toBe(200);
  });

  it('is refused without a secret, with credentials in two places, and where it is missing', async () => {
    const { assertion } = await mock.serviceAccount({ clientId: 'my-app' });
    const form = { grant_type: jwtBearer, assertion };
    const bare = await post(mock, 'token', { ...form, client_id: 'my-app' }, {});
    expect([bare.status, bare.json.error]).toEqual([401, 'invalid_credentials']);
    expect((await post(mock, 'token', { ...form, client_id: 'my-app' })).json.error).toBe('invalid_request');
    const none = await post(mock, 'token', { grant_type: jwtBearer });
    expect(none.json.error_description).toBe("The request is missing a required parameter 'assertion'.");
  });
});

describe('mock.serviceAccount()', () => {
  it('gives an account, a key and an assertion, the same account and key each time', async () => {
    const first = await mock.serviceAccount({ name: 'test-robot', clientId: 'my-app', scope: 'openid data:read' });
    const second = await mock.serviceAccount({ name: 'test-robot', clientId: 'my-app' });
    expect({ ...second, assertion: '' }).toEqual({ ...first, assertion: '' });
    expect(first.privateKey).toContain('BEGIN RSA PRIVATE KEY');
    expect(decode(first.assertion).payload.scope).toEqual(['openid', 'data:read']);
    expect((await mock.serviceAccount()).clientId).toBe('aps-userinfo');
    const { status, json } = await post(mock, 'token', { grant_type: jwtBearer, assertion: first.assertion });
    expect([status, (await userInfo(mock, json.access_token)).json.sub]).toEqual([200, first.id]);
    const { json: listed } = await (await manager())('GET', '');
    expect(listed.serviceAccounts).toMatchObject([{ serviceAccountId: first.id }]);
  });

  it.each<[object, string]>([
    [{ name: 'x' }, "The 'name' must have 5 to 100 letters, digits and hyphens"],
    [{ lastName: ' ' }, "The 'lastName' must have 1 to 100 characters"],
    [{ nmae: 'test-robot' }, 'Unknown option "nmae"'],
  ])('refuses %j', async (options, text) => {
    await expect(mock.serviceAccount(options)).rejects.toThrow(text);
  });

  it('has nothing to give where service accounts are off', async () => {
    await using off = await startMock({ serviceAccounts: false });
    await expect(off.serviceAccount()).rejects.toThrow('Service accounts are off');
  });
});

describe('the management calls', () => {
  it('deactivate an account that was not used for a year, and enable it again', async () => {
    const made = await account();
    mock.clock.advance(366 * 86_400_000);
    const call = await manager();
    expect((await call('GET', `/${made.id}`)).json.status).toBe('DEACTIVATED');
    expect((await call('POST', `/${made.id}/keys`)).json.detail).toBe('The service account is not enabled.');
    expect((await exchange(made)).json.error_description).toBe('The service account is not enabled.');
    expect((await call('PATCH', `/${made.id}`, { status: 'ENABLED' })).json.status).toBe('ENABLED');
    expect((await exchange(made)).status).toBe(200);
  });

  it('refuse a status that does not exist, and a body that is no object', async () => {
    const { call, id } = await account();
    const wrong = await call('PATCH', `/${id}`, { status: 'DEACTIVATED' });
    expect([wrong.status, wrong.json.detail]).toEqual([400, "The 'status' must be ENABLED or DISABLED."]);
    expect((await call('PATCH', `/${id}`, [])).json.detail).toBe('The body must be a JSON object.');
    expect((await call('POST', '')).json.detail).toBe('The body must be a JSON object.');
  });

  it('are no persons on the login page', async () => {
    await account();
    const browser = new Browser();
    const { location } = await browser.get(authorizeUrl(mock));
    const { text } = await browser.get(location ?? '');
    expect([text.includes('Alice'), text.includes('Build Robot')]).toEqual([true, false]);
  });

  it('show, list, disable, enable and remove accounts and keys', async () => {
    const { call, id, kid } = await account();
    expect((await call('GET', `/${id}`)).json).toMatchObject({ serviceAccountId: id, status: 'ENABLED' });
    expect((await call('GET', '')).json.serviceAccounts).toHaveLength(1);
    expect((await call('PATCH', `/${id}/keys/${kid}`, { status: 'DISABLED' })).status).toBe(204);
    expect((await call('PATCH', `/${id}/keys/${kid}`, { status: 'DISABLED' })).json.title).toBe('invalid_request');
    expect((await call('DELETE', `/${id}/keys/${kid}`)).status).toBe(204);
    expect((await call('GET', `/${id}/keys`)).json).toEqual({ keys: [] });
    expect((await call('DELETE', `/${id}`)).status).toBe(204);
    const gone = await call('GET', `/${id}`);
    expect([gone.status, gone.json]).toEqual([
      404,
      { title: 'not_found', detail: 'The service account does not exist.' },
    ]);
  });

  it.each([
    ['a name that is too short', { name: 'abc' }],
    ['a name with an underscore', { name: 'build_robot' }],
    ['a name without letter or digit', { name: '------' }],
    ['no first name', { firstName: '' }],
    ['no last name', { lastName: undefined }],
  ])('refuse %s', async (_what, change) => {
    const { status, json } = await (await manager())('POST', '', { ...robot, ...change });
    expect([status, json.title]).toEqual([400, 'invalid_request']);
  });

  it('refuse a name that exists, a fourth key, an eleventh account and the eleventh call of a minute', async () => {
    const { call, id } = await account();
    expect((await call('POST', '', robot)).json.detail).toBe("The 'name' already exists.");
    for (let key = 0; key < 2; key++) await call('POST', `/${id}/keys`);
    const fourth = await call('POST', `/${id}/keys`);
    expect([fourth.status, fourth.json.title]).toEqual([403, 'limit_exceeded']);
    for (let next = 0; next < 8; next++) await call('POST', '', { ...robot, name: `robot-${next}` });
    expect((await call('POST', '', { ...robot, name: 'robot-8' })).status).toBe(429);
    mock.clock.advance(60_000);
    expect((await call('POST', '', { ...robot, name: 'robot-8' })).status).toBe(201);
    expect((await call('POST', '', { ...robot, name: 'robot-9' })).json.title).toBe('limit_exceeded');
  });

  it('take a two-legged token with the scope alone, and show an application its own accounts', async () => {
    const { call, id } = await account();
    const { accessToken } = await mock.login({ scope: all.join(' ') });
    expect((await call('GET', '', undefined, accessToken)).json.title).toBe('unauthorized');
    expect((await (await manager('data:read'))('GET', '')).status).toBe(403);
    const other = await manager(all.join(' '), 'another-app');
    expect((await other('GET', '')).json).toEqual({ serviceAccounts: [] });
    expect((await other('DELETE', `/${id}`)).status).toBe(404);
    expect((await call('PUT', '')).status).toBe(405);
  });

  it('end with the session, and are not there where they are off', async () => {
    const { id } = await account();
    mock.reset();
    const call = await manager();
    expect((await call('GET', `/${id}`)).status).toBe(404);
    await using off = await startMock({ serviceAccounts: false });
    expect((await fetch(`${off.url}/authentication/v2/service-accounts`)).status).toBe(404);
    expect((await post(off, 'token', { grant_type: jwtBearer, assertion: 'x' })).json.error).toBe('invalid_request');
  });
});
