// Which members of a body the document does not have, whatever its schema is composed of.

import { describe, expect, it } from 'vitest';
import type { UnplacedFinding } from '../../../src/contract/findings/finding.ts';
import type { Json, JsonObject } from '../../../src/contract/openapi/document.ts';
import { findUndocumentedClaims } from '../../../src/contract/responses/undocumented-claims.ts';
import { documentWith } from '../../profiles/documents.ts';

const text = { type: 'string' };
const named = (...names: string[]): JsonObject => ({
  type: 'object',
  properties: Object.fromEntries(names.map(name => [name, text])),
});

// Written as a literal, a member called then looks like a promise to the linter.
const conditional: JsonObject = Object.fromEntries([
  ['if', named('a')],
  ['then', named('b')],
  ['else', named('c')],
]);

function findingsOf(
  schema: Json,
  value: unknown,
  definitions: JsonObject = {},
  showValues = false,
): readonly UnplacedFinding[] {
  const context = { document: documentWith(schema, definitions), pathInFile: (pointer: string) => pointer, showValues };
  return findUndocumentedClaims(context, '/components/schemas/UserInfo', value);
}

function undocumented(...args: Parameters<typeof findingsOf>): readonly (string | undefined)[] {
  return findingsOf(...args).map(({ instancePath }) => instancePath);
}

const ref = (name: string): JsonObject => ({ $ref: `#/components/schemas/${name}` });

describe('an undocumented claim', () => {
  it.each<[string, Json, unknown, string[]]>([
    ['beside documented ones', named('a'), { a: '', b: '' }, ['/b']],
    ['in an object inside', { properties: { a: named('b') } }, { a: { c: 1 } }, ['/a/c']],
    [
      'in an item, once for all items',
      { properties: { a: { items: named('b') } } },
      { a: [{}, { c: 1 }, { c: 2 }] },
      ['/a/1/c'],
    ],
    ['in a tuple', { prefixItems: [named('a'), named('b')] }, [{ a: '' }, { a: '' }], ['/1/a']],
    ['behind the tuple', { prefixItems: [named('a')], items: named('b') }, [{ a: '' }, { a: '' }], ['/1/a']],
    [
      'called as something every object has',
      named('a'),
      { a: '', constructor: 1, toString: 1 },
      ['/constructor', '/toString'],
    ],
    ['in all of allOf', { allOf: [named('a'), named('b')] }, { a: '', b: '', c: '' }, ['/c']],
    ['behind a $ref with siblings', { ...ref('Base'), properties: { b: text } }, { a: '', b: '', c: '' }, ['/c']],
    [
      'of another alternative by type',
      { anyOf: [named('a'), { type: 'array', items: named('b') }] },
      { b: '' },
      ['/b'],
    ],
    [
      'of another alternative by constant',
      { oneOf: [tagged('x', 'a'), tagged('y', 'b')] },
      { kind: 'x', b: '' },
      ['/b'],
    ],
    [
      'of another alternative by what it requires',
      {
        anyOf: [
          { ...named('a', 'c'), required: ['a'] },
          { ...named('b'), required: ['b'] },
        ],
      },
      { a: '', b: '' },
      [],
    ],
    [
      'of an alternative that is not met',
      {
        anyOf: [
          { ...named('a', 'c'), required: ['a'] },
          { ...named('b'), required: ['b'] },
        ],
      },
      { b: '', c: '' },
      ['/c'],
    ],
    ['where a name must match', { ...named('a'), patternProperties: { '^x-': text } }, { 'x-1': '', y: '' }, ['/y']],
    ['beside a dependency that is not met', { ...named('a'), dependentSchemas: { a: named('b') } }, { b: '' }, ['/b']],
    ['in a recursive schema', ref('Tree'), { child: { child: { other: 1 } } }, ['/child/child/other']],
  ])('is found %s', (_name, schema, value, expected) => {
    expect(undocumented(schema, value, definitions)).toEqual(expected);
  });

  it.each<[string, Json, unknown]>([
    ['what a map holds', { type: 'object', additionalProperties: text }, { a: '', b: '' }],
    ['what a map of objects holds', { additionalProperties: named('a') }, { x: { a: '' } }],
    ['what may be anything', { ...named('a'), additionalProperties: true }, { b: 1 }],
    ['what is unevaluated but documented', { ...named('a'), unevaluatedProperties: text }, { b: '' }],
    ['members of an object without documentation', { properties: { a: { type: 'object' } } }, { a: { b: 1 } }],
    ['anything under an empty schema', {}, { a: { b: 1 } }],
    ['anything under the schema true', { properties: { a: true } }, { a: { b: 1 } }],
    ['what the condition names', conditional, { a: '', b: '', c: '' }],
    ['what a met dependency names', { ...named('a'), dependentSchemas: { a: named('b') } }, { a: '', b: '' }],
    [
      'what some alternative names, where none is met',
      { oneOf: [tagged('x', 'a'), tagged('y', 'b')] },
      { kind: 'z', a: '', b: '' },
    ],
    ['what the schema itself excludes', { ...named('a'), additionalProperties: false }, { b: '' }],
    ['what comes from a chain of references', ref('Chain'), { a: '' }],
  ])('is not %s', (_name, schema, value) => {
    expect(undocumented(schema, value, definitions)).toEqual([]);
  });
});

describe('a name that may be data', () => {
  const people = { a: '', 'bob@example.com': 1, '+1 555 0100': 2, ZRCJ32URKY489AXQ: 3 };

  it('is not told: the finding is about the object that has it', () => {
    const [finding, ...others] = findingsOf({ properties: { b: named('a') } }, { b: people });
    expect(others).toEqual([]);
    expect(finding).toMatchObject({
      instancePath: '/b',
      message: '/b has 3 members that are undocumented; names that may be data are not shown.',
    });
  });

  it('is shown if it is similar to a documented name', () => {
    expect(undocumented(named('Given-Name@x'), { 'given-name@x': '' })).toEqual(['/given-name@x']);
  });

  it('is shown together with values', () => {
    expect(undocumented(named('a'), { 'b/~': 1 }, {}, true)).toEqual(['/b~1~0']);
  });

  it('is reported once for all items of an array', () => {
    expect(undocumented({ items: named('a') }, [people, people])).toEqual(['/0']);
  });
});

const definitions: JsonObject = {
  Base: named('a'),
  Chain: { allOf: [{ $ref: '#/components/schemas/Link' }] },
  Link: { $ref: '#/components/schemas/Base' },
  Tree: { type: 'object', properties: { child: { $ref: '#/components/schemas/Tree' } } },
};

function tagged(kind: string, name: string): JsonObject {
  return { type: 'object', properties: { kind: { const: kind }, [name]: text } };
}
