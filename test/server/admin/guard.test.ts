import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type AdminServer, startServer } from './admin-server.ts';

let server: AdminServer;
beforeAll(async () => {
  server = await startServer();
});
afterAll(() => server.close());

const corsHeaders = (headers: Readonly<Record<string, string>>) =>
  Object.keys(headers).filter(name => name.startsWith('access-control-'));

describe('a web page of another origin', () => {
  it('cannot steer the mock with a simple POST of plain text, whose answer it could not read anyway', async () => {
    const { status, headers, body } = await server.send('POST /__admin/scenarios/use', {
      body: '{"scenario":"429"}',
      headers: { origin: 'http://evil.test', 'content-type': 'text/plain' },
    });
    expect([status, body['code']]).toEqual([403, 'ERR_ADMIN_FORBIDDEN']);
    expect(corsHeaders(headers)).toEqual([]);
    expect(server.sessions.default.active).toBeUndefined();
  });

  it('cannot get a DELETE preflighted, although the API beside it allows CORS for any origin', async () => {
    const headers = { origin: 'http://evil.test', 'access-control-request-method': 'DELETE' };
    const api = await server.send('OPTIONS /userinfo', { headers });
    expect(api.headers['access-control-allow-origin']).toBe('*');
    for (const path of [
      '/__admin',
      '/__admin/',
      '/__admin/requests',
      '/__admin/nowhere',
      '//__admin//requests',
      '/sessions/a/__admin/requests',
    ]) {
      const preflight = await server.send(`OPTIONS ${path}`, { headers });
      expect([path, preflight.status, corsHeaders(preflight.headers)]).toEqual([path, 403, []]);
    }
  });

  it('cannot send the DELETE without asking', async () => {
    const { status } = await server.call('DELETE /requests', { headers: { origin: 'http://evil.test' } });
    expect(status).toBe(403);
  });

  it.each([
    [{ 'sec-fetch-site': 'cross-site' }],
    [{ 'sec-fetch-site': 'same-site' }],
    [{ origin: 'null' }],
    [{ origin: 'http://localhost:3000' }],
    [{ origin: 'http://127.0.0.1' }],
    [{ origin: 'http://127.0.0.1:1', host: '127.0.0.1:2' }],
  ])('is refused on every path, with %j', async headers => {
    for (const line of ['GET /health', 'GET /requests', 'POST /reset', 'GET /nowhere', 'GET /reset']) {
      const reply = await server.call(line, { headers });
      expect([line, reply.status, reply.body['code']]).toEqual([line, 403, 'ERR_ADMIN_FORBIDDEN']);
    }
  });

  it("reaches nothing by giving its own name this machine's address", async () => {
    for (const host of [
      'evil.test',
      'evil.test:4010',
      '127.0.0.1.evil.test',
      'localhost.evil.test:4010',
      '192.168.1.5',
      '',
    ]) {
      const { status, body } = await server.send('GET /__admin/requests', {
        headers: { host, origin: `http://${host}` },
      });
      expect([host, status, body['code']]).toEqual([host, 403, 'ERR_ADMIN_FORBIDDEN']);
    }
  });
});

describe('behind a proxy', () => {
  const ask = async (trustProxy: boolean, forwarded: string) => {
    const proxied = await startServer({ trustProxy });
    const headers = { 'x-forwarded-host': forwarded };
    const { status } = await proxied.call('GET /requests', { headers }).finally(() => proxied.close());
    return status;
  };

  it.each(['app.example', 'localhost, app.example', 'app.example:443,127.0.0.1'])(
    'that is trusted, what it passes on under the name %s is refused',
    async forwarded => {
      expect(await ask(true, forwarded)).toBe(403);
    },
  );

  it('that is trusted, a name of this machine is taken', async () => {
    expect(await ask(true, 'localhost:4010')).toBe(200);
  });

  it('that is not trusted, its host names are ignored', async () => {
    expect(await ask(false, 'app.example')).toBe(200);
  });
});

describe('who belongs here', () => {
  it.each(['127.0.0.1:4010', '127.0.0.1', 'localhost:4010', 'LOCALHOST', '127.1.2.3', '[::1]:4010', '[::1]'])(
    'calls the server %s',
    async host => {
      expect((await server.call('GET /requests', { headers: { host } })).status).toBe(200);
    },
  );

  it.each([
    [{ 'sec-fetch-site': 'none' }],
    [{ 'sec-fetch-site': 'same-origin' }],
    [{ origin: 'http://localhost:4010', host: 'localhost:4010' }],
    [{ origin: 'https://localhost:4010', host: 'localhost:4010' }],
  ])('is answered with %j', async headers => {
    expect((await server.call('GET /requests', { headers })).status).toBe(200);
  });

  it('answers health under any name, for health checks', async () => {
    expect((await server.call('GET /health', { headers: { host: '10.0.0.7:4010' } })).status).toBe(200);
  });
});

describe('every answer', () => {
  it.each(['GET /health', 'GET /requests', 'GET /nowhere', 'GET /reset', 'OPTIONS /reset', 'POST /scenarios/use'])(
    'stays out of caches and is nothing but what it says it is, and has no CORS: %s',
    async line => {
      const { headers } = await server.call(line);
      expect(headers).toMatchObject({ 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' });
      expect(corsHeaders(headers)).toEqual([]);
    },
  );
});

describe('with an admin token', () => {
  const adminToken = 'let-me-in';
  let guarded: AdminServer;
  beforeAll(async () => {
    guarded = await startServer({ adminToken });
  });
  afterAll(() => guarded.close());

  it.each([
    [undefined, 'The request has no admin token.'],
    ['Bearer wrong', 'The admin token is wrong.'],
    ['Bearer let-me-i', 'The admin token is wrong.'],
    ['Bearer let-me-in2', 'The admin token is wrong.'],
    ['Basic let-me-in', 'The request has no admin token.'],
    ['let-me-in', 'The request has no admin token.'],
  ])('refuses %j', async (authorization, detail) => {
    for (const line of [
      'GET /requests',
      'POST /reset',
      'GET /',
      'GET /openapi.json',
      'GET /nowhere',
      'OPTIONS /reset',
    ]) {
      const headers = authorization === undefined ? {} : { authorization };
      const reply = await guarded.call(line, { headers });
      expect([line, reply.status, reply.body['code'], reply.body['detail']]).toEqual([
        line,
        401,
        'ERR_ADMIN_UNAUTHORIZED',
        detail,
      ]);
      expect(reply.headers['www-authenticate']).toMatch(/^Bearer/);
    }
  });

  it.each(['Bearer let-me-in', 'bearer let-me-in', 'Bearer  let-me-in'])(
    'takes %j, under any host name',
    async authorization => {
      const reply = await guarded.call('GET /requests', { headers: { authorization, host: 'mock.internal:4010' } });
      expect(reply.status).toBe(200);
    },
  );

  it('answers health to any client', async () => {
    expect((await guarded.call('GET /health')).status).toBe(200);
  });

  it('refuses web pages of other origins all the same', async () => {
    const headers = { authorization: `Bearer ${adminToken}`, origin: 'http://evil.test' };
    expect((await guarded.call('POST /reset', { headers })).status).toBe(403);
  });

  it('never repeats the token', async () => {
    const reply = await guarded.call('GET /requests', { headers: { authorization: 'Bearer sesame' } });
    expect(JSON.stringify(reply)).not.toMatch(/sesame|let-me-in/);
  });
});
