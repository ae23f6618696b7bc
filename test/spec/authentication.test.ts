// spec/authentication.yaml: sound in itself, and a document for verify and the matchers. That the login keeps to it, every
// test of test/server/login checks on each answer.

import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../src/base/json.ts';
import { builtinDocument, loadDocument } from '../../src/contract/openapi/load.ts';
import { createValidators } from '../../src/contract/openapi/validators.ts';
import { startMock } from '../../src/testing/start-mock.ts';
import { verify } from '../../src/verify/verify.ts';
import { verifyResponse } from '../../src/verify/verify-response.ts';
import { basic, post } from '../server/login/flow.ts';

const file = builtinDocument('authentication');
const document = await loadDocument(file, { strict: true });
const management = document.operations.filter(({ path }) => path.includes('/service-accounts'));

describe('the document of the login', () => {
  it('has no warning, with every problem an error', () => {
    expect(document.warnings).toEqual([]);
  });

  it('has the nine calls of service accounts, each with its scope and ten calls a minute', () => {
    expect(management.map(({ scopes, rateLimit }) => [scopes.length, rateLimit])).toEqual(
      Array.from({ length: 9 }, () => [1, { limit: 10, windowSeconds: 60 }]),
    );
    expect(management.map(({ operationId, scopes }) => `${operationId} ${scopes[0]?.slice(12)}`)).toEqual([
      'listServiceAccounts service_account:read',
      'createServiceAccount service_account:write',
      'getServiceAccount service_account:read',
      'deleteServiceAccount service_account:write',
      'updateServiceAccount service_account:write',
      'listKeys service_account_key:read',
      'createKey service_account_key:write',
      'deleteKey service_account_key:write',
      'updateKey service_account_key:write',
    ]);
  });

  it('has examples that satisfy their schemas, and a text for each member of a body', () => {
    const validators = createValidators(document);
    for (const { responses, requestBody } of document.operations) {
      for (const { examples, content } of responses.values())
        for (const { name, value, mediaType } of examples.values())
          expect(validators.get(content.get(mediaType)?.schemaPointer ?? '').check(value, name)).toEqual([]);
      const body = requestBody?.content.get('application/json');
      const properties = body === undefined ? {} : document.at(`${body.schemaPointer}/properties`);
      for (const schema of Object.values(properties as JsonObject)) expect(schema).toHaveProperty('x-detail');
    }
  });
});

describe('as the document of', () => {
  it('verify, it passes for the mock with a token of an application, and fails for one without service accounts', async () => {
    await using mock = await startMock();
    const form = { grant_type: 'client_credentials', scope: 'application:service_account:read' };
    const { json } = await post(mock, 'token', form, { authorization: basic('my-app', 'a secret') });
    const credentials = { token: json.access_token as string };
    const operation = 'GET:/authentication/v2/service-accounts';
    const report = await verify({
      baseUrl: mock.url,
      document: file,
      operation,
      credentials,
      only: ['valid-token', 'no-token'],
    });
    expect([report.exitCode, report.checks.map(({ status }) => status)]).toEqual([0, ['passed', 'passed']]);
    await using off = await startMock({ serviceAccounts: false });
    const failed = await verify({ baseUrl: off.url, document: file, operation, credentials, only: ['valid-token'] });
    expect(failed.exitCode).toBe(1);
  });

  it('the matchers, it tells a right answer from a wrong one', async () => {
    const request = { document: file, method: 'GET', path: '/authentication/v2/service-accounts' };
    const headers = { 'content-type': 'application/json' };
    const right = { status: 200, headers, body: '{"serviceAccounts":[]}' };
    expect((await verifyResponse(right, request)).ok).toBe(true);
    const wrong = await verifyResponse({ ...right, body: '{"accounts":[]}' }, request);
    expect(wrong.findings.map(({ code, instancePath }) => [code, instancePath])).toContainEqual([
      'schema/required',
      '/serviceAccounts',
    ]);
  });
});
