// Documents as people have them: what is wrong where it does not matter is a warning, and the rest is served.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type ApiDocument, type Json, type JsonObject, warningCodes } from '../../../src/contract/openapi/document.ts';
import { loadDocument } from '../../../src/contract/openapi/load.ts';
import { createValidators } from '../../../src/contract/openapi/validators.ts';
import { rejectionOf } from '../../server/scenarios/thrown.ts';
import { writeFiles } from '../../written-files.ts';

const person: JsonObject = { type: 'object', required: ['sub'], properties: { sub: { type: 'string' } } };

function answers(schema: JsonObject, media: JsonObject = {}, type = 'application/json'): JsonObject {
  return { responses: { 200: { description: 'Fine.', content: { [type]: { schema, ...media } } } } };
}

function write(parts: JsonObject): string {
  const { paths = {}, ...rest } = parts;
  const document = {
    openapi: '3.1.1',
    info: { title: 'People', version: '1' },
    paths: { '/userinfo': { get: answers(person) }, ...(paths as JsonObject) },
    ...rest,
  };
  return writeFiles({ 'api.json': JSON.stringify(document, null, 1) });
}

const load = (parts: JsonObject): Promise<ApiDocument> => loadDocument(write(parts));
const withSchema = (schema: JsonObject, media: JsonObject = {}): JsonObject => ({
  paths: { '/userinfo': { get: answers(schema, media) } },
});
const member = (schema: JsonObject): JsonObject => withSchema({ type: 'object', properties: { a: schema } });
const at = '/paths/~1userinfo/get/responses/200/content/application~1json';

interface Case {
  readonly code: string;
  readonly parts: JsonObject;
  readonly pointer: string;
  readonly says: string;
}

