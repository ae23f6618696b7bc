import { describe, expect, it } from 'vitest';
import type { SeenExchange } from '../../../src/contract/responses/exchange.ts';
import { mergeShapes, type ObjectShape, type Shape, type ValueShape } from '../../../src/traffic/recordings/shape.ts';
import { shapeOf } from '../../../src/traffic/recordings/take-shape.ts';
import { document, documentOf, exchange, gatewayError, getUserInfo, operationOf, usualHeaders } from './exchanges.ts';
import { profile } from './write-har.ts';

function shape(seen: SeenExchange): Shape {
  return shapeOf(seen, { document, operation: getUserInfo });
}

/** The shape of a body. */
function bodyShape(body: unknown): ValueShape | undefined {
  return shape(exchange(body)).answers['200']?.value;
}

function membersOf(body: unknown): ObjectShape['members'] {
  return bodyShape(body)?.object?.members ?? {};
}

describe('the shape of a value', () => {
  it.each<[string, unknown, ValueShape]>([
    ['null', null, { null: true }],
    ['a boolean', true, { boolean: true }],
    ['no number', 0, { integer: { digits: ['0'] } }],
    ['seconds since 1970', 1662583480, { integer: { digits: ['10-12'] } }],
    ['milliseconds since 1970', 1662583480000, { integer: { digits: ['13-15'] } }],
    ['a number beyond what is exact', 1e21, { integer: { digits: ['16+'] } }],
    ['a negative fraction', -1.5, { number: { digits: ['1-3'] } }],
    [
      'a text that is longer than any format',
      `http://a/${'%20'.repeat(400_000)}`,
      { string: { forms: ['text'], lengths: ['1024+'] } },
    ],
    ['an empty text', '', { string: { forms: ['empty'], lengths: ['0'] } }],
    ['a text', 'Bob', { string: { forms: ['text'], lengths: ['1-15'] } }],
    ['a text of 15 emoji', '🙂'.repeat(15), { string: { forms: ['text'], lengths: ['1-15'] } }],
    ['a long text', 'x'.repeat(5000), { string: { forms: ['text'], lengths: ['1024+'] } }],
    ['digits', '1662583480', { string: { forms: ['digits'], lengths: ['1-15'] } }],
    ['an address of mail', 'bob@example.com', { string: { forms: ['email'], lengths: ['1-15'] } }],
    ['a web address', 'https://example.com', { string: { forms: ['uri'], lengths: ['16-63'] } }],
    ['a moment', '2017-12-11T20:54:18Z', { string: { forms: ['date-time'], lengths: ['16-63'] } }],
    ['a day', '2017-12-11', { string: { forms: ['date'], lengths: ['1-15'] } }],
    ['a UUID', '123e4567-e89b-12d3-a456-426614174000', { string: { forms: ['uuid'], lengths: ['16-63'] } }],
    ['an empty array', [], { array: { counts: ['0'] } }],
    [
      'an array, its items as one',
      [1, null],
      { array: { counts: ['2-9'], items: { integer: { digits: ['1-3'] }, null: true } } },
    ],
    ['an empty object', {}, { object: { members: {} } }],
  ])('has the type and form of %s', (_, value, expected) => {
    expect(membersOf({ claim: value })['claim']).toEqual(expected);
  });

  it("has a number beyond JavaScript's range among the large ones", () => {
    expect(bodyShape('{"updated_at":1e400}')?.object?.members).toEqual({ updated_at: { number: { digits: ['16+'] } } });
  });

  it('keeps a value only where the document lists it', async () => {
    const listed = await documentOf({ type: 'object', properties: { kind: { enum: ['a', 'b'] } } });
    const operation = operationOf(listed, 'getUserInfo');
    const of = (kind: string) =>
      shapeOf(exchange({ kind }), { document: listed, operation }).answers['200']?.value?.object?.members['kind'];
    expect(of('a')?.values).toEqual(['a']);
    expect(of('secret')).toEqual({ string: { forms: ['text'], lengths: ['1-15'] }, unlisted: true });
  });
});

