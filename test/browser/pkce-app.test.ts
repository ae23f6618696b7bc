// The page without a server of docs/login-recipes.md, on an origin of its own: PKCE and CORS in a real browser.

import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Mock } from '../../src/testing/mock.ts';
import { startMock } from '../../src/testing/start-mock.ts';
import { shownFile } from '../docs/pages.ts';
import { describeInBrowser } from './chromium.ts';

const html = `<!doctype html>
<html lang="en"><meta charset="utf-8"><title>A page</title>
<h1>Nobody</h1><img alt=""><button>Log in</button>
<script type="module" src="app.js"></script>`;

let mock: Mock;
let server: Server;
let app: string;

beforeAll(async () => {
  mock = await startMock();
  const script = shownFile('app.js').replace('http://127.0.0.1:4010', mock.url);
  server = createServer((request, response) => {
    const isScript = request.url === '/app.js';
    response.writeHead(200, { 'content-type': isScript ? 'text/javascript' : 'text/html' });
    response.end(isScript ? script : html);
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  app = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(async () => {
  server.closeAllConnections();
  await new Promise(resolve => server.close(resolve));
  await mock.close();
});

describeInBrowser('a page without a server', open => {
  it('logs in with PKCE, reads the profile and shows the picture, all across origins', async () => {
    const page = await open();
    const complaints: string[] = [];
    page.on('console', message => void complaints.push(message.text()));
    await page.goto(app);
    await page.getByRole('button', { name: 'Log in' }).click();
    await page.getByRole('button', { name: /^Alice Lindqvist/ }).click();
    await page.getByRole('heading', { name: 'Alice Lindqvist' }).waitFor();
    const picture = page.locator('img');
    await expect.poll(() => picture.evaluate(image => (image as HTMLImageElement).naturalWidth)).toBe(120);
    expect(complaints.filter(text => !text.includes('favicon'))).toEqual([]);
    await page.context().close();
  });

  it('may read the pixels of the picture too', async () => {
    const page = await open();
    await page.goto(app);
    const response = await fetch(`${mock.url}/userinfo`, { headers: { authorization: mock.token('alice') } });
    const { picture } = (await response.json()) as { readonly picture: string };
    expect(await page.evaluate(async url => (await (await fetch(url)).blob()).type, picture)).toBe('image/png');
    await page.context().close();
  });
});
