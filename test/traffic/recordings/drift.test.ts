import { describe, expect, it } from 'vitest';
import type { Finding } from '../../../src/contract/findings/finding.ts';
import type { Json } from '../../../src/contract/openapi/document.ts';
import type { SeenExchange } from '../../../src/contract/responses/exchange.ts';
import { driftResults } from '../../../src/traffic/recordings/drift.ts';
import { mergeShapes, type ObjectShape, type Shape } from '../../../src/traffic/recordings/shape.ts';
import { shapeOf } from '../../../src/traffic/recordings/take-shape.ts';
import { document, documentOf, exchange, gatewayError, getUserInfo, operationOf, usualHeaders } from './exchanges.ts';
import { profile } from './write-har.ts';

function shape(seen: SeenExchange, kind = 'valid-token'): Shape {
  return shapeOf(seen, { document, operation: getUserInfo, kind });
}

const baseline = shape(exchange(profile));

/** Each finding as `severity code pointer`. */
function drift(before: Shape, now: Shape): readonly string[] {
  return driftResults([before], [now], document).flatMap(({ findings }) => findings.map(short));
}

function short({ severity, code, instancePath }: Finding): string {
  return `${severity} ${code} ${instancePath}`.trimEnd();
}

function without(name: string): Readonly<Record<string, Json>> {
  return Object.fromEntries(Object.entries(profile).filter(([other]) => other !== name));
}

const address = profile['address'] as Readonly<Record<string, Json>>;

describe('drift of claims', () => {
  it.each<[string, unknown, readonly string[]]>([
    ['the same profile', profile, []],
    ['the profile of another person', { ...profile, name: 'Bob', email: 'bob@other.example', opt_in: true }, []],
    ['an optional claim vanished', without('email'), ['warning drift/claim-vanished /email']],
    ['a required claim vanished', without('sub'), ['error drift/claim-vanished /sub']],
    [
      'a claim deep inside vanished',
      { ...profile, address: { country: 'US' } },
      ['locality', 'postal_code', 'region', 'street_address'].map(
        name => `warning drift/claim-vanished /address/${name}`,
      ),
    ],
    ['an undocumented claim appeared', { ...profile, shoe_size: 4 }, ['warning drift/claim-appeared /shoe_size']],
    [
      'one deep inside',
      { ...profile, address: { ...address, planet: 'x' } },
      ['warning drift/claim-appeared /address/planet'],
    ],
    ['one with a name that may be data', { ...profile, 'bob@example.com': 1 }, ['warning drift/claim-appeared']],
    [
      'null where the document allows it',
      { ...profile, ldap_domain: null },
      ['info drift/nullability-changed /ldap_domain'],
    ],
    ['null where it does not', { ...profile, name: null }, ['error drift/nullability-changed /name']],
    ['text for a boolean', { ...profile, opt_in: 'yes' }, ['error drift/type-changed /opt_in']],
    ['a fraction for an integer', { ...profile, updated_at: 1.5 }, ['error drift/type-changed /updated_at']],
    [
      'an object for a list',
      { ...profile, social_userinfo_list: {} },
      ['error drift/type-changed /social_userinfo_list'],
    ],
    ['digits for a moment', { ...profile, created_date: '1513025658' }, ['warning drift/format-changed /created_date']],
    ['a day for a moment', { ...profile, created_date: '2017-12-11' }, ['warning drift/format-changed /created_date']],
    [
      'milliseconds for seconds',
      { ...profile, updated_at: 1662583480000 },
      ['warning drift/format-changed /updated_at'],
    ],
    ['text that happens to look like an address', { ...profile, company: 'https://example.com' }, []],
    ['an empty text', { ...profile, email: '' }, []],
    [
      'a change within a list',
      { ...profile, social_userinfo_list: [{ providerId: 7 }] },
      [
        'error drift/type-changed /social_userinfo_list/*/providerId',
        'warning drift/claim-vanished /social_userinfo_list/*/providerName',
        'warning drift/claim-vanished /social_userinfo_list/*/socialUserId',
      ],
    ],
    ['a list that is empty now', { ...profile, social_userinfo_list: [] }, []],
    ['a list in place of the profile', [], ['error drift/type-changed']],
  ])('%s', (_, body, expected) => {
    expect([...drift(baseline, shape(exchange(body)))].sort()).toEqual([...expected].sort());
  });

  it('weighs little where the baseline lacked the claim at times', () => {
    const both = mergeShapes(baseline, shape(exchange(without('email'))));
    expect(drift(both, shape(exchange(without('email'))))).toEqual(['info drift/claim-vanished /email']);
    expect(drift(both, shape(exchange(profile)))).toEqual([]);
  });

  it('is found behind names that were not kept', () => {
    const of = (value: unknown): Shape => shape(exchange({ 'bob@example.com': value }));
    expect(drift(of({ size: 1 }), of({ size: 2 }))).toEqual([]);
    expect(drift(of({ size: 1 }), of({ size: 'L' }))).toEqual(['error drift/type-changed /*/size']);
  });

  it('only notes a documented claim that the baseline lacks', () => {
    expect(drift(shape(exchange(without('email'))), baseline)).toEqual(['info drift/claim-appeared /email']);
  });

  it('only notes a value that is no longer null', () => {
    const nobody = shape(exchange({ ...profile, ldap_domain: null }));
    expect(drift(nobody, baseline)).toEqual(['info drift/nullability-changed /ldap_domain']);
  });

  it('is a warning where the document allows both types, and notes new values of a list', async () => {
    const open = await documentOf({
      type: 'object',
      properties: { id: { type: ['string', 'integer'] }, kind: { enum: ['a', 'b'] } },
    });
    const of = (body: unknown): Shape =>
      shapeOf(exchange(body), { document: open, operation: operationOf(open, 'getUserInfo') });
    const [result] = driftResults([of({ id: '1', kind: 'a' })], [of({ id: 1, kind: 'b' })], open);
    expect(result?.findings.map(short)).toEqual(['warning drift/type-changed /id', 'info drift/value-appeared /kind']);
  });

  it('points into the body and the document, and says what was there before', () => {
    const [result] = driftResults([baseline], [shape(exchange({ ...profile, opt_in: 'yes' }))], document);
    expect(result?.findings[0]).toMatchObject({
      where: 'valid-token: 200',
      instancePath: '/opt_in',
      schemaPath: '/components/schemas/UserInfo/properties/opt_in',
      message: '/opt_in is a string; it was a boolean.',
      expected: 'a boolean',
      actual: 'a string',
    });
  });
});

