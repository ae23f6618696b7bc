import { describe, expect, it } from 'vitest';
import { mockToken as tokenOfServer } from '../../src/server/mock/token.ts';
import { readEvents } from '../../ui/server.ts';
import { curlOf, fetchOf, mockToken, quoted, replayOf, testOf } from '../../ui/snippets.ts';
import { entry } from './entries.ts';

const base = 'http://127.0.0.1:4010';

describe('texts to copy', () => {
  it.each([
    ['alice', undefined, undefined],
    ['alice', '429', undefined],
    ['alice', undefined, ['openid', 'profapi:img-profile:read', 'a_b']],
    ['~someone', 'slow', ['openid']],
  ] as const)('have the token as the mock reads it: %s %s %j', (persona, scenario, scopes) => {
    expect(mockToken(persona, scenario, scopes)).toBe(tokenOfServer(persona, scenario, scopes));
  });

  it('quote for a shell', () => {
    expect([quoted('plain/1'), quoted("it's $x")]).toEqual(['plain/1', "'it'\\''s $x'"]);
    expect(curlOf(`${base}/userinfo?a=b&c`, 'mock.alice')).toBe(
      `curl -i -H 'Authorization: Bearer mock.alice' 'http://127.0.0.1:4010/userinfo?a=b&c'`,
    );
  });

  it('have the address and the token in fetch, and the expected status in a test', () => {
    expect(fetchOf(`${base}/userinfo`, 'mock.alice')).toContain('"Bearer mock.alice"');
    expect(testOf('/userinfo', 'alice', '429')).toContain('mock.token("alice", "429")');
    expect(testOf('/userinfo', 'alice', '429')).toContain('toBe(429)');
  });

  it('replay a request with the token of its persona, and never with one that the client sent', () => {
    const named = entry(1, { persona: 'ben', scenario: '429', scenarioFrom: 'token' });
    expect(replayOf(named, base)).toBe(
      `curl -i -H 'Authorization: Bearer mock.ben.429' http://127.0.0.1:4010/userinfo`,
    );
    expect(replayOf(entry(2, { method: 'POST' }), base)).toBe(
      `curl -i -X POST -H "Authorization: Bearer $TOKEN" http://127.0.0.1:4010/userinfo`,
    );
    expect(replayOf(entry(3, { tokenForm: undefined }), base)).toBe('curl -i http://127.0.0.1:4010/userinfo');
  });
});

describe('the stream of events', () => {
  it('is read event by event, whatever parts it comes in', () => {
    const step = { oldest: 0, total: 0, dropped: 0, entries: [] };
    const event = `event: requests\ndata: ${JSON.stringify(step)}\n\n`;
    expect(readEvents(`${event}:\n\n${event}event: re`)).toEqual({ steps: [step, step], rest: 'event: re' });
  });
});
