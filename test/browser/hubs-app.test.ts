// The tutorials' login button in a real browser, from the click to the profile and back out.

import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Mock } from '../../src/testing/mock.ts';
import { startMock } from '../../src/testing/start-mock.ts';
import { createHubsApp } from '../clients/hubs-app/hubs-app.ts';
import { violationsOn } from './axe.ts';
import { describeInBrowser } from './chromium.ts';

let mock: Mock;
let server: Server;
let app: string;

beforeAll(async () => {
  mock = await startMock();
  server = createServer();
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  app = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const callbackUrl = `${app}/api/auth/callback`;
  server.on('request', createHubsApp({ baseUrl: mock.url, clientId: 'hubs', clientSecret: 'secret', callbackUrl }));
});
afterAll(async () => {
  server.closeAllConnections();
  await new Promise(resolve => server.close(resolve));
  await mock.close();
});

const question = (page: Page) => page.getByRole('heading', { name: 'Who logs in to hubs?' });
const button = (page: Page, name: string | RegExp) => page.getByRole('button', { name });

async function atLoginPage(page: Page): Promise<void> {
  await page.goto(app);
  await button(page, 'Login').click();
  await question(page).waitFor();
}

describeInBrowser('the login button of the tutorials', open => {
  it('logs a persona in by mouse, and shows name, address and picture', async () => {
    const page = await open();
    await atLoginPage(page);
    await button(page, /^Alice Lindqvist/).click();
    await button(page, 'Logout (Alice Lindqvist)').waitFor();
    expect(await page.locator('#email').innerText()).toBe('alice.lindqvist@example.com');
    const picture = page.locator('#picture');
    await expect.poll(() => picture.evaluate(image => (image as HTMLImageElement).naturalWidth)).toBe(120);
    await page.context().close();
  });

  it('is passed by keyboard alone', async () => {
    const page = await open();
    await page.goto(app);
    await button(page, 'Login').waitFor();
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await question(page).waitFor();
    for (let stop = 0; stop < 2; stop++) await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await button(page, /^Logout \(Ben /).waitFor();
    await page.context().close();
  });

  it('takes any name, by Enter too, and the same name is the same person', async () => {
    const seen: string[] = [];
    for (let time = 0; time < 2; time++) {
      const page = await open();
      await atLoginPage(page);
      await page.getByLabel('Name').fill('somebody new');
      await page.keyboard.press('Enter');
      seen.push(await button(page, /^Logout/).innerText());
      await page.context().close();
    }
    expect(seen[0]).toBe(seen[1]);
  });

  it('goes back with access_denied where access is denied', async () => {
    const page = await open();
    await atLoginPage(page);
    await button(page, 'Deny access').click();
    await page.waitForURL(`${app}/?error=access_denied`);
    await button(page, 'Login').waitFor();
    await page.context().close();
  });

  it('asks nothing the second time, until the logout', async () => {
    const page = await open();
    await atLoginPage(page);
    await button(page, /^Alice Lindqvist/).click();
    await button(page, 'Logout (Alice Lindqvist)').waitFor();
    await page.context().clearCookies({ name: /^hubs/ });
    await page.reload();
    await button(page, 'Login').click();
    await button(page, 'Logout (Alice Lindqvist)').click();
    await button(page, 'Login').click();
    await question(page).waitFor();
    await page.context().close();
  });

  it('works without scripts', async () => {
    const page = await open({ javaScriptEnabled: false });
    await page.goto(`${app}/api/auth/login`);
    await button(page, /^Fay Castellan/).click();
    await page.waitForURL(`${app}/`);
    await page.goto(`${app}/api/auth/profile`);
    expect(await page.locator('body').innerText()).toContain('fay.castellan@example.org');
    await page.context().close();
  });

  it.each(['light', 'dark'] as const)('meets an accessible page with everybody on it: %s', async colorScheme => {
    const page = await open({ colorScheme, bypassCSP: true, viewport: { width: 360, height: 740 } });
    await atLoginPage(page);
    expect(await violationsOn(page)).toEqual([]);
    await page.context().close();
  });

  it('contacts only the application and the mock, and violates no policy', async () => {
    const page = await open();
    const complaints: string[] = [];
    page.on('console', message => void complaints.push(message.text()));
    await atLoginPage(page);
    await page.locator('img.picture').first().waitFor();
    expect(
      page.asked.filter(url => !url.startsWith(app) && !url.startsWith(mock.url) && !url.startsWith('data:')),
    ).toEqual([]);
    expect(complaints.filter(text => !text.includes('401'))).toEqual([]);
    await page.context().close();
  });
});
