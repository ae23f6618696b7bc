import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import { createSessions, entry, scenario } from './defaults.ts';

const ids = (list: readonly { id: string }[]) => list.map(({ id }) => id).sort();

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

describe('a session', () => {
  it('is made when it is first opened, and found from then on', () => {
    const { sessions } = createSessions();
    const session = sessions.open('a');
    expect(sessions.open('a')).toBe(session);
    expect(sessions.find('a')).toBe(session);
  });

  it('is the default one where none is named', () => {
    const { sessions } = createSessions();
    expect([sessions.open(undefined), sessions.open('default'), sessions.find(undefined)]).toEqual(
      Array(3).fill(sessions.default),
    );
  });

  it('is not made by looking for it; the error names those that exist', () => {
    const { sessions } = createSessions();
    sessions.open('a');
    expect(() => sessions.find('b')).toThrow(
      expect.objectContaining({
        code: 'ERR_SESSION_UNKNOWN',
        message: 'Unknown session "b".',
        data: { sessions: ['default', 'a'] },
      }),
    );
  });

  it.each(['', 'a b', 'a/b', 'é', 'a\n', 'x'.repeat(65)])('cannot be called %j', id => {
    expect(() => createSessions().sessions.open(id)).toThrow(expect.objectContaining({ code: 'ERR_SESSION_INVALID' }));
  });

  it('has nothing of another one', () => {
    const { sessions } = createSessions();
    const [a, b] = [sessions.open('a'), sessions.open('b')];
    a.use(scenario('busy', 429));
    a.once(scenario('late', 500));
    a.journal.add(entry('r0'));
    a.limiter.count('app', 60, 0);
    a.clock.set(0);
    expect([b.active, b.queued, b.journal.count()]).toEqual([undefined, [], 0]);
    expect(b.limiter.open(0)).toEqual([]);
    expect(b.clock.now()).toBeGreaterThan(0);
  });
});

describe('an idle session', () => {
  it('is removed, and created again for the next request', () => {
    const { sessions, advance } = createSessions(3, 60);
    const first = sessions.open('a');
    advance(61);
    expect(() => sessions.find('a')).toThrow(expect.objectContaining({ code: 'ERR_SESSION_UNKNOWN' }));
    expect(ids(sessions.list())).toEqual(['default']);
    expect(sessions.open('a')).not.toBe(first);
  });

  it('stays as long as it is used', () => {
    const { sessions, advance } = createSessions(3, 60);
    const session = sessions.open('a');
    for (let minute = 0; minute < 5; minute++) {
      advance(50);
      expect(sessions.open('a')).toBe(session);
    }
  });

  it('reports its idle time; the default one is never removed', () => {
    const { sessions, advance } = createSessions(3, 60);
    sessions.open('a');
    advance(20);
    expect([sessions.idleSeconds('a'), sessions.idleSeconds('default')]).toEqual([20, undefined]);
    advance(1e6);
    expect(sessions.find('default')).toBe(sessions.default);
  });

  it('frees its memory without another request', async () => {
    const { sessions, advance } = createSessions(100, 60);
    const gone = new WeakRef(sessions.open('a'));
    advance(61);
    sessions.open('late');
    await new Promise(setImmediate);
    collectGarbage();
    expect(gone.deref()).toBeUndefined();
  });
});

describe('the number of sessions', () => {
  it('is bounded: the least recently used goes', () => {
    const { sessions } = createSessions(3);
    for (const id of ['a', 'b', 'c', 'a', 'd']) sessions.open(id);
    expect(ids(sessions.list())).toEqual(['a', 'c', 'd', 'default']);
  });
});

describe('the cost of a session', () => {
  it('is small enough for hundreds side by side', () => {
    const { sessions } = createSessions(1_000);
    collectGarbage();
    const before = process.memoryUsage().heapUsed;
    for (let id = 0; id < 500; id++) sessions.open(`s${id}`);
    collectGarbage();
    expect((process.memoryUsage().heapUsed - before) / 500).toBeLessThan(20_000);
  });
});

describe('removing', () => {
  it('removes a session, and resets the default one', () => {
    const { sessions } = createSessions();
    sessions.open('a');
    sessions.default.use(scenario('busy', 429));
    sessions.remove('a');
    sessions.remove('default');
    expect(ids(sessions.list())).toEqual(['default']);
    expect(sessions.default.active).toBeUndefined();
    expect(() => sessions.remove('a')).toThrow(expect.objectContaining({ code: 'ERR_SESSION_UNKNOWN' }));
  });
});

describe('the journals of all sessions', () => {
  it('keep the newest entries that their bytes have room for, whatever the session', () => {
    const { sessions } = createSessions(60);
    const url = `/userinfo?${'x'.repeat(1400)}`;
    for (let round = 0; round < 4; round++)
      for (let index = 0; index < 50; index++)
        sessions.open(`s${index}`).journal.add(entry(`${round}-${index}`, { url }));
    const kept = sessions.list().flatMap(({ journal }) => journal.all().map(({ id }) => id));
    expect(kept.length).toBeGreaterThan(65_536 / 2100 - 2);
    expect(kept.length).toBeLessThanOrEqual(65_536 / 2000 + 1);
    expect(kept.every(id => id.startsWith('3-'))).toBe(true);
    expect(sessions.open('s49').journal.count()).toBe(1);
    expect(sessions.open('s0').journal.dropped).toBe(4);
  });
});
