import { Validator } from '@seriousme/openapi-schema-validator';
import Fastify, { type InjectOptions } from 'fastify';
import { beforeAll, describe, expect, it } from 'vitest';
import { errorCatalog } from '../../../src/base/errors.ts';
import { resolveConfig } from '../../../src/config/config.ts';
import type { JsonObject } from '../../../src/contract/openapi/document.ts';
import { joinPointer } from '../../../src/contract/openapi/pointer.ts';
import { createValidators } from '../../../src/contract/openapi/validators.ts';
import { adminPlugin } from '../../../src/server/admin/admin-plugin.ts';
import type { LoginControl } from '../../../src/server/admin/admin-route.ts';
import { loadServedDocument } from '../../../src/server/mock/served-document.ts';
import { RecentExchanges } from '../../../src/server/sessions/recent-exchanges.ts';
import { Sessions } from '../../../src/server/sessions/sessions.ts';
import { settingsOf } from '../../../src/server/sessions/settings.ts';
import { documentOf } from './admin-server.ts';

/** Every route that is registered, by the code of its error, where it answers one. */
const registered = new Map<string, string | undefined>();
let root: JsonObject;

beforeAll(async () => {
  const config = resolveConfig();
  const served = await loadServedDocument(config);
  const sessions = new Sessions(
    { settings: settingsOf(config), journalSize: 1, personas: served.personas, seed: '' },
    config,
  );
  const app = Fastify();
  app.addHook('onRoute', ({ method, url }) => {
    for (const name of [method].flat()) registered.set(`${name} ${url}`, undefined);
  });
  const login: LoginControl = {
    list: () => [],
    end: () => 0,
    failNextRefresh: async () => undefined,
    rotateKey: async () => '',
  };
  const metrics = async (): Promise<string> => '';
  const sessionOfPath = (): undefined => undefined;
  await app.register(adminPlugin, {
    prefix: '/__admin',
    config,
    served,
    sessions,
    login,
    metrics,
    sessionOfPath,
    streams: new Set<{ end(): never }>(),
    recent: new RecentExchanges(),
    pictures: undefined,
  });
  root = (await app.inject('/__admin/openapi.json')).json();
  for (const line of registered.keys()) {
    const [method = '', url = ''] = line.split(' ');
    if (hasOwnMedia(url)) continue;
    const answer = await app.inject({
      method: method as NonNullable<InjectOptions['method']>,
      url,
      ...(method !== 'GET' && { payload: {} }),
    });
    registered.set(line, answer.body === '' ? undefined : answer.json().code);
  }
  await app.close();
});

/** The files of the page are no API, and a stream never ends. */
function hasOwnMedia(url: string): boolean {
  return /^\/__admin\/(ui|requests\/events)(\/|$)/.test(url);
}

interface Operation {
  readonly pointer: string;
  readonly line: string;
  readonly description: JsonObject;
}

function operations(): Operation[] {
  const paths = root['paths'] as Readonly<Record<string, Readonly<Record<string, JsonObject>>>>;
  return Object.entries(paths).flatMap(([path, item]) =>
    Object.entries(item).map(([method, description]) => ({
      pointer: joinPointer('/paths', path, method),
      line: `${method.toUpperCase()} ${path}`,
      description,
    })),
  );
}

describe("the admin API's own document", () => {
  it('is valid against the official schema of OpenAPI 3.1', async () => {
    const result = await new Validator().validate(structuredClone(root) as Record<string, unknown>);
    expect(result).toMatchObject({ valid: true });
    expect(root['openapi']).toMatch(/^3\.1\./);
  });

  it('has every route that is registered, and no other', () => {
    const documented = operations().map(({ line }) =>
      line
        .replace(' ', ' /__admin')
        .replace(/\{(\w+)\}/g, ':$1')
        .replace(/\/$/, ''),
    );
    const refusals = ['ERR_ROUTE_UNKNOWN', 'ERR_METHOD_NOT_ALLOWED'];
    const called = [...registered].filter(([line]) => !/^(HEAD|OPTIONS) |\/__admin\/ui/.test(line));
    const served = called.filter(([, code = '']) => !refusals.includes(code)).map(([line]) => line);
    expect(documented.sort()).toEqual(served.sort());
  });

  it('names each operation once', () => {
    const names = operations().map(({ description }) => description['operationId']);
    expect(new Set(names).size).toBe(names.length);
  });

  it('has an example of each body that satisfies its schema', () => {
    const validators = createValidators(documentOf(root));
    const withBody = operations().filter(({ description }) => description['requestBody'] !== undefined);
    expect(withBody.length).toBeGreaterThan(5);
    for (const { pointer, line } of withBody) {
      const media = joinPointer(pointer, 'requestBody', 'content', 'application/json');
      const example = documentOf(root).at(`${media}/example`);
      expect([line, validators.get(`${media}/schema`).check(example, line)]).toEqual([line, []]);
    }
  });

  it('lists the token for each operation but those open to all', () => {
    const open = operations().filter(({ description }) => description['security'] !== undefined);
    expect(open.map(({ line }) => line)).toEqual(['GET /health', 'GET /ca.pem']);
  });

  it('documents errors by codes that exist, under their status', () => {
    for (const { line, description } of operations()) {
      for (const [status, response] of Object.entries(description['responses'] as Record<string, JsonObject>)) {
        const codes = String(response['description']).match(/ERR_\w+/g) ?? [];
        const statuses = codes.map(code => errorCatalog[code as keyof typeof errorCatalog].status);
        expect([line, ...statuses]).toEqual([line, ...codes.map(() => Number(status))]);
      }
    }
  });
});
