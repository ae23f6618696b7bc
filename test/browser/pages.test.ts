// The pages of the login by themselves: what a browser and a screen reader make of them, in light and dark, wide and narrow.

import Fastify, { type FastifyInstance } from 'fastify';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type LoginPage, renderLoginPage } from '../../src/server/login/login-page.ts';
import { pageHeaders, renderErrorPage, renderLoggedOutPage } from '../../src/server/page/page.ts';
import { violationsOn } from './axe.ts';
import { describeInBrowser } from './chromium.ts';

const login: LoginPage = {
  action: '/choice',
  uid: 'u',
  csrf: 'c',
  clientName: 'Hubs browser',
  scope: 'data:read viewables:read',
  personas: [
    { name: 'alice', title: 'An ordinary user', displayName: 'Alice Lindqvist', email: 'alice@example.com' },
    { name: 'layla', title: 'Written from right to left', displayName: 'ليلى الحداد', email: 'layla@example.com' },
  ],
};
const long = {
  name: 'long',
  title: 'W'.repeat(60),
  displayName: 'M'.repeat(60),
  email: `${'a'.repeat(64)}@example.com`,
};
const pages: Readonly<Record<string, string>> = {
  login: renderLoginPage(login),
  mistake: renderLoginPage({ ...login, error: 'Type a name.', hint: 'x'.repeat(100) }),
  error: renderErrorPage({ message: 'This address is unknown.', hint: 'Register it.', code: 'invalid_request' }),
  'logged-out': renderLoggedOutPage(),
  overlong: renderLoginPage({ ...login, clientName: 'i'.repeat(300), scope: 's'.repeat(300), personas: [long] }),
};
const names = Object.keys(pages);
const looks = [
  { colorScheme: 'light', viewport: { width: 1000, height: 800 } },
  { colorScheme: 'dark', viewport: { width: 320, height: 640 } },
] as const;

let app: FastifyInstance;
let url: string;
beforeAll(async () => {
  app = Fastify();
  app.get('/:name', ({ params }, reply) => reply.headers(pageHeaders).send(pages[(params as { name: string }).name]));
  url = await app.listen({ host: '127.0.0.1', port: 0 });
});
afterAll(() => app.close());

describeInBrowser('the pages of the login', open => {
  it.each(looks)('are accessible: $colorScheme, $viewport.width pixels', async look => {
    const page = await open({ ...look, bypassCSP: true });
    for (const name of names) {
      await page.goto(`${url}/${name}`);
      expect({ [name]: await violationsOn(page) }).toEqual({ [name]: [] });
    }
    await page.context().close();
  });

  it.each([320, 1000])('never scroll sideways: %i pixels', async width => {
    const page = await open({ viewport: { width, height: 640 }, bypassCSP: true });
    for (const name of names) {
      await page.goto(`${url}/${name}`);
      expect({ [name]: await page.evaluate('document.documentElement.scrollWidth') }).toEqual({ [name]: width });
    }
    await page.context().close();
  });

  it('are dark for readers who prefer dark', async () => {
    const grounds: unknown[] = [];
    for (const colorScheme of ['light', 'dark'] as const) {
      const page = await open({ colorScheme, bypassCSP: true });
      await page.goto(`${url}/login`);
      grounds.push(await page.evaluate('getComputedStyle(document.body).backgroundColor'));
      await page.context().close();
    }
    expect(grounds).toEqual(['rgb(244, 245, 247)', 'rgb(18, 21, 27)']);
  });

  it('have no animation for readers who prefer reduced motion', async () => {
    const page = await open({ reducedMotion: 'reduce', bypassCSP: true });
    await page.goto(`${url}/login`);
    expect(await page.evaluate(`getComputedStyle(document.querySelector('button')).transitionDuration`)).toBe('0s');
    await page.context().close();
  });

  it('are styled under their own policy, violate none of it, and load nothing external', async () => {
    const page = await open();
    const complaints: string[] = [];
    page.on('console', message => void complaints.push(message.text()));
    for (const name of names) await page.goto(`${url}/${name}`);
    expect(await page.locator('main').evaluate(main => getComputedStyle(main).borderRadius)).toBe('16px');
    expect(complaints).toEqual([]);
    expect(page.asked.filter(address => !address.startsWith(url) && !address.startsWith('data:'))).toEqual([]);
    await page.context().close();
  });

  it('are walked through by the Tab key in the order in which they read, and show where one is', async () => {
    const page = await open({ bypassCSP: true });
    await page.goto(`${url}/login`);
    const stops: unknown[] = [];
    for (let index = 0; index < 5; index++) {
      await page.keyboard.press('Tab');
      stops.push(
        await page.evaluate(
          'document.activeElement.value || document.activeElement.id || document.activeElement.innerText',
        ),
      );
      expect(await page.evaluate('getComputedStyle(document.activeElement).outlineWidth')).toBe('3px');
    }
    expect(stops).toEqual(['alice', 'layla', 'name', 'Log in', '1']);
    await page.context().close();
  });

  it('read aloud as headings, a list of buttons and a labelled field', async () => {
    const page = await open();
    await page.goto(`${url}/mistake`);
    const told = await page.locator('main').ariaSnapshot();
    const roles = [...told.matchAll(/- ((?:alert|link|heading|region|textbox|button)\b(?: "[^"]*")?)/g)];
    expect(roles.map(([, role]) => role)).toEqual([
      'alert',
      'link "Type a name."',
      'heading "Who logs in to Hubs browser?"',
      'region "Choose a person"',
      'heading "Choose a person"',
      'button "Alice Lindqvist alice@example.com alice An ordinary user"',
      'button "ليلى الحداد layla@example.com layla Written from right to left"',
      'region "Or anyone else"',
      'heading "Or anyone else"',
      'textbox "Name"',
      'button "Log in"',
      'button "Deny access"',
    ]);
    await page.context().close();
  });
});
