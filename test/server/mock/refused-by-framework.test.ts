// Requests that the framework would answer before the request path sees them.

import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { silentLog } from '../../../src/base/log.ts';
import { resolveConfig } from '../../../src/config/config.ts';
import { createServer } from '../../../src/server/server.ts';
import type { Mock } from '../../../src/testing/mock.ts';
import { startMock } from '../../../src/testing/start-mock.ts';
import { ask } from './ask.ts';
import { transmit } from './wire.ts';

let mock: Mock;
beforeAll(async () => {
  mock = await startMock({ admin: true });
});
afterAll(() => mock.close());

function posted(token: string, type: string): Promise<{ readonly text: string }> {
  const head = `POST /userinfo HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\nAuthorization: Bearer ${token}`;
  return transmit(mock.port, `${head}\r\nContent-Type: ${type}\r\nContent-Length: 0\r\n\r\n`);
}

describe('a POST with a content type that cannot be read', () => {
  it.each(['undefined', 'json', '', 'a/b, c/d'])('is as good as a GET: %j', async type => {
    expect((await posted('mock.alice', type)).text).toMatch(/^HTTP\/1.1 200 /);
    expect((await posted('mock.alice.429', type)).text).toMatch(/^HTTP\/1.1 429 /);
  });
});

describe('a body over the limit', () => {
  it('is in the journal of its session, under the id that was answered', async () => {
    const session = mock.session('large');
    const { status, headers, json } = await ask(session, {
      method: 'POST',
      token: 'mock.alice',
      body: 'x'.repeat(2 ** 20 + 1),
    });
    expect([status, json.code]).toEqual([413, 'ERR_REQUEST_TOO_LARGE']);
    expect(headers.get('access-control-allow-origin')).toBe('*');
    expect(session.journal.find({ status: 413 }).map(({ id }) => id)).toEqual([headers.get('x-request-id')]);
  });
});

describe('the journal', () => {
  const rejected = async (path: string, headers?: Record<string, string>) => {
    const { journal } = mock;
    journal.clear();
    const answer = await ask(mock, { path, ...(headers && { headers }) });
    const [entry] = journal.all();
    expect(entry?.id).toBe(answer.headers.get('x-request-id'));
    return [entry?.status, entry?.outcome];
  };

  it('has URLs that cannot be read', async () => {
    expect(await rejected('/userinfo/%E0%A4%A')).toEqual([400, 'ERR_REQUEST_INVALID']);
  });

  it('has requests whose session cannot be, in the default session', async () => {
    expect(await rejected('/userinfo', { 'x-mock-session': 'a b' })).toEqual([400, 'ERR_SESSION_INVALID']);
    const keys = await rejected('/authentication/v2/keys', { 'x-mock-session': 'a b' });
    expect(keys).toEqual([400, expect.stringContaining('invalid_request')]);
  });

  it('has pictures, served and refused', async () => {
    const { json } = await ask(mock, { token: 'mock.alice' });
    expect(await rejected(String(json.picture).slice(mock.url.length))).toEqual([200, 'picture']);
    expect(await rejected('/pictures/a/x20.png')).toEqual([403, 'picture']);
  });
});

describe('an answer without content', () => {
  const paths = [
    ...['/userinfo', '/nowhere', '/pictures/default/user_X20.png', '/.well-known/openid-configuration'],
    ...['keys', 'authorize', 'token', 'introspect', 'revoke', 'logout', 'service-accounts'].map(
      name => `/authentication/v2/${name}`,
    ),
    ...['', '/health', '/requests', '/scenarios', '/settings', '/clock', '/personas', '/reset', '/sessions/x'].map(
      path => `/__admin${path}`,
    ),
  ];

  it.each(paths)('has no content type, whatever the method: %s', async path => {
    for (const method of ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']) {
      const response = await fetch(mock.url + path, { method, redirect: 'manual' });
      if ((await response.text()) === '')
        expect([method, response.headers.get('content-type')]).toEqual([method, null]);
    }
  });

  it('has no content type where a token was revoked', async () => {
    const { accessToken } = await mock.login();
    const body = new URLSearchParams({ token: accessToken, client_id: 'aps-userinfo' });
    const response = await fetch(`${mock.url}/authentication/v2/revoke`, { method: 'POST', body });
    expect([response.status, await response.text(), response.headers.get('content-type')]).toEqual([200, '', null]);
  });
});

describe('a token that is the text of a missing value', () => {
  it.each(['undefined', 'null', 'NaN'])('is malformed, and the decision says why: %s', async token => {
    const { status, decision } = await ask(mock, { token });
    expect(status).toBe(401);
    expect(decision).toBe(`example=token-malformed; the token is the text "${token}"`);
  });

  it.each(['{token}', '<token>', '[object Object]'])('is malformed as a template: %s', async token => {
    const { status, decision } = await ask(mock, { token });
    expect(status).toBe(401);
    expect(decision).toMatch(/; the token is the text "(\{\.\.\.\}|\[object Object\])"$/);
  });

  it('is in the log once', async () => {
    const warnings: unknown[] = [];
    const log = { ...silentLog, warn: (_message: string, fields?: object) => warnings.push(fields) };
    const server = await createServer(resolveConfig({}, { port: 0, admin: false }), log);
    onTestFinished(() => server.close());
    for (let asked = 0; asked < 3; asked++) await ask(server, { token: 'undefined' });
    expect(warnings).toEqual([{ mistake: 'the token is the text "undefined"' }]);
  });
});

describe('an entry of the journal', () => {
  it('keeps 2048 characters of a URL and of a user agent', async () => {
    mock.journal.clear();
    await ask(mock, { path: `/userinfo?q=${'x'.repeat(9000)}`, headers: { 'user-agent': 'y'.repeat(5000) } });
    const [entry] = mock.journal.all();
    expect([entry?.url.length, entry?.userAgent?.length]).toEqual([2048, 2048]);
  });
});

describe('personas of a session', () => {
  const put = (name: string, claims: object) =>
    ask(mock.session('crowd'), {
      method: 'PUT',
      path: `/__admin/personas/${name}`,
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ claims }),
    });

  it('have at most 256 KiB each', async () => {
    const { status, json } = await put('large', { locale: 'x'.repeat(256 * 1024) });
    expect([status, json.code]).toEqual([400, 'ERR_PERSONA_INVALID']);
    expect(json.detail).toContain('262144 is the limit');
  });

  it('are at most 1,000', async () => {
    let status = 200;
    let puts = 0;
    for (; status === 200 && puts <= 1000; puts++) status = (await put(`p${puts}`, {})).status;
    expect(status).toBe(400);
    expect(puts).toBeGreaterThan(900);
    expect((await put('p0', {})).status).toBe(200);
  });
});
