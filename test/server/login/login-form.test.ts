// The login page as a browser meets it: what is shown, what is taken, what is remembered.

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Mock, MockSession } from '../../../src/testing/mock.ts';
import { startMock } from '../../../src/testing/start-mock.ts';
import {
  authorizeUrl,
  Browser,
  codeFor,
  decode,
  exchange,
  hiddenFields,
  type Reply,
  redirectUri,
  refresh,
} from './flow.ts';

let mock: Mock;
beforeAll(async () => {
  mock = await startMock();
});
afterAll(() => mock.close());

interface Visit {
  readonly browser: Browser;
  /** Where the page is, and where its forms go. */
  readonly page: URL;
  readonly reply: Reply;
}

async function visit(
  parameters: Record<string, string> = {},
  browser = new Browser(),
  at: MockSession = mock,
): Promise<Visit> {
  const { location } = await browser.get(authorizeUrl(at, parameters));
  if (location === undefined) throw new Error('there is no login page');
  return { browser, page: location, reply: await browser.get(location) };
}

async function choose({ browser, page, reply }: Visit, choice: Record<string, string>, headers = {}): Promise<Reply> {
  const taken = await browser.post(page, { ...hiddenFields(reply.text), ...choice }, headers);
  return taken.status === 303 && taken.location ? browser.get(taken.location) : taken;
}

async function useridFor(location: URL | undefined, at: MockSession = mock): Promise<string> {
  const { json } = await exchange(at, location?.searchParams.get('code') ?? '');
  return decode(json.access_token).payload.userid;
}

describe('the code page of the scenario otp', () => {
  it('comes before the login page, once, and takes any six digits', async () => {
    await using own = await startMock({ scenario: 'otp' });
    const first = await visit({}, new Browser(), own);
    expect(first.reply.text).toContain('Enter the code from your e-mail');
    expect(first.reply.text).not.toContain('Alice');
    const wrong = await choose(first, { code: '12345' });
    expect([wrong.status, wrong.text.includes('Enter the six digits of the code.')]).toEqual([400, true]);
    const reply = await choose(first, { code: '123 456' });
    expect(reply.text).toContain('Who logs in to');
    const { location } = await choose({ ...first, reply }, { persona: 'alice' });
    expect(await useridFor(location, own)).toBe('7ALC3QX9RW2K');
  });

  it('cannot be passed by with the form of the login page', async () => {
    mock.use('otp');
    const visited = await visit();
    const reply = await choose(visited, { persona: 'alice' });
    expect([reply.status, reply.text.includes('Enter the six digits')]).toEqual([400, true]);
    mock.reset();
  });
});

describe('the login page', () => {
  it('shows the personas, the application and its scopes, and may load nothing but its own', async () => {
    const { reply } = await visit({ client_id: 'My <b>App</b>', scope: 'data:read' });
    expect(reply.status).toBe(200);
    expect(reply.text).toContain('Alice Lindqvist');
    expect(reply.text).toContain('My &lt;b&gt;App&lt;/b&gt;');
    expect(reply.text).toContain('<code>data:read</code>');
    expect(reply.headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(reply.headers.get('x-frame-options')).toBe('DENY');
    expect(reply.headers.get('access-control-allow-origin')).toBeNull();
  });

  it('shows pictures that this server has', async () => {
    const { reply } = await visit();
    const [, address = ''] = /<img class="picture" src="([^"]+)"/.exec(reply.text) ?? [];
    const picture = await fetch(address.replaceAll('&amp;', '&'));
    expect([picture.status, picture.headers.get('content-type')]).toEqual([200, 'image/png']);
  });

  it('logs in a persona', async () => {
    const { location } = await choose(await visit(), { persona: 'alice' });
    expect(`${location?.origin}${location?.pathname}`).toBe(redirectUri);
    expect(location?.searchParams.get('state')).toBe('a state');
    expect(await useridFor(location)).toBe('7ALC3QX9RW2K');
  });

  it('logs in a stranger by any name, and a persona by its typed name', async () => {
    const one = await useridFor((await choose(await visit(), { name: 'Åsa Öberg' })).location);
    const same = await useridFor((await choose(await visit(), { name: ' Åsa Öberg ' })).location);
    expect(one).toMatch(/^[A-Z0-9]{12,16}$/);
    expect(same).toBe(one);
    expect(await useridFor((await choose(await visit(), { name: 'ALICE' })).location)).toBe('7ALC3QX9RW2K');
  });

  it('sends the application access_denied when access is denied, and asks again the next time', async () => {
    const browser = new Browser();
    const { location } = await choose(await visit({}, browser), { deny: '1' });
    expect(Object.fromEntries(location?.searchParams ?? [])).toEqual({
      error: 'access_denied',
      error_description: 'The user denied the request.',
      state: 'a state',
    });
    expect((await visit({}, browser)).reply.status).toBe(200);
  });

  it('says what is wrong with a name, and stays', async () => {
    for (const name of ['', '   ', '~', 'x'.repeat(101)]) {
      const reply = await choose(await visit(), { name });
      expect([name, reply.status]).toEqual([name, 400]);
      expect(reply.text).toContain('Enter a name of 1 to 100 characters.');
    }
    const gone = await choose(await visit(), { persona: 'nobody"><script>' });
    expect(gone.status).toBe(400);
    expect(gone.text).not.toContain('<script>');
  });
});

