// The mock of a document passes the verification with the same document, whatever its profile operation needs.

import { describe, expect, it } from 'vitest';
import type { Report } from '../../src/contract/findings/report.ts';
import type { JsonObject } from '../../src/contract/openapi/document.ts';
import { startMock } from '../../src/testing/start-mock.ts';
import { verify } from '../../src/verify/verify.ts';
import type { VerifyOptions } from '../../src/verify/verify-options.ts';
import { verifyTraffic } from '../../src/verify/verify-traffic.ts';
import { har, harEntry } from '../traffic/recordings/write-har.ts';
import { writeFiles } from '../written-files.ts';
import { verifyStandIn } from './verify-stand-in.ts';

const sub = { type: 'object', required: ['sub'], properties: { sub: { type: 'string' } } };

function answers(schema: JsonObject, key = '200', mediaType = 'application/json'): JsonObject {
  return { responses: { [key]: { description: 'A profile.', content: { [mediaType]: { schema } } } } };
}

function fileOf(get: JsonObject, further: JsonObject = {}, path = '/userinfo'): string {
  const document = { openapi: '3.0.3', info: { title: 'T', version: '1' }, paths: { [path]: { get } }, ...further };
  return writeFiles({ 'api.json': document });
}

async function verified(spec: string, options: Partial<VerifyOptions> = {}): Promise<Report> {
  await using mock = await startMock({ spec });
  return await verify({ baseUrl: mock.url, document: spec, mockTokens: true, ...options });
}

const parameter = (place: string, name: string, schema: JsonObject): JsonObject => ({
  parameters: [{ name, in: place, required: true, schema }],
});
const schemes = (scheme: JsonObject): JsonObject => ({
  security: [{ scheme: [] }],
  components: { securitySchemes: { scheme } },
});

describe('the mock of a document', () => {
  it.each<[string, string]>([
    [
      'with a header parameter',
      fileOf({ ...answers(sub), ...parameter('header', 'X-Api', { type: 'boolean', default: true }) }),
    ],
    [
      'with a query parameter',
      fileOf({ ...answers(sub), ...parameter('query', 'schema', { type: 'string', enum: ['openid'] }) }),
    ],
    [
      'with a cookie parameter',
      fileOf({ ...answers(sub), ...parameter('cookie', 'tenant', { type: 'string', minLength: 3 }) }),
    ],
    [
      'with a header parameter that is ignored',
      fileOf({ ...answers(sub), ...parameter('header', 'Accept', { type: 'integer' }) }),
    ],
    [
      'with a path parameter',
      fileOf({ ...answers(sub), ...parameter('path', 'realm', { type: 'string' }) }, {}, '/{realm}/userinfo'),
    ],
    ['with success as the default response', fileOf(answers(sub, 'default'))],
    ['with any media type', fileOf(answers(sub, '200', '*/*'))],
    ['with an API key', fileOf(answers(sub), schemes({ type: 'apiKey', name: 'X-Key', in: 'header' }))],
    ['with basic authentication', fileOf(answers(sub), schemes({ type: 'http', scheme: 'basic' }))],
    ['with a list of profiles', fileOf(answers({ type: 'array', items: sub }))],
    [
      'with a member that is only written',
      fileOf(
        answers({
          ...{ type: 'object', required: ['sub', 'password'] },
          properties: { sub: { type: 'string' }, password: { type: 'string', writeOnly: true } },
        }),
      ),
    ],
    [
      'with null beside $ref',
      fileOf(
        answers({
          type: 'object',
          properties: { boss: { allOf: [{ $ref: '#/components/schemas/S' }], nullable: true } },
        }),
        { components: { schemas: { S: sub } } },
      ),
    ],
  ])('%s passes', async (_, file) => {
    const report = await verified(file);
    expect(report.checks.filter(({ status }) => status === 'failed')).toEqual([]);
    expect(report.exitCode).toBe(0);
  });

  it('is called with the parameters that are given', async () => {
    const file = fileOf(
      { ...answers(sub), parameters: [...inPath('realm'), { name: 'q', in: 'query', schema: { type: 'string' } }] },
      {},
      '/{realm}/userinfo',
    );
    const paths = new Set<string>();
    const onExchange: VerifyOptions['onExchange'] = ({ request }) => paths.add(request.path);
    await verified(file, { only: ['valid-token'], pathParam: { realm: 'r1' }, param: { q: 'x y' }, onExchange });
    expect([...paths]).toEqual(['/r1/userinfo?q=x%20y']);
  });

  it('answers under the base path of its servers too, or under the one that is chosen', async () => {
    const servers = [{ url: 'https://{host}/auth/{v}', variables: { host: { default: 'h' }, v: { default: 'v2' } } }];
    const spec = fileOf(answers(sub), { servers });
    const statuses = async (basePath: string | undefined): Promise<readonly number[]> => {
      await using mock = await startMock({ spec, basePath });
      const paths = ['/userinfo', '/auth/v2/userinfo', '/sessions/s1/auth/v2/userinfo', '/other/userinfo'];
      return await Promise.all(paths.map(async path => (await fetch(mock.url + path)).status));
    };
    expect(await statuses(undefined)).toEqual([200, 200, 200, 404]);
    expect(await statuses('/other')).toEqual([200, 404, 404, 200]);
    expect(await statuses('/')).toEqual([200, 404, 404, 404]);
    const report = await verified(spec);
    expect(report.exitCode).toBe(0);
  });

  it('has the path of its profile operation in the discovery document', async () => {
    const spec = fileOf({ ...answers(sub), parameters: inPath('realm') }, {}, '/{realm}/userinfo');
    await using mock = await startMock({ spec, pathParam: { realm: 'r1' }, basePath: '/auth' });
    const discovery = (await (await fetch(`${mock.url}/.well-known/openid-configuration`)).json()) as JsonObject;
    expect(discovery['userinfo_endpoint']).toBe(`${mock.url}/auth/r1/userinfo`);
    expect((await fetch(String(discovery['userinfo_endpoint']))).status).toBe(200);
  });

  it('does not start with a path parameter that the document does not have', async () => {
    await expect(startMock({ spec: fileOf(answers(sub)), pathParam: { realm: 'x' } })).rejects.toMatchObject({
      code: 'ERR_OPERATION_PARAMETER',
    });
  });
});

describe('a pattern that does not end in time', () => {
  const nick = { type: 'string', pattern: `^(${'a+'})+$` };
  const document = fileOf(answers({ type: 'object', properties: { sub: { type: 'string' }, nick } }));
  const body = JSON.stringify({ sub: 'x', nick: `${'a'.repeat(60)}!` });

  it('leaves the checks of a server that need it undone, and says so', async () => {
    const headers = { 'Content-Type': 'application/json' };
    const report = await verifyStandIn({ change: () => ({ status: 200, headers, body }) }, { document });
    const undone = report.checks.find(({ id }) => id === 'valid-token');
    expect(undone).toMatchObject({
      status: 'not-checked',
      reason: expect.stringContaining('takes too long to match a string of length 61'),
    });
    expect(report.checks.length).toBeGreaterThan(3);
    expect(report.exitCode).not.toBe(0);
  });

  it('leaves the entries of a HAR file undone', async () => {
    const file = writeFiles({
      'traffic.har': har(harEntry({ content: { size: 1, mimeType: 'application/json', text: body } })),
    });
    const report = await verifyTraffic({ har: file, document });
    expect(report).toMatchObject({ exitCode: 3, checks: [{ status: 'not-checked' }] });
  });
});

function inPath(name: string): readonly JsonObject[] {
  return [{ name, in: 'path', required: true, schema: { type: 'string' } }];
}
