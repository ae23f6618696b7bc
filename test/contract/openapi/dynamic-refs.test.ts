// `$dynamicRef`: schemas whose meaning depends on who refers to them, and the `$id`s and anchors that name them.

import { describe, expect, it } from 'vitest';
import type { ApiDocument, Json, JsonObject } from '../../../src/contract/openapi/document.ts';
import { loadDocument } from '../../../src/contract/openapi/load.ts';
import { createValidators } from '../../../src/contract/openapi/validators.ts';
import { createProfileBuilder } from '../../../src/profiles/profile-builder.ts';
import { folderWith, writeFiles } from '../../written-files.ts';

const schemaAt = '/paths/~1userinfo/get/responses/200/content/application~1json/schema';

function text(schema: Json, schemas: JsonObject): string {
  return JSON.stringify({
    openapi: '3.1.1',
    info: { title: 'People', version: '1' },
    paths: {
      '/userinfo': {
        get: { responses: { 200: { description: 'Fine.', content: { 'application/json': { schema } } } } },
      },
    },
    components: { schemas },
  });
}

const load = (schema: Json, schemas: JsonObject): Promise<ApiDocument> =>
  loadDocument(writeFiles({ 'api.json': text(schema, schemas) }));

function verdicts(document: ApiDocument, values: readonly unknown[]): boolean[] {
  const { isValid } = createValidators(document).get(schemaAt);
  return values.map(isValid);
}

const list: JsonObject = {
  $id: 'list',
  type: 'array',
  items: { $dynamicRef: '#item' },
  $defs: { any: { $dynamicAnchor: 'item' } },
};
const numbers: JsonObject = {
  $id: 'numbers',
  $ref: 'list',
  $defs: { own: { $dynamicAnchor: 'item', type: 'number' } },
};
const names: JsonObject = { $id: 'names', $ref: 'list', $defs: { own: { $dynamicAnchor: 'item', type: 'string' } } };

describe('a $dynamicRef', () => {
  it('means what the outermost schema that refers there says, as in the generic list of OpenAPI 3.1', async () => {
    const schema = {
      type: 'object',
      properties: {
        a: { $ref: '#/components/schemas/Numbers' },
        b: { $ref: '#/components/schemas/Names' },
        c: { $ref: 'list' },
      },
    };
    const document = await load(schema, { List: list, Numbers: numbers, Names: names });
    expect(verdicts(document, [{ a: [1], b: ['x'], c: [1, 'x'] }, { a: ['x'] }, { b: [1] }])).toEqual([
      true,
      false,
      false,
    ]);
    expect(document.warnings).toEqual([]);
  });

  it('generates values of that meaning', async () => {
    const document = await load(
      { $ref: '#/components/schemas/Numbers' },
      {
        List: { ...list, minItems: 2 },
        Numbers: numbers,
      },
    );
    const validators = createValidators(document);
    const builder = createProfileBuilder({ document, schemaPointer: schemaAt, validators, seed: 'a', locale: 'en' });
    const { claims } = builder.build({ seed: 'a', variant: 'documented' });
    expect(claims).toEqual([expect.any(Number), expect.any(Number)]);
  });

  it('makes a strict tree of an open one, node by node', async () => {
    const tree: JsonObject = {
      $id: 'tree',
      $dynamicAnchor: 'node',
      type: 'object',
      properties: { name: { type: 'string' }, children: { type: 'array', items: { $dynamicRef: '#node' } } },
    };
    const strict: JsonObject = { $id: 'strict', $dynamicAnchor: 'node', $ref: 'tree', unevaluatedProperties: false };
    const values = [{ children: [{ name: 'a' }] }, { children: [{ nam: 'a' }] }, { nam: 'a' }];
    const inStrict = await load({ $ref: '#/components/schemas/Strict' }, { Tree: tree, Strict: strict });
    expect(verdicts(inStrict, values)).toEqual([true, false, false]);
    const inOpen = await load({ $ref: '#/components/schemas/Tree' }, { Tree: tree, Strict: strict });
    expect(verdicts(inOpen, values)).toEqual([true, true, true]);
  });

  it('reads schemas without $id that repeat a $dynamicAnchor as if each had one, and warns', async () => {
    const schemas = {
      Tree: {
        $dynamicAnchor: 'node',
        type: 'object',
        properties: { children: { type: 'array', items: { $dynamicRef: '#node' } } },
      },
      Strict: { $dynamicAnchor: 'node', $ref: '#/components/schemas/Tree', unevaluatedProperties: false },
    };
    const document = await load({ $ref: '#/components/schemas/Strict' }, schemas);
    expect(verdicts(document, [{ children: [{}] }, { children: [{ nam: 'a' }] }])).toEqual([true, false]);
    expect(document.warnings.map(({ code, pointer }) => [code, pointer])).toEqual([
      ['document/anchor-repeated', '/components/schemas/Tree/$dynamicAnchor'],
      ['document/anchor-repeated', '/components/schemas/Strict/$dynamicAnchor'],
    ]);
  });

  it('is a $ref where no $dynamicAnchor has its name, and beside a $ref both count', async () => {
    const schemas = { Short: { $anchor: 'short', maxLength: 3 }, Text: { type: 'string' } };
    const document = await load({ $ref: '#/components/schemas/Text', $dynamicRef: '#short' }, schemas);
    expect(verdicts(document, ['abc', 'abcd', 1])).toEqual([true, false, false]);
  });

  it('may lead into another file', async () => {
    const folder = folderWith({
      'api.json': text({ $ref: 'numbers.json' }, {}),
      'list.json': JSON.stringify({ ...list, $id: undefined }),
      'numbers.json': JSON.stringify({ ...numbers, $id: undefined, $ref: 'list.json' }),
    });
    expect(verdicts(await loadDocument(`${folder}/api.json`), [[1], ['x']])).toEqual([true, false]);
  });

  it('that leads nowhere ends the start with its place', async () => {
    await expect(load({ $dynamicRef: '#missing' }, {})).rejects.toMatchObject({
      code: 'ERR_DOCUMENT_REF_UNRESOLVABLE',
      message: expect.stringContaining(`${schemaAt}/$dynamicRef: "#missing" leads nowhere`),
    });
  });

  it('reports problems at the place in the source', async () => {
    const wrong = { ...list, items: { $dynamicRef: '#item', type: 'strin' } };
    await expect(load({ $ref: '#/components/schemas/Numbers' }, { List: wrong, Numbers: numbers })).rejects.toThrow(
      '/components/schemas/List/items/type: expected',
    );
  });
});

describe('an $id', () => {
  it('is what a $ref may name, and what pointers inside are relative to', async () => {
    const schemas = {
      Person: {
        $id: 'https://example.com/person',
        type: 'object',
        properties: { name: { $ref: '#/$defs/name' }, boss: { $ref: 'person' } },
        $defs: { name: { type: 'string' } },
      },
    };
    const document = await load({ $ref: 'https://example.com/person' }, schemas);
    expect(verdicts(document, [{ name: 'a', boss: { name: 'b' } }, { boss: { name: 1 } }])).toEqual([true, false]);
  });

  it('leaves pointers alone that start at the document', async () => {
    const schemas = {
      Person: { $id: 'https://example.com/person', properties: { name: { $ref: '#/components/schemas/Name' } } },
      Name: { type: 'string' },
    };
    const document = await load({ $ref: '#/components/schemas/Person' }, schemas);
    expect(verdicts(document, [{ name: 'a' }, { name: 1 }])).toEqual([true, false]);
  });
});
