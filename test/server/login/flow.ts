// An application and a browser, as far as a login needs them: nothing is followed, every answer can be looked at.

import { createHash } from 'node:crypto';
import { expect } from 'vitest';
import { builtinDocument } from '../../../src/contract/openapi/load.ts';
import type { MockSession } from '../../../src/testing/mock.ts';
import { verifyResponse } from '../../../src/verify/verify-response.ts';
import type { Plain } from '../mock/documents.ts';

export const redirectUri = 'http://localhost:3000/callback';
export const verifier = 'a-verifier-of-more-than-forty-three-characters-0123456789';
export const challenge: string = createHash('sha256').update(verifier).digest('base64url');

type Parameters = Readonly<Record<string, string>>;
type Target = Pick<MockSession, 'url'>;

const document = builtinDocument('authentication');

/** Fails where an answer of the login is not what spec/authentication.yaml says; other paths are not looked at. */
export async function expectDocumented(response: Response, method = 'GET'): Promise<void> {
  const { pathname } = new URL(response.url);
  if (!/\/(authentication\/v2|\.well-known)\//.test(pathname)) return;
  const { findings } = await verifyResponse(response, { document, method });
  // What has no path or method in the document is the answer to a mistake of the test.
  const wrong = findings.filter(({ code }) => code !== 'response/operation-undocumented');
  expect(wrong, `${method} ${pathname}: ${response.status}`).toEqual([]);
}

/** A page, redirect or JSON, as it came. */
export interface Reply {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** The Location header as a URL. */
  readonly location: URL | undefined;
  readonly json: Plain;
}

/** A browser that keeps cookies as long as their paths fit, and follows nothing. */
export class Browser {
  readonly #cookies = new Map<string, { readonly value: string; readonly path: string }>();

  async get(url: string | URL, headers: Parameters = {}): Promise<Reply> {
    return this.#send(url, { headers: { accept: 'text/html', ...headers } });
  }

  async post(url: string | URL, form: Parameters, headers: Parameters = {}): Promise<Reply> {
    const { origin } = new URL(url);
    const own = { accept: 'text/html', origin, 'sec-fetch-site': 'same-origin' };
    return this.#send(url, { method: 'POST', body: new URLSearchParams(form), headers: { ...own, ...headers } });
  }

  /** Another one with the same cookies. */
  fork(): Browser {
    const fork = new Browser();
    for (const [name, cookie] of this.#cookies) fork.#cookies.set(name, cookie);
    return fork;
  }

  /** Takes over a cookie of another one. */
  take(name: string, from: Browser): void {
    const cookie = from.#cookies.get(name);
    if (cookie !== undefined) this.#cookies.set(name, cookie);
  }

  cookie(name: string): string | undefined {
    return this.#cookies.get(name)?.value;
  }

  async #send(url: string | URL, init: RequestInit & { headers: Parameters }): Promise<Reply> {
    const { pathname } = new URL(url);
    const sent = [...this.#cookies].filter(([, { path }]) => isBelow(pathname, path));
    const cookie = sent.map(([name, { value }]) => `${name}=${value}`).join('; ');
    const reply = await replyTo(url, { ...init, headers: { ...init.headers, ...(cookie === '' ? {} : { cookie }) } });
    for (const line of reply.headers.getSetCookie()) this.#keep(line);
    return reply;
  }

  #keep(line: string): void {
    const [pair = '', ...attributes] = line.split('; ');
    const [name = '', value = ''] = pair.split('=');
    const path = attributes.find(attribute => /^path=/i.test(attribute))?.slice(5) ?? '/';
    if (attributes.some(attribute => /^expires=Thu, 01 Jan 1970/i.test(attribute))) this.#cookies.delete(name);
    else this.#cookies.set(name, { value, path });
  }
}

function isBelow(path: string, cookiePath: string): boolean {
  return path === cookiePath || path.startsWith(cookiePath.replace(/\/?$/, '/'));
}

async function replyTo(url: string | URL, init: RequestInit): Promise<Reply> {
  const response = await fetch(url, { redirect: 'manual', ...init });
  await expectDocumented(response, init.method);
  const text = await response.text();
  const location = response.headers.get('location');
  return {
    status: response.status,
    headers: response.headers,
    text,
    location: location === null ? undefined : new URL(location),
    json: text.startsWith('{') ? JSON.parse(text) : undefined,
  };
}

/** The address at which a login begins; `undefined` takes a parameter away. */
export function authorizeUrl({ url }: Target, parameters: Readonly<Record<string, string | undefined>> = {}): string {
  const all = {
    client_id: 'my-app',
    response_type: 'code',
    redirect_uri: redirectUri,
    scope: 'openid data:read',
    state: 'a state',
    ...parameters,
  };
  const given = Object.entries(all).filter((entry): entry is [string, string] => entry[1] !== undefined);
  return `${url}/authentication/v2/authorize?${new URLSearchParams(given)}`;
}

/** Begins a login and, with a `login_hint`, is through with it. */
export function authorize(
  target: Target,
  parameters: Readonly<Record<string, string | undefined>> = {},
): Promise<Reply> {
  return new Browser().get(authorizeUrl(target, parameters));
}

/** A code for Alice. */
export async function codeFor(target: Target, parameters: Parameters = {}): Promise<string> {
  const { location, text } = await authorize(target, { login_hint: 'alice', ...parameters });
  const code = location?.searchParams.get('code');
  if (!code) throw new Error(`no code at ${location}: ${text}`);
  return code;
}

/** Posts a form to an endpoint, as the confidential client `my-app` unless said otherwise. */
export function post(
  { url }: Target,
  endpoint: 'token' | 'introspect' | 'revoke',
  form: Parameters,
  headers: Parameters = { authorization: basic('my-app', 'a secret') },
): Promise<Reply> {
  return replyTo(`${url}/authentication/v2/${endpoint}`, { method: 'POST', body: new URLSearchParams(form), headers });
}

/** Tokens for a code. */
export function exchange(target: Target, code: string, form: Parameters = {}, headers?: Parameters): Promise<Reply> {
  return post(target, 'token', { grant_type: 'authorization_code', code, redirect_uri: redirectUri, ...form }, headers);
}

/** Tokens for a refresh token. */
export function refresh(target: Target, token: string, form: Parameters = {}, headers?: Parameters): Promise<Reply> {
  return post(target, 'token', { grant_type: 'refresh_token', refresh_token: token, ...form }, headers);
}

export function basic(id: string, secret: string): string {
  return `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}`;
}

/** What `/userinfo` says to a token. */
export function userInfo({ url }: Target, token: string): Promise<Reply> {
  return replyTo(`${url}/userinfo`, { headers: { authorization: `Bearer ${token}` } });
}

/** Header and payload of a JWT. */
export function decode(jwt: string): { readonly header: Plain; readonly payload: Plain } {
  const [header, payload] = jwt
    .split('.')
    .slice(0, 2)
    .map(part => JSON.parse(Buffer.from(part, 'base64url').toString()));
  return { header, payload };
}

/** The hidden fields of a page's first form. */
export function hiddenFields(page: string): Record<string, string> {
  const [form = ''] = /<form[\s\S]*?<\/form>/.exec(page) ?? [];
  const inputs = form.matchAll(/<input type="hidden" name="([^"]*)" value="([^"]*)">/g);
  return Object.fromEntries([...inputs].map(([, name = '', value = '']) => [name, value]));
}