const cases: readonly Case[] = [
  {
    code: 'document/anchor-repeated',
    parts: {
      ...member({ $ref: '#/components/schemas/Strict' }),
      components: {
        schemas: {
          Open: { $dynamicAnchor: 'node', type: 'object', properties: { next: { $dynamicRef: '#node' } } },
          Strict: { $dynamicAnchor: 'node', $ref: '#/components/schemas/Open', unevaluatedProperties: false },
        },
      },
    },
    pointer: '/components/schemas/Open/$dynamicAnchor',
    says: 'so each schema is read as if it had one',
  },
  {
    code: 'document/format-unknown',
    parts: member({ type: 'string', format: 'uuid4' }),
    pointer: `${at}/schema/properties/a/format`,
    says: 'found "uuid4", which is not checked',
  },
  {
    code: 'document/example-invalid',
    parts: withSchema(person, { examples: { bob: { value: { sub: 1 } } } }),
    pointer: `${at}/examples/bob/value/sub`,
    says: 'must be a string',
  },
  {
    code: 'document/example-invalid',
    parts: member({ type: 'string', examples: [1] }),
    pointer: `${at}/schema/properties/a/examples/0`,
    says: 'must be a string',
  },
  {
    code: 'document/keyword-unknown',
    parts: member({ type: 'string', maxLenght: 3 }),
    pointer: `${at}/schema/properties/a/maxLenght`,
    says: 'found "maxLenght", which is ignored',
  },
  {
    code: 'document/keyword-unknown',
    parts: { paths: { '/userinfo': { get: { ...answers(person), note: 'x' } } } },
    pointer: '/paths/~1userinfo/get/note',
    says: 'found "note"',
  },
  {
    code: 'document/items-repeated',
    parts: withSchema({ ...person, required: ['sub', 'sub'] }),
    pointer: `${at}/schema/required`,
    says: 'expected items that differ',
  },
  {
    code: 'document/nullable-outdated',
    parts: member({ type: 'string', nullable: true }),
    pointer: `${at}/schema/properties/a/nullable`,
    says: 'read as in OpenAPI 3.0',
  },
  {
    code: 'document/nullable-ignored',
    parts: { ...member({ nullable: true, allOf: [{ type: 'string' }] }), openapi: '3.0.3' },
    pointer: `${at}/schema/properties/a/nullable`,
    says: 'so null is not allowed',
  },
  {
    code: 'document/operation-id-repeated',
    parts: {
      paths: {
        '/userinfo': { get: { ...answers(person), operationId: 'me' } },
        '/me': { get: { ...answers(person), operationId: 'me' } },
      },
    },
    pointer: '/paths/~1me/get/operationId',
    says: 'so this one is read as "get /me"',
  },
  {
    code: 'document/pattern-foreign',
    parts: member({ type: 'string', pattern: '(?i)^ab$' }),
    pointer: `${at}/schema/properties/a/pattern`,
    says: 'read as "^[aA][bB]$"',
  },
  {
    code: 'document/security-scheme-unknown',
    parts: { paths: { '/userinfo': { get: { ...answers(person), security: [{ tokn: [] }] } } } },
    pointer: '/paths/~1userinfo/get/security/0/tokn',
    says: 'read as a bearer token',
  },
  {
    code: 'document/unread-invalid',
    parts: { paths: { '/userinfo': { get: { ...answers(person), tags: 'profile' } } } },
    pointer: '/paths/~1userinfo/get/tags',
    says: 'expected an array',
  },
  {
    code: 'document/not-served',
    parts: { components: { schemas: { Unused: { $ref: 'https://example.com/s.json' } } } },
    pointer: '/components/schemas/Unused/$ref',
    says: 'is on another machine',
  },
  {
    code: 'document/not-served',
    parts: { components: { schemas: { Unused: { type: 'strin' } } } },
    pointer: '/components/schemas/Unused/type',
    says: 'found "strin"',
  },
  {
    code: 'document/not-served',
    parts: { info: { title: 'People', version: 1 } },
    pointer: '/info/version',
    says: 'found the number 1',
  },
  {
    code: 'document/keyword-foreign',
    parts: { openapi: '3.0.4', ...member({ type: ['string', 'null'] }) },
    pointer: `${at}/schema/properties/a/type`,
    says: 'found ["string","null"], read as in OpenAPI 3.1',
  },
  {
    code: 'document/keyword-foreign',
    parts: member({ type: 'number', minimum: 0, exclusiveMinimum: true }),
    pointer: `${at}/schema/properties/a/exclusiveMinimum`,
    says: 'read as in OpenAPI 3.0',
  },
  {
    code: 'document/unread-invalid',
    parts: member({ type: 'string', description: null }),
    pointer: `${at}/schema/properties/a/description`,
    says: 'found nothing',
  },
  {
    code: 'document/unread-invalid',
    parts: { openapi: '3.0.4', ...withSchema({ ...person, required: [] }) },
    pointer: `${at}/schema/required`,
    says: 'expected at least 1 item',
  },
  {
    code: 'document/unread-invalid',
    parts: withSchema(person, { example: { sub: 'a' }, examples: { b: { value: { sub: 'b' } } } }),
    pointer: at,
    says: 'expected only one of "example" and "examples"',
  },
  {
    code: 'document/unread-invalid',
    parts: withSchema(person, { examples: [{ sub: 'a' }] }),
    pointer: `${at}/examples`,
    says: 'found an array',
  },
  {
    code: 'document/unread-invalid',
    parts: {
      paths: {
        '/{realm}/me': { get: { ...answers(person), parameters: [{ name: 'realm', in: 'path', schema: {} }] } },
      },
    },
    pointer: '/paths/~1{realm}~1me/get/parameters/0',
    says: 'expected "required"',
  },
];

