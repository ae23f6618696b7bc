import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { startMock } from '../../../src/testing/start-mock.ts';
import { folderWith } from '../../written-files.ts';
import { rejectionOf } from '../scenarios/thrown.ts';
import { ask } from './ask.ts';
import { changed, changedYaml, type Plain, serveText } from './documents.ts';

describe('the built-in document in other clothes', () => {
  it('is served alike as JSON', async () => {
    const pictures = 'autodesk';
    const mock = await serveText(
      'userinfo.json',
      changed(() => undefined),
      { pictures },
    );
    await using builtin = await startMock({ pictures });
    for (const token of ['mock.alice', 'whatever', 'mock.~x.boundary']) {
      expect((await ask(mock, { token })).text).toBe((await ask(builtin, { token })).text);
    }
  });

  it('is served alike as OpenAPI 3.0', async () => {
    const mock = await serveText('userinfo.yaml', changedYaml(asOpenApi30));
    const { status, json } = await ask(mock, { token: 'mock.alice' });
    expect(status).toBe(200);
    expect(json).toMatchObject({ given_name: 'Alice', ldap_enabled: false, ldap_domain: null });
    expect((await ask(mock, { token: 'mock.dora.429' })).text).toBe('{"developerMessage":"Quota limit exceeded."}');
  });

  it('is served alike in several files', async () => {
    const folder = folderWith({});
    let schema: Plain;
    const text = changedYaml(document => {
      schema = document.components.schemas.Address;
      document.components.schemas.UserInfo.properties.address = { $ref: 'address.json' };
    });
    writeFileSync(join(folder, 'userinfo.yaml'), text);
    writeFileSync(join(folder, 'address.json'), JSON.stringify(schema));
    await using mock = await startMock({ spec: join(folder, 'userinfo.yaml') });
    expect((await ask(mock, { token: 'mock.~x' })).json.address).toHaveProperty('postal_code');
  });
});

describe('a document that cannot be served', () => {
  const refusal = (text: unknown) => rejectionOf(startMock({ spec: join(folderWith({ 'd.yaml': text }), 'd.yaml') }));

  it.each<[string, (document: Plain) => void, string, RegExp]>([
    [
      'requires a claim that no value satisfies',
      d => {
        const schema = d.components.schemas.UserInfo;
        schema.properties.x = { type: 'string', minLength: 3, maxLength: 2 };
        schema.required = [...(schema.required ?? []), 'x'];
      },
      'ERR_PROFILE_UNGENERATABLE',
      /UserInfo\/properties\/x/,
    ],
    [
      'refers to nothing',
      d => (d.components.schemas.UserInfo.properties.x = { $ref: '#/nowhere' }),
      'ERR_DOCUMENT_REF_UNRESOLVABLE',
      /nowhere/,
    ],
    ['is not OpenAPI', d => (d.paths['/userinfo'].get.responses = 'none'), 'ERR_DOCUMENT_INVALID', /responses/],
  ])('because it %s is refused at start', async (_, change, code, message) => {
    const error = await refusal(changedYaml(change));
    expect(error.code).toBe(code);
    expect([error.message, ...error.details, JSON.stringify(error.data)].join('\n')).toMatch(message);
  });

  it('is refused for an example against its schema where it must be clean', async () => {
    const text = changedYaml(d => (d.components.examples['token-expired'].value.errorCode = 6));
    const spec = join(folderWith({ 'd.yaml': text }), 'd.yaml');
    const error = await rejectionOf(startMock({ spec, strictDocument: true }));
    expect(error.code).toBe('ERR_DOCUMENT_EXAMPLE_INVALID');
    expect(error.message).toMatch(/token-expired\/value/);
  });

  it('is refused where it cannot be read', async () => {
    expect((await rejectionOf(startMock({ spec: '/nowhere/d.yaml' }))).code).toBe('ERR_DOCUMENT_UNREADABLE');
    expect((await refusal('openapi: [')).code).toBe('ERR_DOCUMENT_UNPARSABLE');
  });
});

