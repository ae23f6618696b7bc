import { describe, expect, it } from 'vitest';
import type { ApiDocument, Json, JsonObject } from '../../../src/contract/openapi/document.ts';
import { diffDocuments } from '../../../src/traffic/recordings/diff-documents.ts';
import { document, documentOf, loadText } from './exchanges.ts';

/** Each difference as `severity code pointer`. */
function differences(before: ApiDocument, now: ApiDocument): readonly string[] {
  return diffDocuments(before, now).flatMap(({ findings }) =>
    findings.map(({ severity, code, instancePath }) => `${severity} ${code} ${instancePath}`.trimEnd()),
  );
}

/** A document with this operation, `GET /userinfo` by default. */
function withOperation(operation: JsonObject, path = '/userinfo', others: JsonObject = {}): Promise<ApiDocument> {
  const content = { 'application/json': { schema: { type: 'object' } } };
  const get = { responses: { 200: { description: 'Fine.', content } }, ...operation };
  return loadText({
    openapi: '3.1.1',
    info: { title: 'Test', version: '1' },
    paths: { [path]: { get } },
    components: { securitySchemes: { token: { type: 'http', scheme: 'bearer' } } },
    ...others,
  });
}

const text = { type: 'string' };

/** A claim in a body, required or not. */
const claim = (schema: Json, required: readonly string[] = []): Json => ({
  type: 'object',
  required,
  properties: { id: schema },
});

describe('two documents that are the same', () => {
  it('have no differences for any document', () => {
    expect(differences(document, document)).toEqual([]);
  });

  it('may write it in another way', async () => {
    const plain = await documentOf(claim(text, ['id']));
    const composed = await documentOf(
      { allOf: [{ $ref: '#/components/schemas/Card' }, { required: ['id'] }] },
      { Card: { ...(claim({ anyOf: [text] }) as JsonObject), description: 'Other words.' } },
    );
    expect(differences(plain, composed)).toEqual([]);
  });
});