describe('a document with a mistake that does not matter', () => {
  it('has a case above, and a row in docs/documents.md, for each code', () => {
    const page = readFileSync(join(import.meta.dirname, '../../../docs/documents.md'), 'utf8');
    const rows = [...page.matchAll(/^\| `(document\/[a-z-]+)` \|/gmu)].map(([, code]) => code);
    expect(rows).toEqual(warningCodes);
    expect([...new Set(cases.map(({ code }) => code))].sort()).toEqual(warningCodes);
  });

  it.each(cases)('is served with $code at $pointer', async ({ code, parts, pointer, says }) => {
    const { served, warnings } = await load(parts);
    expect(served.map(({ path }) => path)).toContain('/userinfo');
    expect(warnings.map(warning => ({ ...warning, locate: undefined }))).toContainEqual(
      expect.objectContaining({ code, pointer, message: expect.stringContaining(says) }),
    );
  });

  it.each(cases)('is refused for $code at $pointer where the document must be clean', async ({ parts, pointer }) => {
    const { message, details } = await rejectionOf(loadDocument(write(parts), { strict: true }));
    expect([message, ...(details ?? [])].join('\n')).toContain(pointer);
  });

  it('has a line and a column for each warning', async () => {
    const [warning] = (await load(member({ type: 'string', format: 'uuid4' }))).warnings;
    expect(warning?.locate()).toMatchObject({ line: expect.any(Number), column: expect.any(Number) });
    expect(warning?.locate().line).toBeGreaterThan(1);
  });

  it('has bounds and types as the other version of OpenAPI has them', async () => {
    const isValid = async (parts: JsonObject, value: unknown) => {
      const document = await load(parts);
      return createValidators(document).get(`${at}/schema/properties/a`).isValid(value);
    };
    const bounds = member({ type: 'number', minimum: 0, exclusiveMinimum: true });
    expect([await isValid(bounds, 0), await isValid(bounds, 0.5)]).toEqual([false, true]);
    const types = { openapi: '3.0.4', ...member({ type: ['string', 'null'] }) };
    expect([await isValid(types, null), await isValid(types, 1)]).toEqual([true, false]);
  });

  it('never serves an example that contradicts its schema', async () => {
    const examples = { bad: { value: { sub: 1 } }, good: { value: { sub: 'x' } } };
    const { served } = await load(withSchema(person, { examples }));
    expect([...(served[0]?.responses.get('200')?.examples.keys() ?? [])]).toEqual(['good']);
  });

  it('has examples of requests without what is only read, and of answers without what is only written', async () => {
    const user: JsonObject = {
      type: 'object',
      required: ['id', 'password'],
      properties: { id: { type: 'string', readOnly: true }, password: { type: 'string', writeOnly: true } },
      example: { password: 'p' },
    };
    const asked = { id: 'a' };
    const sent = { password: 'p' };
    const warned = async (request: Json, answer: Json): Promise<readonly string[]> => {
      const schema = { $ref: '#/components/schemas/User' };
      const requestBody = { content: { 'application/json': { schema, example: request } } };
      const { warnings } = await load({
        openapi: '3.0.4',
        paths: { '/users': { post: { requestBody, ...answers(schema, { example: answer }) } } },
        components: { schemas: { User: user } },
      });
      return warnings.map(({ pointer }) => pointer.split('/')[4] ?? '');
    };
    expect(await warned(sent, asked)).toEqual([]);
    expect(await warned({}, sent)).toEqual(['requestBody', 'responses']);
  });

  it('is warned of an unknown format once per name', async () => {
    const format = { type: 'string', format: 'uuid4' };
    const { warnings } = await load(withSchema({ type: 'object', properties: { a: format, b: format } }));
    expect(warnings).toHaveLength(1);
  });

  it.each(['#/components/schemas/Nope', 'https://example.com/person.json', 'none.yaml'])(
    'is refused where a served operation needs %s',
    async $ref => {
      const error = await rejectionOf(load(withSchema({ $ref })));
      expect(error).toMatchObject({ code: 'ERR_DOCUMENT_REF_UNRESOLVABLE' });
    },
  );

  it('shows ten problems and how many more there are', async () => {
    const properties = Object.fromEntries(Array.from({ length: 14 }, (_, index) => [`a${index}`, { type: 'strin' }]));
    const { details } = await rejectionOf(load(withSchema({ type: 'object', properties })));
    expect(details).toHaveLength(11);
    expect(details?.at(-1)).toBe('... and 4 more');
  });
});

