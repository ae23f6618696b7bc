// What the validators find, in which words, where; and that no value ever shows.

import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { findingCatalog } from '../../../src/contract/findings/catalog.ts';
import type { Finding } from '../../../src/contract/findings/finding.ts';
import type { ApiDocument, Json } from '../../../src/contract/openapi/document.ts';
import { builtinDocument, loadDocument } from '../../../src/contract/openapi/load.ts';
import { createValidators } from '../../../src/contract/openapi/validators.ts';
import { writeFiles } from '../../written-files.ts';

/** The findings about a value, against a schema that may refer to `#/components/schemas/Card` and `.../Pair`. */
async function check(schema: Json, value: unknown): Promise<readonly Finding[]> {
  const document = await load(schema);
  return createValidators(document).get('/components/schemas/Subject').check(value, 'a test');
}

function load(schema: Json): Promise<ApiDocument> {
  const answer = {
    description: 'Fine.',
    content: { 'application/json': { schema: { $ref: '#/components/schemas/Subject' } } },
  };
  const schemas = {
    Subject: schema,
    Card: {
      type: 'object',
      required: ['email'],
      properties: { email: { type: 'string', format: 'email' }, name: { type: 'string', minLength: 2 } },
    },
    Pair: { type: 'array', prefixItems: [{ type: 'string' }, { type: 'integer' }], items: false },
  };
  return loadDocument(
    writeFiles({
      'api.json': JSON.stringify({
        openapi: '3.1.1',
        info: { title: 'Cards', version: '1' },
        paths: { '/card': { get: { responses: { 200: answer } } } },
        components: { schemas },
      }),
    }),
  );
}

const card = { $ref: '#/components/schemas/Card' };

interface Case {
  readonly what: string;
  readonly schema: Json;
  readonly value: unknown;
  readonly finds: readonly Partial<Finding>[];
}

