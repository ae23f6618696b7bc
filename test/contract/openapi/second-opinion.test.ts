// The verdict on a value is that of JSON Schema, not of one library: another implementation has to agree.

import '@hyperjump/json-schema/formats';
import { readFileSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import {
  registerSchema,
  setShouldValidateFormat,
  setShouldValidateSchema,
  validate,
} from '@hyperjump/json-schema/openapi-3-0';
import '@hyperjump/json-schema/openapi-3-1';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { isObject } from '../../../src/base/json.ts';
import type { ApiDocument, Json, JsonObject } from '../../../src/contract/openapi/document.ts';
import { loadDocument } from '../../../src/contract/openapi/load.ts';
import { schemaPointers } from '../../../src/contract/openapi/load-and-check.ts';
import { createValidators } from '../../../src/contract/openapi/validators.ts';
import { createProfileBuilder } from '../../../src/profiles/profile-builder.ts';
import { variants } from '../../../src/profiles/variants.ts';
import { sampleDocument } from '../../bench/sample-document.ts';
import { writeFiles, writeText } from '../../written-files.ts';

const text = { type: 'string' };
const record = (properties: JsonObject, further: JsonObject = {}): JsonObject => ({
  type: 'object',
  required: Object.keys(properties).slice(0, 1),
  properties,
  ...further,
});

/** One kind of schema each, by name. */
const kinds: Readonly<Record<string, JsonObject>> = {
  'a list with its first items': record({
    a: { type: 'array', prefixItems: [text, { type: 'integer' }], items: { type: 'boolean' }, minItems: 2 },
  }),
  'a list that contains': record({
    a: { type: 'array', items: { type: 'integer' }, contains: { minimum: 5 }, maxContains: 2, uniqueItems: true },
  }),
  'unevaluated members': {
    ...{ allOf: [record({ a: text })], properties: { b: { type: 'integer' } }, unevaluatedProperties: false },
    // biome-ignore lint/suspicious/noThenProperty: a keyword of JSON Schema
    ...{ if: { required: ['b'] }, then: { properties: { c: { type: 'boolean' } } } },
  },
  'unevaluated members after a condition': {
    ...{ type: 'object', properties: { a: text }, unevaluatedProperties: false },
    ...{ if: { properties: { b: { const: 1 } }, required: ['b'] }, else: { properties: { c: text } } },
  },
  'unevaluated items': record({ a: { type: 'array', prefixItems: [text], unevaluatedItems: { type: 'integer' } } }),
  'dependent members': record(
    { a: text, b: text, c: { type: 'integer' } },
    {
      ...{ dependentRequired: { b: ['c'] }, dependentSchemas: { c: { properties: { a: { minLength: 3 } } } } },
      ...{ patternProperties: { '^x-': { type: 'integer' } }, propertyNames: { maxLength: 6 } },
    },
  ),
  alternatives: record({
    a: { oneOf: [record({ kind: { const: 'x' }, n: { type: 'integer' } }), record({ kind: { const: 'y' } })] },
    b: {
      anyOf: [
        { type: 'string', maxLength: 3 },
        { type: 'number', exclusiveMinimum: 0, maximum: 999, multipleOf: 0.01 },
      ],
    },
    c: { type: ['string', 'null'], not: { const: '' } },
    d: { enum: ['x', 1, null, { e: 1 }, [1]] },
  }),
  'a tree': { $ref: '#/components/schemas/Tree' },
  'a list of another list': { $ref: '#/components/schemas/Names' },
  formats: record({
    ...Object.fromEntries(
      ['date', 'date-time', 'email', 'uri', 'uuid', 'ipv4', 'ipv6', 'hostname'].map(format => [
        format,
        { type: 'string', format },
      ]),
    ),
  }),
};
const schemas: JsonObject = {
  Tree: record({ name: text, children: { type: 'array', items: { $ref: '#/components/schemas/Tree' } } }),
  List: {
    $id: 'list',
    type: 'array',
    items: { $dynamicRef: '#item' },
    $defs: { any: { $dynamicAnchor: 'item' } },
  },
  Names: { $id: 'names', $ref: 'list', $defs: { own: { $dynamicAnchor: 'item', type: 'string' } } },
};

const olderKinds: Readonly<Record<string, JsonObject>> = {
  'null of OpenAPI 3.0': record({
    a: { type: 'string', nullable: true },
    b: { type: 'string', nullable: true, enum: ['x', null] },
    c: { type: 'number', minimum: 0, exclusiveMinimum: true, maximum: 9, exclusiveMaximum: true },
  }),
};

function documentOf(openapi: string, schema: JsonObject, components: JsonObject): string {
  const content = { 'application/json': { schema } };
  const get = { responses: { 200: { description: 'A profile.', content } } };
  const info = { title: 'T', version: '1' };
  return writeFiles({ 'api.json': { openapi, info, paths: { '/userinfo': { get } }, components } });
}

const files: readonly (readonly [string, string])[] = [
  ...['spec/userinfo.yaml', 'spec/userinfo-v2.yaml', 'spec/authentication.yaml'].map(named),
  ...['test/verify/documents/open.yaml', 'test/verify/documents/plain.yaml'].map(named),
  // JSON Schema of OpenAPI 3.0 has no format uuid; the registry of OpenAPI has.
  ['a document of another service', writeText('api.yaml', sampleDocument(10_000).replaceAll('uuid', 'ipv4'))],
  ...Object.entries(kinds).map(([name, schema]) => [name, documentOf('3.1.1', schema, { schemas })] as const),
  ...Object.entries(olderKinds).map(([name, schema]) => [name, documentOf('3.0.3', schema, {})] as const),
];

function named(file: string): readonly [string, string] {
  return [basename(file), file];
}

beforeAll(() => {
  setShouldValidateFormat(true);
  // The documents are checked when they are loaded, and there is no dialect of every version.
  setShouldValidateSchema(false);
});

describe('the verdicts of two implementations of JSON Schema', () => {
  it.each(files)('agree on generated and on damaged values of %s', async (_, file) => {
    const document = await loadDocument(file);
    const uris = register(document);
    const validators = createValidators(document);
    const seen = new Set<boolean>();
    for (const schemaPointer of document.served.flatMap(schemaPointers)) {
      const origin = document.origin(schemaPointer);
      const theirs = await validate(`${uris.get(resolve(origin.file))}#${encodeURI(origin.pointer)}`);
      const ours = validators.get(schemaPointer);
      const judge = (value: Json): boolean => {
        const verdict = ours.isValid(value);
        seen.add(verdict);
        expect({ schemaPointer, value, valid: verdict }).toEqual({
          schemaPointer,
          value,
          valid: theirs(value as never).valid,
        });
        return verdict;
      };
      const target = { document, schemaPointer, validators, seed: '', locale: 'en' };
      const profiles = createProfileBuilder(target);
      const values = variants
        .filter(variant => variant !== 'drifted' && variant !== 'respelled')
        .map(variant => profiles.build({ seed: 'seed', variant }).claims);
      values.forEach(judge);
      const damages = fc.array(fc.tuple(fc.nat(), fc.nat()), { minLength: 1, maxLength: 3 });
      fc.assert(
        fc.property(fc.constantFrom(...values), damages, (value, steps) => {
          judge(steps.reduce((changed, [place, kind]) => damaged(changed, place, kind), value));
        }),
        { numRuns: 100, seed: 1 },
      );
    }
    expect([...seen].sort()).toEqual([false, true]);
  });
});

let registered = 0;

/** The files of the document as they are written, without anything that this package does to them. @returns by path */
function register({ files, specVersion }: ApiDocument): ReadonlyMap<string, string> {
  const base = `https://example.com/${++registered}`;
  const version = specVersion.startsWith('3.0') ? '3.0/schema' : '3.1/schema-base';
  return new Map(
    files.map(file => {
      const uri = `${base}/${basename(file)}`;
      registerSchema(parse(readFileSync(file, 'utf8')), uri, `https://spec.openapis.org/oas/${version}`);
      return [file, uri];
    }),
  );
}

const replacements: readonly Json[] = [
  ...[null, true, 0, -1, 1.5, 1e30, '', 'x', 'ä'.repeat(300), '2024-02-30', '2016-12-31T23:59:60Z', 'a@b'],
  ...[[], {}, [null], { x: 1 }],
];

/** Changes the value at one of its places. */
function damaged(value: Json, place: number, kind: number): Json {
  const entries = isObject(value) || Array.isArray(value) ? Object.entries(value) : [];
  const [name, inner] = entries[place % (entries.length + 1)] ?? [];
  if (name === undefined || inner === undefined) return changed(value, kind);
  const rest = Math.floor(place / (entries.length + 1));
  const isRemoved = kind % 5 === 0;
  const member = damaged(inner, rest, Math.floor(kind / 5));
  if (Array.isArray(value))
    return value.flatMap((item, index) => (`${index}` !== name ? [item] : isRemoved ? [] : [member]));
  const { [name]: _, ...others } = value as JsonObject;
  return isRemoved ? others : { ...others, [name]: member };
}

function changed(value: Json, kind: number): Json {
  const replacement = replacements[kind % replacements.length] as Json;
  if (kind % 3 > 0) return replacement;
  if (typeof value === 'string') return kind % 2 ? value.slice(1) : `${value}!`;
  if (typeof value === 'number') return kind % 2 ? -value : value + 0.25;
  if (Array.isArray(value)) return kind % 2 ? [...value, ...value] : [...value, replacement];
  return isObject(value) ? { ...value, [kind % 2 ? 'extra' : 'x-more']: replacement } : replacement;
}
