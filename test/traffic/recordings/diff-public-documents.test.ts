// Two versions of documents with the habits of public ones: unserved and faulty parts, `nullable`, branches, cycles.

import { describe, expect, it } from 'vitest';
import type { Json, JsonObject } from '../../../src/contract/openapi/document.ts';
import { diffDocuments } from '../../../src/traffic/recordings/diff-documents.ts';
import { loadText } from './exchanges.ts';

const text = { type: 'string' };
const ref = (name: string): JsonObject => ({ $ref: `#/components/schemas/${name}` });
const json = (schema: Json): JsonObject => ({ description: 'Answer.', content: { 'application/json': { schema } } });
const get = (responses: JsonObject): JsonObject => ({ get: { responses } });
const openapi = (paths: JsonObject, schemas: JsonObject): JsonObject => ({
  ...{ openapi: '3.0.3', info: { title: 'Test', version: '1' }, paths, components: { schemas } },
});

/** As of an OAuth server: errors by `default`, redirects, maps of anything, and an unused schema that nobody knows. */
function authorizationServer(claims: JsonObject, redirect: JsonObject = {}): JsonObject {
  const failed = { default: json(ref('Failure')) };
  return openapi(
    {
      '/userinfo': get({ 200: json(ref('Claims')), ...failed }),
      '/clients': get({ 200: { description: 'No schema.' }, ...failed }),
      '/auth': get({ 302: { description: 'Go there.', ...redirect }, ...failed }),
      '/broken': get({ 302: { $ref: '#/components/responses/Nowhere' } }),
    },
    {
      Claims: { type: 'object', properties: claims },
      Failure: { type: 'object', required: ['error'], properties: { error: text, debug: { nullable: true } } },
      Session: {
        type: 'object',
        properties: { id: { ...text, format: 'uuid9' }, extra: { additionalProperties: {} } },
      },
    },
  );
}

/** As of a service of users and teams: records that embed each other, in branches, and are null here and there. */
function userService(count: number, code: Json): JsonObject {
  const names = Array.from({ length: count }, (_, index) => `Record${index}`);
  const link = (index: number): JsonObject => ({ allOf: [ref(names[index % count] ?? '')], nullable: true });
  const records = names.map((name, index) => [
    name,
    {
      ...{ type: 'object', required: ['object', 'id'], additionalProperties: true },
      properties: {
        ...{ object: { ...text, enum: [name] }, id: text, parent: link(index + 1), owner: link(index * 7 + 3) },
        members: { type: 'array', items: { oneOf: [ref(names[(index + 2) % count] ?? ''), ref('Verification')] } },
      },
    },
  ]);
  const Verification = {
    oneOf: [ref('ByCode'), ref('ByTicket')],
    discriminator: { propertyName: 'kind', mapping: { code: '#/components/schemas/ByCode' } },
  };
  const branch = (kind: string, further: JsonObject): JsonObject => ({
    ...{ type: 'object', required: ['kind'], properties: { kind: { ...text, enum: [kind] }, ...further } },
  });
  return openapi(
    {
      '/me': get({ 200: json(ref('Record0')) }),
      ...Object.fromEntries(names.map(name => [`/${name}/{id}`, withId(get({ 200: json(ref(name)) }))])),
    },
    {
      ...Object.fromEntries(records),
      ...{ Verification, ByCode: branch('code', { code }), ByTicket: branch('ByTicket', {}) },
    },
  );
}

function withId(item: JsonObject): JsonObject {
  return { ...item, parameters: [{ name: 'id', in: 'path', required: true, schema: text }] };
}

async function differing(before: JsonObject, now: JsonObject): Promise<Readonly<Record<string, readonly string[]>>> {
  const diffs = diffDocuments(await loadText(before), await loadText(now));
  expect(diffs.every(({ isComplete }) => isComplete)).toBe(true);
  const lines = diffs.map(({ operation, findings }) => [
    operation,
    findings.map(({ code, instancePath }) => `${code} ${instancePath}`),
  ]);
  return Object.fromEntries(lines.filter(([, found]) => found?.length));
}

describe('two versions of a document', () => {
  it('of an OAuth server differ in what is served, whatever is wrong elsewhere', async () => {
    const before = authorizationServer({ sub: text, nickname: text });
    const now = authorizationServer({ sub: { ...text, format: 'uuid' }, zone: text }, { description: 'Over there.' });
    expect(await differing(before, now)).toEqual({
      'GET /userinfo': ['diff/format-changed /sub', 'diff/claim-removed /nickname', 'diff/claim-added /zone'],
    });
    expect(await differing(before, before)).toEqual({});
  });

  it('of users and teams that embed each other differ in every operation that reaches the change', async () => {
    const before = userService(12, text);
    const found = await differing(before, userService(12, { type: 'integer' }));
    expect(Object.keys(found)).toHaveLength(13);
    expect(
      new Set(
        Object.values(found)
          .flat()
          .map(line => line.split(' ')[0]),
      ),
    ).toEqual(new Set(['diff/type-changed']));
    expect(await differing(before, before)).toEqual({});
  });
});
