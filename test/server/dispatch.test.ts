import type { IncomingMessage, ServerResponse } from 'node:http';
import { describe, expect, it } from 'vitest';
import type { ApiDocument } from '../../src/contract/openapi/document.ts';
import { dispatch } from '../../src/server/dispatch.ts';
import type { RequestHandler } from '../../src/server/listener.ts';

/** Operations as `METHOD /path`. */
function dispatcher(operations: readonly string[], login?: () => Promise<RequestHandler>) {
  const answers: string[] = [];
  function named(name: string): RequestHandler {
    return () => void answers.push(name);
  }
  const document = {
    operations: operations.map(operation => ({ method: operation.split(' ')[0], path: operation.split(' ')[1] })),
  };
  const handle = dispatch({
    document: document as unknown as ApiDocument,
    main: named('document'),
    preflights: async () => named('preflight'),
    parts: [
      { paths: [{ path: '/login/*', label: '/login/*' }], make: login ?? (async () => named('login')) },
      {
        paths: [{ path: '/pictures/{file}', label: '/pictures/*', methods: ['GET'] }],
        make: async () => named('picture'),
      },
    ],
  });
  return async (method: string, url: string): Promise<string | undefined> => {
    await handle({ method, url } as IncomingMessage, {} as ServerResponse);
    return answers.pop();
  };
}

describe('a request goes to', () => {
  it.each([
    ['GET', '/userinfo?x=/login/a', 'document'],
    ['GET', '/unknown', 'document'],
    ['POST', '/login/token', 'login'],
    ['OPTIONS', '/login/token', 'login'],
    ['GET', '//login/token', 'login'],
    ['GET', '/pictures/x20.png', 'picture'],
    ['POST', '/pictures/x20.png', 'document'],
    ['OPTIONS', '/pictures/x20.png', 'preflight'],
    ['OPTIONS', '/userinfo', 'preflight'],
    ['OPTIONS', '/unknown', 'preflight'],
  ])('%s %s: the %s', async (method, url, expected) => {
    expect(await dispatcher(['GET /userinfo'])(method, url)).toBe(expected);
  });

  it("a path of the document before a path beside it, and to that before the document's templates", async () => {
    const ask = dispatcher(['GET /login/userinfo', 'GET /{a}/{b}']);
    expect(await ask('GET', '/login/userinfo')).toBe('document');
    expect(await ask('GET', '/login/token')).toBe('login');
    expect(await ask('GET', '/other/token')).toBe('document');
  });

  it('an OPTIONS of the document', async () => {
    const ask = dispatcher(['OPTIONS /userinfo', 'OPTIONS /users/{id}']);
    expect([await ask('OPTIONS', '/userinfo'), await ask('OPTIONS', '/users/7')]).toEqual(['document', 'document']);
  });
});

it('an application that could not be made is made for the next request', async () => {
  let attempts = 0;
  const ask = dispatcher([], async () => {
    if (++attempts === 1) throw new Error('EMFILE');
    return () => {};
  });
  await expect(ask('GET', '/login/a')).rejects.toThrow('EMFILE');
  await ask('GET', '/login/a');
  await ask('GET', '/login/a');
  expect(attempts).toBe(2);
});
