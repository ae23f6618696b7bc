import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Json, JsonObject } from '../../../src/contract/openapi/document.ts';
import { type AdminServer, startServer } from './admin-server.ts';

let server: AdminServer;
beforeAll(async () => {
  server = await startServer();
});
afterAll(() => server.close());
afterEach(() => server.call('POST /reset?all=true'));

const use = (scenario: Json, session?: string) =>
  server.call('POST /scenarios/use', { body: { scenario }, ...(session ? { session } : {}) });
const once = (scenario: Json, times?: number) =>
  server.call('POST /scenarios/once', { body: { scenario, ...(times ? { times } : {}) } });
const list = async () => (await server.call('GET /scenarios')).body;

async function statuses(count: number, session?: string): Promise<number[]> {
  const found: number[] = [];
  for (let call = 0; call < count; call++) {
    const options = { headers: { authorization: 'Bearer mock.alice' }, ...(session ? { session } : {}) };
    found.push((await server.send('GET /userinfo', options)).status);
  }
  return found;
}

describe('GET /__admin/scenarios', () => {
  it('lists all scenarios, and that none is active', async () => {
    const { scenarios, active, queued } = await list();
    const kinds = new Set((scenarios as readonly JsonObject[]).map(({ kind }) => kind));
    expect(kinds).toEqual(new Set(['status', 'example', 'variant', 'scenario']));
    expect([active, queued]).toEqual([null, []]);
  });
});

describe('POST /__admin/scenarios/use', () => {
  it.each<[Json, string, number]>([
    ['429', '429', 429],
    [403, '403', 403],
    ['token-expired', 'token-expired', 401],
    ['minimal', 'minimal', 200],
  ])('makes %j the scenario of every request', async (scenario, name, status) => {
    const { status: done, body } = await use(scenario);
    expect([done, (body['active'] as JsonObject)['name']]).toEqual([200, name]);
    expect(await statuses(3)).toEqual([status, status, status]);
    expect(((await list())['active'] as JsonObject)['name']).toBe(name);
  });

  it('accepts an inline scenario', async () => {
    const { body } = await use({
      title: 'quota, then fine',
      steps: [{ status: 429, headers: { 'retry-after': '1' } }, {}],
    });
    expect(body['active']).toEqual({
      name: expect.stringMatching(/^inline-[0-9a-f]{6}$/),
      kind: 'scenario',
      title: 'quota, then fine',
      status: 429,
    });
    expect(await statuses(3)).toEqual([429, 200, 200]);
  });

  it('rejects an unknown example, and names the document without its folder', async () => {
    const { status, body } = await use({ example: 'nope' });
    expect([status, body['code']]).toEqual([400, 'ERR_SCENARIO_INVALID']);
    expect(body['detail']).toMatch(/uses example "nope", which userinfo\.yaml does not have\.$/);
  });

  it('takes null for none', async () => {
    await use('429');
    expect((await use(null)).body['active']).toBeNull();
    expect(await statuses(1)).toEqual([200]);
  });

  it('leaves another session alone, and makes the session that it names', async () => {
    await use('429', 'one');
    expect([await statuses(1, 'one'), await statuses(1, 'two'), await statuses(1)]).toEqual([[429], [200], [200]]);
  });

  it('reports an unknown scenario, the most similar one, and all known ones', async () => {
    for (const line of ['POST /scenarios/use', 'POST /scenarios/once']) {
      const { status, body } = await server.call(line, { body: { scenario: 'token-expird' } });
      expect([status, body['code'], body['detail']]).toEqual([
        404,
        'ERR_SCENARIO_UNKNOWN',
        'Unknown scenario "token-expird".',
      ]);
      expect(body['hint']).toBe('Did you mean "token-expired"?');
      expect(body['scenarios']).toContain('token-expired');
    }
  });

  it('lists what exists when nothing is near', async () => {
    expect((await use('xyzzy-plugh-42')).body['hint']).toMatch(/^Known: 200, 400, 401, /);
  });

  it.each<[Json, RegExp]>([
    [{ staus: 429 }, /\/staus.*Did you mean "status"/],
    [{ status: 42 }, /\/status: must be a status code/],
    [{ steps: [] }, /\/steps/],
    [{ fault: 'EXPLODE' }, /\/fault/],
    [{ example: 'token-expird' }, /token-expird/],
  ])('rejects %j as an inline scenario', async (scenario, message) => {
    const { status, body } = await use(scenario);
    expect([status, body['code']]).toEqual([400, 'ERR_SCENARIO_INVALID']);
    expect(JSON.stringify(body).replaceAll('\\"', '"')).toMatch(message);
  });

  it.each<[JsonObject, string]>([
    [{}, '/scenario is missing.'],
    [{ scenario: true }, '/scenario must be a string, an integer, an object or null, but is a boolean.'],
    [{ scenario: '429', time: 2 }, '/time is not documented. Known: scenario.'],
  ])('refuses %j', async (body, text) => {
    const reply = await server.call('POST /scenarios/use', { body });
    expect([reply.status, reply.body['detail']]).toEqual([400, `The body is invalid: ${text}`]);
  });
});

describe('POST /__admin/scenarios/once', () => {
  it('queues a scenario for the next request, or the next few, in order', async () => {
    await once('429');
    const { body } = await once('403', 2);
    expect((body['queued'] as readonly JsonObject[]).map(({ name }) => name)).toEqual(['429', '403', '403']);
    expect(await statuses(4)).toEqual([429, 403, 403, 200]);
  });

  it('comes before the active scenario', async () => {
    await use('500');
    await once('429');
    expect(await statuses(2)).toEqual([429, 500]);
  });

  it.each<[JsonObject, RegExp]>([
    [{ scenario: null }, /\/scenario must be/],
    [{ scenario: '429', times: 0 }, /\/times must be at least 1/],
    [{ scenario: '429', times: 1.5 }, /\/times must be an integer/],
    [{ scenario: '429', times: 10_001 }, /\/times must be at most 10000/],
    [{ scenario: '429', time: 2 }, /Did you mean "times"/],
  ])('refuses %j', async (body, message) => {
    const reply = await server.call('POST /scenarios/once', { body });
    expect([reply.status, reply.body['code']]).toEqual([400, 'ERR_ADMIN_BODY_INVALID']);
    expect(reply.body['detail']).toMatch(message);
  });

  it('lets no more than 10,000 wait', async () => {
    await once('429', 10_000);
    const { status, body } = await once('429');
    expect([status, body['code']]).toEqual([400, 'ERR_ADMIN_BODY_INVALID']);
  });
});

describe('POST /__admin/scenarios/reset', () => {
  it('removes active scenario, queue and steps, and nothing else', async () => {
    await statuses(1);
    await use('flaky');
    await once('429');
    expect((await server.call('POST /scenarios/reset')).body).toEqual({ active: null, queued: [] });
    expect(await statuses(1)).toEqual([200]);
    expect((await server.call('GET /requests')).body['total']).toBe(2);
  });
});
