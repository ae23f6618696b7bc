import { describe, expect, it, onTestFinished, vi } from 'vitest';
import type { Mock } from '../../src/testing/mock.ts';
import { startMock } from '../../src/testing/start-mock.ts';
import { ask } from '../server/mock/ask.ts';
import { rejectionOf, thrownBy } from '../server/scenarios/thrown.ts';

async function start(...options: Parameters<typeof startMock>): Promise<Mock> {
  const mock = await startMock(...options);
  onTestFinished(() => mock.close());
  return mock;
}

describe('startMock', () => {
  it('starts on a free local port, ready at once', async () => {
    const mock = await start();
    expect(mock.url).toBe(`http://127.0.0.1:${mock.port}`);
    expect((await ask(mock, { token: mock.token() })).json.given_name).toBe('Alice');
  });

  it('takes every option of the server', async () => {
    const mock = await start({ seed: 'mine', variant: 'minimal', rateLimit: 1, errorStyle: 'oauth', locale: 'de' });
    const plain = await start();
    expect((await ask(mock, { token: 'whatever' })).json.sub).not.toBe(
      (await ask(plain, { token: 'whatever' })).json.sub,
    );
    expect((await ask(mock, { token: 'whatever' })).status).toBe(429);
  });

  it('takes steps with everything that a scenario file can say of them', async () => {
    const mock = await start();
    mock.use({ steps: [{ status: 429, until: '2 calls' }, { delayMs: [0, 1] }] });
    const statuses = [];
    for (let call = 0; call < 3; call++) statuses.push((await ask(mock, { token: 'a' })).status);
    expect(statuses).toEqual([429, 429, 200]);
  });

  it('has no admin API by default', async () => {
    expect((await ask(await start(), { path: '/__admin/settings' })).status).toBe(404);
    expect((await ask(await start({ admin: true }), { path: '/__admin/settings' })).status).toBe(200);
  });

  it('reads no environment', async () => {
    vi.stubEnv('APS_USERINFO_SCENARIO', '500');
    onTestFinished(() => void vi.unstubAllEnvs());
    expect((await ask(await start(), { token: 'a' })).status).toBe(200);
  });

  it('prints nothing', async () => {
    const written = [process.stdout, process.stderr].map(stream => vi.spyOn(stream, 'write').mockReturnValue(true));
    onTestFinished(() => void vi.restoreAllMocks());
    const mock = await start({ logLevel: 'debug', admin: true });
    for (const scenario of ['200', '500', 'reset', 'truncated'])
      await ask(mock, { token: `mock.alice.${scenario}` }).catch(() => undefined);
    await ask(mock, { path: '/nowhere' });
    await ask(mock, { path: '/__admin/nowhere' });
    await mock.close();
    expect(written.flatMap(spy => spy.mock.calls)).toEqual([]);
  });

  it('runs two hundred side by side', async () => {
    const mocks = await Promise.all(
      Array.from({ length: 200 }, () => startMock({ rateLimit: 1, pictures: 'autodesk' })),
    );
    const first = await Promise.all(mocks.map(mock => ask(mock, { token: 'a' })));
    const second = await Promise.all(mocks.map(mock => ask(mock, { token: 'a' })));
    await Promise.all(mocks.map(mock => mock.close()));
    expect(new Set(mocks.map(({ port }) => port)).size).toBe(200);
    expect(new Set(first.map(({ status }) => status))).toEqual(new Set([200]));
    expect(new Set(first.map(({ text }) => text)).size).toBe(1);
    expect(new Set(second.map(({ status }) => status))).toEqual(new Set([429]));
  });
});

