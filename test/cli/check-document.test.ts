// `aps-userinfo mock --check`.

import { expect, it } from 'vitest';
import { checkDocument } from '../../src/cli/check-document.ts';
import { loadOffer } from '../../src/cli/offer.ts';
import { resolveConfig } from '../../src/config/config.ts';
import { startMock } from '../../src/testing/start-mock.ts';
import { folderWith, writeFiles } from '../written-files.ts';

it('lists each warning with its place, and each operation that is not served', async () => {
  const schema = { type: 'object', properties: { a: { type: 'string', format: 'uuid4' } } };
  const content = { 'application/json': { schema } };
  const spec = writeFiles({
    'api.json': JSON.stringify({
      openapi: '3.1.1',
      info: { title: 'People', version: '1' },
      paths: {
        '/userinfo': { get: { responses: { 200: { description: 'Fine.', content } } } },
        '/gone': { delete: { responses: { 204: { description: 'Gone.' } } } },
      },
      components: { schemas: { Unused: { type: 'strin' } } },
    }),
  });
  const text = await checkDocument(resolveConfig({ spec }));
  expect(text).toMatch(/api\.json:1:\d+ \/paths\/~1userinfo\/.*\/format: .*"uuid4".* \[document\/format-unknown\]/);
  expect(text).toMatch(/\/components\/schemas\/Unused\/type: .* \[document\/not-served\]/);
  expect(text).toContain('DELETE /gone is not served: the success is not JSON: 204 without a body');
  expect(text).toContain('OpenAPI 3.1.1: 1 operation served, 1 not, 2 warnings\nProfile operation: GET /userinfo\n');
});

it('leaves out an optional claim without a value, and says why; --strict-document does not', async () => {
  const next = { $ref: '#/components/schemas/Person' };
  const impossible = { type: 'object', anyOf: [{ type: 'string' }] };
  const person = { type: 'object', properties: { sub: { type: 'string' }, next, x: impossible }, required: ['sub'] };
  const spec = writeFiles({
    'api.json': JSON.stringify({
      openapi: '3.1.1',
      info: { title: 'People', version: '1' },
      paths: {
        '/userinfo': {
          get: { responses: { 200: { description: 'Fine.', content: { 'application/json': { schema: next } } } } },
        },
      },
      components: { schemas: { Person: person } },
    }),
  });
  for (const start of ['first', 'second']) {
    const lines = (await checkDocument(resolveConfig({ spec }))).split('\n').filter(line => line.includes('left out'));
    expect([start, ...lines]).toEqual([
      start,
      expect.stringMatching(
        /^left out: .*api\.json:1:\d+ \/components\/schemas\/Person\/properties\/x\/anyOf: no branch can/,
      ),
    ]);
  }
  await expect(checkDocument(resolveConfig({ spec, strictDocument: true }))).rejects.toMatchObject({
    code: 'ERR_PROFILE_UNGENERATABLE',
  });
  await using mock = await startMock({ spec });
  const reply = await fetch(`${mock.url}/userinfo`, { headers: { authorization: 'Bearer mock.~x.maximal' } });
  expect(Object.keys((await reply.json()) as object)).toEqual(['sub', 'next']);
});

it('serves a body without a schema: its examples, or an empty object', async () => {
  const json = (media: object) => ({ description: 'x', content: { 'application/json': media } });
  const bodyOf = async (media: object): Promise<unknown> => {
    const paths = { '/userinfo': { get: { responses: { 200: json(media), 400: json({}) } } } };
    const spec = writeFiles({
      'api.json': JSON.stringify({ openapi: '3.1.1', info: { title: 'People', version: '1' }, paths }),
    });
    await using mock = await startMock({ spec });
    const refusal = await fetch(`${mock.url}/userinfo`, { headers: { prefer: 'code=400' } });
    expect(await refusal.json()).toEqual({});
    return (await fetch(`${mock.url}/userinfo`, { headers: { authorization: 'Bearer mock.alice' } })).json();
  };
  expect(await bodyOf({})).toEqual({});
  expect(await bodyOf({ example: { sub: '1' } })).toEqual({ sub: '1' });
  expect(await bodyOf({ examples: { one: { value: { sub: '2' } } } })).toEqual({ sub: '2' });
});

it('says which error response cannot be answered, and serves the rest', async () => {
  const json = (schema: object) => ({ description: 'x', content: { 'application/json': { schema } } });
  const spec = writeFiles({
    'api.json': JSON.stringify({
      openapi: '3.0.3',
      info: { title: 'People', version: '1' },
      paths: { '/userinfo': { get: { responses: { 200: json({ type: 'object' }), 400: json({ oneOf: [{}, {}] }) } } } },
    }),
  });
  const text = await checkDocument(resolveConfig({ spec }));
  expect(text).toMatch(
    /^left out: 400 of GET \/userinfo: Nothing can be generated: .*api\.json:1:\d+ .*: no value was found/,
  );
  await using mock = await startMock({ spec });
  expect((await fetch(`${mock.url}/userinfo`)).status).toBe(200);
  expect((await fetch(`${mock.url}/userinfo`, { headers: { prefer: 'code=400' } })).status).toBe(501);
});

it('leaves out personas and scenarios that do not fit with --skip-unfit, and says why in one line each', async () => {
  const personas = folderWith({ 'zoe.yaml': 'claims: { shoe_size: 38, hat_size: 7 }', 'yan.yaml': 'claims: {}' });
  const scenarios = folderWith({ 'odd.yaml': 'example: no-such-example', 'late.yaml': 'delayMs: 5' });
  const options = { personas: [personas], scenarios: [scenarios] };
  await expect(checkDocument(resolveConfig(options))).rejects.toMatchObject({ code: 'ERR_PERSONA_INVALID' });
  const config = resolveConfig({ ...options, skipUnfit: true });
  const lines = (await checkDocument(config)).split('\n').filter(line => line.startsWith('left out: '));
  expect(lines).toEqual([
    expect.stringMatching(/zoe\.yaml:1:\d+: \/claims\/shoe_size: the document declares no claim "shoe_size"/),
    expect.stringMatching(/^left out: .*odd\.yaml:1:1: Scenario "odd" uses example "no-such-example"/),
  ]);
  const { personas: people, catalog } = await loadOffer(config);
  const names = people.map(({ name }) => name);
  expect(names).toContain('yan');
  expect(names).not.toContain('zoe');
  expect(catalog.findAny('late')).toBeDefined();
  expect(catalog.findAny('odd')).toBeUndefined();
});
