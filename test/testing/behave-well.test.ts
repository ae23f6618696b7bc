import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { matchers } from '../../src/testing/matchers.ts';
import type { Mock } from '../../src/testing/mock.ts';
import { startMock } from '../../src/testing/start-mock.ts';

expect.extend(matchers);

let mock: Mock;

beforeEach(async () => {
  mock = await startMock({ admin: true });
});

afterEach(() => mock.close());

function load(path = '/userinfo', init: RequestInit = {}): Promise<Response> {
  return fetch(`${mock.url}${path}`, { headers: { authorization: `Bearer ${mock.token('alice')}` }, ...init });
}

const statusOf = (id: string): string | undefined => mock.verdicts().find(verdict => verdict.id === id)?.status;

describe('toBehaveWell', () => {
  it('passes a client that reads one profile', async () => {
    await load();
    expect(mock).toBehaveWell();
    expect(statusOf('bearer-scheme')).toBe('passed');
    expect(statusOf('retry-after')).toBe('not-exercised');
  });

  it('fails a client that retries before Retry-After has passed, and says how to do better', async () => {
    mock.once('429');
    await load();
    await load();
    const judge = (): void => expect(mock).toBehaveWell();
    expect(judge).toThrow(/retry-after: .*waits.*\n.*A 429 said Retry-After: \d+, the next request came after \d+ ms/);
    expect(judge).toThrow(/Wait as long as Retry-After says/);
  });

  it("goes by the session's clock", async () => {
    mock.once('429');
    const asked = await load();
    mock.clock.advance(Number(asked.headers.get('retry-after')) * 1000);
    await load();
    expect(mock).toBehaveWell({ exercised: ['retry-after'] });
  });

  it('fails where a rule that must be exercised was not', async () => {
    await load();
    expect(() => expect(mock).toBehaveWell({ exercised: ['retry-after'] })).toThrow(
      /not exercised. It needs an answer with/,
    );
    expect(() => expect(mock).toBehaveWell({ exercised: ['retry-afer'] })).toThrow(
      /Unknown rule "retry-afer".*retry-after/s,
    );
  });

  it('sees a token outside of the header, and a variable without a value', async () => {
    await load(`/userinfo?access_token=${mock.token('alice')}`, { headers: {} });
    await load('/userinfo', { headers: { authorization: 'Bearer undefined' } });
    expect(statusOf('token-in-header')).toBe('failed');
    expect(statusOf('bearer-scheme')).toBe('failed');
  });

  it('sees when a client abandons a stalled answer', async () => {
    mock.once('stall');
    const client = new AbortController();
    await load('/userinfo', { signal: client.signal });
    client.abort();
    while (statusOf('stalled-answer') === 'not-exercised') await pause(1);
    expect(statusOf('stalled-answer')).toBe('passed');
  });

  it('does not say of an answer which the mock ends by stopping that the client abandoned it', async () => {
    const stopping = await startMock();
    const { journal } = stopping;
    for (const choice of ['stall', { delayMs: 60_000 }] as const) {
      stopping.once(choice);
      fetch(`${stopping.url}/userinfo`, { headers: { authorization: 'Bearer mock.alice' } })
        .then(response => response.text())
        .catch(() => undefined);
      const arrived = journal.count() + 1;
      while (journal.count() < arrived || journal.all().at(-1)?.scenario === undefined) await pause(1);
    }
    await stopping.close();
    while (journal.all().some(({ durationMs }) => durationMs === undefined)) await pause(1);
    expect(journal.all()).toMatchObject([{ aborted: false }, { aborted: false }]);
    const verdict = stopping.verdicts().find(({ id }) => id === 'stalled-answer');
    expect(verdict?.status).toBe('not-exercised');
  });

  it('does not take the request after a slow answer for a retry', async () => {
    mock.once('drip');
    for (const _ of [1, 2]) await (await load()).text();
    expect(mock.journal.all().map(({ status }) => status)).toEqual([200, 200]);
    expect(['back-off', 'give-up'].map(statusOf)).toEqual(['not-exercised', 'not-exercised']);
  });

  it('takes the request after a slow answer that the client left for a retry', async () => {
    mock.once('drip');
    const signal = AbortSignal.timeout(300);
    await load('/userinfo', { signal })
      .then(response => response.text())
      .catch(() => undefined);
    while (mock.journal.all()[0]?.aborted !== true) await pause(1);
    await load();
    expect(statusOf('give-up')).toBe('passed');
  });

  it('does not say of a connection which the mock resets that the client abandoned it', async () => {
    mock.once('reset');
    await load().catch(() => undefined);
    while (mock.journal.all()[0]?.durationMs === undefined) await pause(1);
    const [entry] = mock.journal.all();
    expect(entry).toMatchObject({ fault: 'CONNECTION_RESET_BY_PEER', aborted: false });
    expect(statusOf('stalled-answer')).toBe('not-exercised');
  });

  it('sees a token that is used on after the profile of another person', async () => {
    const own = (await (await load()).json()) as { sub: string };
    mock.once('identity-swap');
    const other = (await (await load()).json()) as { sub: string };
    expect(other.sub).not.toBe(own.sub);
    expect(statusOf('same-subject')).toBe('passed');
    await load();
    expect(statusOf('same-subject')).toBe('failed');
  });

  it('sees a code that is exchanged twice, and a login without protection', async () => {
    const query = new URLSearchParams({
      response_type: 'code',
      client_id: 'app',
      redirect_uri: 'http://localhost:9/cb',
      scope: 'openid',
    });
    const start = await load(`/authentication/v2/authorize?${query}`, { redirect: 'manual' });
    expect(start.status).toBeLessThan(400);
    const exchange = {
      grant_type: 'authorization_code',
      code: 'a-code',
      redirect_uri: 'http://localhost:9/cb',
      client_id: 'app',
    };
    for (const _ of [1, 2])
      await load('/authentication/v2/token', { method: 'POST', body: new URLSearchParams(exchange), headers: {} });
    expect(statusOf('code-once')).toBe('failed');
    expect(statusOf('authorize-protected')).toBe('failed');
    expect(JSON.stringify(mock.journal.all())).not.toContain('a-code');
  });

  it('is what the admin API says, with thresholds in the query', async () => {
    for (const _ of [1, 2, 3]) await load();
    const answer = await fetch(`${mock.url}/__admin/verdicts?profilesPerToken=2`);
    const { verdicts } = (await answer.json()) as { verdicts: { id: string; status: string }[] };
    expect(verdicts).toContainEqual(expect.objectContaining({ id: 'keeps-profile', status: 'failed' }));
    expect(statusOf('keeps-profile')).toBe('passed');
  });

  it('names the page of the run where the mock has one', async () => {
    mock.once('429');
    for (const _ of [1, 2]) await load();
    const page = `${mock.url}/__admin/ui`;
    expect([mock.pageUrl, mock.session('a').pageUrl]).toEqual([page, `${mock.url}/sessions/a/__admin/ui`]);
    expect(() => expect(mock).toBehaveWell()).toThrow(`${page}#/verdicts`);
    await using closed = await startMock();
    expect(closed.pageUrl).toBeUndefined();
  });

  it('takes a mock, a session or a journal, and nothing else', async () => {
    const session = mock.session('other');
    expect(session).toBehaveWell();
    expect(session.journal).toBehaveWell();
    expect(() => expect({}).toBehaveWell()).toThrow(/toBehaveWell was given something without a journal/);
  });
});