const cases: Case[] = [
  {
    what: 'another type',
    schema: { type: ['string', 'null'] },
    value: 17,
    finds: [
      {
        code: 'schema/type',
        message: 'The value must be a string or null, but is a number.',
        instancePath: '',
        schemaPath: '/components/schemas/Subject/type',
        expected: 'a string or null',
        actual: 'an integer of 2 digits',
      },
    ],
  },
  {
    what: 'a fraction for an integer',
    schema: { type: 'integer' },
    value: 1.5,
    finds: [{ code: 'schema/type', message: 'The value must be an integer, but is a number with a fraction.' }],
  },
  {
    what: 'a number without an end for an integer',
    schema: { type: 'integer' },
    value: JSON.parse('1e400'),
    finds: [
      {
        code: 'schema/type',
        message: 'The value must be an integer, but is a number beyond the range of JavaScript.',
        actual: 'a number beyond the range of JavaScript',
      },
    ],
  },
  {
    what: 'a member missing, through a $ref',
    schema: { properties: { card } },
    value: { card: { name: 'Bob' } },
    finds: [
      {
        code: 'schema/required',
        message: '/card/email is missing.',
        instancePath: '/card/email',
        schemaPath: '/components/schemas/Card/required',
        actual: 'nothing',
      },
    ],
  },
  {
    what: 'a member that is there under a misspelt name',
    schema: card,
    value: { emial: 'bob@example.com' },
    finds: [{ code: 'schema/required', hint: 'Did you mean "email" by the undocumented "emial"?' }],
  },
  {
    what: 'a wrong format and a short string at once',
    schema: card,
    value: { email: 'bob at home', name: 'B' },
    finds: [
      {
        code: 'schema/format',
        message: '/email must be in the format "email".',
        schemaPath: '/components/schemas/Card/properties/email/format',
        actual: 'a string of 11 characters (letters, spaces)',
      },
      { code: 'schema/min-length', message: '/name must have at least 2 characters.', instancePath: '/name' },
    ],
  },
  {
    what: 'a member that is excluded, with the nearest name',
    schema: { type: 'object', properties: { email: {}, locale: {} }, additionalProperties: false },
    value: { localle: 'en' },
    finds: [
      {
        code: 'schema/additional-properties',
        message: '/localle is not documented.',
        instancePath: '/localle',
        hint: 'Did you mean "locale"?',
        actual: 'a string of 2 characters (letters)',
      },
    ],
  },
  {
    what: 'a member that no schema evaluated, with what the document has',
    schema: { allOf: [card], properties: { age: {} }, unevaluatedProperties: false },
    value: { email: 'bob@example.com', shoeSize: 9 },
    finds: [
      {
        code: 'schema/unevaluated-properties',
        instancePath: '/shoeSize',
        schemaPath: '/components/schemas/Subject/unevaluatedProperties',
        hint: 'Known: age, email, name.',
      },
    ],
  },
  {
    what: 'only the failure when the documented members count as unevaluated because of it',
    schema: { $ref: '#/components/schemas/Card', unevaluatedProperties: false },
    value: { email: 'nobody', name: 'Bob' },
    finds: [{ code: 'schema/format', instancePath: '/email' }],
  },
  {
    what: 'the failure in the alternative that was meant',
    schema: { anyOf: [card, { type: 'null' }] },
    value: { email: 'nobody' },
    finds: [
      { code: 'schema/format', instancePath: '/email', schemaPath: '/components/schemas/Card/properties/email/format' },
    ],
  },
  {
    what: 'that no alternative is of the type',
    schema: { anyOf: [card, { type: 'null' }] },
    value: 'nobody',
    finds: [
      {
        code: 'schema/any-of',
        message: 'The value must be an object with "email" or null, but is a string.',
        schemaPath: '/components/schemas/Subject/anyOf',
      },
    ],
  },
  {
    what: 'what alternatives of the same type differ in, and the one that is closest',
    schema: {
      anyOf: [
        { type: 'object', required: ['phone', 'city'] },
        { type: 'object', required: ['email'] },
      ],
    },
    value: { name: 'Bob' },
    finds: [
      {
        code: 'schema/any-of',
        message: 'The value must be an object with "phone", "city" or an object with "email".',
        hint: 'Closest is alternative 2: /email is missing.',
        actual: 'an object with 1 member',
      },
    ],
  },
  {
    what: 'that no alternative fits where they do not differ in words',
    schema: {
      anyOf: [
        { type: 'object', properties: { a: { type: 'string' } } },
        { type: 'object', minProperties: 2 },
      ],
    },
    value: { a: 1 },
    finds: [
      { code: 'schema/any-of', message: 'The value satisfies none of the 2 alternatives.', expected: 'an object' },
    ],
  },
  {
    what: 'a string in the format of no alternative',
    schema: {
      properties: {
        at: {
          anyOf: [
            { type: 'string', format: 'date' },
            { type: 'string', format: 'email' },
          ],
        },
      },
    },
    value: { at: 'now' },
    finds: [
      {
        message: '/at must be a string in the format "date" or a string in the format "email".',
        code: 'schema/any-of',
      },
    ],
  },
  {
    what: 'the alternative that a constant tells apart',
    schema: {
      oneOf: [
        { type: 'object', properties: { kind: { const: 'a' }, size: { type: 'integer' } }, required: ['kind'] },
        { type: 'object', properties: { kind: { const: 'b' }, size: { type: 'string' } }, required: ['kind'] },
      ],
    },
    value: { kind: 'b', size: 1 },
    finds: [
      {
        code: 'schema/type',
        instancePath: '/size',
        schemaPath: '/components/schemas/Subject/oneOf/1/properties/size/type',
      },
    ],
  },
  {
    what: 'more than one alternative',
    schema: { oneOf: [{ type: 'integer' }, { type: 'number' }] },
    value: 1,
    finds: [{ code: 'schema/one-of', message: 'The value satisfies more than one of the alternatives.' }],
  },
  {
    what: 'the consequence of a condition, not the condition',
    schema: {
      if: { properties: { on: { const: false } } },
      // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
      then: { properties: { domain: { type: 'null' } } },
      else: { properties: { domain: { type: 'string' } } },
    },
    value: { on: false, domain: 'x' },
    finds: [
      {
        code: 'schema/type',
        instancePath: '/domain',
        schemaPath: '/components/schemas/Subject/then/properties/domain/type',
      },
    ],
  },
  {
    what: 'a value that is not in the list',
    schema: { enum: ['a', 'b'] },
    value: 'c',
    finds: [
      {
        code: 'schema/enum',
        message: 'The value must be one of "a", "b".',
        actual: 'a string of 1 character (letters)',
      },
    ],
  },
  { what: 'another constant', schema: { const: 'a' }, value: 'b', finds: [{ code: 'schema/const', expected: '"a"' }] },
  {
    what: 'a pattern that does not match',
    schema: { pattern: '^[A-Z0-9]{12}$' },
    value: 'abc-1',
    finds: [
      {
        code: 'schema/pattern',
        expected: 'a string that matches ^[A-Z0-9]{12}$',
        actual: 'a string of 5 characters (letters, digits, other characters)',
      },
    ],
  },
  {
    what: 'equal items, too many items and items of the wrong type',
    schema: { type: 'array', uniqueItems: true, maxItems: 2, items: { type: 'string' } },
    value: ['a', 'a', 3],
    finds: [{ code: 'schema/max-items' }, { code: 'schema/type', instancePath: '/2' }, { code: 'schema/unique-items' }],
  },
  {
    what: 'an item beyond the documented ones',
    schema: { $ref: '#/components/schemas/Pair' },
    value: ['a', 1, 2],
    finds: [{ code: 'schema/items', schemaPath: '/components/schemas/Pair/items' }],
  },
  {
    what: 'no item of the kind wanted',
    schema: { contains: { type: 'string' } },
    value: [1, 2],
    finds: [{ code: 'schema/contains' }],
  },
  {
    what: 'a member that must not be there',
    schema: { properties: { secret: false } },
    value: { secret: 1 },
    finds: [
      { code: 'schema/not', instancePath: '/secret', schemaPath: '/components/schemas/Subject/properties/secret/not' },
    ],
  },
  {
    what: 'a member that another one calls for',
    schema: { dependentRequired: { street: ['city'] } },
    value: { street: 'x' },
    finds: [
      {
        code: 'schema/dependent-required',
        instancePath: '/city',
        message: '/city is missing, although street is present.',
      },
    ],
  },
  {
    what: 'a name that is not allowed',
    schema: { propertyNames: { pattern: '^size' } },
    value: { 'a/b': 1 },
    finds: [{ code: 'schema/property-names', instancePath: '/a~1b' }],
  },
  {
    what: 'numbers outside their limits',
    schema: { items: { minimum: 1, exclusiveMaximum: 3, multipleOf: 1 } },
    value: [0, 3, 1.5],
    finds: [{ code: 'schema/minimum' }, { code: 'schema/exclusive-maximum' }, { code: 'schema/multiple-of' }],
  },
  {
    what: 'too few and too many members',
    schema: { minProperties: 2 },
    value: { a: 1 },
    finds: [{ code: 'schema/min-properties', actual: 'an object with 1 member' }],
  },
  { what: 'anything where nothing is allowed', schema: false, value: 1, finds: [{ code: 'schema/false-schema' }] },
];

