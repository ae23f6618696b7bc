import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Mock } from '../../../src/testing/mock.ts';
import { startMock } from '../../../src/testing/start-mock.ts';
import { ask, type Question } from './ask.ts';
import { serveChanged } from './documents.ts';

let mock: Mock;
beforeAll(async () => {
  mock = await startMock();
});
beforeEach(() => mock.reset());
afterAll(() => mock.close());

const statusOf = async (token: string, prefer?: string): Promise<number> =>
  (await ask(mock, { token, ...(prefer === undefined ? {} : { prefer }) })).status;

describe('what is queued', () => {
  it('is for the next request each, in order', async () => {
    for (const scenario of ['401', '403', '500']) mock.once(scenario);
    expect([await statusOf('a'), await statusOf('b'), await statusOf('c'), await statusOf('d')]).toEqual([
      401, 403, 500, 200,
    ]);
  });

  it('waits for a request without its own', async () => {
    mock.once('500');
    expect(await statusOf('a', 'code=403')).toBe(403);
    expect(await statusOf('a', 'seed=1')).toBe(200);
    expect((await ask(mock, { token: 'a', path: '/userinfo?__dynamic=false' })).status).toBe(200);
    expect(await statusOf('mock.alice.429')).toBe(429);
    expect(await statusOf('a')).toBe(500);
    expect(await statusOf('a')).toBe(200);
  });

  it('waits for a request of its own session', async () => {
    mock.session('s').once('500');
    expect(await statusOf('a')).toBe(200);
    expect((await ask(mock.session('s'), { token: 'a' })).status).toBe(500);
  });
});

describe('a scenario of several steps', () => {
  it('goes step by step and stays at the last, for all callers: a client may come back with a new token', async () => {
    mock.use({ steps: [{ status: 500 }, { status: 429 }, {}] });
    const found = [];
    for (const token of ['a', 'a', 'b', 'a']) found.push(await statusOf(token));
    expect(found).toEqual([500, 429, 200, 200]);
  });

  it('goes step by step for each token, where the token or the request names it', async () => {
    const found = [];
    for (const who of ['alice', 'alice', 'ben', 'alice', 'ben']) found.push(await statusOf(`mock.${who}.flaky`));
    expect(found).toEqual([500, 500, 500, 200, 500]);
    const preferred = [];
    for (const token of ['a', 'a', 'b', 'a', 'b']) preferred.push(await statusOf(token, 'example=flaky'));
    expect(preferred).toEqual([500, 500, 500, 200, 500]);
  });

  it('begins afresh when it is used again, and after a reset', async () => {
    mock.use('flaky');
    expect([await statusOf('a'), await statusOf('a'), await statusOf('a')]).toEqual([500, 500, 200]);
    mock.use('flaky');
    expect(await statusOf('a')).toBe(500);
    mock.reset();
    mock.use('flaky');
    expect(await statusOf('a')).toBe(500);
  });

  it('has one step after another for requests without a token', async () => {
    mock.use({ steps: [{ status: 500 }, { status: 429 }] });
    expect([(await ask(mock)).status, (await ask(mock)).status]).toEqual([500, 429]);
  });

  it('queued twice goes two steps', async () => {
    mock.once('flaky');
    mock.once('flaky');
    mock.once('flaky');
    expect([await statusOf('a'), await statusOf('a'), await statusOf('a'), await statusOf('a')]).toEqual([
      500, 500, 200, 200,
    ]);
  });

  it('is independent of another inline scenario', async () => {
    mock.use({ steps: [{ status: 500 }, { status: 501 }, { status: 502 }] });
    mock.once({ steps: [{ status: 400 }, {}] });
    mock.once({ steps: [{ status: 403 }, {}] });
    expect([await statusOf('a'), await statusOf('a'), await statusOf('a')]).toEqual([400, 403, 500]);
  });
});

describe('an example in a scenario', () => {
  it('brings its status along', async () => {
    mock.use({ example: 'token-expired' });
    expect(await ask(mock, { token: 'a' })).toMatchObject({
      status: 401,
      decision: 'scenario=inline (active); example=token-expired',
    });
    mock.use({ example: 'first-last' });
    expect(await ask(mock, { token: 'a' })).toMatchObject({
      status: 200,
      decision: 'scenario=inline (active); example=first-last',
    });
  });

  it('does so step by step', async () => {
    expect([await statusOf('mock.alice.expires-once'), await statusOf('mock.alice.expires-once')]).toEqual([401, 200]);
  });

  it('that the operation does not have is an error', async () => {
    const other = await serveChanged(document => {
      document.paths['/userinfo'].post.responses['418'] = {
        description: 'Tea.',
        content: { 'text/plain': { examples: { tea: { value: 'Tea!' } } } },
      };
    });
    other.use({ example: 'tea' });
    expect(await ask(other, { token: 'a', method: 'POST' })).toMatchObject({ status: 418, text: 'Tea!' });
    expect((await ask(other, { token: 'a' })).json).toMatchObject({ status: 404, code: 'ERR_SCENARIO_UNKNOWN' });
  });
});

