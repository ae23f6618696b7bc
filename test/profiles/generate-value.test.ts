import { formatNames } from 'ajv-formats/dist/formats.js';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Json, JsonObject } from '../../src/contract/openapi/document.ts';
import { createValidators } from '../../src/contract/openapi/validators.ts';
import { generateValue } from '../../src/profiles/generate-value.ts';
import { createProfileBuilder } from '../../src/profiles/profile-builder.ts';
import { variants } from '../../src/profiles/variants.ts';
import { builtin, documentWith, profileSchema } from './documents.ts';

describe('a generated value', () => {
  it.each(formatNames)('has the format %s, in every variant and at every length that it can have', format => {
    const isNumber = ['int32', 'int64', 'float', 'double'].includes(format);
    const document = documentWith({ type: isNumber ? 'number' : 'string', format });
    const validators = createValidators(document);
    for (let seed = 0; seed < 50; seed++) {
      const value = generateValue({ document, validators, schemaPointer: profileSchema, seed: `${seed}` });
      expect(validators.get(profileSchema).isValid(value), JSON.stringify(value)).toBe(true);
    }
  });

  it.each(['email', 'uri', 'hostname', 'uri-reference', 'url', 'regex', 'json-pointer', 'uri-template'])(
    '%s is as long as it is asked to be',
    format => {
      for (const length of [30, 63, 64, 65, 100, 200, 253]) {
        const document = documentWith({ type: 'string', format, minLength: length, maxLength: length });
        const value = generateValue({
          document,
          validators: createValidators(document),
          schemaPointer: profileSchema,
          seed: 'x',
        });
        expect(value).toHaveLength(length);
      }
    },
  );

  it('is the same for the same seed, and has no person: x-person is ignored', () => {
    const validators = createValidators(builtin);
    const options = { document: builtin, validators, schemaPointer: profileSchema, seed: 'x' };
    expect(generateValue(options)).toEqual(generateValue(options));
    expect((generateValue(options) as JsonObject)['profile']).not.toBe('https://profile.autodesk.com');
  });

  it('serves the error bodies of the built-in document', () => {
    const validators = createValidators(builtin);
    for (const schemaPointer of ['/components/schemas/ErrorBody', '/components/schemas/QuotaError']) {
      const value = generateValue({ document: builtin, validators, schemaPointer, seed: 'x' });
      expect(validators.get(schemaPointer).check(value, 'error')).toEqual([]);
    }
  });
});

const bounds = fc.tuple(fc.integer({ min: -20, max: 20 }), fc.integer({ min: 0, max: 10 }));
const leaf: fc.Arbitrary<JsonObject> = fc.oneof(
  fc.constantFrom<JsonObject>(
    {},
    { type: 'boolean' },
    { type: 'null' },
    { type: ['string', 'null'] },
    { const: { a: [1] } },
    { enum: ['a', 1, null] },
  ),
  bounds.map(([min, span]): JsonObject => ({ type: 'integer', minimum: min, maximum: min + span })),
  bounds.map(([min, span]): JsonObject => ({ type: 'number', exclusiveMinimum: min, exclusiveMaximum: min + span })),
  fc
    .tuple(bounds, fc.constantFrom(0.1, 0.01, 2, 3, 7))
    .map(
      ([[min, span], step]): JsonObject => ({ type: 'number', minimum: min, maximum: min + span, multipleOf: step }),
    ),
  fc
    .tuple(fc.nat(8), fc.nat(12))
    .map(([min, more]): JsonObject => ({ type: 'string', minLength: min, maxLength: min + more })),
  fc.constantFrom<JsonObject>(
    ...['date-time', 'email', 'uuid', 'ipv6', 'hostname', 'time'].map(format => ({ type: 'string', format })),
  ),
  fc.constantFrom<JsonObject>(
    ...['^[a-z]{2,5}$', '^\\d+(-\\d+)?$', 'a|b', '^[A-Z][a-z]*$'].map(pattern => ({ type: 'string', pattern })),
  ),
);
const name = fc.constantFrom('a', 'b', 'c', 'sub', '__proto__', 'x y', 'constructor');

