import { setupServer } from 'msw/node';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Mock } from '../../src/testing/mock.ts';
import { userinfoHandlers } from '../../src/testing/msw.ts';
import { startMock } from '../../src/testing/start-mock.ts';

const api = 'https://developer.api.autodesk.com';
let mock: Mock;
/** The same mock, called at its own URL: positions in scenarios are for each token. */
let direct: Mock;
let server: ReturnType<typeof setupServer>;
let names: readonly string[];

beforeAll(async () => {
  [mock, direct] = await Promise.all([startMock({ admin: true }), startMock()]);
  const answer = await fetch(`${mock.url}/__admin/scenarios`);
  names = ((await answer.json()) as { scenarios: { name: string }[] }).scenarios.map(({ name }) => name);
  server = setupServer(...userinfoHandlers(mock));
  server.listen({ onUnhandledRequest: 'bypass' });
});
afterEach(() => mock.reset());
afterAll(async () => {
  server.close();
  await Promise.all([mock.close(), direct.close()]);
});

/** Headers that differ between two answers to the same request. */
const ownHeaders = new Set([
  'x-request-id',
  'date',
  'connection',
  'keep-alive',
  'transfer-encoding',
  'content-encoding',
  'content-length',
  'retry-after',
  'x-rate-limit-reset',
]);

async function seen(url: string, name: string, signal: AbortSignal | null = null) {
  const headers = { authorization: `Bearer mock.alice.${name}` };
  try {
    const response = await fetch(`${url}/userinfo`, { headers, redirect: 'manual', signal });
    const text = await response.text();
    const rest = [...response.headers].filter(([header]) => !ownHeaders.has(header));
    return { status: response.status, headers: Object.fromEntries(rest), text };
  } catch (error) {
    return { failed: (error as Error).name };
  }
}

/** They end two seconds late at least, or never. */
const late = new Set(['drip', 'never-answers', 'stall-in-head', 'slow-3s', 'slow', 'stall', 'very-slow']);

/** On the wire only. */
const refused: Readonly<Record<string, string>> = {
  'body-too-long': 'BODY_TOO_LONG',
  'corrupt-brotli': 'CORRUPT_BROTLI',
  'corrupt-gzip': 'CORRUPT_GZIP',
  'malformed-chunk': 'MALFORMED_RESPONSE_CHUNK',
  'random-data': 'RANDOM_DATA_THEN_CLOSE',
  truncated: 'TRUNCATED_BODY',
};

describe('the handlers', () => {
  it('answer the catalogue as the server does, or say what MSW cannot do', async () => {
    expect(names.length).toBeGreaterThan(70);
    for (const name of names.filter(name => !late.has(name))) {
      const fault = refused[name];
      const byMsw = await seen(api, name);
      const own = fault === undefined ? await seen(direct.url, name) : undefined;
      if (fault === undefined) expect(withoutHost(byMsw), name).toEqual(withoutHost(own));
      else expect(byMsw, name).toMatchObject({ status: 501, text: expect.stringContaining(`the fault ${fault}`) });
    }
  });

  it('are as late as the server with the rest of the catalogue', async () => {
    expect([...late].filter(name => !names.includes(name))).toEqual([]);
    for (const url of [api, direct.url]) {
      const outcomes = await Promise.all([...late].map(name => seen(url, name, AbortSignal.timeout(500))));
      expect(outcomes).toEqual([...late].map(() => ({ failed: 'TimeoutError' })));
    }
  });

  it('have the journal and the verdicts of the mock', async () => {
    mock.once('429');
    const ask = () => fetch(`${api}/userinfo`, { headers: { authorization: `Bearer ${mock.token('alice')}` } });
    expect([(await ask()).status, (await ask()).status]).toEqual([429, 200]);
    expect(mock.journal.count({ path: '/userinfo' })).toBe(2);
    expect(mock.verdicts().find(({ id }) => id === 'retry-after')?.status).toBe('failed');
  });

  it('log in at the paths of APS', async () => {
    const discovery = await fetch(`${api}/.well-known/openid-configuration`);
    expect(discovery.status).toBe(200);
    const body = new URLSearchParams({ grant_type: 'client_credentials', scope: 'data:read' });
    const headers = { authorization: `Basic ${Buffer.from('an-app:a-secret').toString('base64')}` };
    const response = await fetch(`${api}/authentication/v2/token`, { method: 'POST', body, headers });
    expect(await response.json()).toMatchObject({ token_type: 'Bearer' });
  });
});

/** Pictures and redirects name the host that was called. */
function withoutHost(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value).replaceAll(/(?:127\.0\.0\.1|localhost):\d+/g, 'host'));
}