describe('what is remembered', () => {
  it('is who logged in, until logout', async () => {
    const browser = new Browser();
    await choose(await visit({}, browser), { persona: 'ben' });
    const again = await browser.get(authorizeUrl(mock, { client_id: 'another-app' }));
    expect(again.location?.searchParams.has('code')).toBe(true);
    const silent = await browser.get(authorizeUrl(mock, { prompt: 'none' }));
    expect(silent.location?.searchParams.has('code')).toBe(true);
    const out = await browser.get(
      `${mock.url}/authentication/v2/logout?post_logout_redirect_uri=http://localhost:3000/`,
    );
    expect([out.status, out.location?.href]).toEqual([302, 'http://localhost:3000/']);
    expect(browser.cookie('aps-userinfo-login')).toBeUndefined();
    expect((await browser.get(authorizeUrl(mock))).location?.pathname).toMatch(/^\/authentication\/v2\/login\//);
  });

  it('ends on the server at logout, not in the browser alone', async () => {
    const browser = new Browser();
    await choose(await visit({}, browser), { persona: 'ben' });
    const cookie = `aps-userinfo-login=${browser.cookie('aps-userinfo-login')}`;
    await browser.get(`${mock.url}/authentication/v2/logout`);
    const { location } = await new Browser().get(authorizeUrl(mock), { cookie });
    expect(location?.pathname).toMatch(/^\/authentication\/v2\/login\//);
  });

  it('does not keep prompt=login from asking, nor from another choice', async () => {
    const browser = new Browser();
    await choose(await visit({}, browser), { persona: 'ben' });
    const { location } = await choose(await visit({ prompt: 'login' }, browser), { persona: 'alice' });
    expect(await useridFor(location)).toBe('7ALC3QX9RW2K');
    expect(await useridFor((await browser.get(authorizeUrl(mock))).location)).toBe('7ALC3QX9RW2K');
  });

  it('gives way to a login_hint', async () => {
    const browser = new Browser();
    await choose(await visit({}, browser), { persona: 'ben' });
    expect(await useridFor((await browser.get(authorizeUrl(mock, { login_hint: 'alice' }))).location)).toBe(
      '7ALC3QX9RW2K',
    );
  });

  it('ends with the session, and does not reach into another', async () => {
    const other = mock.session('other');
    const browser = new Browser();
    const { location } = await choose(await visit({}, browser, other), { persona: 'alice' });
    expect(await useridFor(location, other)).toBe('7ALC3QX9RW2K');
    expect((await browser.get(authorizeUrl(other))).location?.searchParams.has('code')).toBe(true);
    expect((await browser.get(authorizeUrl(mock))).location?.pathname).toMatch(/\/login\//);
    other.reset();
    expect((await browser.get(authorizeUrl(other))).location?.pathname).toMatch(/^\/sessions\/other\/.*\/login\//);
  });

  it('lasts for 14 days by the clock of the session', async () => {
    const browser = new Browser();
    await choose(await visit({}, browser), { persona: 'ben' });
    mock.clock.advance(15 * 86_400_000);
    expect((await browser.get(authorizeUrl(mock))).location?.pathname).toMatch(/\/login\//);
    mock.clock.reset();
  });
});

describe('forms of others', () => {
  it.each([
    ['of another site', { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' }],
    ['of another port', { origin: 'http://127.0.0.1:1', 'sec-fetch-site': 'same-site' }],
    ['of a sandboxed page', { origin: 'null', 'sec-fetch-site': 'cross-site' }],
    ['that only sec-fetch-site tells', { origin: '', 'sec-fetch-site': 'same-site' }],
  ])('%s are refused', async (_what, headers) => {
    const open = await visit();
    const reply = await choose(open, { persona: 'alice' }, headers);
    expect(reply.status).toBe(403);
    expect(reply.location).toBeUndefined();
    expect((await choose(open, { persona: 'alice' })).location?.searchParams.has('code')).toBe(true);
  });

  it('without the seal of the page are refused', async () => {
    const open = await visit();
    const other = await visit();
    for (const csrf of ['', 'x', hiddenFields(other.reply.text)['csrf'] ?? ''])
      expect((await choose(open, { persona: 'alice', csrf })).status).toBe(403);
  });

  it('of another browser are refused', async () => {
    const { page, reply } = await visit();
    const stranger = await choose({ browser: new Browser(), page, reply }, { persona: 'alice' });
    expect([stranger.status, stranger.location]).toEqual([400, undefined]);
    const peek = await new Browser().get(page);
    expect(peek.status).toBe(400);
  });

  it('that come twice are refused', async () => {
    const open = await visit();
    await choose(open, { persona: 'alice' });
    expect((await choose(open, { persona: 'ben' })).status).toBe(400);
  });

  it('that are too long are refused, in the words of OAuth', async () => {
    const { status, json } = await choose(await visit(), { name: 'x'.repeat(20_000) });
    expect([status, json?.error]).toEqual([413, 'invalid_request']);
  });
});

describe('logout', () => {
  it('shows a page without a redirect', async () => {
    const reply = await new Browser().get(`${mock.url}/authentication/v2/logout`);
    expect([reply.status, reply.text]).toEqual([200, expect.stringContaining('You are logged out')]);
  });

  it.each(['javascript:alert(1)', '//evil.example', 'data:text/html,x', 'http://a/\r\nx: y'])(
    'does not lead to %j, and logs nobody out',
    async address => {
      const reply = await new Browser().get(
        `${mock.url}/authentication/v2/logout?${new URLSearchParams({ post_logout_redirect_uri: address })}`,
      );
      expect([reply.status, reply.location, reply.headers.get('set-cookie')]).toEqual([400, undefined, null]);
    },
  );
});

describe('a browser with two tabs', () => {
  it('logs in the choice of each tab, in any order', async () => {
    const browser = new Browser();
    const one = await visit({}, browser);
    const oneCookies = browser.fork();
    const other = await visit({}, browser);
    await choose(other, { persona: 'ben' });
    oneCookies.take('aps-userinfo-login', browser);
    const { location } = await choose({ ...one, browser: oneCookies }, { persona: 'alice' });
    expect(await useridFor(location)).toBe('7ALC3QX9RW2K');
  });
});

describe('a persona that is taken away', () => {
  it('is not logged in any more', async () => {
    await using own = await startMock({ admin: true });
    const browser = new Browser();
    await choose(await visit({}, browser, own), { persona: 'ben' });
    const { json } = await exchange(own, await codeFor(own, { login_hint: 'ben' }));
    await fetch(`${own.url}/__admin/personas/ben`, { method: 'DELETE' });
    expect((await browser.get(authorizeUrl(own))).location?.pathname).toMatch(/\/login\//);
    expect((await refresh(own, json.refresh_token)).json.error).toBe('invalid_grant');
  });
});
