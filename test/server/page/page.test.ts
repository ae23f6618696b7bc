// The pages as text: what is in them, what cannot be put into them, and the headers they are sent with.

import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { type LoginPage, renderLoginPage } from '../../../src/server/login/login-page.ts';
import { pageHeaders, renderErrorPage, renderLoggedOutPage } from '../../../src/server/page/page.ts';

const page: LoginPage = {
  action: '/authentication/v2/interaction/abc',
  uid: 'abc',
  csrf: 'secret',
  clientName: 'Hubs browser',
  scope: 'data:read  openid',
  personas: [
    { name: 'alice', title: 'An ordinary user', displayName: 'Alice Lindqvist', pictureUrl: '/pictures/1/x96.png?t=2' },
    { name: 'carla', title: 'No picture' },
  ],
};
const pages = {
  login: renderLoginPage(page),
  'login without personas': renderLoginPage({ ...page, personas: [] }),
  'login after a mistake': renderLoginPage({ ...page, error: 'Type a name.' }),
  error: renderErrorPage({ message: 'No.', hint: 'Try again.', code: 'invalid_request' }),
  'logged out': renderLoggedOutPage(),
};
const hostile = `"'><script>alert(1)</script><!-- &amp;`;

describe('every page', () => {
  it.each(Object.entries(pages))('says what it is, in which language, and that it is a mock: %s', (_, text) => {
    expect(text).toMatch(/^<!doctype html>\n<html lang="en">/);
    expect(text).toMatch(/<title>[^<]+ · mock login<\/title>/);
    expect(text).toContain('not Autodesk');
    expect(text.match(/<h1>/g)).toHaveLength(1);
    expect(text.match(/<main>/g)).toHaveLength(1);
  });

  it.each(Object.entries(pages))(
    'carries no script, no inline style attribute and no foreign address: %s',
    (_, text) => {
      expect(text).not.toMatch(/<script|\sstyle=|\son\w+=|https?:\/\//i);
    },
  );

  it('is sent with a policy that allows its own style and nothing else that is written in it', () => {
    const [, style = ''] = /<style>([\s\S]*?)<\/style>/.exec(pages.login) ?? [];
    const hash = createHash('sha256').update(style).digest('base64');
    expect(pageHeaders['content-security-policy']).toBe(
      `default-src 'none'; style-src 'sha256-${hash}'; img-src 'self' data:; base-uri 'none'; frame-ancestors 'none'`,
    );
    expect(pageHeaders).toMatchObject({ 'cache-control': 'no-store', 'x-frame-options': 'DENY' });
  });
});

describe('the login page', () => {
  it('has one button for each persona, which sends its name', () => {
    expect([...pages.login.matchAll(/name="persona" value="(\w+)"/g)].map(([, name]) => name)).toEqual([
      'alice',
      'carla',
    ]);
  });

  it('shows a picture or the first letter, both hidden from screen readers', () => {
    expect(pages.login).toContain('<img class="picture" src="/pictures/1/x96.png?t=2" alt=""');
    expect(pages.login).toContain('<span class="picture letter" aria-hidden="true">C</span>');
  });

  it('takes the whole first letter, also of several code points', () => {
    const text = renderLoginPage({ ...page, personas: [{ name: 'fox', title: '', displayName: '🦊 Zoë' }] });
    expect(text).toContain('aria-hidden="true">🦊</span>');
  });

  it('posts each choice by its own form, with the token against foreign forms', () => {
    const forms = [...pages.login.matchAll(/<form method="post" action="([^"]*)">\n(.*)\n/g)];
    expect(forms.map(([, action]) => action)).toEqual([page.action, page.action, page.action]);
    for (const [, , hidden] of forms)
      expect(hidden).toBe(
        '<input type="hidden" name="uid" value="abc"><input type="hidden" name="csrf" value="secret">',
      );
  });

  it('names the scopes, and leaves the sentence out where there are none', () => {
    expect(pages.login).toContain('<code>data:read</code> <code>openid</code> ');
    expect(renderLoginPage({ ...page, scope: '' })).not.toContain('It asks for');
  });

  it('has no list without personas', () => {
    expect(pages['login without personas']).not.toContain('Choose a person');
    expect(pages['login without personas']).toContain('<label for="name">');
  });

  it('reports a mistake at once, in the title, and links it to the field', () => {
    const text = pages['login after a mistake'];
    expect(text).toContain('<title>Error: log in to Hubs browser');
    expect(text).toContain('role="alert"');
    expect(text).toContain('<a href="#name">Type a name.</a>');
    expect(text).toContain('aria-invalid="true"');
    expect(pages.login).not.toMatch(/role="alert"|aria-invalid="/);
  });
});

describe('text from outside', () => {
  it('stays text wherever it lands', () => {
    const text = [
      renderLoginPage({
        action: hostile,
        uid: hostile,
        csrf: hostile,
        clientName: hostile,
        scope: hostile,
        personas: [
          { name: hostile, title: hostile, displayName: hostile, email: hostile, pictureUrl: hostile },
          { name: hostile, title: hostile },
        ],
        hint: hostile,
        error: hostile,
      }),
      renderErrorPage({ message: hostile, hint: hostile, code: hostile }),
    ].join('');
    expect(text).not.toContain('<script');
    expect(text).not.toContain('<!--');
    // Every attribute ends where the template says so.
    expect(text.match(/"'|'"|='|`/g)).toBeNull();
    expect(text).toContain('&quot;&#39;&gt;&lt;script&gt;alert(1)&lt;/script&gt;&lt;!-- &amp;amp;');
  });
});
