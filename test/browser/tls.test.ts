// The login over https in a real browser: Secure cookies, form_post to an application on https, and certificate errors.

import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { loadMaker } from '../../src/server/tls/prepare-tls.ts';
import type { Mock } from '../../src/testing/mock.ts';
import { startMock } from '../../src/testing/start-mock.ts';
import { describeInBrowser } from './chromium.ts';

let mock: Mock;
let server: Server;
let app: string;

beforeAll(async () => {
  mock = await startMock({ tls: true, tlsFaultPort: 0 });
  const pair = await loadMaker().issue({ names: ['127.0.0.1'], authority: undefined, days: 2 });
  server = createServer(pair, async (request, response) => {
    const form = new URLSearchParams((await request.toArray()).join(''));
    response.writeHead(200, { 'content-type': 'text/html' });
    response.end(`<h1>${request.method} ${form.has('code') ? 'with a code' : 'without'}</h1>`);
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  app = `https://127.0.0.1:${(server.address() as AddressInfo).port}/callback`;
});
afterAll(async () => {
  server.closeAllConnections();
  await new Promise(resolve => server.close(resolve));
  await mock.close();
});

const loginAt = (url: string): string =>
  `${url}/authentication/v2/authorize?${new URLSearchParams({
    ...{ client_id: 'app', redirect_uri: app, response_type: 'code', response_mode: 'form_post', scope: 'data:read' },
  })}`;

describeInBrowser('a login over https', open => {
  it('keeps its Secure cookies, remembers who logged in, and posts the code to the application', async () => {
    const page = await open({ ignoreHTTPSErrors: true });
    await page.goto(loginAt(mock.url));
    await page.getByRole('button', { name: /^Alice Lindqvist/ }).click();
    await page.getByRole('heading', { name: 'POST with a code' }).waitFor();
    const cookies = await page.context().cookies();
    expect(cookies.length).toBeGreaterThan(0);
    expect(cookies.map(({ secure }) => secure)).not.toContain(false);
    await page.goto(loginAt(mock.url));
    await page.getByRole('heading', { name: 'POST with a code' }).waitFor();
    await page.context().close();
  });

  it('is refused where the browser does not trust the CA', async () => {
    const page = await open();
    await expect(page.goto(loginAt(mock.url))).rejects.toThrow('ERR_CERT_AUTHORITY_INVALID');
    await expect(page.goto(mock.tlsFaults?.closed ?? '')).rejects.toThrow(/ERR_(SSL|CONNECTION|EMPTY)/);
    await page.context().close();
  });
});