describe('a difference of a claim', () => {
  it.each<[string, Json, Json, readonly string[]]>([
    ['removed', claim(text), { type: 'object' }, ['error diff/claim-removed /id']],
    ['added', { type: 'object' }, claim(text), ['info diff/claim-added /id']],
    ['no longer required', claim(text, ['id']), claim(text), ['error diff/claim-optional /id']],
    ['now required', claim(text), claim(text, ['id']), ['info diff/claim-required /id']],
    ['of another type', claim(text), claim({ type: 'integer' }), ['error diff/type-changed /id']],
    ['of one type more', claim(text), claim({ type: ['string', 'integer'] }), ['error diff/type-changed /id']],
    ['of one type less', claim({ type: ['string', 'integer'] }), claim(text), ['info diff/type-changed /id']],
    ['of any type', claim(text), claim({}), ['error diff/type-changed /id']],
    ['with a fraction', claim({ type: 'integer' }), claim({ type: 'number' }), ['error diff/type-changed /id']],
    ['without one', claim({ type: 'number' }), claim({ type: 'integer' }), ['info diff/type-changed /id']],
    ['may be null', claim(text), claim({ type: ['string', 'null'] }), ['error diff/nullability-changed /id']],
    [
      'may be null, said otherwise',
      claim(text),
      claim({ oneOf: [text, { type: 'null' }] }),
      ['error diff/nullability-changed /id'],
    ],
    ['may no longer be null', claim({ type: ['string', 'null'] }), claim(text), ['info diff/nullability-changed /id']],
    [
      'in another format',
      claim({ ...text, format: 'date' }),
      claim({ ...text, format: 'date-time' }),
      ['error diff/format-changed /id'],
    ],
    ['in no format', claim({ ...text, format: 'date' }), claim(text), ['warning diff/format-changed /id']],
    ['in a format', claim(text), claim({ ...text, format: 'date' }), ['info diff/format-changed /id']],
    ['with a value more', claim({ enum: ['a'] }), claim({ enum: ['a', 'b'] }), ['warning diff/values-changed /id']],
    ['with a value less', claim({ enum: ['a', 'b'] }), claim({ enum: ['b'] }), ['info diff/values-changed /id']],
    ['with values in another order', claim({ enum: ['a', 'b'] }), claim({ enum: ['b', 'a'] }), []],
    ['without a list', claim({ type: 'string', enum: ['a'] }), claim(text), ['warning diff/values-changed /id']],
    ['with a list', claim(text), claim({ type: 'string', enum: ['a'] }), ['info diff/values-changed /id']],
    [
      'with another limit',
      claim({ ...text, maxLength: 5 }),
      claim({ ...text, maxLength: 9 }),
      ['warning diff/limit-changed /id'],
    ],
    ['with a limit', claim(text), claim({ ...text, maxLength: 9 }), ['info diff/limit-changed /id']],
    [
      'deep inside',
      claim({ type: 'array', items: claim(text) }),
      claim({ type: 'array', items: claim({ type: 'null' }) }),
      ['info diff/type-changed /id/*/id', 'error diff/nullability-changed /id/*/id'],
    ],
    [
      'in a map',
      { type: 'object', additionalProperties: text },
      { type: 'object', additionalProperties: { type: 'integer' } },
      ['error diff/type-changed /*'],
    ],
    [
      'beside unknown ones',
      { type: 'object', additionalProperties: false },
      { type: 'object' },
      ['warning diff/members-opened'],
    ],
  ])('is weighed by what a reader has to expect: %s', async (_, before, now, expected) => {
    expect(differences(await documentOf(before), await documentOf(now))).toEqual(expected);
  });

  it('is followed once through a recursive schema', async () => {
    const node = (id: Json): JsonObject => ({
      type: 'object',
      properties: { id, next: { $ref: '#/components/schemas/Node' } },
    });
    const of = (id: Json) => documentOf({ $ref: '#/components/schemas/Node' }, { Node: node(id) });
    const found = differences(await of(text), await of({ type: 'integer' }));
    expect(found[0]).toBe('error diff/type-changed /id');
    expect(found.length).toBeLessThan(4);
  });

  /** Schemas that all refer to each other, under the same names. */
  const web = (count: number, id: Json): JsonObject => {
    const names = Array.from({ length: count }, (_, index) => `Node${index}`);
    const links = names.map(name => [name, { $ref: `#/components/schemas/${name}` }]);
    return Object.fromEntries(
      names.map((name, index) => [
        name,
        { type: 'object', properties: { ...Object.fromEntries(links), id: index === count - 1 ? id : text } },
      ]),
    );
  };

  it('is found once at least among schemas that all refer to each other', async () => {
    const of = (id: Json) => documentOf({ $ref: '#/components/schemas/Node0' }, web(30, id));
    const [diff] = diffDocuments(await of(text), await of({ type: 'integer' }));
    expect(diff?.findings.some(({ code }) => code === 'diff/type-changed')).toBe(true);
    expect(diff?.isComplete).toBe(true);
  });

  it('points into the body and into the newer document', async () => {
    const [{ findings: [finding] = [] } = {}] = diffDocuments(
      await documentOf(claim(text)),
      await documentOf(claim({ type: 'integer' })),
    );
    expect(finding).toMatchObject({
      message: '/id of status 200 is an integer; it was a string.',
      where: 'GET /userinfo',
      instancePath: '/id',
      schemaPath: '/paths/~1userinfo/get/responses/200/content/application~1json/schema/properties/id',
    });
  });
});

describe('a difference of the scopes that give claims', () => {
  const scoped = (...scopes: readonly string[]): Json => ({
    type: 'object',
    properties: {
      id: { ...text, ...(scopes.length > 0 && { 'x-scopes': scopes }) },
      name: { ...text, 'x-scopes': ['a'] },
    },
  });

  it.each<[string, readonly string[], readonly string[], string]>([
    ['a scope where none was needed', [], ['a'], 'error A token now needs the scope a for /id.'],
    ['another scope', ['b'], ['a'], 'error A token now needs the scope a for /id.'],
    ['a scope as well', ['a'], ['a', 'b'], 'info A token now needs the scope a or b for /id.'],
    ['no scope any more', ['a'], [], 'info A token no longer needs a scope for /id.'],
  ])('%s', async (_, before, now, expected) => {
    const [{ findings } = { findings: [] }] = diffDocuments(
      await documentOf(scoped(...before)),
      await documentOf(scoped(...now)),
    );
    expect(findings.map(({ code, severity, message }) => [code, `${severity} ${message}`])).toEqual([
      ['diff/scopes-changed', expected],
    ]);
  });

  it('is none for a claim that is new', async () => {
    expect(differences(await documentOf({ type: 'object' }), await documentOf(scoped('a')))).toEqual([
      'info diff/claim-added /id',
      'info diff/claim-added /name',
    ]);
  });
});

