// What the page shows of people and of the document.

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../src/contract/openapi/document.ts';
import { type AdminServer, startServer } from './admin-server.ts';

let server: AdminServer;
beforeAll(async () => {
  server = await startServer();
});
afterAll(() => server.close());

describe('GET /__admin/personas/{name}/profile', () => {
  it('is what the API answers, without a request in the journal', async () => {
    const { body } = await server.send('GET /userinfo', { headers: { authorization: 'Bearer mock.alice' } });
    server.sessions.default.journal.clear();
    const profile = await server.call('GET /personas/alice/profile');
    expect(profile.body).toMatchObject({ claims: body, withheld: [] });
    expect(profile.body['picture']).toMatch(/^data:image\/png;base64,iVBOR/);
    expect(server.sessions.default.journal.count()).toBe(0);
  });

  it('has the addresses of the session, and differs by variant', async () => {
    const { body } = await server
      .call('GET /personas/alice/profile?variant=drifted', { session: 'one' })
      .catch(() => ({ body: {} }));
    expect(body).toMatchObject({ code: 'ERR_SESSION_UNKNOWN' });
    await server.call('POST /reset', { session: 'one' });
    const drifted = await server.call('GET /personas/alice/profile?variant=drifted', { session: 'one' });
    expect(drifted.body['driftedAt']).toMatch(/^\//);
    expect(JSON.stringify(drifted.body)).toContain('/sessions/one/pictures/');
    expect((await server.call('GET /personas/alice/profile?variant=other')).status).toBe(400);
    expect((await server.call('GET /personas/nobody/profile')).status).toBe(404);
  });

  it('leaves out what the scopes do not give, by the document of the session', async () => {
    await server.call('PATCH /settings', { body: { profileApi: 'v2' }, session: 'two' });
    const { body } = await server.call('GET /personas/alice/profile?scope=openid', { session: 'two' });
    expect(Object.keys(body['claims'] as object)).toEqual(['sub']);
    expect((body['withheld'] as string[]).length).toBeGreaterThan(10);
  });
});

describe('POST /__admin/personas/{name}/check', () => {
  const check = async (body: JsonObject) => (await server.call('POST /personas/zoe/check', { body })).body;

  it('has the problems that PUT would have, by their place, and changes nothing', async () => {
    const { problems } = await check({ claims: { email: 3, emial: 'x' }, absent: ['sub'] });
    const pointers = (problems as { pointer: string }[]).map(({ pointer }) => pointer);
    expect(pointers.sort()).toEqual(['/absent/0', '/claims/email', '/claims/emial']);
    expect((await server.call('GET /personas/zoe')).status).toBe(404);
  });

  it('has the file for --personas', async () => {
    const { problems, yaml } = await check({ title: 'Zoe', claims: { email_verified: false }, absent: ['picture'] });
    expect([problems, yaml]).toEqual([[], 'title: Zoe\nclaims:\n  email_verified: false\nabsent:\n  - picture\n']);
  });
});

describe('GET /__admin/document', () => {
  it('has operations, claims and warnings', async () => {
    const { body } = await server.call('GET /document');
    const { operations, claims } = body as { operations: JsonObject[]; claims: JsonObject[] };
    expect(operations.map(({ method, path, isProfile }) => [method, path, isProfile])).toEqual([
      ['GET', '/userinfo', true],
      ['POST', '/userinfo', false],
    ]);
    expect(claims.find(({ name }) => name === 'sub')).toMatchObject({
      required: true,
      types: ['string'],
      attribute: 'subject',
    });
    expect(body['warnings']).toEqual([]);
  });

  it('is that of the session: v2 has scopes', async () => {
    await server.call('PATCH /settings', { body: { profileApi: 'v2' }, session: 'two' });
    const { body } = await server.call('GET /document', { session: 'two' });
    const { claims } = body as unknown as { claims: { name: string; scopes: string[]; description: string }[] };
    const email = claims.find(({ name }) => name === 'email');
    expect(email?.scopes).toContain('profapi:core-all-profile:read');
    expect(email?.description).not.toBe('');
  });
});