describe('a validator', () => {
  it.each(cases)('finds $what', async ({ schema, value, finds }) => {
    const findings = await check(schema, value);
    expect(findings.map(({ code }) => code)).toEqual(finds.map(({ code }) => code));
    expect(findings).toMatchObject(finds);
    for (const finding of findings) {
      expect(findingCatalog).toHaveProperty([finding.code]);
      expect(finding).toMatchObject({ severity: 'error', where: 'a test' });
    }
  });

  it.each([
    ['a hundred', 100, 100, []],
    ['a thousand', 1000, 200, ['The value has 800 further errors, which were not examined.']],
  ])('of %s errors reports two hundred, and the number of others', async (_many, count, told, rest) => {
    const findings = await check({ items: { type: 'string' } }, Array(count).fill(1));
    expect(findings.filter(({ code }) => code === 'schema/type')).toHaveLength(told);
    expect(findings.filter(({ code }) => code === 'schema/further').map(({ message }) => message)).toEqual(rest);
  });

  it('keeps the errors of one value together where it stops telling', async () => {
    const either = { anyOf: [{ type: 'string', minLength: 9 }, { type: 'object' }] };
    const findings = await check({ items: either }, Array(300).fill('short'));
    expect(new Set(findings.map(({ code }) => code))).toEqual(new Set(['schema/min-length', 'schema/further']));
  });

  it('never shows a value', async () => {
    const secret = 'top-secret-4711';
    const schemas: Json[] = [
      { type: 'integer' },
      { format: 'uuid' },
      { pattern: '^a' },
      { enum: ['a'] },
      { const: 'a' },
      { maxLength: 3 },
      { not: { type: 'string' } },
      { anyOf: [{ type: 'null' }, { type: 'integer' }] },
      { oneOf: [{ minLength: 1 }, { minLength: 2 }] },
      { properties: { a: { type: 'integer' } }, additionalProperties: false },
    ];
    for (const schema of schemas) {
      for (const value of [secret, { a: secret, b: secret }, [secret]]) {
        expect(JSON.stringify(await check(schema, value))).not.toContain(secret);
      }
    }
  });

  it('has the values on request', async () => {
    const document = await load({ $ref: '#/components/schemas/Card', additionalProperties: false });
    const value = { name: 'B', email: 'bob at home' };
    const findings = createValidators(document)
      .get('/components/schemas/Subject')
      .check(value, 'a test', { showValues: true });
    expect(findings.filter(({ code }) => code !== 'schema/additional-properties')).toMatchObject([
      { code: 'schema/format', actualValue: 'bob at home' },
      { code: 'schema/min-length', actualValue: 'B' },
    ]);
  });

  it('gives the verdict alone without findings, and the same validator each time', async () => {
    const document = await load(card);
    const validators = createValidators(document);
    const validator = validators.get('/components/schemas/Card');
    expect(validators.get('/components/schemas/Card')).toBe(validator);
    expect([validator.isValid({ email: 'a@example.com' }), validator.isValid({})]).toEqual([true, false]);
    expect(validator.check({ email: 'a@example.com' }, 'a test')).toEqual([]);
  });

  it('takes the keywords of OpenAPI and x- ones for annotations', async () => {
    const schema = {
      type: 'object',
      discriminator: { propertyName: 'kind' },
      xml: { name: 'card' },
      externalDocs: { url: 'https://example.com' },
      example: { kind: 'a' },
      'x-person': 'name',
      properties: { kind: { type: 'string', writeOnly: true, deprecated: true } },
    };
    expect(await check(schema, { kind: 'b' })).toEqual([]);
  });

  it.each([
    { format: 'int32', good: 1, bad: 2 ** 40 },
    { format: 'int64', good: 2 ** 40, bad: 1.5 },
    { format: 'date-time', good: '2017-12-11T20:54:18Z', bad: '2017-13-11T20:54:18Z' },
    { format: 'uri', good: 'https://example.com/a', bad: 'a b' },
    { format: 'byte', good: 'YWJj', bad: 'a' },
    { format: 'uuid', good: '00000000-0000-4000-8000-000000000000', bad: '0' },
    { format: 'base64url', good: 'a-_b', bad: 'a+b' },
    { format: 'iri', good: 'https://example.com/ü', bad: 'a b' },
  ])('checks the format $format in full', async ({ format, good, bad }) => {
    const type = typeof good === 'number' ? 'number' : 'string';
    expect(await check({ type, format }, good)).toEqual([]);
    expect(await check({ type, format }, bad)).toMatchObject([{ code: 'schema/format' }]);
  });

  it.each(['password', 'binary', 'float', 'double', 'commonmark'])('knows the format %s', async format => {
    expect(await check({ format }, 'anything')).toEqual([]);
  });

  it('points into the document with every finding about the profile', async () => {
    const document = await loadDocument(builtinDocument());
    const pointer = document.operations[0]?.responses.get('200')?.content.get('application/json')?.schemaPointer ?? '';
    const wrong = Object.fromEntries(
      Object.keys(document.at(`${pointer}/properties`) as object).map(name => [name, [[]]]),
    );
    const findings = createValidators(document).get(pointer).check(wrong, 'a test');
    expect(findings.length).toBeGreaterThan(20);
    const source = readFileSync(builtinDocument(), 'utf8').split('\n');
    for (const { schemaPath } of findings) {
      expect(document.at(schemaPath), schemaPath).toBeDefined();
      const { line, column } = document.locate(schemaPath);
      expect(source[line - 1]?.slice(column - 1)).toMatch(new RegExp(`^${schemaPath.split('/').at(-1)}`, 'u'));
    }
  });
});

