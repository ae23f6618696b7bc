import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { TokenReader } from '../../../src/server/mock/token.ts';
import { jwt } from './jwt.ts';

const read = (header: string | undefined) => new TokenReader().read(header).token;

describe('the Authorization header', () => {
  it.each([
    ['none', undefined, 'token-missing'],
    ['an empty one', '', 'token-missing'],
    ['the scheme alone', 'Bearer', 'token-malformed'],
    ['the scheme alone, in small letters', 'bearer', 'token-malformed'],
    ['the scheme and a space', 'Bearer ', 'token-malformed'],
    ['another scheme', 'Basic YTpi', 'token-malformed'],
    ['a scheme that only starts alike', 'BearerX abc', 'token-malformed'],
    ['two words after the scheme', 'Bearer abc def', 'token-malformed'],
    ['characters that a token cannot have', 'Bearer abc"def', 'token-malformed'],
    ['a list', 'Bearer abc, Bearer def', 'token-malformed'],
    ['other letters than ASCII', 'Bearer \u00fcml\u00e4ut', 'token-malformed'],
    ['two spaces', 'Bearer  abc', 'token-double-space'],
    ['many spaces', 'Bearer      mock.alice', 'token-double-space'],
  ])('%s: %j is %s', (_, header, problem) => {
    expect(read(header).problem).toBe(problem);
  });

  it.each(['Bearer abc', 'bearer abc', 'BEARER abc', 'bEaReR abc', '  Bearer abc  '])(
    '%j holds the token abc',
    header => {
      expect(read(header)).toMatchObject({ problem: undefined, bare: false, text: 'abc', kind: 'opaque', seed: 'abc' });
    },
  );

  it('without a scheme is the bare token', () => {
    expect(read('abc')).toMatchObject({ problem: undefined, bare: true, text: 'abc' });
  });

  it.each(['abc', 'a-b._~+/c', 'abc==', 'mock.~anyone'])('takes every character of RFC 6750: %s', text => {
    expect(read(`Bearer ${text}`)).toMatchObject({ problem: undefined, text });
  });

  it('is kept as the first twelve digits of its SHA-256, bare or not', () => {
    const expected = createHash('sha256').update('secret').digest('hex').slice(0, 12);
    expect(read('Bearer secret').shortHash).toBe(expected);
    expect(read('secret').shortHash).toBe(expected);
  });

  it('is remembered from its second coming on', () => {
    const reader = new TokenReader();
    const [first, second, third] = [1, 2, 3].map(() => reader.read('Bearer not-seen-by-any-other-reader'));
    expect(second).not.toBe(first);
    expect(second).toEqual(first);
    expect(third).toBe(second);
  });

  it('is remembered however many others take turns with it', () => {
    const reader = new TokenReader();
    const headers = Array.from({ length: 10_000 }, (_, index) => `Bearer token-${index}`);
    const [, second, third] = [1, 2, 3].map(() => headers.map(header => reader.read(header)));
    const forgotten = headers.filter((_, index) => third![index] !== second![index]);
    expect(forgotten.length).toBeLessThan(10);
  });

  it('that is broken is remembered with nothing of its text', () => {
    expect(JSON.stringify(read('Basic c2VjcmV0'))).not.toContain('c2VjcmV0');
  });
});

describe('the grammar of mock tokens', () => {
  it.each([
    ['mock.alice', 'alice', undefined],
    ['mock.alice.429', 'alice', '429'],
    ['mock.alice.token-expired', 'alice', 'token-expired'],
    ['mock.alice.two.words', 'alice', 'two.words'],
    ['mock.alice.', 'alice', ''],
    ['mock.', '', undefined],
    ['mock.ALICE', 'ALICE', undefined],
  ])('%s is persona %j, scenario %j', (text, persona, scenario) => {
    expect(read(`Bearer ${text}`)).toMatchObject({ kind: 'mock', persona, scenario });
  });

  it('~ before the persona is a stranger made from what follows', () => {
    expect(read('Bearer mock.~bob.429')).toMatchObject({
      kind: 'mock',
      persona: undefined,
      scenario: '429',
      seed: '~bob',
    });
  });

  it.each(['mock', 'mocked.alice', 'Mock.alice', 'xmock.alice'])('%s is an opaque token', text => {
    expect(read(`Bearer ${text}`)).toMatchObject({ kind: 'opaque', persona: undefined, seed: text });
  });
});

describe('a JWT', () => {
  it('gives its claims', () => {
    const claims = { userid: 'ABCDEFGH1234', exp: 1_700_000_000, client_id: 'my-app', scope: ['data:read', 'openid'] };
    expect(read(`Bearer ${jwt(claims)}`)).toMatchObject({
      kind: 'jwt',
      seed: 'ABCDEFGH1234',
      clientId: 'my-app',
      claims: { userid: 'ABCDEFGH1234', exp: 1_700_000_000, scope: ['data:read', 'openid'] },
    });
  });

  it('may have its scope as one text with spaces', () => {
    expect(read(`Bearer ${jwt({ scope: 'data:read openid' })}`).claims?.scope).toEqual(['data:read', 'openid']);
  });

  it.each([
    ['no userid', {}],
    ['an empty userid', { userid: '' }],
    ['a userid that is no text', { userid: 12 }],
  ])('with %s has no user', (_, claims) => {
    expect(read(`Bearer ${jwt(claims)}`).claims?.userid).toBeUndefined();
  });

  it('without client_id counts as its own client', () => {
    const [first, second] = [jwt({ userid: 'A' }), jwt({ userid: 'B' })].map(text => read(`Bearer ${text}`).clientId);
    expect(first).not.toBe(second);
  });

  it('of one application is one client, for any user', () => {
    const [first, second] = ['A', 'B'].map(userid => read(`Bearer ${jwt({ userid, client_id: 'app' })}`).clientId);
    expect(first).toBe(second);
  });

  it.each([
    ['eyJ and rubbish', 'eyJhbGciOi.eyJ1c2VyaW.x'],
    ['eyJ alone', 'eyJhbGciOiJSUzI1NiJ9'],
    ['two segments', jwt({}).split('.').slice(0, 2).join('.')],
    ['four segments', `${jwt({})}.more`],
    ['a payload that is a list', jwt({}).replace(/\.[^.]*\./, `.${Buffer.from('[]').toString('base64url')}.`)],
    ['a header that is no object', jwt({}, 'none')],
  ])('that cannot be decoded (%s) is an opaque token', (_, text) => {
    expect(read(`Bearer ${text}`)).toMatchObject({ kind: 'opaque', seed: text, problem: undefined });
  });
});