describe('preferences together', () => {
  it.each([
    ['code=401, example=token-revoked', 401, 'scenario=token-revoked (prefer); example=token-revoked'],
    ['code=200, example=minimal', 200, 'scenario=minimal (prefer); stranger; variant=minimal'],
    ['example=minimal, seed=7', 200, 'scenario=minimal (prefer); stranger; variant=minimal'],
    ['code=200, dynamic=false', 200, 'scenario=200 (prefer); example=first-last'],
    ['example=first-last', 200, 'scenario=first-last (prefer); example=first-last'],
    ['dynamic=true', 200, 'stranger; variant=documented'],
  ])('%s', async (prefer, status, decision) => {
    const reply = await ask(mock, { token: 'mock.~x', prefer });
    expect(reply).toMatchObject({ status, decision });
    expect(reply.headers.get('preference-applied')).toBe(prefer);
  });

  it.each(['code=401, example=quota-exceeded', 'code=429, example=minimal', 'code=500, example=first-last'])(
    '%s do not go together',
    async prefer => {
      const { status, json } = await ask(mock, { token: 'a', prefer });
      expect({ status, code: json.code }).toEqual({ status: 404, code: 'ERR_PREFER_UNDOCUMENTED' });
    },
  );

  it('list the examples of the requested status', async () => {
    const { json } = await ask(mock, { prefer: 'code=403, example=nope' });
    expect(json.examples).toEqual(['privilege-missing', 'app-not-entitled', 'scope-missing', 'login-loop']);
  });

  it('the same seed is the same person for every caller', async () => {
    const [one, two] = await Promise.all(['mock.alice', 'other'].map(token => ask(mock, { token, prefer: 'seed=42' })));
    expect(one?.text).toBe(two?.text);
    expect(one?.json.given_name).not.toBe('Alice');
  });

  it('dynamic=true makes a persona a stranger', async () => {
    expect((await ask(mock, { token: 'mock.alice', prefer: 'dynamic=true' })).json.given_name).not.toBe('Alice');
  });

  it('of several header lines count together', async () => {
    const headers = new Headers([
      ['prefer', 'wait=1'],
      ['prefer', 'code=403'],
    ]);
    expect((await fetch(`${mock.url}/userinfo`, { headers })).status).toBe(403);
  });
});

describe('a forced error needs no token, an answer does', () => {
  it.each([
    ['code=403', 403],
    ['code=200', 401],
    ['example=minimal', 401],
    ['dynamic=false', 401],
    ['example=slow', 401],
  ])('%s without a token is a %i', async (prefer, status) => {
    const reply = await ask(mock, { prefer });
    expect(reply.status).toBe(status);
    expect(reply.headers.get('preference-applied')).toBe(status === 403 ? prefer : null);
  });
});

describe('an error that is sent many times', () => {
  const decisionOf = async (question: Question): Promise<string | null> =>
    (await ask(mock, question)).headers.get('x-mock-decision');

  it('says each time how it was chosen', async () => {
    const forced = 'example=server-error';
    for (let round = 0; round < 2; round++) {
      mock.use('500');
      expect(await decisionOf({ token: 'a' })).toBe(`scenario=500 (active); ${forced}`);
      mock.reset();
      mock.once('500');
      expect(await decisionOf({ token: 'a' })).toBe(`scenario=500 (queue); ${forced}`);
      expect(await decisionOf({ token: 'mock.alice.500' })).toBe(`scenario=500 (token); ${forced}`);
      expect(await decisionOf({ prefer: 'code=500' })).toBe(`scenario=500 (prefer); ${forced}`);
      expect(await decisionOf({})).toBe('example=token-missing');
    }
  });

  it('follows a change of the scenario and of the settings', async () => {
    await using mock = await startMock({ admin: true });
    const found = [];
    for (const body of ['one', 'two']) {
      mock.use({ status: 500, body });
      found.push((await ask(mock)).text);
    }
    mock.reset();
    for (const settings of [{}, { explain: false }, { errorStyle: 'oauth' }]) {
      const change = {
        method: 'PATCH',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(settings),
      };
      await fetch(`${mock.url}/__admin/settings`, change);
      const { headers } = await ask(mock);
      found.push([headers.get('x-mock-decision'), headers.get('www-authenticate')]);
    }
    expect(found).toEqual([
      'one',
      'two',
      ['example=token-missing', null],
      [null, null],
      [null, 'Bearer realm="userinfo"'],
    ]);
  });
});

describe('the option "scenario"', () => {
  it('is rejected at start if its name is unknown', async () => {
    await expect(startMock({ scenario: 'minmal' })).rejects.toMatchObject({
      code: 'ERR_SCENARIO_UNKNOWN',
      message: expect.stringContaining('"minmal"'),
      hint: 'Did you mean "minimal"?',
    });
  });

  it('applies to every request that nothing else applies to', async () => {
    await using down = await startMock({ scenario: '500' });
    expect((await ask(down, { token: 'a' })).status).toBe(500);
    expect((await ask(down, { token: 'mock.alice.200' })).status).toBe(200);
  });
});

describe('an unknown name', () => {
  it('in a token is reported first, with all known names', async () => {
    const { status, json } = await ask(mock, { token: 'mock.nobody.nothing' });
    expect(status).toBe(404);
    expect(json.code).toBe('ERR_SCENARIO_UNKNOWN');
    expect(json.scenarios).toEqual(expect.arrayContaining(['429', 'token-expired', 'minimal', 'slow']));
  });
});