describe('what startMock refuses', () => {
  it('an unknown option, with the nearest one', async () => {
    const error = await rejectionOf(startMock({ varaint: 'minimal' } as object));
    expect(error.code).toBe('ERR_CONFIG_INVALID');
    expect(`${error.message} ${error.hint}`).toMatch(/varaint.*variant/s);
  });

  it('values that options cannot have, all at once', async () => {
    const error = await rejectionOf(startMock({ variant: 'small', rateLimit: -1 } as object));
    expect(error.code).toBe('ERR_CONFIG_INVALID');
    expect(`${error.message} ${error.details.join(' ')}`).toMatch(/variant.*rateLimit|rateLimit.*variant/s);
  });

  it.each([5, null, 'minimal', []])('options that are no object: %j', async options => {
    const error = await rejectionOf(startMock(options as object));
    expect([error.code, error.message]).toEqual([
      'ERR_CONFIG_INVALID',
      `The options must be an object, not ${JSON.stringify(options)} (ERR_CONFIG_INVALID)`,
    ]);
  });

  it('a ready file, which only the command writes', async () => {
    const error = await rejectionOf(startMock({ readyFile: 'ready.json' } as object));
    expect(error.code).toBe('ERR_CONFIG_INVALID');
    expect(error.message).toMatch(/^startMock\(\) writes no ready file \(ERR_CONFIG_INVALID\)\. Omit readyFile: /);
  });

  it('strangers whose name no token can carry', async () => {
    const mock = await start();
    for (const name of ['~', '~a b', '~José', '~a.b', '~a=']) {
      const error = thrownBy(() => mock.token(name));
      expect(error.code).toBe('ERR_PERSONA_UNKNOWN');
      expect(error.message).toContain(`Invalid name "${name}" for a stranger (ERR_PERSONA_UNKNOWN). Use letters`);
      expect(error.hint).toMatch(/^Use letters, digits/);
    }
  });

  it("a time beyond the clock's range, and leaves the clock unchanged", async () => {
    const mock = await start();
    mock.clock.set(5);
    const errors = [() => mock.clock.advance(Number.NaN), () => mock.clock.set(1e300)].map(thrownBy);
    expect(errors.map(({ code }) => code)).toEqual(['ERR_CONFIG_INVALID', 'ERR_CONFIG_INVALID']);
    expect(mock.clock.now()).toBe(5);
  });

  it('files that do not exist', async () => {
    expect((await rejectionOf(startMock({ spec: '/nowhere.yaml' }))).code).toBe('ERR_DOCUMENT_UNREADABLE');
    expect((await rejectionOf(startMock({ personas: ['/nowhere'] }))).code).toBe('ERR_PERSONA_UNREADABLE');
    expect((await rejectionOf(startMock({ scenarios: ['/nowhere'] }))).code).toBe('ERR_SCENARIO_UNREADABLE');
  });

  it('with code, details and hint in the message, which is all that a test runner shows', async () => {
    const mock = await start();
    const unknown = thrownBy(() => mock.token('alcie'));
    expect(unknown.message).toBe('Unknown persona "alcie" (ERR_PERSONA_UNKNOWN). Did you mean "alice"?');
    expect(unknown.stack).toContain(unknown.message);
    expect(unknown.hint).toBe('Did you mean "alice"?');
    const several = await rejectionOf(startMock({ rateLimit: -1, foo: 1 } as object));
    expect(several.message).toMatch(
      /^2 options are invalid \(ERR_CONFIG_INVALID\):\n {2}rateLimit must be .*\n {2}Unknown option "foo"\./,
    );
  });

  it('names that there are none of', async () => {
    const mock = await start();
    const errors = [
      () => mock.token('alcie'),
      () => mock.token('alice', '418'),
      () => mock.use('minmal'),
      () => mock.once('nope'),
    ].map(thrownBy);
    expect(errors.map(({ code }) => code)).toEqual([
      'ERR_PERSONA_UNKNOWN',
      'ERR_SCENARIO_UNKNOWN',
      'ERR_SCENARIO_UNKNOWN',
      'ERR_SCENARIO_UNKNOWN',
    ]);
    expect(errors.map(({ hint }) => hint)).toEqual([
      'Did you mean "alice"?',
      expect.stringMatching(/Did you mean|Known: /),
      'Did you mean "minimal"?',
      expect.stringMatching(/Did you mean|Known: /),
    ]);
  });

  it('invalid inline scenarios', async () => {
    const mock = await start();
    expect(thrownBy(() => mock.use({ status: 42 })).code).toBe('ERR_SCENARIO_INVALID');
    expect(thrownBy(() => mock.once({ staus: 500 } as object)).message).toMatch(/Did you mean "status"/);
    expect(thrownBy(() => mock.use({ example: 'token-expird' })).message).toMatch(/token-expird/);
    expect((await ask(mock, { token: 'a' })).status).toBe(200);
  });

  it('session ids that no address can carry', async () => {
    const mock = await start();
    for (const id of ['', 'a/b', 'a b', '.', '..', 'x'.repeat(65)]) {
      expect(thrownBy(() => mock.session(id)).code, id).toBe('ERR_SESSION_INVALID');
    }
  });
});