describe('an operation that cannot be served', () => {
  const started = (change: (document: Plain) => void) =>
    startMock({ spec: join(folderWith({ 'd.yaml': changedYaml(change) }), 'd.yaml') });

  it.each<[string, (document: Plain) => void, string, RegExp]>([
    [
      'documents no success',
      d => (d.paths['/other'] = { get: { responses: { 302: { description: 'Elsewhere.' } } } }),
      '/other',
      /GET \/other is not served: no success is documented/,
    ],
    [
      'has a success that is not JSON',
      d => {
        const content = { 'text/html': { schema: { type: 'string' } } };
        d.paths['/other'] = { get: { responses: { 200: { description: 'A page.', content } } } };
      },
      '/other',
      /the success is not JSON: 200 text\/html/,
    ],
    [
      'has a schema that no value satisfies',
      d => {
        const content = { 'application/json': { schema: { type: 'string', minLength: 3, maxLength: 2 } } };
        d.paths['/other'] = { get: { responses: { 200: { description: 'Nothing.', content } } } };
      },
      '/other',
      /Nothing can be generated: .*schema/,
    ],
    [
      'has a schema that contains itself',
      d => {
        const content = { 'application/json': { schema: { $ref: '#/components/schemas/Parent' } } };
        d.paths['/other'] = { get: { responses: { 200: { description: 'Endless.', content } } } };
        d.components.schemas.Parent = { oneOf: [{ $ref: '#/components/schemas/Child' }], type: 'object' };
        d.components.schemas.Child = { allOf: [{ $ref: '#/components/schemas/Parent' }] };
      },
      '/other',
      /Parent/,
    ],
  ])('because it %s answers 501, beside operations that are served', async (_, change, path, why) => {
    await using mock = await started(change);
    expect((await ask(mock, { token: mock.token('alice') })).status).toBe(200);
    const response = await fetch(`${mock.url}${path}`, { headers: { authorization: 'Bearer mock.alice' } });
    expect(response.status).toBe(501);
    expect(response.headers.get('content-type')).toMatch(/^application\/problem\+json/);
    expect(await response.json()).toMatchObject({
      code: 'ERR_OPERATION_NOT_SERVED',
      detail: expect.stringMatching(why),
    });
  });

  it('because another path is the same leaves the other served', async () => {
    await using mock = await started(
      d => (d.paths['/userinfo/'] = { get: { ...d.paths['/userinfo'].get, operationId: 'twin' } }),
    );
    expect((await ask(mock, { token: mock.token('alice') })).status).toBe(200);
  });
});

describe('what the user adds to a document', () => {
  it('is refused where it does not fit: a persona', async () => {
    const folder = folderWith({ 'zoe.yaml': 'claims:\n  email_verified: perhaps\n' });
    const error = await rejectionOf(startMock({ personas: [folder] }));
    expect(error.code).toBe('ERR_PERSONA_INVALID');
    expect(`${error.message} ${error.details.join()}`).toMatch(/zoe\.yaml:2.*\/claims\/email_verified/);
  });

  it('is refused where it does not fit: a scenario', async () => {
    const error = await rejectionOf(startMock({ scenarios: [folderWith({ 'mine.yaml': 'example: token-expird\n' })] }));
    expect(error.code).toBe('ERR_SCENARIO_INVALID');
  });

  it('is served: a persona and a scenario', async () => {
    const folder = folderWith({
      'zoe.yaml': 'claims:\n  given_name: Zoë\n',
      's/late.yaml': 'status: 500\ndelayMs: 1\n',
    });
    await using mock = await startMock({ personas: [join(folder, 'zoe.yaml')], scenarios: [join(folder, 's')] });
    expect((await ask(mock, { token: mock.token('zoe') })).json.given_name).toBe('Zoë');
    expect((await ask(mock, { token: mock.token('zoe', 'late') })).status).toBe(500);
  });
});

/** The same in the words of 3.0, as far as the built-in document needs them. */
function asOpenApi30(document: Plain): void {
  document.openapi = '3.0.3';
  delete document.info.summary;
  delete document.info.license.identifier;
  const { UserInfo, UserThumbnails, Thumbnails } = document.components.schemas;
  for (const word of ['if', 'then', 'else']) delete UserInfo[word];
  delete UserThumbnails.propertyNames;
  delete Thumbnails.propertyNames;
  inEverySchema(document.components, schema => {
    if (Array.isArray(schema.examples)) delete schema.examples;
    if (Array.isArray(schema.type)) Object.assign(schema, { type: schema.type[0], nullable: true });
  });
}

function inEverySchema(node: Plain, change: (schema: Plain) => void): void {
  if (typeof node !== 'object' || node === null) return;
  if (!Array.isArray(node)) change(node);
  for (const child of Object.values(node)) inEverySchema(child, change);
}
