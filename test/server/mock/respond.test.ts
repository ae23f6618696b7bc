import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { silentLog } from '../../../src/base/log.ts';
import { resolveConfig } from '../../../src/config/config.ts';
import { parseScenario } from '../../../src/server/scenarios/load-scenarios.ts';
import { createServer } from '../../../src/server/server.ts';
import type { Mock } from '../../../src/testing/mock.ts';
import { startMock } from '../../../src/testing/start-mock.ts';
import { ask } from './ask.ts';
import { serveChanged } from './documents.ts';
import { getRequest, openWire, transmit, until } from './wire.ts';

let mock: Mock;
beforeAll(async () => {
  mock = await startMock();
});
beforeEach(() => mock.reset());
afterAll(() => mock.close());

describe('an answer that is to be late', () => {
  it('is late, by the sum of what option and scenario say', async () => {
    await using slow = await startMock({ delayMs: 20 });
    slow.use({ delayMs: 20 });
    const started = performance.now();
    expect((await ask(slow, { token: 'a' })).status).toBe(200);
    expect(performance.now() - started).toBeGreaterThanOrEqual(39);
  });

  it('does not delay others', async () => {
    mock.once({ delayMs: 60_000 });
    const socket = openWire(mock.port, getRequest('a'));
    await until(() => mock.journal.count() === 1);
    expect((await ask(mock, { token: 'b' })).status).toBe(200);
    socket.destroy();
  });

  it('is noted as aborted when the client goes away before', async () => {
    mock.once({ delayMs: 60_000 });
    const socket = openWire(mock.port, getRequest('a'));
    await until(() => mock.journal.count() === 1);
    const [entry] = mock.journal.all();
    expect(entry).toMatchObject({ aborted: false, status: undefined, durationMs: undefined });
    socket.destroy();
    await until(() => entry?.aborted === true);
    expect(entry).toMatchObject({ status: undefined, outcome: 'stranger; variant=documented' });
    expect(entry?.durationMs).toBeGreaterThanOrEqual(0);
  });

  it('may be an error', async () => {
    await using slow = await startMock({ delayMs: 20 });
    const started = performance.now();
    expect((await ask(slow)).status).toBe(401);
    expect(performance.now() - started).toBeGreaterThanOrEqual(19);
  });
});

describe('an exception while answering', () => {
  it.each([
    ['at once', {}],
    ['late', { delayMs: 5 }],
  ])('ends a request that is answered %s with 500', async (_when, behaviour) => {
    const failures: string[] = [];
    const server = await createServer(resolveConfig({}, { port: 0, admin: false }), {
      ...silentLog,
      error: message => failures.push(message),
      request: () => {
        throw new Error('the log is full');
      },
    });
    onTestFinished(() => server.close());
    server.sessions.default.use(parseScenario('inline', behaviour));
    const { status, json } = await ask(server, { token: 'a' });
    expect([status, json.code]).toEqual([500, 'ERR_INTERNAL']);
    expect(failures).toEqual(['a request failed inside aps-userinfo']);
  });
});

describe('headers', () => {
  it('are those of every answer, unless a scenario says otherwise', async () => {
    mock.use({
      headers: { 'X-Request-Id': 'mine', 'Cache-Control': null, 'Set-Cookie': 'a=b', 'Content-Type': 'text/plain' },
    });
    const { headers, decision } = await ask(mock, { token: 'mock.alice' });
    expect(headers.get('x-request-id')).toBe('mine');
    expect(headers.get('cache-control')).toBeNull();
    expect(headers.get('set-cookie')).toBe('a=b');
    expect(decision).toMatch(/breaks=content-type$/);
  });

  it('have a request id each, the one that is in the journal', async () => {
    const replies = await Promise.all([ask(mock, { token: 'a' }), ask(mock), ask(mock, { path: '/nowhere' })]);
    const ids = replies.map(({ headers }) => headers.get('x-request-id') ?? '');
    expect(new Set(ids).size).toBe(3);
    for (const id of ids) expect(mock.journal.get(id)).toBeDefined();
  });

  it('may lack the type of a body', async () => {
    mock.use({ body: 'what am I?', headers: { 'Content-Type': null } });
    const { text } = await transmit(mock.port, getRequest('a', '/userinfo', 'Connection: close\r\n'));
    expect(text).toMatch(/\r\ncontent-length: 10\r\n/i);
    expect(text).toMatch(/\r\n\r\nwhat am I\?$/);
    expect(text).not.toMatch(/\r\n(content-type|transfer-encoding):/i);
  });

  it('say nothing that a header cannot carry', async () => {
    const named = await serveChanged(document => {
      const { examples } = document.components.responses.Forbidden.content['application/json'];
      examples['zu-müde'] = examples['privilege-missing'];
    });
    const { status, decision, headers } = await ask(named, { path: '/userinfo?__example=zu-m%C3%BCde' });
    expect({ status, decision }).toEqual({ status: 403, decision: 'scenario=zu-m?de (prefer); example=zu-m?de' });
    expect(headers.get('preference-applied')).toBe('example=zu-m%C3%BCde');
  });
});

