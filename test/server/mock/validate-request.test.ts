import { describe, expect, it } from 'vitest';
import { startMock } from '../../../src/testing/start-mock.ts';
import { writeFiles } from '../../written-files.ts';
import { ask } from './ask.ts';
import { type Plain, serveChanged } from './documents.ts';

describe('what a document asks of a request', () => {
  const asking = (change: (get: Plain) => void) => serveChanged(document => change(document.paths['/userinfo'].get));

  it('is reported if it is missing, and written to the journal', async () => {
    const mock = await asking(get => {
      get.parameters = [{ name: 'verbose', in: 'query', required: true, schema: { type: 'boolean' } }];
    });
    expect(await ask(mock, { token: 'a' })).toMatchObject({
      status: 400,
      json: { developerMessage: 'The request could not be understood.' },
    });
    expect(mock.journal.all()[0]?.outcome).toContain('query parameter "verbose" is missing');
    expect((await ask(mock, { token: 'a', path: '/userinfo?verbose=true' })).status).toBe(200);
    expect((await ask(mock, { token: 'a', path: '/userinfo?verbose=loud' })).status).toBe(400);
    expect((await ask(mock, { token: 'a', path: '/userinfo?verbose=true&other=1' })).status).toBe(200);
  });

  it('can be of any type', async () => {
    const mock = await asking(get => {
      get.parameters = [
        { name: 'size', in: 'query', schema: { type: 'integer' } },
        { name: 'tag', in: 'query', schema: { type: 'array', items: { enum: ['a', 'b'] } } },
      ];
    });
    const good = ['size=3', 'tag=a', 'tag=a&tag=b', 'tag=a,b', 'size=3&tag=b'];
    const bad = ['size=three', 'size=1&size=2', 'tag=c', 'tag=a&tag=c', 'tag=a,c'];
    for (const query of good)
      expect((await ask(mock, { token: 'a', path: `/userinfo?${query}` })).status, query).toBe(200);
    for (const query of bad)
      expect((await ask(mock, { token: 'a', path: `/userinfo?${query}` })).status, query).toBe(400);
  });

  it('can be a header or a cookie, and never Authorization', async () => {
    const mock = await asking(get => {
      get.parameters = [
        { name: 'X-Region', in: 'header', required: true, schema: { enum: ['US', 'EMEA'] } },
        { name: 'theme', in: 'cookie', required: true, schema: { type: 'string' } },
        { name: 'Authorization', in: 'header', required: true, schema: { const: 'never' } },
      ];
    });
    const headers = { 'x-region': 'EMEA', cookie: 'a=b; theme=dark' };
    expect((await ask(mock, { token: 'a', headers })).status).toBe(200);
    expect((await ask(mock, { token: 'a', headers: { ...headers, 'x-region': 'MOON' } })).status).toBe(400);
    expect((await ask(mock, { token: 'a', headers: { 'x-region': 'US' } })).status).toBe(400);
  });

  it('comes after who asks', async () => {
    const mock = await asking(get => {
      get.parameters = [{ name: 'verbose', in: 'query', required: true, schema: {} }];
    });
    expect((await ask(mock)).status).toBe(401);
  });

  it('can be a body', async () => {
    const mock = await serveChanged(document => {
      document.paths['/userinfo'].post.requestBody = {
        required: true,
        content: {
          'application/json': {
            schema: { type: 'object', required: ['why'], properties: { why: { type: 'string' } } },
          },
        },
      };
    });
    const post = (body: string | undefined, type = 'application/json') =>
      ask(mock, {
        method: 'POST',
        token: 'a',
        headers: { 'content-type': type },
        ...(body === undefined ? {} : { body }),
      });
    expect((await post('{"why":"curious"}')).status).toBe(200);
    expect((await post('{"why":"curious"}', 'application/json; charset=utf-8')).status).toBe(200);
    for (const body of [undefined, '', '{"why":1}', '{', '[]']) expect((await post(body)).status, body).toBe(400);
    expect((await post('why=curious', 'application/x-www-form-urlencoded')).status).toBe(400);
  });

  it('demands of a request what is written, of an answer what is read, as OpenAPI 3.0 says', async () => {
    const person = {
      required: ['id', 'name', 'password'],
      properties: {
        id: { type: 'string', readOnly: true },
        name: { type: 'string' },
        password: { $ref: '#/components/schemas/Password' },
      },
    };
    const requires = (name: string): object => ({ required: [name] });
    const schema = {
      allOf: [{ $ref: '#/components/schemas/Base' }, requires('boss'), requires('pin')],
      required: ['boss'],
    };
    const json = { 'application/json': { schema } };
    const spec = writeFiles({
      'api.json': JSON.stringify({
        openapi: '3.0.3',
        info: { title: 'People', version: '1' },
        paths: {
          '/me': { put: { requestBody: { content: json }, responses: { 200: { description: 'x', content: json } } } },
        },
        components: {
          schemas: {
            Password: { type: 'string', writeOnly: true },
            Base: {
              type: 'object',
              ...person,
              properties: {
                ...person.properties,
                boss: { type: 'string', readOnly: true },
                pin: { type: 'string', writeOnly: true },
              },
            },
          },
        },
      }),
    });
    await using mock = await startMock({ spec });
    const put = (body: object): Promise<Response> =>
      fetch(`${mock.url}/me`, {
        method: 'PUT',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      });
    expect((await put({ name: 'a', password: 'b' })).status).toBe(400);
    const reply = await put({ name: 'a', password: 'b', pin: '1' });
    expect([reply.status, Object.keys((await reply.json()) as object).toSorted()]).toEqual([
      200,
      ['boss', 'id', 'name'],
    ]);
  });
});
