// What the login does with requests at its edges: unreadable types, hostile hosts, parameters that APS does not know.

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Mock } from '../../../src/testing/mock.ts';
import { startMock } from '../../../src/testing/start-mock.ts';
import { transmit } from '../mock/wire.ts';
import { authorize, authorizeUrl, Browser, basic, codeFor, decode, exchange, post, refresh, userInfo } from './flow.ts';

let mock: Mock;
beforeAll(async () => {
  mock = await startMock();
});
afterAll(() => mock.close());

async function tokens(from = mock) {
  const { json } = await exchange(from, await codeFor(from));
  return json as { access_token: string; refresh_token: string; id_token: string };
}

describe('a form with a content type that cannot be read', () => {
  it.each(['undefined', 'json', '', 'a, b'])('is an invalid_request that a page can read: %j', async type => {
    const path = '/authentication/v2/token';
    const sent = `POST ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\nContent-Type: ${type}\r\nContent-Length: 3\r\n\r\na=b`;
    const { text } = await transmit(mock.port, sent);
    expect(text).toMatch(/^HTTP\/1.1 400 /);
    expect(text).toMatch(/access-control-allow-origin: \*/i);
    expect(text).toContain('"error":"invalid_request"');
  });

  it('is too large with the same headers, and in the journal', async () => {
    mock.journal.clear();
    const response = await post(mock, 'token', { code: 'x'.repeat(20_000) });
    expect(response.status).toBe(413);
    expect(response.headers.get('access-control-allow-origin')).toBe('*');
    expect(response.json).toMatchObject({ error: 'invalid_request' });
    expect(mock.journal.find({ status: 413 })).toHaveLength(1);
  });
});

describe('revocation', () => {
  it('answers without a content type if the body is empty', async () => {
    const { access_token: token } = await tokens();
    const { status, headers, text } = await post(mock, 'revoke', { token });
    expect([status, headers.get('content-type'), text]).toEqual([200, null, '']);
  });

  it('of an access token ends that token and no other', async () => {
    const first = await tokens();
    const second = (await refresh(mock, first.refresh_token)).json;
    await post(mock, 'revoke', { token: first.access_token });
    expect((await userInfo(mock, first.access_token)).status).toBe(401);
    expect((await userInfo(mock, second.access_token)).status).toBe(200);
    expect((await refresh(mock, second.refresh_token)).status).toBe(200);
  });

  it('of an access token ends its login with --revocation login', async () => {
    await using mock = await startMock({ revocation: 'login' });
    const first = await tokens(mock);
    const second = (await refresh(mock, first.refresh_token)).json;
    await post(mock, 'revoke', { token: first.access_token });
    expect((await userInfo(mock, second.access_token)).status).toBe(401);
    expect((await refresh(mock, second.refresh_token)).status).toBe(400);
  });

  it('of another client’s access token changes nothing', async () => {
    const { access_token: token } = await tokens();
    await post(mock, 'revoke', { token }, { authorization: basic('another', 'secret') });
    expect((await userInfo(mock, token)).status).toBe(200);
  });

  it('of a refresh token ends its family', async () => {
    const { access_token: access, refresh_token: token } = await tokens();
    await post(mock, 'revoke', { token });
    expect((await userInfo(mock, access)).status).toBe(401);
    expect((await refresh(mock, token)).status).toBe(400);
  });
});

describe('a host that cannot stand in a URL', () => {
  it.each(['a:99999', '256.256.256.256', '[::::]', '0x100.1'])(
    "is replaced by the server's own address: %s",
    async host => {
      for (const path of [
        '/authentication/v2/logout',
        new URL(authorizeUrl(mock)).pathname + new URL(authorizeUrl(mock)).search,
      ]) {
        const { text } = await transmit(
          mock.port,
          `GET ${path} HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`,
        );
        expect(text).toMatch(/^HTTP\/1.1 (200|302) /);
        expect(text).not.toContain(host);
      }
    },
  );
});

describe('the authorize endpoint', () => {
  it('names an unknown scope and the switch on the page, not in the JSON', async () => {
    const url = authorizeUrl(mock, { scope: 'openid profile email' });
    const page = await new Browser().get(url);
    expect(page.text).toContain('APS has no scope &quot;profile&quot;, &quot;email&quot;.');
    expect(page.text).toContain('--unknown-scopes ignore');
    expect((await new Browser().get(url, { accept: 'application/json' })).text).not.toContain('--unknown-scopes');
  });

  it.each(['request', 'request_uri'])('rejects %s instead of ignoring it', async name => {
    const { location } = await authorize(mock, { [name]: 'https://client.example/request' });
    expect(location?.searchParams.get('error')).toBe(`${name}_not_supported`);
    expect(location?.searchParams.get('state')).toBe('a state');
  });

  it('takes http, https and private-use schemes, and no other', async () => {
    for (const redirect_uri of ['com.example.app:/done', 'http://[::1]:1/x', 'https://app.example/x'])
      expect((await authorize(mock, { redirect_uri, login_hint: 'alice' })).status).toBe(302);
    for (const redirect_uri of ['ftp://app.example/x', 'myapp://done', 'intent://x'])
      expect((await authorize(mock, { redirect_uri })).status).toBe(400);
  });
});

describe('max_age', () => {
  it('of 0 shows the page to a browser that is logged in', async () => {
    const browser = new Browser();
    await browser.get(authorizeUrl(mock, { login_hint: 'alice' }));
    expect((await browser.get(authorizeUrl(mock))).location?.href).toContain('/callback');
    expect((await browser.get(authorizeUrl(mock, { max_age: '0' }))).location?.pathname).toContain('/login/');
  });

  it("puts auth_time into the ID token, by the session's clock", async () => {
    const session = mock.session('later');
    session.clock.set(Date.parse('2031-01-01T00:00:00Z'));
    const code = await codeFor(session, { max_age: '60' });
    const { id_token: token } = (await exchange(session, code)).json;
    const { auth_time: at, iat } = decode(token).payload;
    expect(Math.abs(at - iat)).toBeLessThan(3);
    expect(decode((await tokens()).id_token).payload).not.toHaveProperty('auth_time');
  });
});
