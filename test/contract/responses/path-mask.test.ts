// No name that may be data is in what is found about a body, wherever the finding comes from.

import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../src/contract/openapi/document.ts';
import { loadDocument } from '../../../src/contract/openapi/load.ts';
import { createValidators } from '../../../src/contract/openapi/validators.ts';
import { createPathMask } from '../../../src/contract/responses/path-mask.ts';
import type { ResponseRules } from '../../../src/contract/responses/response-context.ts';
import { documentWith } from '../../profiles/documents.ts';
import { writeFiles } from '../../written-files.ts';
import { briefly, check, rules } from './seen.ts';

const email = 'canary.person@example.com';
const token = 'canaryTok3nAbcdefGhij1234';
const canary = /canary/iu;

const showing: ResponseRules = { ...rules, showValues: true };

/** Rules of a document whose profile has this schema. */
async function rulesOf(schema: JsonObject): Promise<ResponseRules> {
  const answer = { description: 'd', content: { 'application/json': { schema } } };
  const paths = { '/userinfo': { get: { responses: { 200: answer } } } };
  const text = JSON.stringify({ openapi: '3.1.1', info: { title: 't', version: '1' }, paths });
  const document = await loadDocument(writeFiles({ 'api.json': text }));
  return { document, validators: createValidators(document) };
}

describe('a name that may be data', () => {
  it.each([
    ['stands twice', `{"${token}":1,"${token}":2}`, 'response/json-duplicate-name /*'],
    ['stands twice inside', `{"x":{"${email}":1,"${email}":2}}`, 'response/json-duplicate-name /x/*'],
    ['is lost to a second one', `{"x":{"${email}":{"${token}":1,"${token}":1},"${email}":1}}`, 'name /x/*/*'],
    ['has a number that is too large', `{"x":{"${email}":99999999999999999999}}`, 'number-imprecise /x/*'],
    ['has a value of another type', `{"thumbnails":{"${email}":5}}`, 'schema/type /thumbnails/*'],
    ['has a value in another format', `{"thumbnails":{"${token}":"zz"}}`, 'schema/format /thumbnails/*'],
    ['is not allowed', `{"thumbnails":{"${email}":"https://a.example/"}}`, 'schema/property-names /thumbnails/*'],
    ['holds an undocumented one', `{"thumbnails":{"${email}":{"${token}":{"${email}":1}}}}`, 'type /thumbnails/*'],
  ])('is not shown where it %s', (_, body, expected) => {
    const findings = check({ body });
    expect(briefly(findings).join('\n')).toContain(expected);
    expect(JSON.stringify(findings)).not.toMatch(canary);
    expect(JSON.stringify(check({ body }, showing))).toMatch(canary);
  });

  it('is not shown in the message about an alternative', async () => {
    const map = { type: 'object', propertyNames: { maxLength: 3 }, additionalProperties: { type: 'string' } };
    const other = { type: 'object', required: ['a', 'b', 'c'] };
    const findings = check(
      { body: `{"m":{"${email}":1}}` },
      await rulesOf({ properties: { m: { anyOf: [map, other] } } }),
    );
    expect(findings.map(({ hint }) => hint).join()).toContain('Closest is alternative 1: /m/*');
    expect(JSON.stringify(findings)).not.toMatch(canary);
  });

  it('is not shown if the document forbids it, or has a pattern for it', async () => {
    const member = { properties: { a: { type: 'string' } }, additionalProperties: false };
    const schema = { properties: { x: member, y: { patternProperties: { '@': member } } } };
    const body = JSON.stringify({ x: { [email]: 1 }, y: { [email]: { a: 1, [token]: 2 } } });
    const findings = check({ body }, await rulesOf(schema));
    expect(briefly(findings)).toEqual([
      'schema/additional-properties /x/*',
      'schema/additional-properties /y/*/*',
      'schema/type /y/*/a',
    ]);
    expect(JSON.stringify(findings)).not.toMatch(canary);
  });
});

describe('a name that is none of a person', () => {
  it.each<[string, JsonObject, object, readonly string[]]>([
    [
      'is of the document',
      { properties: { 'a@b.example': { type: 'string' } } },
      { 'a@b.example': 1 },
      ['/a@b.example'],
    ],
    ['is missing', { additionalProperties: { required: ['X@Y'] } }, { [email]: {} }, ['/*/X@Y']],
    ['looks like what programmers write', { additionalProperties: { type: 'string' } }, { shoeSize: 1 }, ['/shoeSize']],
    ['is a number of an item', { additionalProperties: { items: { type: 'string' } } }, { [email]: [1] }, ['/*/0']],
    [
      'is a misspelt one',
      { properties: { 'given-name@x': {} }, additionalProperties: false },
      { 'Given-Name@x': 1 },
      ['/Given-Name@x'],
    ],
  ])('is shown where it %s', async (_, schema, body, expected) => {
    const findings = check({ body: JSON.stringify(body) }, await rulesOf(schema));
    expect(findings.map(({ instancePath }) => instancePath)).toEqual(expected);
  });
});

describe('a path', () => {
  it('is masked at once in a map with thousands of members', () => {
    const map = Object.fromEntries(Array.from({ length: 5000 }, (_, index) => [`user${index}@example.com`, { a: 1 }]));
    const context = { document: documentWith({}), showValues: false };
    const { pathOf } = createPathMask(context, undefined, { map });
    for (const name of Object.keys(map)) expect(pathOf(`/map/${name}/a`)).toBe('/map/*/a');
  });
});
