import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type AdminServer, startServer } from './admin-server.ts';

let server: AdminServer;
beforeAll(async () => {
  server = await startServer();
});
afterAll(() => server.close());

const linesWithBody = [
  'POST /requests/find',
  'POST /requests/count',
  'POST /scenarios/use',
  'POST /scenarios/once',
  'PUT /personas/zoe',
  'PATCH /settings',
  'POST /settings',
  'POST /clock',
];

describe.each(linesWithBody)('%s', line => {
  it('says that it needs a body, with an example', async () => {
    for (const headers of [{}, { 'content-type': 'application/json' }]) {
      const { status, body } = await server.call(line, { headers });
      expect([status, body['code']]).toEqual([400, 'ERR_ADMIN_BODY_INVALID']);
      expect(body['detail']).toBe(`${line.replace(' ', ' /__admin').replace('zoe', '{name}')} needs a body.`);
      expect(body['hint']).toMatch(/application\/json.*\{.+\}$/);
    }
  });

  it.each(['{"scenario":', '', '{a:1}', '\u0000', '{"a":1}}'])('refuses %j, which is no JSON', async body => {
    const reply = await server.call(line, { body });
    expect([reply.status, reply.body['code']]).toEqual([400, 'ERR_ADMIN_BODY_INVALID']);
  });

  it.each(['null', '[]', '"x"', '1', '[{}]'])('refuses %s, which is no object', async body => {
    const reply = await server.call(line, { body });
    expect(reply.status).toBe(400);
    expect(JSON.stringify(reply.body)).toMatch(/must be an object/);
  });

  it.each(['text/plain', 'application/x-www-form-urlencoded', 'application/jsonp', 'multipart/form-data; boundary=x'])(
    'refuses a body of %s',
    async type => {
      const { status, body } = await server.call(line, { body: '{}', headers: { 'content-type': type } });
      expect([status, body['code'], body['detail']]).toEqual([
        415,
        'ERR_ADMIN_MEDIA_TYPE',
        `The content type is ${type}.`,
      ]);
    },
  );

  it('refuses a body of more than 1 MiB', async () => {
    const { status, body } = await server.call(line, { body: `{"a":"${'x'.repeat(1024 * 1024)}"}` });
    expect([status, body['code']]).toEqual([413, 'ERR_ADMIN_BODY_TOO_LARGE']);
  });

  it('refuses a member that it does not know', async () => {
    const { status, body } = await server.call(line, { body: { zzz: 1 } });
    expect(status).toBe(400);
    expect(JSON.stringify(body)).toContain('zzz');
  });
});

describe('a body', () => {
  it.each([
    'application/json',
    'application/json; charset=utf-8',
    'application/json;charset=UTF-8',
    'application/vnd.x+json',
    'APPLICATION/JSON',
  ])('may be %s', async type => {
    expect((await server.call('POST /requests/count', { body: '{}', headers: { 'content-type': type } })).status).toBe(
      200,
    );
  });

  it('must have a type', async () => {
    const { status, body } = await server.send('POST /__admin/requests/count', {
      body: '{}',
      headers: { 'content-type': '' },
    });
    expect([status, body['code'], body['detail']]).toEqual([
      415,
      'ERR_ADMIN_MEDIA_TYPE',
      'The body has no content type.',
    ]);
  });

  it('is refused where none is taken, but an empty object is let pass', async () => {
    const lines = ['POST /reset', 'POST /scenarios/reset', 'DELETE /requests'];
    for (const line of lines) {
      expect([line, (await server.call(line, { body: '{}' })).status]).toEqual([line, 200]);
      expect([line, (await server.call(line, { headers: { 'content-type': 'application/json' } })).status]).toEqual([
        line,
        200,
      ]);
      const { status, body } = await server.call(line, { body: { all: true } });
      expect([line, status, body['code']]).toEqual([line, 400, 'ERR_ADMIN_BODY_INVALID']);
    }
  });

  it('that names __proto__ is refused like any other unknown member', async () => {
    const { status, body } = await server.call('POST /requests/find', { body: '{"__proto__":{"status":200}}' });
    expect([status, body['code']]).toEqual([400, 'ERR_ADMIN_BODY_INVALID']);
  });

  it('that is nested a hundred thousand times is refused as too deep', async () => {
    const nested = '['.repeat(100_000) + ']'.repeat(100_000);
    for (const line of linesWithBody) {
      expect((await server.call(line, { body: `{"scenario":${nested},"claims":${nested}}` })).status).toBe(400);
    }
  });

  it('that never ends is dropped with its connection', async () => {
    const socket = connect(server.port, '127.0.0.1');
    socket.write('POST /__admin/reset HTTP/1.1\r\nHost: localhost\r\nContent-Length: 10\r\n\r\nabc', () =>
      socket.destroy(),
    );
    await new Promise(resolve => socket.once('close', resolve));
    expect((await server.call('GET /health')).status).toBe(200);
  });
});
