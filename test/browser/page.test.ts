// The page at /__admin/ui in a real browser. Any error of its scripts, any failed request, and any request elsewhere fails.

import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { newEntry } from '../../src/server/sessions/journal-entry.ts';
import { type AdminServer, startServer } from '../server/admin/admin-server.ts';
import { violationsOn } from './axe.ts';
import { describeInBrowser, type OpenPage, type VisitedPage } from './chromium.ts';

const run = promisify(execFile);

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
  for (const { id } of server.sessions.list()) server.sessions.remove(id);
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
    if (request.failure()?.errorText !== 'net::ERR_ABORTED') complaints.push(`failed: ${request.url()}`);
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
    await detail.getByText('The scenario "429" comes from the token').waitFor();
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

describeInBrowser('the people of the page', open => {
  it('have a picture, a token in any form, and claims side by side', async () => {
    const page = await visit(open, '/__admin/ui');
    await page.getByRole('link', { name: /^alice/ }).click();
    const person = page.getByRole('region', { name: 'Persona alice' });
    await person.locator('img.face').waitFor();
    await person.getByLabel('Scenario').selectOption('429');
    await person.getByText('mock.alice.429', { exact: true }).waitFor();
    await person.getByText('curl', { exact: true }).click();
    await person.getByText(`curl -i -H 'Authorization: Bearer mock.alice.429' ${url}/userinfo`).waitFor();
    const row = person.getByRole('row', { name: /^profile / });
    expect(await row.innerText()).toContain('missing');
    expect(await row.locator('.differs').count()).toBe(1);
    await person.getByLabel('only what differs').check();
    expect(await person.getByRole('row', { name: /^sub / }).count()).toBe(0);
    expect(server.sessions.default.journal.count()).toBe(0);
    await page.context().close();
  });

  it('are compared by scope where the document gives claims by scope', async () => {
    await server.call('PATCH /settings', { body: { profileApi: 'v2' }, session: 'two' });
    const page = await visit(open, '/sessions/two/__admin/ui#/people?persona=alice');
    await page.getByLabel('openid profapi:img-profile:read', { exact: true }).check();
    await page.getByRole('columnheader', { name: 'openid profapi:img-profile:read' }).waitFor();
    const row = page.getByRole('row', { name: /^email / });
    await expect.poll(() => row.locator('.differs').count()).toBe(1);
    await page.context().close();
  });

  it.each(['', '/sessions/login'])('log in, and come back with the token decoded: session "%s"', async session => {
    if (session !== '') await server.call('POST /reset', { session: 'login' });
    const page = await visit(open, `${session}/__admin/ui#/people?persona=carla`);
    await page.getByRole('button', { name: 'Log in as carla' }).click();
    const done = page.getByRole('region', { name: 'Logged in' });
    await done.getByText('"userid"').first().waitFor();
    await done.getByText('"name": "Carla').waitFor();
    expect(page.url()).toBe(`${url}${session}/__admin/ui#/people?persona=carla`);
    await page.context().close();
  });

  it('are made in a form, with the findings of the validator as one types', async () => {
    const page = await visit(open, '/__admin/ui#/people?form=new');
    await page.getByLabel('Name, as in the token').fill('zoe');
    await page.getByLabel('email', { exact: true }).selectOption('given');
    await page.getByLabel('Value of email', { exact: true }).fill('no address');
    await page.getByText('1 problem').waitFor();
    expect(await page.getByRole('button', { name: 'Save to the session' }).isDisabled()).toBe(true);
    await page.getByLabel('Value of email', { exact: true }).fill('zoe@example.com');
    await page.getByLabel('picture', { exact: true }).selectOption('absent');
    await page.getByText('Satisfies the document.').waitFor();
    const [file] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Download YAML' }).click(),
    ]);
    expect(file.suggestedFilename()).toBe('zoe.yaml');
    expect(readFileSync(await file.path(), 'utf8')).toBe('claims:\n  email: zoe@example.com\nabsent:\n  - picture\n');
    await page.getByRole('button', { name: 'Save to the session' }).click();
    await page.getByRole('region', { name: 'Persona zoe' }).waitFor();
    const profile = (await (await ask('mock.zoe'))?.json()) as { email: string; picture?: string };
    expect([profile.email, profile.picture]).toEqual(['zoe@example.com', undefined]);
    await page.context().close();
  });
});

