import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../src/contract/openapi/document.ts';
import { settingNames } from '../../../src/server/sessions/settings.ts';
import { type AdminServer, startServer } from './admin-server.ts';

let server: AdminServer;
beforeAll(async () => {
  server = await startServer();
});
afterAll(() => server.close());
afterEach(() => server.call('POST /reset?all=true'));

const userinfo = (token: string, session?: string) =>
  server.send('GET /userinfo', { headers: { authorization: `Bearer ${token}` }, ...(session ? { session } : {}) });

describe('GET /__admin/settings', () => {
  it('shows every setting, null for those without a value', async () => {
    const { status, body } = await server.call('GET /settings');
    expect(status).toBe(200);
    expect(Object.keys(body).sort()).toEqual([...settingNames].sort());
    expect(body).toMatchObject({ variant: 'documented', scenario: null, rateLimit: null, delayMs: 0 });
  });

  it('shows known tokens by the hash that the journal has', async () => {
    const { body } = await server.call('PATCH /settings', { body: { knownTokens: { 'a-real-token': 'alice' } } });
    await userinfo('a-real-token');
    const [entry] = (await server.call('GET /requests')).body['requests'] as readonly JsonObject[];
    expect(body['knownTokens']).toEqual({ [String(entry?.['tokenHash'])]: 'alice' });
    expect(entry?.['persona']).toBe('alice');
  });
});

describe.each(['PATCH', 'POST'])('%s /__admin/settings', method => {
  const change = (body: JsonObject, session?: string) =>
    server.call(`${method} /settings`, { body, ...(session ? { session } : {}) });

  it('changes some settings, and answers with all', async () => {
    const { status, body } = await change({ bearer: 'strict', scenario: 'token-expired' });
    expect([status, body]).toEqual([
      200,
      expect.objectContaining({ bearer: 'strict', scenario: 'token-expired', variant: 'documented' }),
    ]);
    expect((await userinfo('mock.alice')).status).toBe(401);
    expect((await change({ scenario: null })).body['scenario']).toBeNull();
    expect((await userinfo('mock.alice')).status).toBe(200);
  });

  it('is seen by a token that has been answered before', async () => {
    const before = (await userinfo('mock.alice')).body;
    await change({ variant: 'minimal' });
    expect(Object.keys((await userinfo('mock.alice')).body).length).toBeLessThan(Object.keys(before).length);
  });

  it('changes its session only', async () => {
    await change({ rateLimit: 1 }, 'one');
    expect([(await userinfo('mock.alice', 'one')).status, (await userinfo('mock.alice', 'one')).status]).toEqual([
      200, 429,
    ]);
    expect((await server.call('GET /settings')).body['rateLimit']).toBeNull();
    expect((await server.call('GET /settings', { session: 'one' })).body['rateLimit']).toBe(1);
  });

  it('refuses what can only be set at start, what is unknown and what cannot be, all at once', async () => {
    const { status, body } = await change({ port: 1, delyMs: 1, variant: 'huge' });
    expect([status, body['code'], body['detail']]).toEqual([400, 'ERR_CONFIG_INVALID', '3 options are invalid.']);
    expect(body['problems']).toEqual([
      { label: 'port', message: 'port can only be set at start.' },
      { label: 'delyMs', message: 'Unknown option "delyMs".', hint: 'Did you mean "delayMs"?' },
      { label: 'variant', message: expect.stringMatching(/^variant must be .* not "huge"\.$/) },
    ]);
    expect((await server.call('GET /settings')).body['variant']).toBe('documented');
  });

  it('rejects an unknown scenario', async () => {
    const { status, body } = await change({ scenario: 'token-expird', delayMs: 5 });
    expect([status, body['code'], body['hint']]).toEqual([
      404,
      'ERR_SCENARIO_UNKNOWN',
      'Did you mean "token-expired"?',
    ]);
    expect((await server.call('GET /settings')).body['delayMs']).toBe(0);
  });
});
