import { describe, expect, it } from 'vitest';
import { hashOf, pagePath, parseRoute, placeOf, sessionPath } from '../../ui/place.ts';

describe('the address of the page', () => {
  it.each([
    ['/__admin/ui', '', undefined],
    ['/sessions/test-1/__admin/ui', '/sessions/test-1', 'test-1'],
    ['/mock/__admin/ui', '/mock', undefined],
    ['/mock/sessions/a~b/__admin/ui', '/mock/sessions/a~b', 'a~b'],
  ])('names the server and the session: %s', (path, api, session) => {
    const place = placeOf(path);
    expect(place.session).toBe(session);
    expect(sessionPath(place)).toBe(api);
    expect(pagePath(place)).toBe(path);
  });

  it('names the view and its parameters, and leaves out those without a value', () => {
    const hash = hashOf('requests', { status: '429', id: undefined, text: 'a b' });
    expect(hash).toBe('#/requests?status=429&text=a+b');
    expect(parseRoute(hash)).toEqual({ view: 'requests', params: { status: '429', text: 'a b' } });
  });

  it.each(['', '#', '#/', '#/nowhere'])('opens the first view where it names none: %j', hash => {
    expect(parseRoute(hash).view).toBe('people');
  });
});
