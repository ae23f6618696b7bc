// Where the login says that it is: by host, by proxy, for browsers, in a session.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Mock, MockSession } from '../../../src/testing/mock.ts';
import { startMock } from '../../../src/testing/start-mock.ts';
import { authorizeUrl, Browser, basic, codeFor, decode, exchange, hiddenFields } from './flow.ts';

/** Asks under another host name, which fetch does not let anybody. */
function ask(
  { port }: Mock,
  path: string,
  headers: Record<string, string>,
  form?: Record<string, string>,
): Promise<{ status: number; headers: Record<string, unknown>; text: string }> {
  return new Promise((resolve, reject) => {
    const body = form && new URLSearchParams(form).toString();
    const type = body === undefined ? {} : { 'content-type': 'application/x-www-form-urlencoded' };
    const asked = request(
      { host: '127.0.0.1', port, path, method: body === undefined ? 'GET' : 'POST', headers: { ...headers, ...type } },
      response => {
        let text = '';
        response.setEncoding('utf8').on('data', chunk => {
          text += chunk;
        });
        response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, text }));
      },
    );
    asked.on('error', reject).end(body);
  });
}

const discovery = '/.well-known/openid-configuration';

describe('the discovery document', () => {
  it('has the members of the live service, and is found with a slash too many', async () => {
    await using mock = await startMock();
    const response = await fetch(`${mock.url}/${discovery}`);
    const document = (await response.json()) as Record<string, unknown>;
    expect(Object.keys(document)).toEqual([
      'issuer',
      'authorization_endpoint',
      'token_endpoint',
      'userinfo_endpoint',
      'jwks_uri',
      'revocation_endpoint',
      'introspection_endpoint',
      'scopes_supported',
      'response_types_supported',
      'response_modes_supported',
      'grant_types_supported',
      'subject_types_supported',
      'id_token_signing_alg_values_supported',
      'token_endpoint_auth_methods_supported',
      'code_challenge_methods_supported',
    ]);
    expect(document).toMatchObject({
      issuer: mock.url,
      authorization_endpoint: `${mock.url}/authentication/v2/authorize`,
      userinfo_endpoint: `${mock.url}/userinfo`,
    });
    expect(response.headers.get('access-control-allow-origin')).toBe('*');
  });

  it("has the names of Autodesk's pages on request", async () => {
    await using mock = await startMock({ discoveryAliases: true });
    expect(await (await fetch(mock.url + discovery)).json()).toMatchObject({
      revoke_endpoint: `${mock.url}/authentication/v2/revoke`,
      introspect_endpoint: `${mock.url}/authentication/v2/introspect`,
    });
  });
});

describe('the discovery document with --discovery-scopes all', () => {
  const grants = ['authorization_code', 'client_credentials', 'refresh_token'];
  const jwtBearer = 'urn:ietf:params:oauth:grant-type:jwt-bearer';

  it.each([
    ['as seen live by default', {}, 16, grants],
    ['every documented one', { discoveryScopes: 'all' }, 26, [...grants, jwtBearer]],
    ['no grant that is turned off', { discoveryScopes: 'all', serviceAccounts: false }, 26, grants],
  ] as const)('lists scopes and grants: %s', async (_what, options, scopes, expected) => {
    await using mock = await startMock(options);
    const document = (await (await fetch(mock.url + discovery)).json()) as Record<string, string[]>;
    expect(document['grant_types_supported']).toEqual(expected);
    expect(document['scopes_supported']).toHaveLength(scopes);
    expect(await (await fetch(`${mock.url}/.well-known/oauth-authorization-server`)).json()).toEqual(document);
  });
});

describe('the keys', () => {
  it('have the members that APS gives, no private ones, and may be kept for a week', async () => {
    await using mock = await startMock();
    const response = await fetch(`${mock.url}/authentication/v2/keys`);
    expect(response.headers.get('cache-control')).toBe('max-age=604800');
    const { keys } = (await response.json()) as { keys: object[] };
    expect(keys).toEqual([{ kty: 'RSA', kid: expect.any(String), use: 'sig', n: expect.any(String), e: 'AQAB' }]);
  });
});

