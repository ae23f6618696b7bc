// HAR files that Chromium writes through playwright, recorded here. A proxy stands in for caches and broken networks:
// the mock answers only what the document has, and its answers say no-store.

import { mkdtempSync } from 'node:fs';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Mock } from '../../src/testing/mock.ts';
import { startMock } from '../../src/testing/start-mock.ts';
import { checkHar, type HarCheck } from '../../src/traffic/har/check-har.ts';
import { document, validators } from '../traffic/recordings/exchanges.ts';
import { describeInBrowser } from './chromium.ts';

let mock: Mock;
let server: Server;
let origin: string;
let passed: string[] = [];

/** What the proxy makes of an answer, by the query of the request. */
const changes: Readonly<Record<string, (response: ServerResponse, body: Buffer, tag: string | undefined) => unknown>> =
  {
    '': (response, body) => response.end(body),
    '?cut': (response, body) => {
      response.setHeader('content-length', body.length + 100);
      response.write(body, () => setImmediate(() => response.destroy()));
    },
    '?keep': (response, body) => response.setHeader('cache-control', 'private, max-age=600').end(body),
    '?confirm': (response, body, tag) => {
      response.setHeader('etag', '"a"').setHeader('cache-control', 'private, no-cache');
      if (tag !== '"a"') return response.end(body);
      response.removeHeader('content-type');
      return response.writeHead(304).end();
    },
    '?uncoded': (response, body) => response.setHeader('content-encoding', 'br').end(body),
    '?silent': response => response.destroy(),
  };

beforeAll(async () => {
  mock = await startMock();
  server = createServer(async ({ url = '', headers }, response) => {
    if (!url.startsWith('/userinfo')) return response.writeHead(200, { 'content-type': 'text/html' }).end('<p>A page');
    passed.push(`${url} ${headers['if-none-match'] ?? ''}`.trim());
    const answer = await fetch(`${mock.url}/userinfo`, { headers: { authorization: headers.authorization ?? '' } });
    response.statusCode = answer.status;
    for (const name of ['content-type', 'cache-control']) response.setHeader(name, answer.headers.get(name) ?? '');
    for (const [name, value] of answer.headers) if (name.startsWith('x-')) response.setHeader(name, value);
    return changes[url.slice('/userinfo'.length)]?.(
      response,
      Buffer.from(await answer.arrayBuffer()),
      headers['if-none-match'],
    );
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(async () => {
  server.closeAllConnections();
  await new Promise(resolve => server.close(resolve));
  await mock.close();
});

describeInBrowser('a HAR file that Chromium wrote', open => {
  /** Records what a page fetches. */
  async function record(
    visit: (ask: (query?: string, token?: string) => Promise<string>, page: Page) => Promise<unknown>,
  ): Promise<HarCheck> {
    passed = [];
    const path = join(mkdtempSync(join(tmpdir(), 'har-')), 'traffic.har');
    const page = await open({ recordHar: { path } });
    await page.goto(origin);
    const ask = (query = '', token = mock.token('alice')): Promise<string> =>
      page.evaluate(
        ([url, authorization]) =>
          fetch(url, { headers: { authorization } })
            .then(answer => answer.text())
            .catch(error => `failed: ${error.name}`),
        [`/userinfo${query}`, `Bearer ${token}`] as const,
      );
    await visit(ask, page);
    await page.context().close();
    return checkHar(path, { document, validators });
  }

  const errorsOf = ({ checks }: HarCheck): readonly string[] =>
    checks.flatMap(({ id, findings }) =>
      findings.filter(({ severity }) => severity === 'error').map(({ code }) => `${id}: ${code}`),
    );

  it('passes with answers of the mock', async () => {
    const result = await record(async ask => {
      expect(await ask()).toContain('alice');
      expect(await ask('', mock.token('alice', '429'))).toContain('Quota');
    });
    expect(errorsOf(result)).toEqual([]);
    expect(result.counts).toMatchObject({ checked: 2, withoutBody: 0, unreadable: 0, local: 0 });
  });

  it('has an error for an answer that was cut off', async () => {
    const result = await record(async ask => expect(await ask('?cut')).toBe('failed: TypeError'));
    expect(errorsOf(result)).toEqual(['getUserInfo-200: response/body-cut-off']);
  });

  it('has an error for an answer that the browser could not decode', async () => {
    const result = await record(async ask => expect(await ask('?uncoded')).toBe('failed: TypeError'));
    expect(errorsOf(result)).toEqual(['getUserInfo-200: response/content-coding-false']);
  });

  it('counts apart what no server answered, and what the page gave up', async () => {
    const result = await record(async (ask, page) => {
      expect(await ask('?silent')).toBe('failed: TypeError');
      await page.evaluate(async () => {
        const control = new AbortController();
        const answer = fetch('/userinfo', { signal: control.signal });
        control.abort();
        await answer.catch(() => {});
      });
    });
    expect(errorsOf(result)).toEqual([]);
    expect(result.counts).toMatchObject({ checked: 0, aborted: 2 });
  });

  it('takes the media type of a cached answer that a 304 confirmed from the recorder', async () => {
    const result = await record(async ask => {
      expect(await ask('?confirm')).toContain('alice');
      expect(await ask('?confirm')).toContain('alice');
    });
    expect(passed).toEqual(['/userinfo?confirm', '/userinfo?confirm "a"']);
    expect(errorsOf(result)).toEqual([]);
    expect(result.counts).toMatchObject({ checked: 2, revalidated: 1, local: 0 });
  });

  it('counts apart what the cache of the browser or the test answered', async () => {
    const result = await record(async (ask, page) => {
      expect(await ask('?keep')).toContain('alice');
      expect(await ask('?keep')).toContain('alice');
      await page.route('**/userinfo?fake', route => route.fulfill({ json: {} }));
      expect(await ask('?fake')).toBe('{}');
    });
    expect(passed).toEqual(['/userinfo?keep']);
    expect(errorsOf(result)).toEqual([]);
    expect(result.counts).toMatchObject({ checked: 1, local: 2 });
  });
});