describe('the names in a shape', () => {
  it('are all documented ones, in alphabetical order', () => {
    const members = shape(exchange({ 'more info': 'x', developerMessage: 'No.', error: 'x' }, { status: 401 }));
    expect(Object.keys(members.answers['401']?.value?.object?.members ?? {})).toEqual([
      'developerMessage',
      'error',
      'more info',
    ]);
  });

  it.each(['shoeSize', 'shoe_size', 'x-flag', 'constructor', 'sizeX48'])(
    'are kept if they look like code: %s',
    name => {
      expect(Object.keys(membersOf({ [name]: 1 }))).toEqual([name]);
    },
  );

  it.each([
    'bob@example.com',
    'ABCDEFGH1234',
    'a1b2c3d4e5f67890',
    'aB3dE5fG7hJ9kL1m',
    'Bob',
    'Łucja',
    'k'.repeat(50),
    '+49 170 1234',
    '__proto__',
    '',
  ])('are omitted if they may be data: %j', name => {
    const value = bodyShape(JSON.parse(`{ ${JSON.stringify(name)}: 1 }`));
    expect(value?.object).toEqual({ members: {}, unnamed: { integer: { digits: ['1-3'] } } });
  });

  it('are omitted if they, or a word of them, are also a value of the body', () => {
    const { members, unnamed } = bodyShape({ given_name: 'Alice', alice: 1, aliceAccount: 2 })?.object ?? {};
    expect(Object.keys(members ?? {})).toEqual(['given_name']);
    expect(unnamed).toBeDefined();
  });

  it('are omitted if there are so many that they are the keys of a map', () => {
    const map = Object.fromEntries(Array.from({ length: 21 }, (_, index) => [`name${index}`, 1]));
    expect(bodyShape(map)?.object).toEqual({ members: {}, unnamed: { integer: { digits: ['1-3'] } } });
  });
});

describe('the headers of a shape', () => {
  it.each([
    ['Content-Type', 'application/json; charset=UTF-8', 'application/json; charset=utf-8'],
    ['Content-Type', 'application/vnd.alice+json', 'other'],
    ['Content-Type', 'nonsense', 'other'],
    ['Cache-Control', 'private, no-store, max-age=0', 'max-age, no-store, private'],
    ['Cache-Control', 'no-store, x-user=alice', 'no-store, other'],
    ['Retry-After', '25', 'seconds'],
    ['Retry-After', '0', 'zero'],
    ['Retry-After', '4294967296', 'seconds, beyond 31 bits'],
    ['Retry-After', 'Thu, 31 Dec 2099 23:59:59 GMT', 'date'],
    ['Retry-After', 'ask alice', 'other'],
    ['WWW-Authenticate', 'Bearer', 'bearer'],
    [
      'WWW-Authenticate',
      'Bearer error="invalid_token", error_description="no, alice=1"',
      'bearer error, error_description',
    ],
    ['WWW-Authenticate', 'Alice token="x"', 'other other'],
  ])('%s: %s is "%s"', (name, value, form) => {
    const seen = shape(exchange(gatewayError('AUTH-006'), { status: 401, headers: [[name, value]] }));
    expect(seen.answers['401']?.headers).toEqual({ [name.toLowerCase()]: [form] });
  });

  it('are present or not, if only the document names them', () => {
    const seen = shape(
      exchange(profile, { headers: [...usualHeaders, ['X-Request-Id', 'id-of-alice'], ['X-Other', 'a']] }),
    );
    expect(seen.answers['200']?.headers).toEqual({
      'cache-control': ['no-store'],
      'content-type': ['application/json; charset=utf-8'],
      'x-request-id': ['present'],
    });
  });
});

describe('the body of a shape', () => {
  it.each([
    ['json', exchange({})],
    ['text', exchange('<html>')],
    ['empty', exchange(undefined)],
  ])('is %s', (kind, seen) => {
    expect(shape(seen).answers['200']?.bodies).toEqual([kind]);
  });

  it('is unread where it was cut off', () => {
    const { request, response, where } = exchange({});
    expect(shape({ request, where, response: { ...response, failure: 'cut-off' } }).answers['200']?.bodies).toEqual([
      'unread',
    ]);
  });
});

describe('merged shapes', () => {
  const full = shape(exchange(profile));
  const other = shape(exchange({ sub: 'ABCDEFGH1234', ldap_domain: null, social_userinfo_list: [], shoeSize: 4 }));
  const refused = shape(exchange(gatewayError('AUTH-006'), { status: 401 }));

  it('do not depend on the order', () => {
    expect(mergeShapes(full, other)).toEqual(mergeShapes(other, full));
    expect(mergeShapes(mergeShapes(full, other), refused)).toEqual(mergeShapes(refused, mergeShapes(other, full)));
  });

  it('do not change when the same is seen again', () => {
    const merged = mergeShapes(full, other);
    expect(mergeShapes(merged, full)).toEqual(merged);
    expect(JSON.stringify(mergeShapes(full, full))).toBe(JSON.stringify(full));
  });

  it('say which members and headers were missing at times', () => {
    const bare = shape(exchange({ sub: 'ABCDEFGH1234' }, { headers: usualHeaders.slice(0, 1) }));
    const answer = mergeShapes(full, bare).answers['200'];
    expect(answer?.sometimes).toEqual(['cache-control']);
    expect(answer?.value?.object?.sometimes).toContain('email');
    expect(answer?.value?.object?.sometimes).not.toContain('sub');
  });

  it('keep the answers of each status apart', () => {
    expect(Object.keys(mergeShapes(full, refused).answers)).toEqual(['200', '401']);
  });
});
