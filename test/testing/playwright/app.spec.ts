// What an app's own tests with the fixture look like; test/testing/playwright.test.ts runs them.

import { pathToFileURL } from 'node:url';
import type * as Fixture from '../../../src/testing/playwright.ts';
import { entries } from '../../program.ts';
import { type App, startApp } from './app.ts';

const { test: base, expect } = (await import(pathToFileURL(entries.playwright).href)) as typeof Fixture;

const test = base.extend<object, { app: App }>({
  app: [
    async ({ mock }, use) => {
      const app = await startApp(mock.url);
      await use(app);
      app.close();
    },
    { scope: 'worker' },
  ],
});

test('alice is logged in without a page', async ({ page, app, userinfo }) => {
  await page.goto(app.url);
  await expect(page.locator('h1')).toHaveText('Alice Lindqvist');
  expect(await userinfo.requests({ path: '/userinfo' })).toHaveLength(1);
});

test.describe('another person', () => {
  test.use({ persona: 'ben' });
  test('is logged in for this test', async ({ page, app, userinfo }) => {
    await page.goto(app.url);
    await expect(page.locator('h1')).not.toHaveText('Alice Lindqvist');
    expect(await userinfo.requests({ persona: 'ben' })).not.toEqual([]);
  });
});

test.describe('no persona', () => {
  test.use({ persona: null });
  test('sees the login page', async ({ page, app }) => {
    await page.goto(app.url);
    await expect(page).toHaveTitle(/log in/i);
  });
});

test('a client that breaks a rule fails at the end', async ({ page, app, userinfo }) => {
  await userinfo.use('429');
  await page.goto(app.url);
  await expect(page.locator('h1')).toHaveText('Try again later');
});

test.describe('without judgement', () => {
  test.use({ behaviour: false });
  test('it passes', async ({ page, app, userinfo }) => {
    await userinfo.use('429');
    await page.goto(app.url);
    await expect(page.locator('h1')).toHaveText('Try again later');
  });
});
