// The snippets of Autodesk's reference page, as they stand there but for the address.

import axios, { AxiosError } from 'axios';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Mock } from '../../src/testing/mock.ts';
import { startMock } from '../../src/testing/start-mock.ts';

let mock: Mock;
beforeAll(async () => {
  mock = await startMock();
});
beforeEach(() => mock.reset());
afterAll(() => mock.close());

const accessToken = 'mock.alice';

describe('axios', () => {
  it.each(['get', 'post'])('%s with the bare token', async method => {
    const config = {
      method,
      url: `${mock.url}/userinfo`,
      headers: {
        Authorization: accessToken,
      },
    };
    const response = await axios(config);
    expect(response.data).toMatchObject({ given_name: 'Alice' });
    expect(mock.journal.all()).toMatchObject([{ method: method.toUpperCase(), status: 200 }]);
  });

  it('rejects error statuses, with status, headers and body', async () => {
    const error: unknown = await axios(`${mock.url}/userinfo`, {
      headers: { Authorization: `Bearer ${accessToken}.429` },
    }).catch(reason => reason);
    if (!(error instanceof AxiosError)) throw error;
    expect(error.response?.status).toBe(429);
    expect(error.response?.headers['retry-after']).toBe('25');
    expect(error.response?.data).toEqual({ developerMessage: 'Quota limit exceeded.' });
  });

  it('can give up waiting, and the journal knows', async () => {
    mock.use({ delayMs: 600_000 });
    const patience = new AbortController();
    const answer = axios(`${mock.url}/userinfo`, { headers: { Authorization: accessToken }, signal: patience.signal });
    await expect.poll(() => mock.journal.count()).toBe(1);
    patience.abort();
    await expect(answer).rejects.toThrow('canceled');
    await expect.poll(() => mock.journal.all()[0]?.aborted).toBe(true);
  });
});

describe('fetch', () => {
  it('with the bare token', async () => {
    const response = await fetch(`${mock.url}/userinfo`, { headers: { Authorization: accessToken } });
    expect(await response.json()).toMatchObject({ given_name: 'Alice' });
  });

  it('POST with a type of content and no content, as the page does with Unirest', async () => {
    const response = await fetch(`${mock.url}/userinfo`, {
      method: 'POST',
      headers: { Authorization: accessToken, 'Content-Type': 'application/json' },
    });
    expect(await response.json()).toMatchObject({ given_name: 'Alice' });
  });

  it.each(['reset', 'empty-response', 'random-data', 'malformed-chunk', 'truncated'])(
    'fails on %s, and on nothing after it',
    async fault => {
      const get = async (token: string) =>
        (await fetch(`${mock.url}/userinfo`, { headers: { Authorization: `Bearer ${token}` } })).json();
      await expect(get(`${accessToken}.${fault}`)).rejects.toThrow();
      expect(await get(accessToken)).toMatchObject({ given_name: 'Alice' });
    },
  );
});
