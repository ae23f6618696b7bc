import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Mock } from '../../../src/testing/mock.ts';
import { startMock } from '../../../src/testing/start-mock.ts';

const browser = 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8';

let mock: Mock;
beforeAll(async () => {
  mock = await startMock();
});
afterAll(() => mock.close());

async function open(path: string, headers: Record<string, string> = { accept: browser }, at = mock) {
  const response = await fetch(`${at.url}${path}`, { headers });
  return { status: response.status, type: response.headers.get('content-type'), text: await response.text() };
}

describe('a browser that opens the address of the profile', () => {
  it('gets 401 with a page that says what to do', async () => {
    const { status, type, text } = await open('/userinfo');
    expect({ status, type }).toEqual({ status: 401, type: 'text/html; charset=utf-8' });
    expect(text).toContain(`curl -H "Authorization: Bearer mock.alice" &quot;${mock.url}/userinfo&quot;`);
    expect(text).toContain('<h2>With that token: 200</h2>');
    expect(text).toContain('&quot;name&quot;: &quot;Alice Lindqvist&quot;');
    expect(text).toContain('<a href="?__code=429">');
    expect(text).toContain('<a href="?__example=first-last">');
  });

  it.each([
    ['?__example=first-last', '&quot;name&quot;: &quot;First Last&quot;'],
    ['?__code=200', '&quot;name&quot;: &quot;Alice Lindqvist&quot;'],
    ['?__seed=42', '&quot;sub&quot;: '],
    ['?__example=truncated', '&quot;'],
  ])('sees on the page what a token gets with %s', async (query, text) => {
    const page = await open(`/userinfo${query}`);
    expect(page).toMatchObject({ status: 401, text: expect.stringContaining(text) });
    if (query === '?__seed=42') expect(page.text).not.toContain('Alice Lindqvist&quot;');
  });

  it('counts as one request without a token', async () => {
    await using own = await startMock();
    await open('/userinfo?__seed=42', undefined, own);
    const entries = own.journal.all();
    expect(entries).toMatchObject([{ status: 401, persona: undefined, scenario: undefined }]);
  });

  it.each([
    ['a failure that needs no token', '/userinfo?__code=429', { accept: browser }, 429],
    ['a program', '/userinfo', { accept: '*/*' }, 401],
    ['a program that takes JSON or a page', '/userinfo', { accept: 'application/json, text/html' }, 401],
    ['a wrong token', '/userinfo', { accept: browser, authorization: 'Bearer mock.alice.401' }, 401],
  ])('gets JSON for %s', async (_, path, headers, status) => {
    expect(await open(path, headers as Record<string, string>)).toMatchObject({
      status,
      type: 'application/json; charset=utf-8',
    });
  });

  it('gets JSON where answers are to be byte-faithful', async () => {
    await using faithful = await startMock({ explain: false });
    expect(await open('/userinfo', undefined, faithful)).toMatchObject({ type: 'application/json; charset=utf-8' });
  });

  it('cannot pass a token in the query', async () => {
    expect(await open('/userinfo?access_token=mock.alice', { accept: '*/*' })).toMatchObject({ status: 401 });
    const { status, text } = await open('/userinfo?access_token=secret-value');
    expect(status).toBe(401);
    expect(text).not.toContain('secret-value');
  });
});

describe('auth: false', () => {
  it('answers a request without a token with an anonymous profile, and still refuses a wrong token', async () => {
    await using own = await startMock({ auth: false });
    expect(await open('/userinfo', { accept: browser }, own)).toMatchObject({ status: 200 });
    const example = await open('/userinfo?__example=first-last', { accept: browser }, own);
    expect(JSON.parse(example.text)).toMatchObject({ name: 'First Last' });
    expect(await open('/userinfo', { authorization: 'Bearer two words' }, own)).toMatchObject({ status: 401 });
  });
});
