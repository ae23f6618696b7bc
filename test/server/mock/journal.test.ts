import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Mock } from '../../../src/testing/mock.ts';
import { startMock } from '../../../src/testing/start-mock.ts';
import { ask, type Question } from './ask.ts';
import { jwt } from './jwt.ts';

let mock: Mock;
beforeAll(async () => {
  mock = await startMock({ rateLimit: 0 });
});
beforeEach(() => mock.reset());
afterAll(() => mock.close());

describe('the journal', () => {
  it('has every request and what became of it', async () => {
    mock.clock.set(1_800_000_000_000);
    await ask(mock, { token: 'mock.alice.429', path: '/userinfo?x=1', headers: { 'user-agent': 'me/1' } });
    expect(mock.journal.all()).toEqual([
      {
        id: expect.stringMatching(/^[0-9a-f-]{36}$/),
        session: 'default',
        at: 1_800_000_000_000,
        method: 'GET',
        url: '/userinfo?x=1',
        operationId: 'getUserInfo',
        userAgent: 'me/1',
        tokenHash: expect.stringMatching(/^[0-9a-f]{12}$/),
        tokenForm: 'bearer',
        persona: 'alice',
        clientId: undefined,
        scenario: '429',
        scenarioFrom: 'token',
        status: 429,
        outcome: 'example=quota-exceeded',
        retryAfter: '25',
        durationMs: 0,
        aborted: false,
      },
    ]);
  });

  it.each<[string, Question, object]>([
    ['a stranger', { token: 'x' }, { status: 200, persona: undefined, outcome: 'stranger; variant=documented' }],
    ['nobody', {}, { status: 401, tokenHash: undefined, outcome: 'example=token-missing' }],
    ['a POST', { method: 'POST', token: 'x' }, { method: 'POST', operationId: 'postUserInfo', status: 200 }],
    ['a HEAD', { method: 'HEAD', token: 'x' }, { method: 'HEAD', status: 200 }],
    ['an application', { token: jwt({ userid: 'ABCDEFGH1234', client_id: 'app' }) }, { clientId: 'app', status: 200 }],
    ['an unknown persona', { token: 'mock.nobody' }, { status: 404, outcome: 'ERR_PERSONA_UNKNOWN' }],
    ['an unknown scenario', { token: 'mock.alice.nope' }, { status: 404, outcome: 'ERR_SCENARIO_UNKNOWN' }],
    ['a preference', { prefer: 'code=403' }, { status: 403, scenario: '403', scenarioFrom: 'prefer' }],
    ['an unreadable preference', { prefer: 'code=x' }, { status: 422, outcome: 'ERR_PREFER_UNREADABLE' }],
    [
      'a wrong path',
      { path: '/nowhere?y=2' },
      { status: 404, url: '/nowhere?y=2', operationId: undefined, outcome: 'ERR_ROUTE_UNKNOWN' },
    ],
    [
      'a wrong method',
      { method: 'DELETE', token: 'x' },
      { status: 405, method: 'DELETE', outcome: 'ERR_METHOD_NOT_ALLOWED' },
    ],
  ])('has %s', async (_, question, expected) => {
    await ask(mock, question);
    expect(mock.journal.all()).toMatchObject([{ ...expected, durationMs: expect.any(Number), aborted: false }]);
  });

  it('belongs to a session', async () => {
    await ask(mock, { token: 'a' });
    await ask(mock.session('s'), { token: 'b', path: '/userinfo?z=3' });
    await ask(mock.session('s'), { path: '/nowhere' });
    expect(mock.journal.count()).toBe(1);
    expect(mock.session('s').journal.all()).toMatchObject([
      { session: 's', url: '/userinfo?z=3' },
      { session: 's', status: 404 },
    ]);
  });

  it('drops the oldest entry when it is full', async () => {
    await using short = await startMock({ journalSize: 2 });
    for (const path of ['/1', '/2', '/3']) await ask(short, { path });
    expect(short.journal.all().map(({ url }) => url)).toEqual(['/2', '/3']);
    expect(short.journal.dropped).toBe(1);
  });

  it('never contains a token', async () => {
    const secret = 'tOpSeCrEt0123456789';
    const signed = jwt({ userid: 'ABCDEFGH1234', client_id: 'app', secret });
    const sent: Question[] = [
      { token: secret },
      { token: signed },
      { headers: { authorization: secret } },
      { headers: { authorization: `Bearer  ${secret}` } },
      { headers: { authorization: `Basic ${secret}` } },
      { path: `/userinfo?access_token=${secret}` },
      { path: `/userinfo?a=1&access_token=${secret}&b=2` },
      { path: `/userinfo?access%5Ftoken=${secret}` },
      { path: `/userinfo?ACCESS_TOKEN=${secret}` },
      { path: `/nowhere?access_token=${secret}`, token: secret },
      {
        method: 'POST',
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
        body: `access_token=${secret}`,
      },
      { method: 'DELETE', token: secret },
      { token: secret, prefer: 'code=429' },
      { token: secret, path: '/userinfo?__code=x' },
    ];
    for (const question of sent) await ask(mock, question);
    const text = JSON.stringify(mock.journal.all());
    expect(mock.journal.count()).toBe(sent.length);
    expect(text).not.toContain(secret);
    for (const part of signed.split('.')) expect(text).not.toContain(part);
    expect(text).toMatch(/access_token=\*\*\*&b=2/);
  });
});