describe('drift of statuses, headers and bodies', () => {
  const refused = shape(exchange(gatewayError('AUTH-006'), { status: 401 }));

  it.each<[string, Shape, Shape, readonly string[]]>([
    ['another status', baseline, refused, ['error drift/status-changed']],
    ['one status more', baseline, mergeShapes(baseline, refused), ['info drift/status-appeared']],
    ['one status less', mergeShapes(baseline, refused), baseline, []],
    [
      'a header less',
      baseline,
      shape(exchange(profile, { headers: usualHeaders.slice(0, 1) })),
      ['warning drift/header-vanished'],
    ],
    [
      'a header more',
      baseline,
      shape(exchange(profile, { headers: [...usualHeaders, ['X-Request-Id', 'a']] })),
      ['info drift/header-appeared'],
    ],
    [
      'seconds that became a date',
      shape(exchange({}, { status: 429, headers: [['Retry-After', '25']] })),
      shape(exchange({}, { status: 429, headers: [['Retry-After', 'Thu, 31 Dec 2099 23:59:59 GMT']] })),
      ['warning drift/header-changed'],
    ],
    ['a page in place of JSON', baseline, shape(exchange('<html>')), ['error drift/body-changed']],
  ])('%s', (_, before, now, expected) => {
    expect(drift(before, now)).toEqual(expected);
  });
});

describe('a comparison', () => {
  it('has not checked what only one of the sets has', () => {
    const other = shape(exchange(profile), 'post');
    const old = shape(exchange(profile), 'expired-token');
    const results = driftResults([baseline, old], [baseline, other], document);
    expect(results.map(({ id, status, reason }) => [id, status, reason])).toEqual([
      ['drift-valid-token', 'passed', undefined],
      ['drift-expired-token', 'not-checked', 'only the baseline has it'],
      ['drift-post', 'not-checked', 'the baseline does not have it'],
    ]);
  });
});

describe('drift of shapes with thousands of members', () => {
  it('ends after a thousand findings, and does not pass', () => {
    const names = Array.from({ length: 50_000 }, (_, index) => `claimOfName${index}`);
    const members = Object.fromEntries(names.map(name => [name, { null: true } as const]));
    const wide = (object: ObjectShape): Shape => ({
      ...{ kind: 'wide', method: 'GET', path: '/userinfo' },
      answers: { '200': { headers: {}, bodies: ['json'], value: { object } } },
    });
    const [result] = driftResults([wide({ members, sometimes: names })], [wide({ members: {} })], document);
    expect(result).toMatchObject({ status: 'not-checked', reason: 'they are too large to be compared to the end' });
    expect(result?.findings.length).toBeLessThan(1100);
  });
});
