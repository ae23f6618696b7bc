// The files of clients and signing keys: what they pin, and what is said about mistakes in them.

import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { KitError } from '../../../src/base/errors.ts';
import { jwtBearer } from '../../../src/server/login/assertion.ts';
import { loadClients, loadServiceAccounts, loadSigningKeys } from '../../../src/server/login/login-files.ts';
import { startMock } from '../../../src/testing/start-mock.ts';
import { authorize, basic, codeFor, decode, exchange, post, userInfo } from './flow.ts';

const folder = mkdtempSync(join(tmpdir(), 'login-files-'));
afterAll(() => rmSync(folder, { recursive: true }));

function file(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

const clients = file(
  'clients.yaml',
  `clients:
  - clientId: web
    clientSecret: s3cret+%41
    name: The Web App
    redirectUris: [http://localhost:3000/callback]
    postLogoutRedirectUris: [http://localhost:3000/bye]
    scopes: [openid, data:read]
  - clientId: spa
    redirectUris: [http://localhost:5173/]
`,
);

function problemOf(action: () => unknown): KitError {
  try {
    action();
  } catch (error) {
    if (error instanceof KitError) return error;
  }
  throw new Error('there was no problem');
}

describe('pinned clients', () => {
  const web = { client_id: 'web', login_hint: 'alice' };
  const right = { authorization: basic('web', 's3cret+%41') };

  it('log in, with a secret that is form-encoded or not', async () => {
    await using mock = await startMock({ clients });
    expect((await exchange(mock, await codeFor(mock, web), {}, right)).status).toBe(200);
    const encoded = { authorization: basic('web', encodeURIComponent('s3cret+%41')) };
    expect((await exchange(mock, await codeFor(mock, web), {}, encoded)).status).toBe(200);
    expect((await mock.login()).clientId).toBe('web');
    expect((await mock.login({ clientId: 'spa', scope: 'data:write' })).clientId).toBe('spa');
  });

  it.each([
    ['a wrong secret', { authorization: basic('web', 'wrong') }, 'The client credentials are invalid.'],
    ['an unknown client', { authorization: basic('nobody', 'x') }, 'The client credentials are invalid.'],
  ])('are read from %s', async (_what, headers, text) => {
    await using mock = await startMock({ clients });
    const { status, json } = await exchange(mock, 'any', {}, headers);
    expect([status, json]).toEqual([401, { error: 'invalid_client', error_description: text }]);
  });

  it('cannot leave their secret out, nor have one if they are public', async () => {
    await using mock = await startMock({ clients });
    const without = await exchange(mock, 'any', { client_id: 'web' }, {});
    expect([without.status, without.json.error_description]).toEqual([401, 'No client credentials found.']);
    const withOne = await exchange(mock, 'any', {}, { authorization: basic('spa', 'x') });
    expect(withOne.status).toBe(401);
  });

  it('are kept to their redirect addresses, to the letter', async () => {
    await using mock = await startMock({ clients });
    for (const redirect_uri of [
      'http://localhost:3000/callback/',
      'http://localhost:3000/callback?x=1',
      'http://localhost:3000/CALLBACK',
      'http://localhost:3000.evil.example/callback',
      'http://localhost:3000/callback/../x',
    ]) {
      const { status, location } = await authorize(mock, { ...web, redirect_uri });
      expect([redirect_uri, status, location]).toEqual([redirect_uri, 400, undefined]);
    }
    expect((await authorize(mock, { client_id: 'nobody' })).status).toBe(400);
  });

  it('are kept to their scopes and logout addresses', async () => {
    await using mock = await startMock({ clients });
    expect((await authorize(mock, { ...web, scope: 'data:write' })).status).toBe(400);
    const form = { grant_type: 'client_credentials', scope: 'data:write' };
    expect((await post(mock, 'token', form, right)).json.error).toBe('invalid_scope');
    const logout = (address: string): Promise<Response> =>
      fetch(`${mock.url}/authentication/v2/logout?post_logout_redirect_uri=${address}`, { redirect: 'manual' });
    expect((await logout('http://localhost:3000/bye')).status).toBe(302);
    expect((await logout('http://localhost:3000/')).status).toBe(400);
  });
});

describe('the file of clients', () => {
  it('says every mistake with its line', () => {
    const path = file(
      'wrong.yaml',
      `clients:
  - clientId: 42
    secret: x
    redirectUris: [javascript:alert(1), http://a/#x]
  - name: nameless
  - clientId: a
    redirectUris: http://a/
    scopes: [profile]
  - clientId: a
    redirectUris: []
`,
    );
    const error = problemOf(() => loadClients(path));
    expect(error.code).toBe('ERR_CLIENTS_INVALID');
    expect(error.details.map(line => line.replace(path, 'wrong.yaml'))).toMatchInlineSnapshot(`
      [
        "wrong.yaml:2:5: /clients/0/clientId: must be a string of printable ASCII; quote it.",
        "wrong.yaml:3:5: /clients/0/secret: unknown key. Known: clientId, clientSecret, name, redirectUris, postLogoutRedirectUris, scopes.",
        "wrong.yaml:4:20: /clients/0/redirectUris/0: must be an absolute address without a fragment, not "javascript:alert(1)".",
        "wrong.yaml:4:41: /clients/0/redirectUris/1: must be an absolute address without a fragment, not "http://a/#x".",
        "wrong.yaml:5:5: /clients/1: "clientId" is missing.",
        "wrong.yaml:5:5: /clients/1: "redirectUris" is missing.",
        "wrong.yaml:7:5: /clients/2/redirectUris: must be a list, each an absolute address without a fragment.",
        "wrong.yaml:8:14: /clients/2/scopes/0: must be a scope of APS, not "profile".",
        "wrong.yaml:9:5: /clients/3: clientId "a" is already in use.",
      ]
    `);
  });

  it.each([
    ['nothing', ''],
    ['a list', '- clientId: a'],
    ['no client', 'clients: []'],
  ])('must have clients, not %s', (_what, text) => {
    expect(problemOf(() => loadClients(file('empty.yaml', text))).message).toContain(
      'expected a list of entries under "clients"',
    );
  });

  it('must be YAML, and there', () => {
    const broken = file('broken.yaml', 'clients: [\n  {');
    expect(problemOf(() => loadClients(broken)).message).toMatch(/broken\.yaml:\d+:\d+: Flow/);
    const missing = problemOf(() => loadClients(join(folder, 'missing.yaml')));
    expect([missing.code, missing.message]).toEqual([
      'ERR_CLIENTS_UNREADABLE',
      expect.stringContaining('there is no such file'),
    ]);
  });

  it('is read at start', async () => {
    await expect(startMock({ clients: join(folder, 'missing.yaml') })).rejects.toMatchObject({
      code: 'ERR_CLIENTS_UNREADABLE',
    });
  });
});

describe('the file of service accounts', () => {
  const pem = (bits: number): string =>
    generateKeyPairSync('rsa', { modulusLength: bits }).privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
  const robot = { clientId: 'my-app', name: 'build-robot', firstName: 'Build', lastName: 'Robot' };
  const accounts = file(
    'accounts.json',
    JSON.stringify({
      serviceAccounts: [
        { ...robot, serviceAccountId: 'ABCDEFGH1234', keys: [{ kid: 'first', privateKey: pem(2048) }] },
        { ...robot, clientId: 'another-app', keys: [{ privateKey: pem(2048) }] },
      ],
    }),
  );

  it('gives every session its accounts, which its reset gives again', async () => {
    await using mock = await startMock({ serviceAccounts: accounts });
    for (const session of [mock, mock.session('other')]) {
      const given = await session.serviceAccount({ name: 'build-robot', clientId: 'my-app' });
      expect([given.id, given.kid]).toEqual(['ABCDEFGH1234', 'first']);
      const form = { grant_type: jwtBearer, assertion: given.assertion };
      const { json } = await post(session, 'token', form);
      expect((await userInfo(session, json.access_token)).json).toMatchObject({
        sub: 'ABCDEFGH1234',
        name: 'Build Robot',
      });
      session.reset();
      expect((await post(session, 'token', form)).status).toBe(200);
    }
  });

  it('names an account and a key that have no id, the same at each start', async () => {
    const [[, first], [, again]] = await Promise.all([loadServiceAccounts(accounts), loadServiceAccounts(accounts)]);
    expect(first?.id).toMatch(/^[A-F0-9]{12}$/);
    expect(first?.keys[0]?.kid).toMatch(/^[\da-f]{8}-[\da-f]{4}-8[\da-f]{3}-a[\da-f]{3}-[\da-f]{12}$/);
    expect([again?.id, again?.keys[0]?.kid]).toEqual([first?.id, first?.keys[0]?.kid]);
  });

  it('says every mistake with its line, and shows no key', async () => {
    const path = file(
      'wrong-accounts.yaml',
      `serviceAccounts:
  - clientId: my-app
    name: abc
    firstName: Build
    lastName: Robot
    serviceAccountId: short
    keys: [{ privateKey: secret-of-a-key }, { kid: 7 }]
  - clientId: my-app
    name: build-robot
    firstname: Build
    lastName: Robot
    keys: many
  - { clientId: my-app, name: build-robot, firstName: Build, lastName: Robot }
  - robot
`,
    );
    const error = await loadServiceAccounts(path).catch((reason: unknown) => reason as KitError);
    if (!(error instanceof KitError)) throw new Error('the file was taken');
    expect(error.code).toBe('ERR_SERVICE_ACCOUNTS_INVALID');
    expect(error.details.map(line => line.replace(path, 'wrong.yaml'))).toMatchInlineSnapshot(`
      [
        "wrong.yaml:6:5: /serviceAccounts/0/serviceAccountId: must be 12 or 16 capital letters and digits.",
        "wrong.yaml:7:14: /serviceAccounts/0/keys/0/privateKey: must be a private RSA key of 2048 bits or more, as PEM.",
        "wrong.yaml:7:45: /serviceAccounts/0/keys/1: "privateKey" is missing.",
        "wrong.yaml:7:47: /serviceAccounts/0/keys/1/kid: must be a string of printable ASCII; quote it.",
        "wrong.yaml:3:5: /serviceAccounts/0/name: The 'name' must have 5 to 100 letters, digits and hyphens, and a letter or digit among them.",
        "wrong.yaml:10:5: /serviceAccounts/1/firstname: unknown key. Did you mean "firstName"?",
        "wrong.yaml:12:5: /serviceAccounts/1/keys: must be a list of at most 3 keys.",
        "wrong.yaml:8:5: /serviceAccounts/1/firstName: The 'firstName' must have 1 to 100 characters.",
        "wrong.yaml:14:5: /serviceAccounts/3: must be a map.",
        "wrong.yaml:13:5: /serviceAccounts/2: the name "build-robot" of "my-app" is already in use.",
      ]
    `);
    expect(JSON.stringify(error)).not.toContain('secret-of-a-key');
  });

  it('takes RSA keys of 2048 bits or more', async () => {
    const short = file(
      'short.json',
      JSON.stringify({ serviceAccounts: [{ ...robot, keys: [{ privateKey: pem(1024) }] }] }),
    );
    await expect(startMock({ serviceAccounts: short })).rejects.toThrow('2048 bits');
    await expect(startMock({ serviceAccounts: join(folder, 'none.yaml') })).rejects.toMatchObject({
      code: 'ERR_SERVICE_ACCOUNTS_UNREADABLE',
    });
  });
});

describe('the file of signing keys', () => {
  const jwk = (bits: number, kid?: string): object => ({
    ...generateKeyPairSync('rsa', { modulusLength: bits }).privateKey.export({ format: 'jwk' }),
    ...(kid === undefined ? {} : { kid }),
  });
  const first = jwk(2048, 'first');
  const keys = file('keys.json', JSON.stringify({ keys: [first, jwk(2048)] }));

  it('signs with the first and publishes all', async () => {
    await using mock = await startMock({ signingKeys: keys });
    const { accessToken } = await mock.login();
    expect(decode(accessToken).header.kid).toBe('first');
    const published = (await (await fetch(`${mock.url}/authentication/v2/keys`)).json()) as { keys: { kid: string }[] };
    expect(published.keys.map(({ kid }) => kid)).toEqual(['first', expect.stringMatching(/^[\w-]{43}$/)]);
    expect(JSON.stringify(published)).not.toContain('"d"');
  });

  it('keeps tokens good across a restart', async () => {
    const before = await startMock({ signingKeys: keys });
    const { accessToken } = await before.login();
    await before.close();
    await using after = await startMock({ signingKeys: keys, tokens: 'known' });
    expect((await userInfo(after, accessToken)).status).toBe(200);
    await after.login();
    expect((await userInfo(after, accessToken)).status).toBe(200);
  });

  it('rejects ID tokens of an earlier run, and changed access tokens, before the first login', async () => {
    const before = await startMock({ signingKeys: keys });
    const { accessToken, idToken = '' } = await before.login();
    await before.close();
    await using after = await startMock({ signingKeys: keys });
    const [head, payload] = accessToken.split('.');
    for (const token of [idToken, `${head}.${payload}.${'A'.repeat(342)}`]) {
      expect((await userInfo(after, token)).status).toBe(401);
    }
  });

  it.each([
    ['no JSON', 'x', 'it is not JSON'],
    ['no JWK Set', '[]', 'the list "keys" is missing'],
    ['an empty one', '{"keys":[]}', 'it has no keys'],
    ['a public key', JSON.stringify({ keys: [{ kty: 'RSA', n: 'x', e: 'AQAB' }] }), 'keys[0] is not a private RSA key'],
    [
      'a broken key',
      JSON.stringify({ keys: [{ kty: 'RSA', n: 'x', e: 'AQAB', d: 'secret-d' }] }),
      'keys[0] is not a valid private RSA key',
    ],
    ['a short key', JSON.stringify({ keys: [first, jwk(1024)] }), 'keys[1] has 1024 bits'],
    ['twins', JSON.stringify({ keys: [first, first] }), 'two keys with the kid "first"'],
  ])('cannot be %s', (_what, text, told) => {
    const error = problemOf(() => loadSigningKeys(file('wrong.json', text)));
    expect([error.code, error.message]).toEqual(['ERR_SIGNING_KEYS_INVALID', expect.stringContaining(told)]);
    expect(error.message).not.toContain('secret-d');
  });

  it('must be there', () => {
    expect(problemOf(() => loadSigningKeys(join(folder, 'none.json'))).code).toBe('ERR_SIGNING_KEYS_UNREADABLE');
  });
});