describeInBrowser('the scenarios of the page', open => {
  it('are used, queued, moved and removed by keyboard', async () => {
    const page = await visit(open, '/__admin/ui#/scenarios');
    await page.getByRole('button', { name: 'Use token-expired' }).press('Enter');
    await page.locator('.active-name').getByText('token-expired').waitFor();
    expect((await ask('mock.alice'))?.status).toBe(401);
    for (const name of ['429', '500'])
      await page.getByRole('button', { name: `Once: ${name}`, exact: true }).press('Enter');
    await page.getByRole('button', { name: 'Move 500 up' }).press('Enter');
    await page.getByText('500 is now number 1 of the queue.').waitFor();
    expect([(await ask('mock.alice'))?.status, (await ask('mock.alice'))?.status]).toEqual([500, 429]);
    await page.getByText('The queue is empty.').waitFor();
    await page.getByRole('button', { name: 'Reset scenarios' }).press('Enter');
    await page.getByText('No scenario: the normal answers.').waitFor();
    await page.context().close();
  });

  it('are dragged into the queue, and within it', async () => {
    const page = await visit(open, '/__admin/ui#/scenarios', { viewport: { width: 1280, height: 1100 } });
    const queue = page.locator('.queue');
    const card = (name: string) =>
      page.locator('.catalogue li').filter({ has: page.getByRole('button', { name: `Use ${name}`, exact: true }) });
    await card('401').dragTo(queue);
    await queue.locator('li').nth(0).waitFor();
    await card('403').dragTo(queue.locator('li').nth(0));
    await expect.poll(() => queue.locator('.name').allInnerTexts()).toEqual(['403', '401']);
    await queue.locator('li').nth(0).dragTo(queue.locator('li').nth(1));
    await expect.poll(() => queue.locator('.name').allInnerTexts()).toEqual(['401', '403']);
    await page.context().close();
  });

  it('show what is left of the limit, and the clock ends its window', async () => {
    const page = await visit(open, '/__admin/ui#/scenarios');
    await page.getByLabel('Calls', { exact: true }).fill('2');
    await page.getByRole('button', { name: 'Set', exact: true }).click();
    await expect.poll(() => server.sessions.default.settings.rateLimit).toBe(2);
    for (const status of [200, 200, 429]) expect((await ask('mock.alice'))?.status).toBe(status);
    await page.getByText('0 of 2 left').waitFor();
    await page.getByRole('button', { name: 'Advance 1 h' }).click();
    await page.getByText('1.0 h ahead of the system.').waitFor();
    expect((await ask('mock.alice'))?.status).toBe(200);
    await page.context().close();
  });
});

describeInBrowser('a number of calls', open => {
  it('can be typed once the limit is known, which would else come between its digits', async () => {
    const page = await visit(open, '/__admin/ui#/requests');
    let answer = (): void => {};
    const asked = new Promise<void>(resolve => (answer = resolve));
    await page.route('**/__admin/limits', async route => {
      await asked;
      await route.continue();
    });
    await page.getByRole('link', { name: 'Scenarios', exact: true }).click();
    const field = page.getByLabel('Calls', { exact: true });
    await field.waitFor();
    expect(await field.isDisabled()).toBe(true);
    answer();
    await expect.poll(() => field.isEnabled()).toBe(true);
    expect(await field.inputValue()).toBe('500');
    await page.context().close();
  });
});

describeInBrowser('the verdicts of the page', open => {
  it('name each breach, lead to its requests in the waterfall, and are saved as a report', async () => {
    await ask('mock.alice');
    for (let time = 0; time < 2; time++) await ask('mock.ben.429');
    const page = await visit(open, '/__admin/ui#/verdicts');
    await page.getByText('1 failed').waitFor();
    const [file] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'as junit' }).click(),
    ]);
    expect(file.suggestedFilename()).toBe('verdicts.xml');
    expect(readFileSync(await file.path(), 'utf8')).toContain('<failure');
    await page.getByRole('link', { name: 'Show in the waterfall' }).click();
    await page.getByText('Only the requests of a verdict').waitFor();
    expect(await page.locator('svg .bar.marked').count()).toBe(2);
    await page.context().close();
  });
});

describeInBrowser('the document on the page', open => {
  it('has operations, claims, and what was exercised', async () => {
    await ask('mock.alice.token-expired');
    const page = await visit(open, '/__admin/ui#/document');
    await page.getByText('1 of 12 documented answers').waitFor();
    await page.getByText('The token is missing, invalid or expired').first().click();
    await page
      .getByRole('heading', { name: /^token-expired .* sent$/ })
      .first()
      .waitFor();
    expect(await page.getByRole('row', { name: /^sub ?required/ }).count()).toBe(1);
    await page.context().close();
  });
});