describe('what is sent must satisfy the document', () => {
  it.each<[string, Parameters<Mock['use']>[0], string | undefined]>([
    ['nothing but a delay', { delayMs: 1 }, undefined],
    ['a variant', { variant: 'boundary' }, undefined],
    ['an error of the document', { status: 429 }, undefined],
    ['a body of the document', { body: '{"sub":"ABCDEFGH1234"}' }, undefined],
    ['a body without a required claim', { body: '{}' }, 'body'],
    ['a body of the wrong type', { body: '{"sub":1}' }, 'body'],
    ['a body that is no JSON', { body: 'oops' }, 'body'],
    ['no body', { body: '' }, 'body'],
    ['an error body that is not the document’s', { status: 403, body: '{"oops":true}' }, 'body'],
    ['a type that is not the document’s', { body: '{"sub":"ABCDEFGH1234"}', contentType: 'text/html' }, 'content-type'],
    ['a status that is not the document’s', { status: 418 }, 'status'],
    ['a wait that is none', { status: 429, headers: { 'Retry-After': 'soon' } }, 'header Retry-After'],
  ])('%s: the scenario says what it breaks', async (_, scenario, broken) => {
    mock.use(scenario);
    const { decision } = await ask(mock, { token: 'mock.alice' });
    expect(/; breaks=(.*)$/.exec(decision ?? '')?.[1]).toBe(broken);
    expect(mock.journal.all().at(-1)?.outcome).toBe(decision?.replace('scenario=inline (active); ', ''));
  });

  it('a drifted profile is invalid, and says where', async () => {
    const decisions = await Promise.all(
      ['a', 'b', 'c', 'd'].map(async name => (await ask(mock, { token: `mock.~${name}.drifted` })).decision),
    );
    for (const decision of decisions) expect(decision).toMatch(/; variant=drifted; drifted=\/\w+/);
    expect(new Set(decisions).size).toBeGreaterThan(1);
  });
});

describe('a profile that a scenario changes', () => {
  it.each([
    ['drifted:email_verified=text', /"email_verified":"(true|false)"/],
    ['drifted:address=null', /"address":null/],
    ['drifted:address/locality=number', /"locality":\d/],
  ])('breaks the claim of %s and no other', async (name, body) => {
    const whole = await ask(mock, { token: 'mock.alice' });
    const { text, decision } = await ask(mock, { token: 'mock.alice', prefer: `example="${name}"` });
    expect(text).toMatch(body);
    expect(decision).toMatch(/; breaks=body$/);
    const changed = Object.entries(JSON.parse(text)).filter(
      ([claim, value]) => JSON.stringify(value) !== JSON.stringify((whole.json as Record<string, unknown>)[claim]),
    );
    expect(changed).toHaveLength(1);
  });

  it('refuses a drift of an unknown claim or kind with the nearest word', () => {
    expect(() => mock.use('drifted:emial_verified=text')).toThrow(/unknown claim "emial_verified".*"email_verified"/);
    expect(() => mock.use('drifted:email_verified=txt')).toThrow(/unknown kind. Did you mean "text"/);
    expect(() => mock.use({ drift: 'shoe=null' })).toThrow(/unknown claim "shoe"/);
  });

  it('says so where a drift changes nothing', async () => {
    mock.use('drifted:name=text');
    const { status, text } = await ask(mock, { token: 'mock.alice' });
    mock.reset();
    expect([status, text]).toEqual([400, expect.stringContaining('changes nothing in this profile')]);
  });

  it('has the same claims when it is respelled, under the same type in other letters', async () => {
    const whole = await ask(mock, { token: 'mock.alice' });
    const other = await ask(mock, { token: 'mock.alice.respelled' });
    expect(other.text).not.toBe(whole.text);
    expect(other.json).toEqual(whole.json);
    expect(other.headers.get('content-type')).toBe('Application/Json; Charset="UTF-8"');
    expect(other.decision).not.toContain('breaks');
  });
});

describe('an answer that has to be made but once', () => {
  it('is made again when settings or personas change', async () => {
    const before = await ask(mock, { token: 'mock.alice' });
    await using other = await startMock({ variant: 'minimal' });
    expect((await ask(other, { token: 'mock.alice' })).text).not.toBe(before.text);
    expect((await ask(mock, { token: 'mock.alice' })).text).toBe(before.text);
  });
});
