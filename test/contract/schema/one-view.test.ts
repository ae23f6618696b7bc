// Everything that reads a schema sees the same members, items and values in it.

import { describe, expect, it } from 'vitest';
import type { ApiDocument, Json, JsonObject } from '../../../src/contract/openapi/document.ts';
import { createValidators } from '../../../src/contract/openapi/validators.ts';
import { checkResponse } from '../../../src/contract/responses/check-response.ts';
import { readClaims } from '../../../src/pact/claim-paths.ts';
import { checkPersonas } from '../../../src/profiles/check-personas.ts';
import { createProfileBuilder } from '../../../src/profiles/profile-builder.ts';
import { coverageItems } from '../../../src/traffic/coverage/coverage-items.ts';
import { shapeOf } from '../../../src/traffic/recordings/take-shape.ts';
import { profileClaims } from '../../../src/verify/same-person.ts';
import { documentOf, exchange, operationOf } from '../../traffic/recordings/exchanges.ts';

// A name that may be data, so that only documentation keeps it.
const name = 'Claim-2025';
const id: JsonObject = { type: 'string', pattern: '^[a-z]{4}$' };
const named = (member: JsonObject = id): JsonObject => ({ properties: { [name]: member } });
// Written as a literal, a member called then looks like a promise to the linter.
const when = (condition: Json, ...sides: readonly (readonly [string, Json])[]): JsonObject =>
  Object.fromEntries([['if', condition], ...sides]);
const hasSub: JsonObject = { required: ['sub'] };
const others = { Other: named(), Deep: { allOf: [{ anyOf: [{ $ref: '#/components/schemas/Other' }] }] } };

/** Where a document may name a member of the profile. */
const places: readonly (readonly [string, JsonObject])[] = [
  ['properties', named()],
  ['$ref', { $ref: '#/components/schemas/Other' }],
  ['allOf', { allOf: [named()] }],
  ['the first branch of anyOf', { anyOf: [named(), { properties: { other: id } }] }],
  ['the last branch of anyOf', { anyOf: [{ properties: { other: id } }, named()] }],
  ['a branch of oneOf', { oneOf: [{ required: ['other'] }, { ...named(), required: [name] }] }],
  ['then', when(hasSub, ['then', named()])],
  ['else', when({ not: hasSub }, ['else', named()])],
  ['if', when(named(), ['then', true])],
  ['dependentSchemas', { dependentSchemas: { sub: named() } }],
  ['several of them', { $ref: '#/components/schemas/Deep' }],
];

const pointer = '/paths/~1userinfo/get/responses/200/content/application~1json/schema';

function profile(schema: JsonObject): Promise<ApiDocument> {
  return documentOf(
    { type: 'object', required: ['sub'], ...schema, properties: { sub: id, ...(schema['properties'] as JsonObject) } },
    others,
  );
}

type Question = (document: ApiDocument) => boolean;

/** Whether each reader knows the claim. */
const readers: Readonly<Record<string, Question>> = {
  'checks of responses'(document) {
    const rules = { document, validators: createValidators(document) };
    const findings = checkResponse(exchange({ sub: 'abcd', [name]: 'abcd' }), rules);
    return !findings.some(({ code }) => code === 'response/undocumented-claim');
  },
  recordings(document) {
    const { answers } = shapeOf(exchange({ sub: 'abcd', [name]: 'abcd' }), {
      document,
      operation: operationOf(document, 'getUserInfo'),
    });
    return Object.hasOwn(answers['200']?.value?.object?.members ?? {}, name);
  },
  coverage: document => coverageItems(document).some(item => item.name === `/${name} value`),
  contracts(document) {
    const schemas = { document, validators: createValidators(document) };
    return readClaims(schemas, { schema: true, pointer }, [name]).paths.length === 1;
  },
  'comparison of people'(document) {
    const claims = profileClaims(document, operationOf(document, 'getUserInfo'));
    return claims.changed({ [name]: 'abcd' }, { [name]: 'efgh' }).includes(name);
  },
  personas(document) {
    const persona = {
      name: 'own',
      file: 'own.yaml',
      builtin: false,
      claims: { [name]: 'abcd' },
      absent: [],
      at: () => '',
    };
    checkPersonas([persona as never], { document, schemaPointer: pointer, validators: createValidators(document) });
    return true;
  },
};

describe.each(places)('a claim under %s', (_, schema) => {
  it.each(Object.entries(readers))('is known to %s', async (_reader, knows) => {
    expect(knows(await profile(schema))).toBe(true);
  });

  it('can be generated', async () => {
    const document = await profile(schema);
    const validators = createValidators(document);
    const builder = createProfileBuilder({ document, schemaPointer: pointer, validators, seed: '', locale: 'en' });
    const seeds = Array.from({ length: 20 }, (__, index) => `seed ${index}`);
    const profiles = seeds.map(seed => builder.build({ seed, variant: 'maximal' }).claims);
    // The condition alone asks for no member.
    if ('if' in schema && schema['then'] === true) return;
    expect(profiles.some(claims => Object.hasOwn(claims as JsonObject, name))).toBe(true);
  });
});

/** Ways to say that a value may be null, and whether they do. */
const nullability: readonly (readonly [string, JsonObject, boolean])[] = [
  ['a list of types', { type: ['string', 'null'] }, true],
  ['anyOf', { anyOf: [id, { type: 'null' }] }, true],
  ['oneOf', { oneOf: [{ type: 'null' }, id] }, true],
  ['an enum', { enum: ['abcd', null] }, true],
  ['allOf of nullable schemas', { allOf: [{ type: ['string', 'null'] }, { type: ['null', 'string'] }] }, true],
  ['allOf of which one is not nullable', { allOf: [{ type: ['string', 'null'] }, { type: 'string' }] }, false],
  ['a type', { type: 'string' }, false],
];

describe.each(nullability)('null by %s', (_, schema, isNullable) => {
  it('is seen alike by coverage and contracts', async () => {
    const document = await profile(named(schema));
    const schemas = { document, validators: createValidators(document) };
    expect(coverageItems(document).some(item => item.name === `/${name} null`)).toBe(isNullable);
    expect(readClaims(schemas, { schema: true, pointer }, [name]).paths[0]?.nullable).toBe(isNullable);
  });
});

describe.each<readonly [string, JsonObject]>([
  ['items', { items: named() }],
  ['prefixItems', { prefixItems: [named()] }],
  ['contains', { contains: named() }],
  ['unevaluatedItems', { unevaluatedItems: named() }],
])('a member of an item under %s', (_, list) => {
  it('is known to checks of responses, recordings and coverage', async () => {
    const document = await documentOf({ type: 'array', ...list });
    const body = exchange([{ [name]: 'abcd' }]);
    const findings = checkResponse(body, { document, validators: createValidators(document) });
    expect(findings.filter(({ code }) => code === 'response/undocumented-claim')).toEqual([]);
    const { answers } = shapeOf(body, { document, operation: operationOf(document, 'getUserInfo') });
    expect(Object.keys(answers['200']?.value?.array?.items?.object?.members ?? {})).toEqual([name]);
    expect(coverageItems(document).map(item => item.name)).toContain(`/*/${name} value`);
  });
});
