// The examples of spec/userinfo.yaml: valid, served, and the failure catalogue that the mock answers by.

import { describe, expect, it } from 'vitest';
import {
  at,
  failuresOf,
  type Node,
  namedExamples,
  nodes,
  statusesOfThePage,
  validator,
  validatorOf,
} from './subject.ts';

describe('examples', () => {
  const leaves = nodes(at('/components/schemas')).filter(({ node }) => 'x-person' in node);

  it('stand on every claim and every member', () => {
    expect(leaves.length).toBeGreaterThan(50);
    expect(leaves.filter(({ node }) => !Array.isArray(node['examples']) || node['examples'].length === 0)).toEqual([]);
  });

  it('of a schema are valid against that schema', () => {
    const invalid = nodes(at('/components/schemas')).flatMap(({ node, pointer }) =>
      Array.isArray(node['examples'])
        ? node['examples'].flatMap((value, i) =>
            failuresOf(validator(`/components/schemas${pointer}`), value, `${pointer} ${i}`),
          )
        : [],
    );
    expect(invalid).toEqual([]);
  });

  it('with a name are all served by a response and valid against its schema', () => {
    const served = new Set<string>();
    for (const status of statusesOfThePage) {
      for (const { name, pointer, schema } of namedExamples(status)) {
        served.add(name);
        expect(pointer).toBe(`/components/examples/${name}`);
        expect(failuresOf(validatorOf(schema), at(pointer)['value'], name)).toEqual([]);
      }
    }
    expect([...served].sort()).toEqual(Object.keys(at('/components/examples')).sort());
  });

  it.each([
    ['200', ['first-last']],
    ['400', ['request-invalid', 'parameter-missing', 'token-sent-twice']],
    [
      '401',
      [
        'token-expired',
        'token-missing',
        'token-malformed',
        'token-double-space',
        'token-unknown',
        'token-revoked',
        'token-two-legged',
        'token-signature-invalid',
      ],
    ],
    ['403', ['privilege-missing', 'app-not-entitled', 'scope-missing']],
    [
      '429',
      [
        'quota-exceeded',
        'quota-exceeded-without-retry-after',
        'quota-exceeded-retry-after-date',
        'quota-exceeded-retry-after-zero',
        'quota-exceeded-retry-after-huge',
      ],
    ],
    ['500', ['server-error', 'server-error-retry-after', 'gateway-page', 'empty-body']],
  ])('of %s are, the general one first: %j', (status, names) => {
    expect(namedExamples(status).map(({ name }) => name)).toEqual(names);
  });

  it.each([
    ['token-missing', 'AUTH-012'],
    ['token-expired', 'AUTH-006'],
    ['token-malformed', 'AUTH-006'],
    ['token-double-space', 'AUTH-006'],
    ['token-unknown', 'AUTH-006'],
    ['token-revoked', 'AUTH-006'],
    ['token-two-legged', 'AUTH-006'],
    ['token-signature-invalid', 'AUTH-006'],
    ['privilege-missing', 'AUTH-010'],
    ['app-not-entitled', 'AUTH-001'],
    ['scope-missing', 'AUTH-010'],
    ['server-error', 'ERR-003'],
  ])('called %s carries %s in the envelope of the gateway', (name, errorCode) => {
    const value = at(`/components/examples/${name}`)['value'] as Node;
    expect(Object.keys(value)).toEqual(['developerMessage', 'moreInfo', 'errorCode']);
    expect(value['errorCode']).toBe(errorCode);
  });

  it('of an exceeded quota has exactly the 44 bytes that Autodesk documents', () => {
    const text = JSON.stringify(at('/components/examples/quota-exceeded')['value']);
    expect(text).toBe('{"developerMessage":"Quota limit exceeded."}');
    expect(Buffer.byteLength(text)).toBe(44);
  });

  it('say for each 400, 401 and 403 what RFC 6750 would say, with no code where no credentials were sent', () => {
    const codes = { '400': 'invalid_request', '401': 'invalid_token', '403': 'insufficient_scope' };
    for (const [status, error] of Object.entries(codes)) {
      for (const { name, pointer } of namedExamples(status)) {
        const oauthError = at(pointer)['x-oauth-error'];
        expect([name, name === 'token-missing' ? oauthError : (oauthError as Node)['error']]).toEqual([
          name,
          name === 'token-missing' ? null : error,
        ]);
      }
    }
  });

  it('send headers that their response declares with a fitting value, Content-Type aside', () => {
    for (const status of statusesOfThePage) {
      for (const { name, pointer, headers } of namedExamples(status)) {
        for (const [header, value] of Object.entries((at(pointer)['x-headers'] ?? {}) as Node)) {
          if (header === 'Content-Type') continue;
          expect(Object.keys(headers)).toContain(header);
          if (value === null) continue;
          expect(failuresOf(validator(`/components/headers/${header}/schema`), value, `${name} ${header}`)).toEqual([]);
        }
      }
    }
  });
});

describe('headers', () => {
  it('have examples that fit', () => {
    for (const [name, header] of Object.entries(at('/components/headers'))) {
      const schema = (header as Node)['schema'] as Node;
      const failures = (schema['examples'] as unknown[]).flatMap(value => failuresOf(validatorOf(schema), value, name));
      expect(failures).toEqual([]);
    }
  });
});
