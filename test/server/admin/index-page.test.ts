import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type AdminServer, startServer } from './admin-server.ts';

let server: AdminServer;
beforeAll(async () => {
  server = await startServer();
});
afterAll(() => server.close());

describe('GET /__admin', () => {
  it.each(['/__admin', '/__admin/', '//__admin', '/sessions/any/__admin'])('lists what there is, at %s', async path => {
    const { status, body } = await server.send(`GET ${path}`);
    expect(status).toBe(200);
    expect(body['routes']).toContainEqual({
      method: 'POST',
      path: '/__admin/scenarios/use',
      summary: 'Activates a scenario for every request; null for none.',
    });
  });
});

describe('GET /__admin/health', () => {
  it('says what is served, and for how long', async () => {
    const { status, body } = await server.call('GET /health');
    expect(status).toBe(200);
    expect(body).toEqual({
      status: 'ok',
      version: expect.stringMatching(/^\d+\.\d+\.\d+/),
      document: {
        title: expect.any(String),
        version: expect.any(String),
        file: 'userinfo.yaml',
        hash: expect.stringMatching(/^[0-9a-f]{64}$/),
      },
      uptimeSeconds: expect.any(Number),
      sessions: 1,
    });
  });

  it('answers HEAD, as health checks send it', async () => {
    expect(await server.send('HEAD /__admin/health')).toMatchObject({ status: 200, body: '' });
  });
});

describe('what is not there', () => {
  it('is a 404 that suggests the nearest path and lists all', async () => {
    const { status, headers, body } = await server.call('GET /request');
    expect([status, headers['content-type']]).toEqual([404, 'application/problem+json; charset=utf-8']);
    expect(body).toMatchObject({ code: 'ERR_ROUTE_UNKNOWN', detail: 'Nothing is served at /__admin/request.' });
    expect(body['hint']).toBe('Did you mean "/__admin/requests"?');
    expect(body['routes']).toContain('GET /__admin/requests');
  });

  it('is a 404 without a suggestion where nothing is near', async () => {
    expect((await server.call('GET /mappings')).body['hint']).toBe('GET /__admin lists the paths.');
  });

  it.each([
    ['GET /reset', 'POST, OPTIONS', 'Use POST.'],
    ['GET /scenarios/reset', 'POST, OPTIONS', 'Use POST.'],
    ['POST /health', 'GET, HEAD, OPTIONS', 'Use GET.'],
    ['PUT /requests', 'GET, DELETE, HEAD, OPTIONS', 'Use GET or DELETE.'],
    ['PUT /settings', 'GET, PATCH, POST, HEAD, OPTIONS', 'Use GET or PATCH or POST.'],
    ['POST /personas/alice', 'GET, PUT, DELETE, HEAD, OPTIONS', 'Use GET or PUT or DELETE.'],
    ['DELETE /', 'GET, HEAD, OPTIONS', 'Use GET.'],
  ])('is a 405 that says what to use: %s', async (line, allow, hint) => {
    const { status, headers, body } = await server.call(line);
    expect([status, headers['allow'], body['code'], body['hint']]).toEqual([
      405,
      allow,
      'ERR_METHOD_NOT_ALLOWED',
      hint,
    ]);
  });

  it('is not noted in the journal, since it was no request on the API', async () => {
    await server.call('GET /nowhere');
    expect((await server.call('GET /requests')).body).toEqual({ requests: [], total: 0, dropped: 0 });
  });
});

describe('OPTIONS', () => {
  it('says what a path answers', async () => {
    const { status, headers } = await server.send('OPTIONS /__admin/requests/any');
    expect([status, headers['allow']]).toEqual([204, 'GET, DELETE, HEAD, OPTIONS']);
  });
});

describe('an admin API that is off', () => {
  it('answers health alone, and says how it is turned on', async () => {
    const off = await startServer({ admin: false });
    expect((await off.send('GET /__admin/health')).status).toBe(200);
    for (const line of ['GET /__admin', 'POST /__admin/reset', 'GET /__admin/openapi.json', 'OPTIONS /__admin/reset']) {
      const { status, body } = await off.send(line);
      expect([line, status, body['detail']]).toEqual([line, 404, 'The admin API is off.']);
      expect(body['hint']).toContain('--admin-token');
    }
    await off.close();
  });
});