describe('where the defaults of ajv are wrong', () => {
  const onlyContained = { type: 'array', contains: { type: 'string' }, unevaluatedItems: false };

  it.each<[string, Json, unknown, boolean]>([
    ['a multiple of a fraction', { multipleOf: 0.01 }, 19.99, true],
    ['no multiple of a fraction', { multipleOf: 0.01 }, 19.995, false],
    ['a large multiple', { multipleOf: 0.001 }, 123456.789, true],
    ['no multiple of a large number', { multipleOf: 1e9 }, 1, false],
    ['a multiple of a tenth', { multipleOf: 0.1 }, 0.3, true],
    ['an item that is neither contained nor evaluated', onlyContained, ['a', 1], false],
    ['items that are all contained', onlyContained, ['a', 'b'], true],
    ['items that are contained, and one by its place', { ...onlyContained, prefixItems: [true] }, [1, 'a'], true],
    ['an item that is of the other kind', { ...onlyContained, unevaluatedItems: { type: 'null' } }, ['a', null], true],
    ['a date-time', { format: 'date-time' }, '2026-01-31T10:00:00+05:30', true],
    ['a date-time in small letters', { format: 'date-time' }, '2026-01-31t10:00:00z', true],
    ['a blank for T', { format: 'date-time' }, '2026-01-31 10:00:00Z', false],
    ['an offset without a colon', { format: 'date-time' }, '2026-01-31T10:00:00+0530', false],
    ['an address in a domain of one label', { format: 'email' }, 'alice@intranet', true],
    ['an address without a domain', { format: 'email' }, 'alice@', false],
    ['an address with two dots', { format: 'email' }, 'alice@a..b', false],
    ['a missing member named toString', { type: 'object', required: ['toString'] }, {}, false],
    ['a member named toString', { type: 'object', required: ['toString'] }, { toString: 1 }, true],
    ['no member named constructor', { properties: { constructor: { type: 'string' } } }, {}, true],
    [
      'a wrong member named constructor',
      { properties: { constructor: { type: 'string' } } },
      { constructor: 1 },
      false,
    ],
    ['a dependency on valueOf', { dependentRequired: { valueOf: ['a'] } }, {}, true],
  ])('%s is judged by the standard', async (_, schema, value, isValid) => {
    expect(await check(schema, value)).toHaveLength(isValid ? 0 : 1);
  });
});
