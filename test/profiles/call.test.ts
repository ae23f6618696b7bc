// How an operation is called: its path filled in, and a value for each parameter that it must have.

import { describe, expect, it } from 'vitest';
import type { Json, JsonObject } from '../../src/contract/openapi/document.ts';
import { loadDocument } from '../../src/contract/openapi/load.ts';
import { createValidators } from '../../src/contract/openapi/validators.ts';
import { type Call, callOf, type GivenParameters } from '../../src/profiles/call.ts';
import { generateValue } from '../../src/profiles/generate-value.ts';
import { writeFiles } from '../written-files.ts';

const profile = { 200: { description: 'Fine.', content: { 'application/json': { schema: { type: 'object' } } } } };

async function call(
  parameters: readonly Json[],
  given: GivenParameters = {},
  { path = '/userinfo', ...further }: JsonObject & { path?: string } = {},
): Promise<Call> {
  const paths = { [path]: { get: { parameters, responses: profile } } };
  const document = await loadDocument(
    writeFiles({ 'api.json': { openapi: '3.1.1', info: { title: 'T', version: '1' }, paths, ...further } }),
  );
  const [operation] = document.served;
  return callOf({ document, validators: createValidators(document), generate: generateValue }, operation!, given);
}

const inQuery = (schema: Json, further: JsonObject = {}): JsonObject => ({
  ...{ name: 'q', in: 'query', required: true, schema },
  ...further,
});

describe('the call of an operation', () => {
  it.each<[string, JsonObject, string]>([
    ['its default', inQuery({ type: 'string', default: 'd', examples: ['e'] }, { example: 'x' }), 'q=d'],
    ['its only enum value', inQuery({ type: 'string', enum: ['openid'] }), 'q=openid'],
    ['its example', inQuery({ type: 'string', enum: ['a', 'b'] }, { example: 'b' }), 'q=b'],
    ['a named example', inQuery({ type: 'string' }, { examples: { one: { value: 'n' } } }), 'q=n'],
    ['an example of its schema', inQuery({ type: 'string', examples: ['s'] }), 'q=s'],
    ['a made value', inQuery({ type: 'string', pattern: '^[x]{3}$' }), 'q=xxx'],
    ['a list of values', inQuery({ type: 'array', items: { type: 'string' }, default: ['a b', 'c'] }), 'q=a%20b&q=c'],
    [
      'JSON where it has content',
      { ...{ name: 'q', in: 'query', required: true }, ...asContent({ type: 'object', default: { a: 1 } }) },
      'q=%7B%22a%22%3A1%7D',
    ],
  ])('gives a required parameter %s', async (_, parameter, query) => {
    expect(await call([parameter])).toEqual({ path: '/userinfo', query, headers: [] });
  });

  it('passes over an example that contradicts the schema', async () => {
    expect((await call([inQuery({ type: 'integer', enum: [7, 8] }, { example: 'seven' })])).query).toMatch(/^q=[78]$/u);
  });

  it('sends optional parameters only where they are given', async () => {
    const optional = inQuery({ type: 'string', default: 'd' }, { required: false });
    expect((await call([optional])).query).toBeUndefined();
    expect((await call([optional], { param: { q: 'é&' } })).query).toBe('q=%C3%A9%26');
  });

  it('fills the path in, percent-encoded, with what is given before what is made', async () => {
    const parameter = { name: 'realm', in: 'path', required: true, schema: { type: 'string', enum: ['one', 'two'] } };
    const further = { path: '/realms/{realm}/{other}/userinfo' };
    expect((await call([parameter], {}, further)).path).toMatch(/^\/realms\/(?:one|two)\/example\/userinfo$/u);
    const pathParam = { realm: 'a/b', other: 'x' };
    expect((await call([parameter], { pathParam }, further)).path).toBe('/realms/a%2Fb/x/userinfo');
  });

  it('sends headers and cookies, and none of the headers that OpenAPI ignores', async () => {
    const schema = { type: 'string', default: 'v' };
    const names = ['X-Tenant', 'Accept', 'content-type', 'AUTHORIZATION'];
    const headers = names.map(name => ({ name, in: 'header', required: true, schema }));
    const cookies = ['a', 'b'].map(name => ({ name, in: 'cookie', required: true, schema }));
    expect((await call([...headers, ...cookies])).headers).toEqual([
      ['X-Tenant', 'v'],
      ['Cookie', 'a=v; b=v'],
    ]);
  });

  it('sends the API key of an operation that takes no token', async () => {
    const further = {
      security: [{ key: [] }],
      components: { securitySchemes: { key: { type: 'apiKey', name: 'X-Key', in: 'header' } } },
    };
    expect((await call([], {}, further)).headers).toEqual([['X-Key', 'example']]);
    expect((await call([], { param: { 'X-Key': 'k' } }, further)).headers).toEqual([['X-Key', 'k']]);
  });

  it.each<[string, readonly Json[], GivenParameters, string]>([
    ['no path parameter of this name', [], { pathParam: { relm: 'x' } }, 'GET /userinfo has no path parameter "relm".'],
    [
      'no parameter of this name',
      [inQuery(true)],
      { param: { r: 'x' } },
      'has no query, header or cookie parameter "r".',
    ],
    [
      'an object',
      [inQuery({ type: 'object', required: ['a'], properties: { a: { type: 'string' } } })],
      {},
      'The query parameter "q" of GET /userinfo has no value that can be made for it.',
    ],
    [
      'a value that cannot be sent',
      [{ name: 'X-A', in: 'header', schema: { type: 'string' } }],
      { param: { 'X-A': 'a\r\nb' } },
      'The header parameter "X-A" of GET /userinfo cannot have the value that was given.',
    ],
  ])('names the parameter where there is %s', async (_, parameters, given, message) => {
    await expect(call(parameters, given)).rejects.toMatchObject({
      code: 'ERR_OPERATION_PARAMETER',
      message: expect.stringContaining(message) as string,
    });
  });
});

function asContent(schema: Json): JsonObject {
  return { content: { 'application/json': { schema } } };
}
