import type { IncomingMessage } from 'node:http';
import { describe, expect, it } from 'vitest';
import { sessionOfPath, stripSessionPath } from '../../../src/server/mock/paths.ts';

describe('the path prefix of a session', () => {
  it.each([
    ['/sessions/a/userinfo', '/userinfo', 'a'],
    ['/sessions/a/userinfo?x=1', '/userinfo?x=1', 'a'],
    ['/sessions/a//userinfo', '//userinfo', 'a'],
    ['//sessions/a/userinfo', '/userinfo', 'a'],
    ['/sessions//a/userinfo', '/userinfo', 'a'],
    ['/sessions/a/', '/', 'a'],
    ['/sessions/a%2Db/userinfo', '/userinfo', 'a-b'],
    ['/sessions/a%/userinfo', '/userinfo', 'a%'],
    ['/sessions/a/sessions/b/userinfo', '/sessions/b/userinfo', 'a'],
  ])('%s is %s in session %s', (url, rest, id) => {
    const request = { url } as IncomingMessage;
    expect(stripSessionPath(request)).toBe(rest);
    expect(sessionOfPath(request)).toBe(id);
  });

  it.each([
    '/userinfo',
    '/',
    '/sessions',
    '/sessions/',
    '/sessions/a',
    '/session/a/userinfo',
    '/userinfo?x=/sessions/a/b',
  ])('%s names no session', url => {
    const request = { url } as IncomingMessage;
    expect(stripSessionPath(request)).toBe(url);
    expect(sessionOfPath(request)).toBeUndefined();
  });
});