describe('the operations of a document', () => {
  it('are served where their success is JSON, and the others say why not', async () => {
    const { served, unserved } = await load({
      paths: {
        '/any': { get: answers(person, {}, '*/*') },
        '/default': { get: { responses: { default: { description: 'Fine.' } } } },
        '/gone': { delete: { responses: { 204: { description: 'Gone.' } } } },
        '/jwt': { get: answers(person, {}, 'application/jwt') },
        '/login': { get: { responses: { 302: { description: 'Elsewhere.' } } } },
        '/{a}/x': { get: answers(person) },
        '/{b}/x': { get: answers(person) },
      },
    });
    expect(served.map(({ path }) => path)).toEqual(['/userinfo', '/any', '/{a}/x']);
    expect(unserved.map(({ operation, reason }) => `${operation.path}: ${reason}`)).toEqual([
      '/default: the success is not JSON: default without a body',
      '/gone: the success is not JSON: 204 without a body',
      '/jwt: application/jwt is not supported',
      '/login: no success is documented',
      '/{b}/x: no request can distinguish it from GET /{a}/x',
    ]);
  });

  it('have a success in a default that documents the only one', async () => {
    const content = { 'application/json': { schema: person } };
    const { served } = await load({
      paths: { '/me': { get: { responses: { default: { description: 'A.', content } } } } },
    });
    expect(served.map(({ path }) => path)).toEqual(['/userinfo', '/me']);
  });

  it('of OpenAPI 3.2 are read, through the $ref of a media type too', async () => {
    const { served, unserved, specVersion } = await load({
      openapi: '3.2.0',
      $self: 'https://example.com/api',
      paths: {
        '/userinfo': {
          get: {
            responses: {
              200: { description: 'A.', content: { 'application/json': { $ref: '#/components/mediaTypes/P' } } },
            },
          },
          query: answers(person),
          additionalOperations: { COPY: answers(person) },
        },
      },
      components: { mediaTypes: { P: { schema: person } } },
    });
    expect(specVersion).toBe('3.2.0');
    expect(served.map(({ method }) => method)).toEqual(['GET']);
    expect(unserved.map(({ reason }) => reason)).toEqual([
      'the method QUERY is not served',
      'the method COPY is not served',
    ]);
  });
});

describe('a schema that refers to itself without end', () => {
  it.each(['allOf', 'anyOf', 'oneOf'])(
    'or twice, level by level, through %s is refused with its place',
    async keyword => {
      const schemas = Object.fromEntries(
        Array.from({ length: 40 }, (_, index) => {
          const next = { $ref: `#/components/schemas/S${index + 1}` };
          return [`S${index}`, index < 39 ? { [keyword]: [next, { ...next, title: 'twice' }] } : { type: 'string' }];
        }),
      );
      const parts = { ...member({ $ref: '#/components/schemas/S0' }), components: { schemas } };
      expect(await rejectionOf(load(parts))).toMatchObject({
        code: 'ERR_DOCUMENT_INVALID',
        message: expect.stringMatching(/\/components\/schemas\/S\d+: expected at most 200000 schemas for one value/),
      });
    },
  );

  it('is an error with its place and never a failure of our own', async () => {
    const schemas = {
      Parent: { oneOf: [{ $ref: '#/components/schemas/Child' }] },
      Child: { allOf: [{ $ref: '#/components/schemas/Parent' }] },
    };
    const document = await load({ components: { schemas } });
    expect(() => createValidators(document).get('/components/schemas/Parent').isValid({})).toThrowError(
      expect.objectContaining({
        code: 'ERR_DOCUMENT_INVALID',
        message: expect.stringContaining('/components/schemas/Parent'),
      }),
    );
  });
});
