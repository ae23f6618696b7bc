// What the plain comparator lets pass, or cannot say: `pact compare` does. docs/pact.md has a row for each.

import { describe, expect, it } from 'vitest';
import { writeText } from '../written-files.ts';
import { answer, type HandInteraction, handPact } from './hand-pact.ts';
import { compare } from './run-pact.ts';

describe('pact compare', () => {
  it('passes a contract that the document allows, with fewer claims than it has', async () => {
    const { exitCode, findings } = await compareOne({ response: answer({ email: 'a@example.com' }) });
    expect(findings).toEqual([]);
    expect(exitCode).toBe(0);
  });

  it('compares with the document, which the comparator takes in another way from one version to the next', async () => {
    const { exitCode, findings } = await compareOne({ response: answer({ email: 7 }) });
    expect(exitCode).toBe(1);
    expect(findings).toEqual([expect.objectContaining({ code: 'pact/response-incompatible' })]);
  });

  it('rejects a document with a broken reference', async () => {
    const spec = documentWith('{ $ref: "#/components/schemas/Nobody" }');
    await expect(compare([handPact([{}])], { spec })).rejects.toMatchObject({ code: 'ERR_DOCUMENT_REF_UNRESOLVABLE' });
  });

  it('points to what is wrong on both sides, through references and names with dots', async () => {
    const { findings } = await compareOne({ response: answer({ address: { country: 7 } }) });
    expect(findings).toEqual([
      expect.objectContaining({
        instancePath: '/interactions/0/response/body/content/address/country',
        schemaPath: '/components/schemas/Address/properties/country/type',
      }),
    ]);
    const status = await compareOne({ response: { status: 418 } });
    expect(status.findings).toEqual([
      expect.objectContaining({
        code: 'pact/status-undocumented',
        instancePath: '/interactions/0/response/status',
        schemaPath: '/paths/~1userinfo/get/responses',
      }),
    ]);
  });

  it('names the provider state of the interaction', async () => {
    const providerStates = [{ name: 'the service fails' }];
    const { findings } = await compareOne({ providerStates, response: answer({ email: 7 }) });
    expect(findings[0]?.where).toContain('interaction 0, given the service fails');
  });

  it('keeps apart messages and interactions, which have one numbering', async () => {
    const message = { type: 'Asynchronous/Messages', description: 'a message', contents: {} };
    const { checks } = await compare([handPact([message, { response: answer({ email: 7 }) }])]);
    expect(checks.map(({ id, status }) => [id, status])).toEqual([
      ['page/a message', 'not-checked'],
      ['page/interaction 1', 'failed'],
    ]);
  });

  it('enforces prefixItems, formats and conditions', async () => {
    const spec = documentWith(
      '{ type: object, properties: { pair: { type: array, prefixItems: [{ type: string }] }, since: { type: string, format: date } } }',
    );
    const { findings } = await compareOne({ response: answer({ pair: [7], since: '31 May' }) }, { spec });
    expect(findings.map(({ instancePath }) => instancePath)).toEqual([
      '/interactions/0/response/body/content/pair/0',
      '/interactions/0/response/body/content/since',
    ]);
    const { findings: conditions } = await compareOne({
      response: answer({ ldap_enabled: false, ldap_domain: 'example.com' }),
    });
    expect(conditions).toEqual([expect.objectContaining({ code: 'pact/response-incompatible' })]);
  });

  it('finds a member that is not documented, through any composition of schemas, and names the nearest', async () => {
    const { findings } = await compareOne({ response: answer({ emial: 'a@example.com' }) });
    expect(findings).toEqual([
      expect.objectContaining({
        message: 'The contract expects "emial", which the document does not have.',
        hint: 'Did you mean "email"?',
        instancePath: '/interactions/0/response/body/content/emial',
      }),
    ]);
    const composed = documentWith(
      '{ allOf: [{ type: object, properties: { a: {} } }, { oneOf: [{ type: object, required: [b], properties: { b: {} } }, { type: object, required: [c], properties: { c: {} } }] }] }',
    );
    for (const body of [{ a: 1, b: 2 }, { a: 1 }])
      expect((await compareOne({ response: answer(body) }, { spec: composed })).findings).toEqual([]);
    expect((await compareOne({ response: answer({ a: 1, d: 2 }) }, { spec: composed })).exitCode).toBe(1);
  });

  it('accepts the base path of a server before the path', async () => {
    const spec = documentWith('{ type: object, properties: { sub: { type: string } } }', '/profile/v1');
    const at = (path: string) => compareOne({ request: { path }, response: answer({ sub: 'a' }) }, { spec });
    expect((await at('/profile/v1/userinfo')).findings).toEqual([]);
    expect((await at('/userinfo')).findings).toEqual([]);
    expect((await at('/other/userinfo')).findings).toContainEqual(
      expect.objectContaining({ code: 'pact/operation-undocumented' }),
    );
  });

  it('takes a body for what its content type says', async () => {
    const body = { content: Buffer.from('<html></html>').toString('base64'), contentType: '*/*', encoded: 'base64' };
    const response = { status: 500, headers: { 'Content-Type': ['text/html'] }, body };
    const { exitCode, findings } = await compareOne({ response });
    expect(findings).toEqual([]);
    expect(exitCode).toBe(0);
  });

  // What Pact's verifier agreed with when it was asked: of other codings than base64 the content is the text itself.
  it.each([
    ['base64', { content: base64({ email: 7 }), encoded: 'base64' }],
    ['JSON as a value', { content: { email: 7 }, encoded: 'JSON' }],
    ['JSON as text', { content: '{"email":7}', encoded: 'JSON' }],
    ['an unknown coding', { content: '{"email":7}', encoded: 'utf-8' }],
  ])('decodes a body before it is compared: %s', async (_, coded) => {
    const headers = { 'Content-Type': ['application/json'] };
    const body = { contentType: 'application/json', ...coded };
    const { exitCode, findings } = await compareOne({ response: { status: 200, headers, body } });
    expect(exitCode).toBe(1);
    expect(findings).toEqual([
      expect.objectContaining({
        code: 'pact/response-incompatible',
        message: expect.stringContaining('/email'),
        instancePath: '/interactions/0/response/body/content',
      }),
    ]);
  });

  it('passes a body in base64 that the document allows, and takes one without a coding for a value', async () => {
    const body = { contentType: 'application/json', content: base64({ email: 'a@example.com' }), encoded: 'base64' };
    expect((await compareOne({ response: { status: 200, body } })).findings).toEqual([]);
    const { findings } = await compareOne({ response: answer('{"email":"a@example.com"}') });
    expect(findings).toEqual([expect.objectContaining({ code: 'pact/response-incompatible' })]);
  });

  it('refuses a contract that is nested without end or too large, and says so', async () => {
    const deep = writeText('deep.json', `{"consumer":${'['.repeat(5000)}${']'.repeat(5000)}}`);
    await expect(compare([deep])).rejects.toThrow('it is nested deeper than 1000 levels');
    const large = writeText('large.json', ' '.repeat(17 * 1024 * 1024));
    await expect(compare([large])).rejects.toThrow('it is larger than 16 MiB');
  });

  it.each([
    ['no JSON', 'no json', 'it is not JSON'],
    ['no object', '[]', 'at "", a contract must be an object'],
    ['no consumer', '{"provider":{"name":"p"},"interactions":[]}', 'at "/consumer/name"'],
    ['no interactions', '{"consumer":{"name":"c"},"provider":{"name":"p"}}', 'at "/interactions"'],
    [
      'an interaction without a response',
      '{"consumer":{"name":"c"},"provider":{"name":"p"},"interactions":[{"description":"d","request":{}}]}',
      'at "/interactions/0/response"',
    ],
  ])('says where a contract is malformed: %s', async (_what, text, message) => {
    const run = compare([writeText('malformed.json', text)]);
    await expect(run).rejects.toMatchObject({ code: 'ERR_PACT_UNREADABLE', exitCode: 2 });
    await expect(run).rejects.toThrow(message);
  });

  it('warns of a rule that refuses what the document allows', async () => {
    const rules = {
      '$.email': { combine: 'AND', matchers: [{ match: 'regex', regex: '[a-z.]+@example\\.com' }] },
      '$.social_userinfo_list': { combine: 'AND', matchers: [{ match: 'type', min: 1 }] },
      '$.sub': { combine: 'AND', matchers: [{ match: 'regex', regex: '[0-9A-Z]{12,16}' }] },
    };
    const body = { sub: 'ABCDEFGH1234', email: 'a@example.com', social_userinfo_list: [{}] };
    const { exitCode, findings } = await compareOne({ response: answer(body, 200, rules) });
    expect(exitCode).toBe(0);
    expect(findings.map(({ code, severity, message }) => [code, severity, message])).toEqual([
      ['pact/rule-too-strict', 'warning', 'The rule "regex" for "$.email" rejects a value that the document allows.'],
      [
        'pact/rule-too-strict',
        'warning',
        'The rule "type" for "$.social_userinfo_list" rejects a value that the document allows.',
      ],
    ]);
  });

  it.each(['([', '(?i)[a-z]+', '[z-a]', 'a)|(b'])('warns of a rule that it cannot read: %s', async regex => {
    const rules = { '$.name': { combine: 'AND', matchers: [{ match: 'regex', regex }] } };
    const { exitCode, findings } = await compareOne({ response: answer({ name: 'a' }, 200, rules) });
    expect(exitCode).toBe(0);
    expect(findings).toEqual([
      expect.objectContaining({
        code: 'pact/rule-unreadable',
        severity: 'warning',
        message: 'The regular expression for "$.name" cannot be read: it was not compared.',
      }),
    ]);
  });

  it('reads a rule with escapes that are not needed', async () => {
    const regex = '[\\s\\S]*\\-?[\\s\\S\\-\\_]*\\\\?\\/?';
    const rules = { '$.name': { combine: 'AND', matchers: [{ match: 'regex', regex }] } };
    expect((await compareOne({ response: answer({ name: 'a' }, 200, rules) })).findings).toEqual([]);
  });

  it('exits with 3 without contracts to compare', async () => {
    expect((await compare([handPact([])])).exitCode).toBe(3);
  });

  it('reads contracts of specification 2 and 3', async () => {
    const interaction = {
      description: 'old',
      providerState: 'the service fails',
      request: { method: 'get', path: '/userinfo', headers: { Authorization: 'Bearer x' } },
      response: { status: 200, headers: { 'Content-Type': 'application/json' }, body: { email: 7 } },
    };
    const pact = { consumer: { name: 'old' }, provider: { name: 'userinfo' }, interactions: [interaction] };
    const { findings } = await compare([writeText('old.json', JSON.stringify(pact))]);
    expect(findings).toEqual([
      expect.objectContaining({
        instancePath: '/interactions/0/response/body/email',
        where: expect.stringContaining('given the service fails'),
      }),
    ]);
  });
});

function base64(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString('base64');
}

function compareOne(interaction: HandInteraction, flags: { readonly spec?: string } = {}): ReturnType<typeof compare> {
  return compare([handPact([interaction])], flags);
}

/** A document whose profile has this schema, in the flow style of YAML. */
function documentWith(schema: string, basePath = ''): string {
  return writeText(
    'document.yaml',
    `
openapi: 3.1.0
info: { title: Other, version: '1' }
servers: [{ url: 'https://example.com${basePath}' }]
paths:
  /userinfo:
    get:
      responses:
        '200': { description: Me., content: { application/json: { schema: ${schema} } } }
`,
  );
}
