import { describe, expect, it, onTestFinished } from 'vitest';
import { silentLog } from '../../src/base/log.ts';
import { type Options, resolveConfig } from '../../src/config/config.ts';
import { createServer, type MockServer } from '../../src/server/server.ts';
import { recordingLog } from '../recording-log.ts';
import { ask, type Question } from './mock/ask.ts';
import { endOf, getRequest, openWire, transmit, until } from './mock/wire.ts';

async function serve(options: Options = {}, log = silentLog): Promise<MockServer> {
  const server = await createServer(resolveConfig({ port: 0, ...options }), log);
  onTestFinished(() => server.close());
  return server;
}

describe('a server', () => {
  it.each([
    ['127.0.0.1', /^http:\/\/127\.0\.0\.1:\d+$/],
    ['localhost', /^http:\/\/(127\.0\.0\.1|\[::1\]):\d+$/],
    ['0.0.0.0', /^http:\/\/127\.0\.0\.1:\d+$/],
  ])('on %s has an address that a client can call', async (host, url) => {
    const server = await serve({ host, admin: false });
    expect(server.url).toMatch(url);
    expect(server.url.endsWith(`:${server.port}`)).toBe(true);
    expect((await ask(server, { token: 'mock.alice' })).status).toBe(200);
  });

  it('listens before it resolves, and no longer after close', async () => {
    const server = await serve();
    expect((await ask(server, { token: 'a' })).status).toBe(200);
    await server.close();
    await expect(ask(server, { token: 'a' })).rejects.toThrow('fetch failed');
  });

  it('says what it serves', async () => {
    const { served } = await serve();
    expect(served.document.operations.map(({ method, path }) => `${method} ${path}`)).toEqual([
      'GET /userinfo',
      'POST /userinfo',
    ]);
    expect(served.personas.has('alice')).toBe(true);
    expect(served.catalog.findAny('429')?.kind).toBe('status');
  });

  it('is refused a port that is taken', async () => {
    const { port } = await serve();
    await expect(serve({ port })).rejects.toMatchObject({ code: 'ERR_SERVER_PORT_IN_USE' });
  });

  it('logs each request at debug, and no token', async () => {
    const log = recordingLog();
    const server = await serve({ logLevel: 'debug' }, log);
    await ask(server, { token: 'tOpSeCrEt' });
    await ask(server, { path: '/nowhere?access_token=tOpSeCrEt' });
    expect(log.lines.map(({ level, message, fields }) => [level, message, fields?.['status']])).toEqual([
      ['debug', 'request', 200],
      ['debug', 'request', 404],
    ]);
    expect(JSON.stringify(log.lines)).not.toContain('tOpSeCrEt');
  });

  it('logs no request at info', async () => {
    const log = recordingLog();
    await ask(await serve({ logLevel: 'info' }, log), { token: 'a' });
    expect(log.lines).toEqual([]);
  });

  it.each<[string, string, string, Question?]>([['a path that cannot be decoded', 'GET', '/%zz']])(
    'answers %s with problem+json',
    async (_, method, path, more = {}) => {
      const reply = await ask(await serve(), { method, path, token: 'a', ...more });
      expect(reply.status).toBe(400);
      expect(reply.headers.get('content-type')).toBe('application/problem+json; charset=utf-8');
      expect(reply.json.code).toBe('ERR_REQUEST_INVALID');
      expect(reply.text).not.toMatch(/FST_|node_modules|at /);
    },
  );

  it('answers a body larger than a megabyte with 413', async () => {
    const reply = await ask(await serve(), { method: 'POST', token: 'a', body: 'x'.repeat(1_100_000) });
    expect([reply.status, reply.json.code]).toEqual([413, 'ERR_REQUEST_TOO_LARGE']);
    expect(reply.json.detail).toBe('The body is larger than 1048576 bytes.');
  });

  it.each<[string, string, string, Question?]>([
    ['a path that cannot be decoded', 'GET', '/%zz'],
    ['a session id that cannot be', 'GET', '/userinfo', { headers: { 'x-mock-session': 'bad id' } }],
    ['one on a path that is nowhere', 'GET', '/nowhere', { headers: { 'x-mock-session': 'bad id' } }],
  ])('lets pages read what is wrong with %s, unless CORS is off, and gives it an id', async (_, method, path, more) => {
    const [open, closed] = await Promise.all(
      [true, false].map(
        async cors => (await ask(await serve({ cors }), { method, path, token: 'a', ...more })).headers,
      ),
    );
    expect(open?.get('access-control-allow-origin')).toBe('*');
    expect(open?.get('access-control-expose-headers')).toContain('X-Request-Id');
    expect(closed?.get('access-control-allow-origin')).toBeNull();
    expect([open, closed].map(headers => headers?.get('x-request-id'))).toEqual(Array(2).fill(expect.any(String)));
  });

  it('lets no page read what is wrong with a path of the admin API', async () => {
    const { headers, status } = await ask(await serve(), { path: '/__admin/%zz' });
    expect([status, headers.get('access-control-allow-origin')]).toEqual([400, null]);
  });

  it.each<[string, Options, string]>([
    ['all', {}, '/__admin/*'],
    ['all but the admin API, which is off', { admin: false }, '/__admin/health'],
  ])('lists the known paths for an unknown one: %s', async (_, options, admin) => {
    const server = await serve(options);
    for (const path of ['/', '/.well-known/nope', '/sessions/x']) {
      const { status, json } = await ask(server, { path });
      expect([status, json.hint]).toEqual([
        404,
        `Known: GET /userinfo, POST /userinfo, /pictures/*, /.well-known/openid-configuration, /.well-known/oauth-authorization-server, /authentication/v2/*, ${admin}.`,
      ]);
    }
  });

  it('refuses other methods than GET and HEAD for a picture', async () => {
    for (const method of ['POST', 'DELETE']) {
      const { status, headers, json } = await ask(await serve(), {
        method,
        path: '/pictures/0123456789abcdef/x20.png',
      });
      expect([status, json.code, headers.get('allow')]).toEqual([405, 'ERR_METHOD_NOT_ALLOWED', 'GET, HEAD']);
    }
  });

  it.each(['application/json', 'application/json; charset=latin9', 'text/plain', 'application/x-www-form-urlencoded'])(
    'takes a POST of type %s with any body or none',
    async type => {
      const server = await serve();
      for (const body of [undefined, '', '{', 'a=b']) {
        const question = { method: 'POST', token: 'mock.alice', headers: { 'content-type': type } };
        expect((await ask(server, body === undefined ? question : { ...question, body })).status).toBe(200);
      }
    },
  );

  it.each(['/userinfo', '/authentication/v2/token', '/__admin/reset', '/pictures/default/user_X20.png', '/nowhere'])(
    'answers a POST to %s with a content type, no length and no body',
    async path => {
      const { port } = await serve();
      const head = `POST ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nConnection: close\r\n\r\n`;
      expect((await transmit(port, head)).text).toMatch(/^HTTP\/1\.1 [24]\d\d /);
    },
  );

  it('answers the preflight of a wrong path too, so that a page sees the 404', async () => {
    const { headers, status } = await ask(await serve(), {
      method: 'OPTIONS',
      path: '/nowhere',
      headers: { origin: 'https://a.example', 'access-control-request-method': 'GET' },
    });
    expect(status).toBeLessThan(700);
    expect(headers.get('access-control-allow-origin')).toBe('*');
  });

  it('answers no preflight for the admin API', async () => {
    const { headers } = await ask(await serve(), {
      method: 'OPTIONS',
      path: '/__admin/reset',
      headers: { origin: 'https://a.example', 'access-control-request-method': 'POST' },
    });
    expect([...headers.keys()].filter(name => name.startsWith('access-control'))).toEqual([]);
  });
});

describe('a stop', () => {
  /** Longer than a test may take. */
  const tooLongMs = 600_000;

  const stopWith = async (delayMs: number, log = silentLog): Promise<string> => {
    const server = await serve({}, log);
    server.sessions.default.use({ name: 'late', kind: 'scenario', title: '', steps: [{ delayMs }] });
    const answered = endOf(openWire(server.port, getRequest('a')));
    await until(() => server.sessions.default.journal.count() === 1);
    await server.close();
    return (await answered).text;
  };

  it('answers what is under way', async () => {
    expect(await stopWith(100)).toMatch(/^HTTP\/1\.1 200 OK/);
  });

  it('does not wait for an answer that is delayed for minutes', async () => {
    expect(await stopWith(tooLongMs)).toBe('');
  });

  it('warns of what it cut off, and of nothing else', async () => {
    const [hasty, patient] = [recordingLog(), recordingLog()];
    await Promise.all([stopWith(tooLongMs, hasty), stopWith(100, patient)]);
    expect(hasty.lines).toEqual([
      {
        level: 'warn',
        message: 'requests were cut off: they outlasted the shutdown grace period',
        fields: { requests: 1 },
      },
    ]);
    expect(patient.lines).toEqual([]);
  });
});
