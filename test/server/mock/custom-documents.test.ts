import { describe, expect, it } from 'vitest';
import { ask } from './ask.ts';
import { type Plain, serveChanged, serveText, small } from './documents.ts';

describe('a document of one’s own', () => {
  it('is served with every token a person, errors made from their schema', async () => {
    const mock = await serveText('small.json', small());
    const first = await ask(mock, { path: '/me', token: 'anyone' });
    expect(first).toMatchObject({ status: 200, json: { id: expect.stringMatching(/^.{3,}$/su) } });
    expect((await ask(mock, { path: '/me', token: 'anyone' })).text).toBe(first.text);
    const refused = await ask(mock, { path: '/me' });
    expect(refused).toMatchObject({ status: 401, decision: 'made from the schema' });
    expect(['who', 'why']).toContain(refused.json.reason);
  });

  it('may be JSON, of OpenAPI 3.0, with nullable', async () => {
    const mock = await serveText(
      'old.json',
      small(document => {
        document.openapi = '3.0.3';
        document.components.schemas.Me.properties.boss = { type: 'string', nullable: true, enum: [null] };
        document.components.schemas.Me.properties.age = {
          type: 'integer',
          minimum: 17,
          exclusiveMinimum: true,
          maximum: 18,
        };
        document.components.schemas.Problem.properties.reason = { type: 'string', enum: ['old'] };
      }),
    );
    const { status, json } = await ask(mock, { path: '/me', token: 'anyone' });
    expect(status).toBe(200);
    expect(json).toMatchObject({ boss: null, age: 18 });
    expect((await ask(mock, { path: '/me' })).json).toEqual({ reason: 'old' });
  });

  it('serves the built-in personas as far as it has their claims', async () => {
    const mock = await serveText('small.json', small());
    expect(await ask(mock, { path: '/me', token: 'mock.alice' })).toMatchObject({
      status: 200,
      decision: 'persona=alice; variant=documented',
    });
  });

  it('says every variant of its profile', async () => {
    const mock = await serveText('small.json', small());
    for (const variant of ['documented', 'sdk', 'minimal', 'maximal', 'boundary']) {
      expect((await ask(mock, { path: '/me', token: `mock.~x.${variant}` })).status, variant).toBe(200);
    }
    expect((await ask(mock, { path: '/me', token: 'mock.~x.drifted' })).decision).toMatch(/; drifted=/);
  });
});

describe('a document with several operations that could read the profile', () => {
  const several = (): Plain =>
    small(document => {
      document.paths['/you'] = document.paths['/me'];
    });

  it('is served, and only a login asks which one is meant', async () => {
    const mock = await serveText('several.json', several());
    expect((await ask(mock, { path: '/you', token: 'mock.alice' })).status).toBe(200);
    await expect(mock.login()).rejects.toMatchObject({
      code: 'ERR_OPERATION_AMBIGUOUS',
      data: { candidates: ['GET:/me', 'GET:/you'] },
    });
    const chosen = await serveText('several.json', several(), { operation: 'GET:/you' });
    expect((await chosen.login()).accessToken).not.toBe('');
  });
});

describe('an operation without security', () => {
  const open = (): Plain =>
    small(document => {
      delete document.security;
    });

  it('answers any caller', async () => {
    const mock = await serveText('open.json', open());
    expect(await ask(mock, { path: '/me' })).toMatchObject({ status: 200, decision: 'stranger; variant=documented' });
  });

  it('still knows who calls with a token, and refuses one that is broken', async () => {
    const mock = await serveText('open.json', open());
    expect((await ask(mock, { path: '/me', token: 'mock.alice' })).decision).toBe('persona=alice; variant=documented');
    expect((await ask(mock, { path: '/me', headers: { authorization: 'Bearer  x' } })).status).toBe(401);
  });

  it('can be one of several', async () => {
    const mock = await serveChanged(document => {
      document.paths['/userinfo'].post.security = [];
    });
    expect((await ask(mock, { method: 'POST' })).status).toBe(200);
    expect((await ask(mock)).status).toBe(401);
  });
});

