// Good documents of every kind, and what is made of them.

import { readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { ApiDocument } from '../../../src/contract/openapi/document.ts';
import { builtinDocument, loadDocument } from '../../../src/contract/openapi/load.ts';
import { createValidators } from '../../../src/contract/openapi/validators.ts';
import { writeFiles } from '../../written-files.ts';

const load = (files: Readonly<Record<string, string>>): Promise<ApiDocument> => loadDocument(writeFiles(files));

const info = 'info: { title: People, version: 2.0.0 }';
const json = (schema: string): string => `{ description: Fine., content: { application/json: { schema: ${schema} } } }`;

function only<T>(items: readonly T[]): T {
  expect(items).toHaveLength(1);
  return items[0] as T;
}

describe('the document of the package', () => {
  it('loads with its operations, and says what its responses are', async () => {
    const document = await loadDocument(builtinDocument());
    expect(document.operations.map(({ method, path }) => `${method} ${path}`)).toContain('GET /userinfo');
    const [get] = document.operations;
    expect(get).toMatchObject({ requiresToken: true, rateLimit: { limit: 500, windowSeconds: 60 } });
    expect(get?.responses.get('401')?.examples.get('token-expired')).toMatchObject({
      key: '401',
      mediaType: 'application/json',
      oauthError: { error: 'invalid_token' },
    });
    expect(get?.responses.get('429')?.headers.get('retry-after')).toMatchObject({ name: 'Retry-After' });
    expect(get?.responses.get('200')?.content.get('application/json')?.schemaPointer).toMatch(
      /^\/components\/schemas\//u,
    );
  });

  it('points from every schema to the line it stands in', async () => {
    const document = await loadDocument(builtinDocument());
    const lines = readFileSync(builtinDocument(), 'utf8').split('\n');
    const { line, column } = document.locate('/components/schemas/UserInfo/properties/email');
    expect(lines[line - 1]?.slice(column - 1)).toMatch(/^email:/u);
  });
});

describe('an OpenAPI 3.0 document in JSON', () => {
  const document = (schema: object, nullable: 'standard' | 'wide' = 'standard'): Promise<ApiDocument> => {
    const file = writeFiles({
      'api.json': JSON.stringify({
        openapi: '3.0.3',
        info: { title: 'People', version: '2.0.0' },
        paths: {
          '/me': { get: { responses: { 200: { description: 'Fine.', content: { 'application/json': { schema } } } } } },
        },
        components: {
          schemas: {
            Name: { type: 'string', minLength: 1 },
            Person: { type: 'object', properties: { name: { type: 'string' } } },
          },
        },
      }),
    });
    return loadDocument(file, { nullable });
  };

  const cases = [
    { what: 'nullable', schema: { type: 'string', nullable: true }, good: ['a', null], bad: [1] },
    { what: 'nullable: false', schema: { type: 'string', nullable: false }, good: ['a'], bad: [null] },
    {
      what: 'nullable with enum',
      schema: { type: 'string', nullable: true, enum: ['a'] },
      good: ['a', null],
      bad: ['b'],
    },
    {
      what: 'nullable beside $ref',
      schema: { $ref: '#/components/schemas/Name', nullable: true },
      good: ['a', null],
      bad: ['', 1],
    },
    {
      what: 'nullable beside allOf',
      schema: { allOf: [{ $ref: '#/components/schemas/Name' }], nullable: true },
      good: ['a', null],
      bad: ['', 1],
    },
    {
      what: 'nullable of a member',
      schema: {
        type: 'object',
        properties: { name: { nullable: true, oneOf: [{ type: 'string' }, { type: 'integer' }] } },
      },
      good: [{ name: null }, { name: 'a' }, { name: 1 }],
      bad: [{ name: true }],
    },
    {
      what: 'exclusiveMinimum as a boolean',
      schema: { type: 'number', minimum: 1, exclusiveMinimum: true },
      good: [2],
      bad: [1],
    },
    {
      what: 'exclusiveMaximum: false',
      schema: { type: 'number', maximum: 1, exclusiveMaximum: false },
      good: [1],
      bad: [2],
    },
    {
      what: 'siblings of $ref, which 3.0 ignores',
      schema: { $ref: '#/components/schemas/Name', maxLength: 1 },
      good: ['abc'],
      bad: [''],
    },
    { what: 'int64', schema: { type: 'integer', format: 'int64' }, good: [1], bad: ['1'] },
    {
      what: 'a pattern with a needless escape',
      schema: { type: 'string', pattern: '^[a\\-b]+$' },
      good: ['a-b'],
      bad: ['c'],
    },
  ];

  it.each(cases)('keeps the meaning of $what', async ({ schema, good, bad }) => {
    const { operations, ...rest } = await document(schema, 'wide');
    const pointer = only(operations).responses.get('200')?.content.get('application/json')?.schemaPointer ?? '';
    const validator = createValidators({ operations, ...rest }).get(pointer);
    expect(good.filter(value => !validator.isValid(value))).toEqual([]);
    expect(bad.filter(value => validator.isValid(value))).toEqual([]);
  });

  it.each([
    { what: '$ref', schema: { $ref: '#/components/schemas/Name', nullable: true }, good: ['a'] },
    { what: 'allOf', schema: { allOf: [{ $ref: '#/components/schemas/Name' }], nullable: true }, good: ['a'] },
    { what: 'an enum without null', schema: { type: 'string', nullable: true, enum: ['a'] }, good: ['a'] },
  ])('ignores nullable beside $what by default, and warns of it', async ({ schema, good }) => {
    const { operations, ...rest } = await document(schema);
    const pointer = only(operations).responses.get('200')?.content.get('application/json')?.schemaPointer ?? '';
    const validator = createValidators({ operations, ...rest }).get(pointer);
    expect([...good, null].map(value => validator.isValid(value))).toEqual([...good.map(() => true), false]);
    expect(rest.warnings.map(({ code }) => code)).toContain('document/nullable-ignored');
  });

  it('becomes 3.1, and findings still point to where things stand in the file', async () => {
    const schema = {
      type: 'object',
      properties: { name: { nullable: true, allOf: [{ type: 'string', minLength: 2 }], example: 'Bob' } },
    };
    const document30 = await document(schema, 'wide');
    const at = '/paths/~1me/get/responses/200/content/application~1json/schema';
    expect(document30.at('/openapi')).toBe('3.1.1');
    expect(document30.at(`${at}/properties/name/anyOf/0/examples`)).toEqual(['Bob']);
    const [finding] = createValidators(document30).get(at).check({ name: 'a' }, 'a test');
    expect(finding).toMatchObject({ instancePath: '/name', schemaPath: `${at}/properties/name/allOf/0/minLength` });
  });

  it('keeps a $ref into a schema that null was added to', async () => {
    const file = writeFiles({
      'api.yaml': [
        'openapi: 3.0.3',
        info,
        `paths: { /me: { get: { responses: { '200': ${json("{ $ref: '#/components/schemas/Box/properties/inside' }")} } } } }`,
        'components:',
        '  schemas:',
        '    Box:',
        '      nullable: true',
        '      allOf: [{ type: object }]',
        '      properties:',
        '        inside: { type: integer }',
      ].join('\n'),
    });
    const document30 = await loadDocument(file, { nullable: 'wide' });
    const pointer =
      only(document30.operations).responses.get('200')?.content.get('application/json')?.schemaPointer ?? '';
    expect(createValidators(document30).get(pointer).check('x', 'a test')).toMatchObject([
      { schemaPath: '/components/schemas/Box/properties/inside/type' },
    ]);
  });
});

describe('references', () => {
  it('lead into other files and on from there; the bundle has local ones only', async () => {
    const document = await load({
      'api.yaml': [
        'openapi: 3.1.0',
        info,
        'paths:',
        "  /me: { $ref: 'paths/me.yaml' }",
        'components:',
        '  schemas:',
        '    Name: { type: string, minLength: 2 }',
      ].join('\n'),
      'paths/me.yaml': `get:\n  operationId: getMe\n  responses:\n    '200': ${json("{ $ref: '../schemas/all.json#/$defs/Person' }")}\n`,
      'schemas/all.json': JSON.stringify({
        $defs: {
          Person: {
            type: 'object',
            properties: { name: { $ref: '../api.yaml#/components/schemas/Name' }, home: { $ref: '#/$defs/Home' } },
          },
          Home: { type: 'object', properties: { city: { $ref: '../api.yaml#/components/schemas/Name' } } },
        },
      }),
    });
    const text = JSON.stringify(document.root);
    expect(text.match(/"\$ref":"[^"]*"/gu)?.every(ref => ref.startsWith('"$ref":"#/'))).toBe(true);
    expect(document.files.map(file => file.slice(dirname(document.files[0] ?? '').length + 1)).sort()).toEqual(
      ['api.yaml', 'paths/me.yaml', 'schemas/all.json'].sort(),
    );
    const { schemaPointer } = only(document.operations).responses.get('200')?.content.get('application/json') ?? {
      schemaPointer: '',
    };
    const [finding] = createValidators(document)
      .get(schemaPointer)
      .check({ home: { city: 1, street: 1 } }, 'a test');
    expect(finding).toMatchObject({ instancePath: '/home/city', schemaPath: '/components/schemas/Name/type' });
    const origin = document.origin(`${schemaPointer}/properties/home/properties`);
    expect(origin).toMatchObject({ pointer: '/$defs/Home/properties' });
    expect(origin.file).toMatch(/schemas\/all\.json$/u);
    expect(document.locate(`${schemaPointer}/properties/home`)).toMatchObject({ file: origin.file, line: 1 });
  });

  it('may lead in a circle through two files', async () => {
    const document = await load({
      'api.yaml': `openapi: 3.1.0\n${info}\npaths: { /me: { get: { responses: { '200': ${json('{ $ref: person.yaml }')} } } } }\n`,
      'person.yaml': "type: object\nproperties:\n  pets: { type: array, items: { $ref: 'pet.yaml#/Pet' } }\n",
      'pet.yaml': 'Pet: { type: object, properties: { owner: { $ref: person.yaml, description: Whose it is. } } }\n',
    });
    const pointer =
      only(document.operations).responses.get('200')?.content.get('application/json')?.schemaPointer ?? '';
    const validator = createValidators(document).get(pointer);
    expect(validator.isValid({ pets: [{ owner: { pets: [{ owner: { pets: [] } }] } }] })).toBe(true);
    const findings = validator.check({ pets: [{ owner: { pets: [{ owner: { pets: 1 } }] } }] }, 'a test');
    expect(findings).toMatchObject([{ instancePath: '/pets/0/owner/pets/0/owner/pets' }]);
    expect(findings[0]?.schemaPath).toMatch(/person\.yaml#\/properties\/pets\/type$/u);
  });

  it('may lead from a schema to itself', async () => {
    const document = await load({
      'api.yaml': [
        `openapi: 3.1.0\n${info}`,
        `paths: { /me: { get: { responses: { '200': ${json("{ $ref: '#/components/schemas/Node' }")} } } } }`,
        'components:',
        '  schemas:',
        "    Node: { type: object, required: [value], properties: { value: { type: integer }, next: { $ref: '#/components/schemas/Node' } } }",
      ].join('\n'),
    });
    const validator = createValidators(document).get('/components/schemas/Node');
    expect(validator.isValid({ value: 1, next: { value: 2, next: { value: 3 } } })).toBe(true);
    expect(validator.check({ value: 1, next: { value: 2, next: {} } }, 'a test')).toMatchObject([
      { code: 'schema/required', instancePath: '/next/next/value', schemaPath: '/components/schemas/Node/required' },
    ]);
  });

  it('keep what stands beside them in a schema, in another file too', async () => {
    const document = await load({
      'api.yaml': `openapi: 3.1.0\n${info}\npaths: { /me: { get: { responses: { '200': ${json('{ $ref: name.yaml, maxLength: 3 }')} } } } }\n`,
      'name.yaml': 'type: string\nminLength: 2\n',
    });
    const pointer =
      only(document.operations).responses.get('200')?.content.get('application/json')?.schemaPointer ?? '';
    const validator = createValidators(document).get(pointer);
    expect(['a', 'ab', 'abc', 'abcd'].map(value => validator.isValid(value))).toEqual([false, true, true, false]);
    expect(document.at('/components/schemas/name')).toEqual({ type: 'string', minLength: 2 });
  });

  it('by anchor work, and data that looks like a reference is left alone', async () => {
    const document = await load({
      'api.yaml': [
        `openapi: 3.1.0\n${info}`,
        'paths:',
        '  /me:',
        '    get:',
        '      responses:',
        "        '200':",
        '          description: Fine.',
        '          content:',
        "            application/json: { schema: { $ref: '#link' }, example: { $ref: 'nowhere.yaml' } }",
        'components:',
        '  schemas:',
        '    Link: { $anchor: link, type: object, properties: { $ref: { type: string } }, required: [$ref] }',
      ].join('\n'),
    });
    const response = only(document.operations).responses.get('200');
    expect(response?.content.get('application/json')?.schemaPointer).toBe('/components/schemas/Link');
    expect(response?.examples.get('example-200')?.value).toEqual({ $ref: 'nowhere.yaml' });
  });

  it('of an externalValue bring the file in as the example', async () => {
    const document = await load({
      'api.yaml': [
        `openapi: 3.1.0\n${info}`,
        'paths:',
        '  /me:',
        '    get:',
        '      responses:',
        "        '200':",
        '          description: Fine.',
        '          content:',
        '            application/json: { schema: { type: object }, examples: { bob: { externalValue: bob.json } } }',
        '            text/html: { schema: { type: string }, examples: { page: { externalValue: page.html } } }',
      ].join('\n'),
      'bob.json': '{ "name": "Bob" }',
      'page.html': '<p>Bob</p>',
    });
    const examples = only(document.operations).responses.get('200')?.examples;
    expect([examples?.get('bob')?.value, examples?.get('page')?.value]).toEqual([{ name: 'Bob' }, '<p>Bob</p>']);
    expect(document.files.map(file => file.replace(/^.*\//u, ''))).toEqual(['api.yaml', 'bob.json', 'page.html']);
  });
});

describe('an operation', () => {
  const withSecurity = (root: string, operation: string): Promise<ApiDocument> =>
    load({
      'api.yaml': [
        `openapi: 3.1.0\n${info}${root}`,
        `paths: { /me: { get: { ${operation}responses: { '200': ${json('true')} } } } }`,
        'components:',
        '  securitySchemes:',
        '    bearer: { type: http, scheme: Bearer }',
        '    basic: { type: http, scheme: basic }',
        '    key: { type: apiKey, in: query, name: key }',
        '    oauth: { type: oauth2, flows: {} }',
        '    oidc: { type: openIdConnect, openIdConnectUrl: https://example.com }',
      ].join('\n'),
    });

  it.each([
    { root: '', operation: '', requiresToken: false, what: 'no requirement' },
    {
      root: '\nsecurity: [{ bearer: [] }]',
      operation: '',
      requiresToken: true,
      what: 'the requirement of the document',
    },
    {
      root: '\nsecurity: [{ bearer: [] }]',
      operation: 'security: [], ',
      requiresToken: false,
      what: 'none instead of it',
    },
    {
      root: '\nsecurity: [{ key: [] }]',
      operation: 'security: [{ oauth: [a] }], ',
      requiresToken: true,
      what: 'its own',
    },
    { root: '', operation: 'security: [{ oidc: [] }, { bearer: [] }], ', requiresToken: true, what: 'either of two' },
    { root: '', operation: 'security: [{ bearer: [] }, {}], ', requiresToken: false, what: 'an anonymous alternative' },
    { root: '', operation: 'security: [{ bearer: [] }, { key: [] }], ', requiresToken: false, what: 'a key instead' },
    { root: '', operation: 'security: [{ bearer: [], key: [] }], ', requiresToken: true, what: 'a key as well' },
    { root: '', operation: 'security: [{ basic: [] }], ', requiresToken: false, what: 'a password' },
  ])('requires a token or not: $what', async ({ root, operation, requiresToken }) => {
    expect(only((await withSecurity(root, operation)).operations).requiresToken).toBe(requiresToken);
  });

  it('has the parameters of its path, its own ones winning', async () => {
    const document = await load({
      'api.yaml': [
        `openapi: 3.1.0\n${info}`,
        'x-rate-limit: { limit: 5, windowSeconds: 10 }',
        'paths:',
        '  /people/{id}:',
        '    parameters:',
        '      - { name: id, in: path, required: true, schema: { type: string } }',
        '      - { name: X-Trace, in: header, schema: { type: string } }',
        "      - { $ref: '#/components/parameters/Page' }",
        '    get:',
        '      parameters: [{ name: x-trace, in: header, required: true, schema: { type: integer } }]',
        `      responses: { default: ${json('true')} }`,
        '    delete:',
        '      x-rate-limit: { limit: 1, windowSeconds: 60 }',
        "      requestBody: { required: true, content: { application/json: { schema: { $ref: '#/components/schemas/Why' } } } }",
        "      responses: { '204': { description: Gone. }, 4XX: { description: No. } }",
        'components:',
        '  parameters:',
        '    Page: { name: page, in: query, content: { application/json: { schema: { type: integer } } } }',
        '  schemas:',
        '    Why: { type: string }',
      ].join('\n'),
    });
    const [get, del] = document.operations;
    expect(get).toMatchObject({ operationId: 'get /people/{id}', rateLimit: { limit: 5, windowSeconds: 10 } });
    expect(get?.parameters.map(({ name, in: place, required, schema }) => [name, place, required, schema])).toEqual([
      ['id', 'path', true, { type: 'string' }],
      ['x-trace', 'header', true, { type: 'integer' }],
      ['page', 'query', false, { type: 'integer' }],
    ]);
    expect(get?.parameters[2]?.schemaPointer).toBe('/components/parameters/Page/content/application~1json/schema');
    expect(del).toMatchObject({ method: 'DELETE', rateLimit: { limit: 1, windowSeconds: 60 } });
    expect(del?.requestBody?.content.get('application/json')?.schemaPointer).toBe('/components/schemas/Why');
    expect([...(del?.responses.keys() ?? [])]).toEqual(['204', '4XX']);
  });

  it('has named examples with their headers; a nameless one is called after its status', async () => {
    const document = await load({
      'api.yaml': [
        `openapi: 3.1.0\n${info}`,
        'paths:',
        '  /me:',
        '    get:',
        '      responses:',
        "        '200': { description: Fine., content: { application/json: { example: { a: 1 } } } }",
        "        4XX: { description: No., content: { text/html: { examples: { page: { value: no } } }, application/json: { examples: { page: { $ref: '#/components/examples/No' } } } } }",
        'components:',
        '  examples:',
        '    No: { summary: No., value: no, x-headers: { Retry-After: 30, X-Request-Id: null }, x-oauth-error: null }',
      ].join('\n'),
    });
    const { responses } = only(document.operations);
    expect(responses.get('200')?.examples.get('example-200')).toMatchObject({
      value: { a: 1 },
      headers: {},
      oauthError: undefined,
    });
    expect(responses.get('4XX')?.examples.get('page')).toEqual({
      name: 'page',
      summary: 'No.',
      key: '4XX',
      mediaType: 'application/json',
      value: 'no',
      pointer: '/components/examples/No/value',
      headers: { 'Retry-After': '30', 'X-Request-Id': null },
      oauthError: null,
    });
  });
});

describe('a loaded document', () => {
  it('has a hash of all its files', async () => {
    const api = `openapi: 3.1.0\n${info}\npaths: { /me: { get: { responses: { '200': ${json('{ $ref: name.yaml }')} } } } }\n`;
    const first = await load({ 'api.yaml': api, 'name.yaml': 'type: string\n' });
    const same = await load({ 'api.yaml': api, 'name.yaml': 'type: string\n' });
    const other = await load({ 'api.yaml': api, 'name.yaml': 'type: integer\n' });
    expect(first.hash).toMatch(/^[0-9a-f]{64}$/u);
    expect(same.hash).toBe(first.hash);
    expect(other.hash).not.toBe(first.hash);
  });

  it('follows $ref on the way to a pointer, and knows title and version', async () => {
    const document = await load({
      'api.yaml': [
        `openapi: 3.1.0\n${info}`,
        "paths: { /me: { get: { responses: { '200': { $ref: '#/components/responses/Fine' } } } } }",
        `components: { responses: { Fine: ${json('{ type: string }')} } }`,
      ].join('\n'),
    });
    expect(document.title).toBe('People');
    expect(document.version).toBe('2.0.0');
    const response = '/paths/~1me/get/responses/200';
    expect(document.at(`${response}/description`)).toBe('Fine.');
    expect(document.at(response)).toEqual({ $ref: '#/components/responses/Fine' });
    expect(document.at(`${response}/nothing`)).toBeUndefined();
  });

  it('may use anchors and merge keys of YAML, and keys with every character', async () => {
    const document = await load({
      'api.yaml': [
        `openapi: 3.1.0\n${info}`,
        'paths:',
        "  /a~b/{id}%: { get: { responses: { '200': &fine { description: Fine., content: { application/json: { schema: { $ref: '#/components/schemas/A.b-c_d' } } } }, '201': { <<: *fine, description: Made. } } } }",
        "  /again: { get: { responses: { '200': { $ref: '#/paths/~1a~0b~1%7Bid%7D%25/get/responses/200' } } } }",
        'components: { schemas: { A.b-c_d: { type: object, properties: { __proto__: { type: integer } } } } }',
      ].join('\n'),
    });
    const [first, again] = document.operations;
    expect(first?.responses.get('201')).toMatchObject({ description: 'Made.' });
    expect(again?.responses.get('200')?.pointer).toBe('/paths/~1a~0b~1{id}%/get/responses/200');
    const validator = createValidators(document).get('/components/schemas/A.b-c_d');
    expect(validator.isValid(JSON.parse('{ "__proto__": 1 }'))).toBe(true);
  });
});