describe('a difference of an operation', () => {
  const schema = { type: 'object' };
  const json = { 'application/json': { schema } };
  const fine = { description: 'Fine.', content: json };
  const header = (required: boolean): JsonObject => ({ ...fine, headers: { 'X-Id': { required, schema: text } } });
  const parameter = (required: boolean): JsonObject => ({ name: 'x', in: 'query', required, schema: text });

  it.each<[string, JsonObject, JsonObject, readonly string[]]>([
    [
      'a status less',
      { responses: { 200: fine, 404: fine } },
      { responses: { 200: fine } },
      ['info diff/status-removed'],
    ],
    [
      'a success less',
      { responses: { 200: fine, 201: fine } },
      { responses: { 200: fine } },
      ['error diff/status-removed'],
    ],
    [
      'a status more',
      { responses: { 200: fine } },
      { responses: { 200: fine, 404: fine } },
      ['warning diff/status-added'],
    ],
    [
      'a media type more',
      {},
      { responses: { 200: { ...fine, content: { ...json, 'text/html': { schema: text } } } } },
      ['warning diff/media-type-added'],
    ],
    [
      'another media type',
      { responses: { 200: fine } },
      { responses: { 200: { ...fine, content: { 'application/problem+json': { schema } } } } },
      ['error diff/media-type-removed', 'warning diff/media-type-added'],
    ],
    ['a header more', { responses: { 200: fine } }, { responses: { 200: header(true) } }, ['info diff/header-added']],
    [
      'a header less',
      { responses: { 200: header(false) } },
      { responses: { 200: fine } },
      ['warning diff/header-removed'],
    ],
    [
      'a required header less',
      { responses: { 200: header(true) } },
      { responses: { 200: fine } },
      ['error diff/header-removed'],
    ],
    [
      'a header that may be missing',
      { responses: { 200: header(true) } },
      { responses: { 200: header(false) } },
      ['error diff/header-optional'],
    ],
    ['a token', {}, { security: [{ token: [] }] }, ['error diff/security-changed']],
    ['no token', { security: [{ token: [] }] }, {}, ['info diff/security-changed']],
    ['a scope more', {}, { 'x-scopes': ['openid'] }, ['error diff/scopes-changed']],
    ['a scope less', { 'x-scopes': ['openid'] }, {}, ['info diff/scopes-changed']],
    ['a parameter', {}, { parameters: [parameter(false)] }, ['info diff/parameter-changed']],
    [
      'a parameter that must be sent',
      { parameters: [parameter(false)] },
      { parameters: [parameter(true)] },
      ['error diff/parameter-changed'],
    ],
    [
      'fewer calls',
      { 'x-rate-limit': { limit: 60, windowSeconds: 60 } },
      { 'x-rate-limit': { limit: 60, windowSeconds: 120 } },
      ['warning diff/rate-limit-changed'],
    ],
    [
      'more calls',
      { 'x-rate-limit': { limit: 60, windowSeconds: 60 } },
      { 'x-rate-limit': { limit: 61, windowSeconds: 60 } },
      ['info diff/rate-limit-changed'],
    ],
  ])('is weighed by what a reader has to expect: %s', async (_, before, now, expected) => {
    expect(differences(await withOperation(before), await withOperation(now))).toEqual(expected);
  });

  it('reports one as removed and another one as new', async () => {
    expect(differences(await withOperation({}), await withOperation({}, '/me'))).toEqual([
      'error diff/operation-removed',
      'info diff/operation-added',
    ]);
  });
});