describe('paths of a document', () => {
  it('are served as they are called', async () => {
    const mock = await serveChanged(document => {
      document.paths['/v2/people/me'] = document.paths['/userinfo'];
      delete document.paths['/userinfo'];
    });
    expect((await ask(mock, { path: '/v2/people/me', token: 'mock.alice' })).status).toBe(200);
    const { status, json } = await ask(mock, { token: 'mock.alice' });
    expect(status).toBe(404);
    expect(json.routes).toEqual(['GET /v2/people/me', 'POST /v2/people/me']);
  });

  it('answer the methods that they describe', async () => {
    const mock = await serveChanged(document => delete document.paths['/userinfo'].post);
    const { status, headers } = await ask(mock, { method: 'POST', token: 'mock.alice' });
    expect(status).toBe(405);
    expect(headers.get('allow')).toBe('GET, HEAD, OPTIONS');
  });

  it('may describe HEAD and OPTIONS themselves', async () => {
    const mock = await serveChanged(document => {
      const { get } = document.paths['/userinfo'];
      Object.assign(document.paths['/userinfo'], {
        head: { ...get, operationId: 'head' },
        options: { ...get, operationId: 'options' },
      });
    });
    expect((await ask(mock, { method: 'HEAD', token: 'mock.alice' })).status).toBe(200);
    expect(await ask(mock, { method: 'OPTIONS', token: 'mock.alice' })).toMatchObject({
      status: 200,
      json: { given_name: 'Alice' },
    });
    expect(mock.journal.all().map(({ operationId }) => operationId)).toEqual(['head', 'options']);
    expect((await ask(mock, { method: 'PUT' })).headers.get('allow')).toBe('GET, POST, OPTIONS, HEAD');
  });

  it('may be two, each with its own schema', async () => {
    const mock = await serveChanged(document => {
      document.paths['/groups'] = {
        get: {
          operationId: 'groups',
          responses: {
            '200': {
              description: 'Groups.',
              content: {
                'application/json': {
                  schema: {
                    type: 'array',
                    minItems: 1,
                    items: {
                      type: 'object',
                      required: ['group'],
                      properties: { group: { type: 'string', minLength: 1 } },
                    },
                  },
                },
              },
            },
          },
        },
      };
    });
    const { status, json } = await ask(mock, { path: '/groups', token: 'anyone' });
    expect(status).toBe(200);
    expect(json[0].group).toMatch(/./);
    expect((await ask(mock, { token: 'mock.alice' })).json.given_name).toBe('Alice');
    expect(mock.journal.all().map(({ operationId }) => operationId)).toEqual(['groups', 'getUserInfo']);
  });

  it.each([
    ['/users/{user-id}', '/users/12', '/users/twelve'],
    ['/users/{user.id}/card', '/users/12/card', '/users/twelve/card'],
    ['/users({user_id})', '/users(12)', '/users(twelve)'],
    ['/users/{id}.json', '/users/12.json', '/users/twelve.json'],
  ])('may have parameters of any name and place: %s', async (template, good, bad) => {
    const name = /\{(.*)\}/.exec(template)?.[1];
    const mock = await serveText(
      'small.json',
      small(document => {
        const { get } = document.paths['/me'];
        get.responses['400'] = get.responses['401'];
        document.paths = {
          [template]: { parameters: [{ name, in: 'path', required: true, schema: { type: 'integer' } }], get },
        };
      }),
    );
    expect((await ask(mock, { path: good, token: 'a' })).status).toBe(200);
    expect((await ask(mock, { path: bad, token: 'a' })).status).toBe(400);
  });

  it('may have parameters before a colon', async () => {
    const mock = await serveText(
      'small.json',
      small(document => {
        document.paths = {
          '/users/{id}:read': {
            parameters: [{ name: 'id', in: 'path', required: true, schema: { type: 'integer' } }],
            get: document.paths['/me'].get,
          },
        };
        document.paths['/users/{id}:read'].get.responses['400'] =
          document.paths['/users/{id}:read'].get.responses['401'];
      }),
    );
    expect((await ask(mock, { path: '/users/12:read', token: 'a' })).status).toBe(200);
    expect((await ask(mock, { path: '/users/twelve:read', token: 'a' })).status).toBe(400);
    expect((await ask(mock, { path: '/users/12', token: 'a' })).status).toBe(404);
    expect((await ask(mock, { path: '/users/12:read', method: 'DELETE' })).headers.get('allow')).toBe(
      'GET, HEAD, OPTIONS',
    );
  });
});