const { schema } = fc.letrec<{ schema: JsonObject; closed: JsonObject }>(tie => ({
  schema: fc.oneof({ depthSize: 'small', withCrossShrink: true }, leaf, tie('closed')),
  closed: fc.oneof(
    fc.record({
      type: fc.constant('array'),
      items: tie('schema'),
      minItems: fc.nat(3),
      uniqueItems: fc.boolean(),
    }) as fc.Arbitrary<JsonObject>,
    fc.record({
      type: fc.constant('array'),
      prefixItems: fc.array(tie('schema'), { minLength: 1, maxLength: 3 }),
      contains: tie('schema'),
    }) as fc.Arbitrary<JsonObject>,
    fc.record(
      {
        type: fc.constant('object'),
        properties: fc.dictionary(name, tie('schema'), { maxKeys: 4 }),
        required: fc.uniqueArray(name, { maxLength: 2 }),
        additionalProperties: fc.oneof(fc.boolean(), tie('schema')),
        minProperties: fc.nat(3),
      },
      { requiredKeys: ['type'] },
    ) as fc.Arbitrary<JsonObject>,
    fc.array(tie('schema'), { minLength: 1, maxLength: 3 }).map(anyOf => ({ anyOf })),
    fc.array(tie('schema'), { minLength: 1, maxLength: 3 }).map(oneOf => ({ oneOf })),
    fc.array(tie('schema'), { minLength: 1, maxLength: 2 }).map(allOf => ({ allOf })),
    fc.tuple(leaf, leaf).map(([one, not]) => ({ ...one, not })),
    // biome-ignore lint/suspicious/noThenProperty: the keyword of JSON Schema.
    fc.record({ if: leaf, then: leaf, else: leaf }) as unknown as fc.Arbitrary<JsonObject>,
    fc.constant({ type: 'object', properties: { more: { $ref: `#${profileSchema}` } } }),
  ),
}));

describe('any schema', () => {
  it('has a valid value generated, or is refused by pointer', () => {
    let generated = 0;
    fc.assert(
      fc.property(schema, fc.string(), (random, seed) => {
        const document = documentWith(random as Json);
        const validators = createValidators(document);
        try {
          const value = generateValue({ document, validators, schemaPointer: profileSchema, seed });
          expect(validators.get(profileSchema).check(value, 'value')).toEqual([]);
          generated++;
        } catch (error) {
          expect(error).toMatchObject({
            code: 'ERR_PROFILE_UNGENERATABLE',
            data: { pointer: expect.stringMatching(/^\/components/) },
          });
        }
      }),
      { numRuns: 1500, seed: 42 },
    );
    expect(generated).toBeGreaterThan(1000);
  });

  it('is generated in every variant, valid except for drifted, or is rejected when the builder is created', () => {
    fc.assert(
      fc.property(schema, random => {
        const document = documentWith(random as Json);
        const validators = createValidators(document);
        const profiles = builderOrRefusal(() =>
          createProfileBuilder({ document, validators, schemaPointer: profileSchema, seed: '', locale: 'en' }),
        );
        for (const variant of profiles === undefined ? [] : variants) {
          const built = builderOrRefusal(() => profiles?.build({ seed: 'x', variant }));
          if (built !== undefined)
            expect(validators.get(profileSchema).isValid(built.claims)).toBe(variant !== 'drifted');
          else expect(variant).toBe('drifted');
        }
      }),
      { numRuns: 300, seed: 7 },
    );
  });
});

function builderOrRefusal<T>(run: () => T): T | undefined {
  try {
    return run();
  } catch (error) {
    expect(error).toMatchObject({ code: 'ERR_PROFILE_UNGENERATABLE' });
    return undefined;
  }
}
