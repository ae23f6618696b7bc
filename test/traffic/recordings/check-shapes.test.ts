import { describe, expect, it } from 'vitest';
import { createValidators } from '../../../src/contract/openapi/validators.ts';
import { checkResponse } from '../../../src/contract/responses/check-response.ts';
import type { SeenExchange } from '../../../src/contract/responses/exchange.ts';
import { checkShapes } from '../../../src/traffic/recordings/check-shapes.ts';
import { mergeShapes, type Shape } from '../../../src/traffic/recordings/shape.ts';
import { shapeOf } from '../../../src/traffic/recordings/take-shape.ts';
import {
  document,
  documentOf,
  exchange,
  gatewayError,
  getUserInfo,
  operationOf,
  usualHeaders,
  validators,
} from './exchanges.ts';
import { profile } from './write-har.ts';

function shape(seen: SeenExchange): Shape {
  return shapeOf(seen, { document, operation: getUserInfo });
}

/** Each finding as `code pointer`. */
function found(...shapes: readonly Shape[]): readonly string[] {
  return checkShapes(shapes, { document, validators })
    .flatMap(({ findings }) => findings)
    .map(({ code, instancePath }) => `${code} ${instancePath}`.trimEnd());
}

describe('a shape against the document', () => {
  it.each<[string, SeenExchange]>([
    ['a profile as documented', exchange(profile)],
    ['a profile of somebody without a directory', exchange({ ...profile, ldap_enabled: false, ldap_domain: null })],
    ['a profile with as little as there can be', exchange({ sub: 'ABCDEFGH1234' })],
    ['an error', exchange(gatewayError('AUTH-006'), { status: 401 })],
    [
      'an error with a challenge',
      exchange(gatewayError('AUTH-006'), {
        status: 401,
        headers: [...usualHeaders, ['WWW-Authenticate', 'Bearer error="invalid_token"']],
      }),
    ],
    [
      'a quota',
      exchange(
        { developerMessage: 'Quota limit exceeded.' },
        { status: 429, headers: [...usualHeaders, ['Retry-After', '25']] },
      ),
    ],
    ['an empty error', exchange(undefined, { status: 500, headers: [] })],
    ['a page of a proxy', exchange('<html>', { status: 500, headers: [['Content-Type', 'text/html']] })],
  ])('is nothing for %s', (_, seen) => {
    expect(checkResponse(seen, { document, validators }).map(({ code }) => code)).toEqual([]);
    expect(found(shape(seen))).toEqual([]);
  });

  it.each<[string, SeenExchange, readonly string[]]>([
    ['another type', exchange({ ...profile, opt_in: 'yes' }), ['schema/type /opt_in']],
    ['null', exchange({ ...profile, name: null }), ['schema/type /name']],
    ['a claim missing', exchange({ name: 'Bob' }), ['schema/required /sub']],
    ['another format', exchange({ ...profile, email: 'bob at home' }), ['schema/format /email']],
    [
      'an undocumented claim deep inside',
      exchange({ ...profile, address: { planet: 'x' } }),
      ['response/undocumented-claim /address/planet'],
    ],
    [
      'an undocumented claim whose name was not kept',
      exchange({ ...profile, 'bob@example.com': 1 }),
      ['response/undocumented-claim'],
    ],
    ['an undocumented status', exchange({}, { status: 418 }), ['response/status-undocumented']],
    [
      'another content type',
      exchange(profile, {
        headers: [
          ['Content-Type', 'application/xml'],
          ['Cache-Control', 'no-store'],
        ],
      }),
      ['response/content-type-undocumented'],
    ],
    [
      'another charset',
      exchange(profile, {
        headers: [
          ['Content-Type', 'application/json; charset=iso-8859-1'],
          ['Cache-Control', 'no-store'],
        ],
      }),
      ['response/charset'],
    ],
    ['no body', exchange(undefined), ['response/body-missing']],
    [
      'a Retry-After that is neither number nor date',
      exchange({ developerMessage: 'x' }, { status: 429, headers: [...usualHeaders, ['Retry-After', 'soon']] }),
      ['response/retry-after'],
    ],
    [
      'what caches may keep',
      exchange(profile, {
        headers: [
          ['Content-Type', 'application/json'],
          ['Cache-Control', 'public, max-age=60'],
        ],
      }),
      ['response/storable'],
    ],
    [
      'an item of a list',
      exchange({ ...profile, social_userinfo_list: [{ providerId: 'a' }, { providerId: 7 }] }),
      ['schema/type /social_userinfo_list/0/providerId'],
    ],
  ])('is found: %s', (_, seen, expected) => {
    expect(found(shape(seen))).toEqual(expected);
    // And by the very check that responses meet, where the name tells.
    const codes = checkResponse(seen, { document, validators }).map(({ code }) => code);
    expect(codes).toEqual(expect.arrayContaining(expected.map(text => text.split(' ')[0])));
  });

  it('is found in whichever of several answers it was', () => {
    const merged = mergeShapes(
      shape(exchange(profile)),
      shape(exchange({ ...profile, name: null, email: 'bob at home' })),
    );
    expect(found(merged)).toEqual(['schema/format /email', 'schema/type /name']);
  });

  it('omits what depends on values', () => {
    expect(found(shape(exchange({ ...profile, sub: 'x', ldap_enabled: false, name: 'x'.repeat(300) })))).toEqual([]);
  });

  it('follows alternatives and lists of values', async () => {
    const other = await documentOf({
      type: 'object',
      properties: { id: { anyOf: [{ type: 'string', pattern: '^a$' }, { type: 'null' }] }, kind: { enum: ['a', 'b'] } },
    });
    const check = (body: unknown) => {
      const seen = shapeOf(exchange(body), { document: other, operation: operationOf(other, 'getUserInfo') });
      const [result] = checkShapes([seen], { document: other, validators: createValidators(other) });
      return result?.findings.map(({ code, instancePath }) => `${code} ${instancePath}`);
    };
    expect(check({ id: 'b', kind: 'a' })).toEqual([]);
    expect(check({ id: null, kind: 'b' })).toEqual([]);
    expect(check({ id: 7, kind: 'c' })).toEqual(['schema/any-of /id', 'schema/enum /kind']);
  });

  it('is a result for each recording', () => {
    const results = checkShapes([shape(exchange(profile)), { ...shape(exchange(7)), kind: 'post' }], {
      document,
      validators,
    });
    expect(results.map(({ id, status, requests }) => [id, status, requests])).toEqual([
      ['getUserInfo', 'passed', 0],
      ['post', 'failed', 0],
    ]);
  });
});

describe('a shape with thousands of members', () => {
  it('is not checked, since each form of each would need a body of its own', () => {
    const wide = Object.fromEntries(
      Array.from({ length: 9000 }, (_, index) => [`claimOfName${index}`, { null: true }]),
    );
    const value = { object: { members: wide as Readonly<Record<string, { null: true }>> } };
    const answers = { '200': { headers: {}, bodies: ['json'], value } } as const;
    const [result] = checkShapes([{ kind: 'wide', method: 'GET', path: '/userinfo', answers }], {
      document,
      validators,
    });
    expect(result).toMatchObject({ status: 'not-checked', findings: [] });
    expect(result?.reason).toContain('10000 members');
  });
});
