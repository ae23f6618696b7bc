import { setupServer } from 'msw/node';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { userinfoHandlers } from '../../src/testing/msw.ts';
import { type Mock, startMock } from '../../src/testing/start-mock.ts';

const api = 'https://developer.api.autodesk.com';
let mock: Mock;
let server: ReturnType<typeof setupServer>;

beforeAll(async () => {
  mock = await startMock();
  server = setupServer(...userinfoHandlers(mock));
  server.listen({ onUnhandledRequest: 'bypass' });
});
afterEach(() => mock.reset());
afterAll(async () => {
  server.close();
  await mock.close();
});

describe('the handlers', () => {
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
