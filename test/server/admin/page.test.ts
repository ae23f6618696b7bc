// The page for browsers: who gets it, and what it may do.

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type AdminServer, startServer } from './admin-server.ts';

let server: AdminServer;
beforeAll(async () => {
  server = await startServer();
});
afterAll(() => server.close());

const browser = { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' };

describe('GET /', () => {
  it('sends browsers to the page, in a session and below a path of a proxy, too', async () => {
    for (const path of ['/', '/sessions/one/']) {
      const { status, headers } = await server.send(`GET ${path}`, { headers: browser });
      expect([path, status, headers['location']]).toEqual([path, 302, '__admin/ui']);
    }
  });

  it('is a 404 for everybody else, and only there', async () => {
    expect((await server.send('GET /')).status).toBe(404);
    expect((await server.send('GET /', { headers: { accept: '*/*' } })).status).toBe(404);
    expect((await server.send('POST /', { headers: browser })).status).toBe(404);
    expect((await server.send('GET /nowhere', { headers: browser })).status).toBe(404);
  });

  it('names the public URL where one is set', async () => {
    const behind = await startServer({ publicUrl: 'https://mock.test/base', adminToken: 'secret' });
    const { headers } = await behind.send('GET /sessions/one/', { headers: browser });
    expect(headers['location']).toBe('https://mock.test/base/sessions/one/__admin/ui');
    await behind.close();
  });

  it('is no request on the API: the journal stays empty', async () => {
    server.sessions.default.journal.clear();
    await server.send('GET /', { headers: browser });
    await server.send('GET /__admin/ui');
    expect(server.sessions.default.journal.count()).toBe(0);
  });
});

describe('GET /__admin/ui', () => {
  it.each(['/__admin/ui', '/sessions/new/__admin/ui'])(
    'is the page, under a policy without exceptions: %s',
    async path => {
      const { status, headers, body } = await server.send(`GET ${path}`);
      expect([status, headers['content-type']]).toEqual([200, 'text/html; charset=utf-8']);
      expect(String(body)).toContain('<script type="module" src="ui/page.js">');
      expect(headers['content-security-policy']).toContain("default-src 'none'; script-src 'self'; style-src 'self'");
      expect(headers['content-security-policy']).not.toContain('unsafe');
      expect(headers['set-cookie']).toBeUndefined();
    },
  );

  it.each([
    ['page.js', 'text/javascript; charset=utf-8'],
    ['page.css', 'text/css; charset=utf-8'],
  ])('loads %s', async (name, type) => {
    const { status, headers, body } = await server.send(`GET /__admin/ui/${name}`);
    expect([status, headers['content-type']]).toEqual([200, type]);
    expect(String(body).length).toBeGreaterThan(1000);
  });

  it.each(['nothing.js', '..%2Fpackage.json', 'constructor', '%2e%2e%2fpage.js'])(
    'has no other file: %s',
    async name => {
      const { status, body } = await server.send(`GET /__admin/ui/${name}`);
      expect([status, body['code']]).toEqual([404, 'ERR_ROUTE_UNKNOWN']);
    },
  );

  it('is found without a slash at its end', async () => {
    expect((await server.send('GET /__admin/ui/')).headers['location']).toBe('../ui');
  });

  it('says which methods it has', async () => {
    const { status, headers } = await server.send('POST /__admin/ui');
    expect([status, headers['allow']]).toEqual([405, 'GET, HEAD, OPTIONS']);
  });

  it.each([{ host: 'evil.test' }, { origin: 'http://evil.test' }, { 'sec-fetch-site': 'cross-site' }])(
    'has the guard of the admin API: %j',
    async headers => {
      for (const path of ['/__admin/ui', '/__admin/ui/page.js', '/__admin/requests/events'])
        expect((await server.send(`GET ${path}`, { headers })).status).toBe(403);
    },
  );

  it('asks for the token itself where the server has one: its files hold no data', async () => {
    const closed = await startServer({ adminToken: 'secret' });
    expect((await closed.send('GET /__admin/ui')).status).toBe(200);
    expect((await closed.send('GET /__admin/ui/page.js')).status).toBe(200);
    expect((await closed.send('GET /__admin/requests/events')).status).toBe(401);
    await closed.close();
  });

  it('is off with the admin API, and / a 404', async () => {
    const off = await startServer({ admin: false });
    expect((await off.send('GET /__admin/ui')).status).toBe(404);
    expect((await off.send('GET /', { headers: browser })).status).toBe(404);
    await off.close();
  });
});
