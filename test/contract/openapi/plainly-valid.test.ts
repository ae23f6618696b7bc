import { describe, expect, it } from 'vitest';
import { compileSchema, createAjv } from '../../../src/contract/openapi/ajv.ts';
import type { Json, JsonObject } from '../../../src/contract/openapi/document.ts';
import { isPlainlyValid } from '../../../src/contract/openapi/plainly-valid.ts';

const definitions: JsonObject = {
  Name: { type: 'string', minLength: 1 },
  Tree: { type: 'object', properties: { left: { $ref: '#/$defs/Tree' }, name: { $ref: '#/$defs/Name' } } },
  Circle: { allOf: [{ $ref: '#/$defs/Circle' }] },
};

const schemas: readonly Json[] = [
  true,
  false,
  ...['null', 'boolean', 'integer', 'number', 'string', 'array', 'object'].map(type => ({ type })),
  { type: ['string', 'null'] },
  { enum: ['a', 1, { a: 1 }, null] },
  { const: { a: [1] } },
  { minimum: 1, maximum: 3 },
  { exclusiveMinimum: 1, exclusiveMaximum: 3 },
  { multipleOf: 0.01 },
  { minLength: 2, maxLength: 3 },
  { pattern: '^a+$' },
  ...['date-time', 'date', 'uri', 'email', 'uuid', 'int32', 'int64', 'float', 'byte', 'unknown', 'char'].map(
    format => ({
      format,
    }),
  ),
  { required: ['a', 'toString'] },
  { minItems: 1, maxItems: 2, uniqueItems: true },
  { items: { type: 'integer' } },
  { prefixItems: [{ type: 'integer' }], items: false },
  { properties: { a: { type: 'integer' }, b: false } },
  { properties: { a: {} }, additionalProperties: false },
  { additionalProperties: { type: 'integer' } },
  { patternProperties: { '^a': false }, additionalProperties: { type: 'integer' } },
  { propertyNames: { maxLength: 1 } },
  { minProperties: 1, maxProperties: 2 },
  { allOf: [{ type: 'object' }, { required: ['a'] }] },
  { anyOf: [{ type: 'string' }, { required: ['a'] }] },
  { oneOf: [{ type: 'string' }, { required: ['a'] }] },
  { not: { type: 'string' } },
  { if: { type: 'string' }, else: { minLength: 3 } },
  { contains: { const: 1 } },
  { unevaluatedProperties: false },
  { dependentRequired: { a: ['b'] } },
  { $ref: '#/$defs/Tree' },
  { $ref: '#/$defs/Name', maxLength: 2 },
];

const values: readonly Json[] = [
  ...[null, true, false, 0, 1, 2.5, 3, -1, 1e20, 2147483648, 0.07, 19.99],
  ...['', 'a', 'aa', 'aaaa', '😀😀', 'b', '2020-02-30', '2020-01-30', '2020-01-30T10:00:00Z', '2020-01-31 10:00:00Z'],
  ...[
    '2020-02-31T10:00:00Z',
    'https://a.example/b?c',
    'http://[',
    'a@b',
    'a b@c',
    'f47ac10b-58cc-4372-a567-0e02b2c3d479',
  ],
  ...[[], [1], [1, 1], [1, 'a'], [{ a: 1 }, { a: 1 }], ['a', 1, 2]],
  ...[
    {},
    { a: 1 },
    { a: 'x' },
    { b: 1 },
    { a: [1] },
    { a: 1, b: 2, c: 3 },
    { aa: 1 },
    { left: { left: { name: '' } } },
  ],
  JSON.parse('{"__proto__": 1, "toString": 2, "a": 1}') as Json,
];

describe('a value that is plainly valid', () => {
  const ajv = createAjv('verdict', { ownProperties: true });

  /** Whether a value obviously breaks a schema decides about these. */
  const around = (schema: Json): readonly Json[] => [
    { not: schema },
    { oneOf: [schema, { type: ['integer', 'string'] }] },
    // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
    { if: schema, then: { type: ['object', 'null'] }, else: { minLength: 2 } },
  ];

  it.each([...schemas, ...schemas.flatMap(around)])('is valid by ajv, too: %j', schema => {
    const root = { schema, $defs: definitions };
    const valid = compileSchema(ajv, root, '/schema');
    const wrong = values.filter(value => isPlainlyValid(root, '/schema', value) && !valid(value));
    expect(wrong).toEqual([]);
  });

  it.each<[Json, Json]>([
    [
      { type: 'object', required: ['a'], properties: { a: { $ref: '#/$defs/Name' } } },
      { a: 'x', b: 1 },
    ],
    [{ type: 'array', items: { type: 'integer', format: 'int64' } }, [1, 2]],
    [{ anyOf: [{ type: 'string', format: 'date-time' }, { type: 'null' }] }, '2020-01-31T10:00:00Z'],
    [
      { if: { required: ['a'], properties: { a: { const: 1 } } }, else: { required: ['b'] } },
      { a: 2, b: 1 },
    ],
    [
      {
        oneOf: [
          { type: 'object', required: ['a'] },
          { type: 'object', properties: { b: { type: 'string' } } },
        ],
      },
      { b: '' },
    ],
    [{ type: 'string', format: 'unknown', description: 'x', 'x-y': 1 }, 'text'],
  ])('is found without a compiler: %j', (schema, value) => {
    expect(isPlainlyValid({ schema, $defs: definitions }, '/schema', value)).toBe(true);
  });

  it('is not one whose schema refers to itself without end', () => {
    expect(isPlainlyValid({ $defs: definitions }, '/$defs/Circle', 1)).toBe(false);
  });
});
