// Auth.js with the provider of docs/login-recipes.md, from the click on "Sign in" to the session, without a browser.

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Auth, type AuthConfig } from '@auth/core';
import type { Provider } from '@auth/core/providers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Mock } from '../../src/testing/mock.ts';
import { startMock } from '../../src/testing/start-mock.ts';
import { folderOfShownFiles, shownFile } from '../docs/pages.ts';

const app = 'http://app.test';
let mock: Mock;
let config: AuthConfig;

beforeAll(async () => {
  mock = await startMock({ autoLogin: 'alice' });
  const file = join(folderOfShownFiles(), 'auth.js');
  writeFileSync(file, shownFile('auth.js').replaceAll('http://127.0.0.1:4010', mock.url));
  const { aps } = (await import(pathToFileURL(file).href)) as { readonly aps: Provider };
  config = { providers: [aps], secret: 'a secret of the application', trustHost: true, basePath: '/auth' };
});
afterAll(() => mock.close());

/** As much of a browser as Auth.js needs: cookies. */
class Visitor {
  readonly #cookies = new Map<string, string>();

  async ask(path: string, form?: Readonly<Record<string, string>>): Promise<Response> {
    const cookie = [...this.#cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const init = form === undefined ? {} : { method: 'POST', body: new URLSearchParams(form) };
    const response = await Auth(new Request(new URL(path, app), { ...init, headers: { cookie } }), config);
    for (const line of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      this.#cookies.set(name, value);
    }
    return response;
  }
}

describe('Auth.js', () => {
  it('logs in by discovery with PKCE, and has the profile in its session', async () => {
    const visitor = new Visitor();
    const { csrfToken } = (await (await visitor.ask('/auth/csrf')).json()) as { readonly csrfToken: string };
    const toLogin = await visitor.ask('/auth/signin/aps', { csrfToken });
    const loginUrl = new URL(toLogin.headers.get('location') ?? '');
    expect(loginUrl.origin + loginUrl.pathname).toBe(`${mock.url}/authentication/v2/authorize`);

    const back = await fetch(loginUrl, { redirect: 'manual' });
    const callback = new URL(back.headers.get('location') ?? '');
    expect(callback.origin + callback.pathname).toBe(`${app}/auth/callback/aps`);

    await visitor.ask(callback.href);
    const { user } = (await (await visitor.ask('/auth/session')).json()) as { readonly user: object };
    expect(user).toEqual({
      name: 'Alice Lindqvist',
      email: 'alice.lindqvist@example.com',
      image: expect.stringMatching(/^http:/),
    });
  });
});