describe('a mock', () => {
  it('gives tokens', async () => {
    const mock = await start();
    expect([
      mock.token(),
      mock.token('ben'),
      mock.token('ben', '429'),
      mock.token('~x'),
      mock.token('~x', 'minimal'),
    ]).toEqual(['mock.alice', 'mock.ben', 'mock.ben.429', 'mock.~x', 'mock.~x.minimal']);
  });

  it('follows its scenario until reset', async () => {
    const mock = await start();
    mock.use('privilege-missing');
    mock.once({ status: 500, headers: { 'X-Trace': '1' } });
    const [first, second] = [await ask(mock, { token: 'a' }), await ask(mock, { token: 'a' })];
    expect([first.status, first.headers.get('x-trace'), second.status]).toEqual([500, '1', 403]);
    mock.once('500');
    mock.reset();
    expect((await ask(mock, { token: 'a' })).status).toBe(200);
  });

  it('has a journal', async () => {
    const mock = await start();
    await ask(mock, { token: mock.token('ben') });
    await ask(mock, { token: mock.token('ben', '429') });
    expect(mock.journal.count()).toBe(2);
    expect(mock.journal.count({ status: 429 })).toBe(1);
    expect(mock.journal.find({ persona: 'ben', path: '/userinfo' }).map(({ status }) => status)).toEqual([200, 429]);
    mock.reset();
    expect(mock.journal.count()).toBe(0);
  });

  it('says which member of a filter there is nothing to select by', async () => {
    const { journal } = await start();
    const filter = { staus: 200 } as object;
    for (const select of [() => journal.count(filter), () => journal.find(filter)]) {
      const error = thrownBy(select);
      expect([error.code, error.message, error.hint]).toEqual([
        'ERR_CONFIG_INVALID',
        'There is no "staus" to filter requests by.',
        'Did you mean "status"?',
      ]);
    }
  });

  it('is on a free port where the port is undefined', async () => {
    expect((await start({ port: undefined })).port).not.toBe(4010);
  });

  it('has a clock that can be moved, and that a reset sets right', async () => {
    const mock = await start({ rateLimit: 1 });
    mock.clock.set(0);
    await ask(mock, { token: 'a' });
    expect((await ask(mock, { token: 'a' })).status).toBe(429);
    mock.clock.advance(60_000);
    expect((await ask(mock, { token: 'a' })).status).toBe(200);
    mock.reset();
    expect(mock.clock.now()).toBeGreaterThan(1_600_000_000_000);
  });

  it('has sessions, apart from each other and from itself', async () => {
    const mock = await start({ rateLimit: 2 });
    const sessions = Array.from({ length: 20 }, (_, index) => mock.session(`s${index}`));
    await Promise.all(
      sessions.map(async (session, index) => {
        session.once(index % 2 === 0 ? '500' : '403');
        session.clock.set(index);
        const found = [
          await ask(session, { token: 'a' }),
          await ask(session, { token: 'a' }),
          await ask(session, { token: 'a' }),
          await ask(session, { token: 'a' }),
        ];
        expect(found.map(({ status }) => status)).toEqual([index % 2 === 0 ? 500 : 403, 200, 200, 429]);
        expect(session.journal.all().map(({ at }) => at)).toEqual([index, index, index, index]);
      }),
    );
    expect(mock.journal.count()).toBe(0);
    expect((await ask(mock, { token: 'a' })).status).toBe(200);
  });

  it('has one session of a name, by address and by header', async () => {
    const mock = await start();
    mock.session('s').once('500');
    expect((await ask(mock, { token: 'a', headers: { 'x-mock-session': 's' } })).status).toBe(500);
    expect(mock.session('s').journal.count()).toBe(1);
  });

  it('stops at close, which may be called twice', async () => {
    const mock = await startMock();
    await Promise.all([mock.close(), mock.close()]);
    await mock.close();
    await expect(ask(mock)).rejects.toThrow('fetch failed');
  });

  it('stops at the end of its block', async () => {
    let url = '';
    {
      await using mock = await startMock();
      ({ url } = mock);
      expect((await ask(mock)).status).toBe(401);
    }
    await expect(ask({ url })).rejects.toThrow('fetch failed');
  });
});
