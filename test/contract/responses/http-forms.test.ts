// The small grammars of HTTP: media types, challenges, moments to wait for.

import { describe, expect, it } from 'vitest';
import { isHttpDate, readChallenges } from '../../../src/contract/responses/check-headers.ts';
import { covers, readMediaType } from '../../../src/contract/responses/headers.ts';

describe('a challenge', () => {
  it.each([
    ['Bearer', [['Bearer', {}]]],
    ['Bearer realm="a"', [['Bearer', { realm: 'a' }]]],
    ['Bearer realm="a, b=c", ERROR=invalid_token', [['Bearer', { realm: 'a, b=c', error: 'invalid_token' }]]],
    ['Bearer realm="say \\"a\\""', [['Bearer', { realm: 'say "a"' }]]],
    ['Negotiate abc==', [['Negotiate', {}]]],
    ['Negotiate abc=', [['Negotiate', {}]]],
    [
      'Basic realm="a", Bearer error="x", scope="y z"',
      [
        ['Basic', { realm: 'a' }],
        ['Bearer', { error: 'x', scope: 'y z' }],
      ],
    ],
    [
      'Negotiate, Bearer',
      [
        ['Negotiate', {}],
        ['Bearer', {}],
      ],
    ],
    [', Bearer a=b,, c = d ,', [['Bearer', { a: 'b', c: 'd' }]]],
  ])('is read: %s', (value, expected) => {
    const read = readChallenges(value)?.map(({ scheme, parameters }) => [scheme, Object.fromEntries(parameters)]);
    expect(read).toEqual(expected);
  });

  it.each([
    '',
    ',',
    'realm="a"',
    'Bearer realm="a',
    'Bearer realm="a" error="b"',
    'Bearer realm=a b',
    'Bearer: realm="a"',
    'Bearer realm="a", realm="b"',
    '"Bearer"',
    'Bearer error="invalid_token", error_description=The token expired',
  ])('is refused: %s', value => {
    expect(readChallenges(value)).toBeUndefined();
  });
});

describe('a media type', () => {
  it('is taken apart', () => {
    const read = readMediaType('Text/HTML ; Charset="utf\\-8";;level=1;');
    expect(read?.essence).toBe('text/html');
    expect(Object.fromEntries(read?.parameters ?? [])).toEqual({ charset: 'utf-8', level: '1' });
  });

  it.each([
    '',
    'json',
    'application/',
    'application/json,',
    'a/b c',
    'a/b; c',
    'a/b; c="d',
    'a/b; c =d',
    'application/json, text/html',
  ])('is none: %s', text => {
    expect(readMediaType(text)).toBeUndefined();
  });

  it.each([
    ['application/json', true],
    ['application/json; charset=utf-8', true],
    ['APPLICATION/JSON', true],
    ['application/*', true],
    ['*/*', true],
    ['text/*', false],
    ['application/problem+json', false],
  ])('is covered by %s: %s', (key, expected) => {
    const json = readMediaType('application/json');
    expect(json && covers(key, json)).toBe(expected);
  });
});

describe('a date of HTTP', () => {
  it.each(['Sun, 06 Nov 1994 08:49:37 GMT', 'Sunday, 06-Nov-94 08:49:37 GMT', 'Sun Nov  6 08:49:37 1994'])(
    'is one: %s',
    text => {
      expect(isHttpDate(text)).toBe(true);
    },
  );

  it.each([
    '1994-11-06T08:49:37Z',
    'Sun, 06 Nov 1994 08:49:37 +0000',
    'Sun, 6 Nov 1994 08:49:37 GMT',
    'Sun, 06 Nov 1994 25:49:37 GMT',
    'Sun, 46 Nov 1994 08:49:37 GMT',
    'sun, 06 nov 1994 08:49:37 gmt',
    '',
  ])('is none: %s', text => {
    expect(isHttpDate(text)).toBe(false);
  });
});