describeInBrowser('a newcomer with the page alone', open => {
  it('makes a person without a picture who is rate limited, and understands the 429 and the verdict on a retry', async () => {
    const page = await visit(open, '/');
    await page.getByRole('link', { name: 'Make a person' }).click();
    await page.getByLabel('Name, as in the token').fill('nora');
    await page.getByLabel('picture', { exact: true }).selectOption('absent');
    await page.getByText('Satisfies the document.').waitFor();
    await page.getByRole('button', { name: 'Save to the session' }).click();
    const person = page.getByRole('region', { name: 'Persona nora' });
    await person.getByLabel('Scenario').selectOption('429');
    await person.getByText('fetch', { exact: true }).click();
    const snippet = await person.locator('.code pre').first().innerText();
    for (let time = 0; time < 2; time++) await run(process.execPath, ['--input-type=module', '--eval', snippet]);
    await page.getByRole('link', { name: 'Requests', exact: true }).click();
    await rows(page).nth(1).waitFor();
    await rows(page).first().click();
    const detail = page.getByRole('region', { name: 'Request', exact: true });
    await detail.getByText('The scenario "429" comes from the token').waitFor();
    await detail.getByText('Quota limit exceeded.').waitFor();
    await page.getByRole('link', { name: 'Verdicts', exact: true }).click();
    await page.getByText(/^A 429 said Retry-After: \d+, the next request came after/).waitFor();
    await page.context().close();
  });
});

describeInBrowser('many requests', open => {
  const fill = (count: number) => {
    for (let index = 0; index < count; index++) {
      const arrival = {
        session: 'many',
        at: Date.now(),
        method: 'GET',
        url: `/userinfo?n=${index}`,
        operationId: 'getUserInfo',
      };
      const entry = newEntry({ ...arrival, userAgent: undefined, correlationId: undefined, tokenHash: undefined });
      Object.assign(entry, { status: 200, durationMs: 1 });
      server.sessions.open('many').journal.add(entry);
    }
  };

  it('are a list of ten thousand, of which only those in sight exist', async () => {
    const large = await startServer({ journalSize: 10_000 });
    const before = [server, url] as const;
    [server, url] = [large, `http://127.0.0.1:${large.port}`];
    fill(10_000);
    const page = await visit(open, '/sessions/many/__admin/ui#/requests');
    await page.getByText('10000 requests').waitFor();
    expect(await rows(page).count()).toBeLessThan(60);
    await page.getByRole('listbox').focus();
    await page.keyboard.press('End');
    await rows(page).filter({ hasText: '/userinfo?n=0' }).first().waitFor();
    await page.context().close();
    await large.close();
    [server, url] = before;
  });

  it('come a thousand a second, and the page still answers a click', async () => {
    server.sessions.open('many');
    const page = await visit(open, '/sessions/many/__admin/ui#/requests');
    let sent = 0;
    const timer = setInterval(() => {
      fill(50);
      sent += 50;
    }, 50);
    await expect.poll(() => sent).toBeGreaterThan(1000);
    await page.getByRole('link', { name: 'Scenarios', exact: true }).click();
    await page.getByRole('heading', { name: 'Clock' }).waitFor();
    clearInterval(timer);
    await page.getByRole('link', { name: 'Requests', exact: true }).click();
    await page.getByText('1000 requests').waitFor();
    expect(await rows(page).first().innerText()).toMatch(/n=49\b/);
    await page.context().close();
  });
});

describeInBrowser('every view', open => {
  const looks = [
    { colorScheme: 'light', viewport: { width: 1280, height: 800 } },
    { colorScheme: 'dark', viewport: { width: 360, height: 740 } },
  ] as const;
  it.each(looks)('is accessible and fits: $colorScheme, $viewport.width pixels', async look => {
    await ask('mock.alice');
    for (let time = 0; time < 2; time++) await ask('mock.ben.429');
    const page = await visit(open, '/__admin/ui#/scenarios', { ...look, bypassCSP: true });
    await page.getByRole('button', { name: 'Once: 429', exact: true }).click();
    await page.getByRole('button', { name: 'Remove 429' }).waitFor();
    const ready: Readonly<Record<string, string>> = {
      scenarios: '.queue li',
      people: '.person',
      'people?persona=alice': 'td',
      'people?form=new': '.field',
      verdicts: '.breach',
      document: '.operation',
    };
    for (const [view, selector] of Object.entries(ready)) {
      await page.goto(`${page.url().replace(/#.*/, '')}#/${view}`);
      await page.locator(selector).first().waitFor();
      expect({ [view]: await violationsOn(page) }).toEqual({ [view]: [] });
      expect({ [view]: await page.evaluate('document.documentElement.scrollWidth') }).toEqual({
        [view]: look.viewport.width,
      });
    }
    await page.context().close();
  });

  it('has no animation for readers who prefer reduced motion, and shows the focus', async () => {
    const page = await visit(open, '/__admin/ui#/scenarios', { reducedMotion: 'reduce', bypassCSP: true });
    expect(await page.evaluate(`getComputedStyle(document.querySelector('button')).transitionDuration`)).toBe('0s');
    for (let stop = 0; stop < 12; stop++) {
      await page.keyboard.press('Tab');
      expect(await page.evaluate('getComputedStyle(document.activeElement).outlineWidth')).toBe('3px');
    }
    await page.context().close();
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
