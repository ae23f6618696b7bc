// The page at /__admin/ui in a real browser. Any error of its scripts, any failed request, and any request elsewhere fails.

import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { type AdminServer, startServer } from '../server/admin/admin-server.ts';
import { violationsOn } from './axe.ts';
import { describeInBrowser, type OpenPage, type VisitedPage } from './chromium.ts';

let server: AdminServer;
let url: string;
let complaints: string[];
beforeAll(async () => {
  server = await startServer();
  url = `http://127.0.0.1:${server.port}`;
});
afterAll(() => server.close());
beforeEach(() => {
  complaints = [];
  server.sessions.resetAll();
});
afterEach(() => expect(complaints).toEqual([]));

const ask = (token: string, session = '') =>
  fetch(`${url}${session}/userinfo`, { headers: { authorization: `Bearer ${token}` } }).catch(() => undefined);

/** Opens a view, and watches for everything that goes wrong. */
async function visit(open: OpenPage, path: string, options: Parameters<OpenPage>[0] = {}): Promise<VisitedPage> {
  const page = await open(options);
  page.on('pageerror', error => complaints.push(`error: ${error.message}`));
  page.on('console', message => {
    if (message.type() === 'error' || message.type() === 'warning') complaints.push(`console: ${message.text()}`);
  });
  page.on('requestfailed', request => {
    if (!request.url().endsWith('/events')) complaints.push(`failed: ${request.url()}`);
  });
  page.on('request', request => {
    if (!request.url().startsWith(url) && !request.url().startsWith('data:'))
      complaints.push(`elsewhere: ${request.url()}`);
  });
  await page.goto(`${url}${path}`);
  await page.getByText('live', { exact: true }).waitFor();
  return page;
}

const rows = (page: VisitedPage) => page.getByRole('option').filter({ has: page.locator('.time') });

describeInBrowser('the requests of the page', open => {
  it('are there at once, and each new one without a reload', async () => {
    await ask('mock.alice');
    const page = await visit(open, '/__admin/ui#/requests');
    await expect.poll(() => rows(page).count()).toBe(1);
    await ask('mock.ben.429');
    await rows(page).filter({ hasText: 'ben' }).waitFor();
    expect(await rows(page).first().innerText()).toContain('429');
    await page.context().close();
  });

  it('are filtered by the address of the page, which names the session, too', async () => {
    for (const token of ['mock.alice', 'mock.ben.429', 'mock.carla.500']) await ask(token, '/sessions/one');
    await ask('mock.alice');
    const page = await visit(open, '/sessions/one/__admin/ui#/requests?status=429');
    await expect.poll(() => rows(page).count()).toBe(1);
    await page.getByLabel('Status').selectOption('5xx');
    await rows(page).filter({ hasText: 'carla' }).waitFor();
    expect(page.url()).toBe(`${url}/sessions/one/__admin/ui#/requests?status=5xx`);
    await page.getByLabel('Session').selectOption('default');
    await page.waitForURL(`${url}/__admin/ui#/requests`);
    await expect.poll(() => rows(page).count()).toBe(1);
    await page.context().close();
  });

  it('say why, with the answer and a curl to repeat it, by keyboard alone and without the token', async () => {
    await ask('a-very-secret-token');
    await ask('mock.ben.429');
    const page = await visit(open, '/__admin/ui#/requests');
    await rows(page).nth(1).waitFor();
    await page.getByRole('listbox').focus();
    await page.keyboard.press('ArrowDown');
    const detail = page.getByRole('region', { name: 'Request' });
    await detail.getByText('429, because the token names it').waitFor();
    await detail.getByText('Quota limit exceeded.').waitFor();
    await detail.getByText('The answer satisfies the document.').waitFor();
    await detail.getByText('Bearer mock.ben.429').waitFor();
    await page.keyboard.press('ArrowDown');
    await detail.getByText('"Authorization: Bearer $TOKEN"').waitFor();
    await detail.getByText('Bearer ***').waitFor();
    expect(await page.content()).not.toContain('a-very-secret-token');
    await page.context().close();
  });

  it('are a picture, in which a retry before its time stands out', async () => {
    await ask('mock.ben.429');
    await ask('mock.ben.429');
    const page = await visit(open, '/__admin/ui#/requests');
    await page.getByText('1 sent before Retry-After was over').waitFor();
    expect(await page.locator('svg .wait').count()).toBe(2);
    expect(await page.locator('svg circle.early').count()).toBe(1);
    await page.context().close();
  });

  it.each(['light', 'dark'] as const)('are accessible, and fit a phone: %s', async colorScheme => {
    await ask('mock.ben.429');
    for (const width of [360, 1280]) {
      const options = { colorScheme, bypassCSP: true, viewport: { width, height: 740 } };
      const page = await visit(open, '/__admin/ui#/requests', options);
      await rows(page).first().click();
      await page.getByText('The answer satisfies the document.').waitFor();
      expect(await violationsOn(page)).toEqual([]);
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(width);
      await page.context().close();
    }
  });
});

describeInBrowser('the page of a server with an admin token', open => {
  it('asks for the token, keeps it in the tab, and sets no cookie', async () => {
    const closed = await startServer({ adminToken: 'secret' });
    const page = await open();
    await page.goto(`http://127.0.0.1:${closed.port}/__admin/ui#/requests`);
    await page.getByLabel('Admin token').fill('wrong');
    await page.keyboard.press('Enter');
    await page.getByText('That token is wrong.').waitFor();
    await page.getByLabel('Admin token').fill('secret');
    await page.keyboard.press('Enter');
    await page.getByText('live', { exact: true }).waitFor();
    await page.reload();
    await page.getByText('live', { exact: true }).waitFor();
    expect(await page.context().cookies()).toEqual([]);
    await page.context().close();
    await closed.close();
  });
});