describe('the issuer', () => {
  it('is the requested host, for any port mapping', async () => {
    await using mock = await startMock();
    const { text } = await ask(mock, discovery, { host: 'aps.test:32768' });
    expect(JSON.parse(text)).toMatchObject({
      issuer: 'http://aps.test:32768',
      token_endpoint: 'http://aps.test:32768/authentication/v2/token',
    });
  });

  it('is never what a host name that is none says', async () => {
    await using mock = await startMock();
    for (const host of ['evil.example/path', 'a b', 'x@y', '"><script>']) {
      const { text } = await ask(mock, discovery, { host });
      expect([host, JSON.parse(text).issuer]).toEqual([host, mock.url]);
    }
  });

  it("ignores a proxy's headers by default", async () => {
    const forwarded = { 'x-forwarded-proto': 'https', 'x-forwarded-host': 'login.example, inner', host: 'inner:4010' };
    await using mock = await startMock();
    expect(JSON.parse((await ask(mock, discovery, forwarded)).text).issuer).toBe('http://inner:4010');
    await using behind = await startMock({ trustProxy: true });
    expect(JSON.parse((await ask(behind, discovery, forwarded)).text).issuer).toBe('https://login.example');
  });

  it.each([
    { 'x-forwarded-host': 'evil.example/path' },
    { 'x-forwarded-host': 'user:secret@evil.example' },
    { 'x-forwarded-host': '"><script>' },
    { 'x-forwarded-host': 'a'.repeat(5000) },
    { 'x-forwarded-host': ',,,' },
    { 'x-forwarded-host': 'a:99999' },
    { 'x-forwarded-host': '[::::]' },
  ])('behind a proxy is never what no host can be: %j', async forwarded => {
    await using behind = await startMock({ trustProxy: true });
    const { issuer } = JSON.parse((await ask(behind, discovery, forwarded)).text) as { issuer: string };
    expect(issuer).toBe(behind.url);
    const profile = await ask(behind, '/userinfo', { ...forwarded, authorization: 'Bearer mock.alice' });
    expect([profile.status, JSON.parse(profile.text).picture.startsWith(`${behind.url}/`)]).toEqual([200, true]);
    const begin = new URL(authorizeUrl(behind));
    const page = await ask(behind, begin.pathname + begin.search, forwarded);
    expect(String(page.headers['location']).startsWith(`${behind.url}/`)).toBe(true);
    expect((await ask(behind, '/authentication/v2/logout', forwarded)).status).toBe(200);
  });

  it('and the admin API believe no other header than those of a trusted proxy', async () => {
    const spoofed = {
      forwarded: 'for=127.0.0.1;host=evil.example;proto=https',
      'x-forwarded-for': '127.0.0.1',
      'x-forwarded-port': '1',
      'x-forwarded-prefix': '/evil',
      'x-forwarded-server': 'evil.example',
      'x-host': 'evil.example',
      'x-original-host': 'evil.example',
      'x-original-url': '/__admin/requests',
      'x-rewrite-url': '/__admin/requests',
      'x-http-method-override': 'DELETE',
    };
    for (const trustProxy of [false, true]) {
      await using mock = await startMock({ trustProxy, admin: true });
      const { text } = await ask(mock, discovery, spoofed);
      expect([JSON.parse(text).issuer, text.includes('evil')]).toEqual([mock.url, false]);
      const profile = await ask(mock, '/userinfo', { ...spoofed, authorization: 'Bearer mock.alice' });
      expect([profile.status, profile.text.includes('evil')]).toEqual([200, false]);
      const outside = { ...spoofed, host: 'evil.example', 'x-forwarded-host': '127.0.0.1' };
      expect((await ask(mock, '/__admin/requests', outside)).status).toBe(403);
    }
  });

  it('differs for browsers only with publicUrl', async () => {
    await using mock = await startMock({ publicUrl: 'http://localhost:4010' });
    const host = { host: 'aps:4010' };
    expect(JSON.parse((await ask(mock, discovery, host)).text)).toMatchObject({
      issuer: 'http://aps:4010',
      authorization_endpoint: 'http://localhost:4010/authentication/v2/authorize',
      token_endpoint: 'http://aps:4010/authentication/v2/token',
    });
    const begin = new URL(authorizeUrl(mock));
    const page = await ask(mock, begin.pathname + begin.search, { host: 'localhost:4010' });
    expect(page.headers['location']).toMatch(/^http:\/\/localhost:4010\/authentication\/v2\/login\//);
    const tokens = await ask(
      mock,
      '/authentication/v2/token',
      { ...host, authorization: basic('my-app', 's') },
      {
        grant_type: 'authorization_code',
        code: await codeFor(mock),
        redirect_uri: 'http://localhost:3000/callback',
      },
    );
    expect(decode(JSON.parse(tokens.text).id_token).payload.iss).toBe('http://aps:4010');
  });

  it('has the path of publicUrl in links, forms and cookies', async () => {
    await using mock = await startMock({ publicUrl: 'https://gateway.example/aps' });
    const begin = new URL(authorizeUrl(mock));
    const { headers } = await ask(mock, begin.pathname + begin.search, {});
    const location = new URL(String(headers['location']));
    expect(location.href).toMatch(/^https:\/\/gateway\.example\/aps\/authentication\/v2\/login\//);
    const cookies = [headers['set-cookie']].flat().map(String);
    expect(cookies.every(line => line.includes('path=/aps/authentication/v2/'))).toBe(true);
    const cookie = cookies.map(line => line.split(';')[0]).join('; ');
    const { text } = await ask(mock, location.pathname.replace('/aps', ''), { cookie });
    expect(text).toContain(`action="${location.pathname}"`);
  });
});

describe('a session', () => {
  it('has its own login below its path', async () => {
    await using mock = await startMock();
    const session: MockSession = mock.session('mine');
    const document = (await (await fetch(session.url + discovery)).json()) as {
      issuer: string;
      token_endpoint: string;
    };
    expect(document).toMatchObject({ issuer: session.url, token_endpoint: `${session.url}/authentication/v2/token` });
    const browser = new Browser();
    const { location } = await browser.get(authorizeUrl(session));
    expect(location?.href.startsWith(`${session.url}/authentication/v2/login/`)).toBe(true);
    const page = await browser.get(location ?? '');
    const taken = await browser.post(location ?? '', { ...hiddenFields(page.text), persona: 'alice' });
    const back = await browser.get(taken.location ?? '');
    const { json } = await exchange(session, back.location?.searchParams.get('code') ?? '');
    expect(decode(json.id_token).payload).toMatchObject({ iss: session.url, userid: '7ALC3QX9RW2K' });
    expect(session.journal.all().map(({ operationId, status }) => [operationId, status])).toEqual([
      ['discovery', 200],
      ['authorize', 302],
      ['login', 200],
      ['login', 303],
      ['authorize', 302],
      ['token', 200],
    ]);
    expect(mock.journal.count()).toBe(0);
  });

  it('does not take the code of another', async () => {
    await using mock = await startMock();
    const code = await codeFor(mock.session('one'));
    expect((await exchange(mock.session('two'), code)).json.error).toBe('invalid_grant');
  });
});

describe('a document of one’s own', () => {
  it('has the say at the paths that it describes', async () => {
    const json = {
      'application/json': { schema: { type: 'object', properties: { own: { const: true } }, required: ['own'] } },
    };
    const operation = { get: { responses: { 200: { description: 'Own.', content: json } } } };
    const folder = mkdtempSync(join(tmpdir(), 'login-document-'));
    const spec = join(folder, 'own.json');
    writeFileSync(
      spec,
      JSON.stringify({
        openapi: '3.1.0',
        info: { title: 'Own', version: '1' },
        paths: { [discovery]: operation, '/authentication/v2/keys': operation },
      }),
    );
    await using mock = await startMock({ spec, operation: `GET:${discovery}` });
    for (const path of [discovery, '/authentication/v2/keys'])
      expect(await (await fetch(mock.url + path)).json()).toMatchObject({ own: true });
    expect((await exchange(mock, await codeFor(mock))).status).toBe(200);
    rmSync(folder, { recursive: true });
  });
});

describe('the journal', () => {
  it('keeps no secret of a login', async () => {
    await using mock = await startMock();
    const code = await codeFor(mock, { state: 'state-secret', nonce: 'nonce-secret' });
    const { json } = await exchange(mock, code);
    const kept = JSON.stringify(mock.journal.all());
    for (const secret of ['state-secret', 'nonce-secret', 'a secret', code, json.access_token, json.refresh_token])
      expect(kept).not.toContain(secret);
    expect(mock.journal.find({ operationId: 'token' })[0]).toMatchObject({ clientId: 'my-app', persona: 'alice' });
  });
});

describe('scripts of other origins', () => {
  it('may request tokens, but read no page', async () => {
    await using mock = await startMock();
    const preflight = await fetch(`${mock.url}/authentication/v2/token`, {
      method: 'OPTIONS',
      headers: {
        origin: 'http://app.example',
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'authorization',
      },
    });
    expect(preflight.status).toBe(204);
    expect(preflight.headers.get('access-control-allow-headers')).toContain('authorization');
    const { headers } = await exchange(mock, 'wrong');
    expect(headers.get('access-control-allow-origin')).toBe('*');
    const page = await new Browser().get(authorizeUrl(mock), { origin: 'http://app.example' });
    expect(page.headers.get('access-control-allow-origin')).toBeNull();
    await using closed = await startMock({ cors: false });
    expect((await exchange(closed, 'wrong')).headers.get('access-control-allow-origin')).toBeNull();
  });
});
