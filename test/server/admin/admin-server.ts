// A running mock and a client of its admin API, which holds every answer against the API's own OpenAPI document.

import { request } from 'node:http';
import { expect } from 'vitest';
import { silentLog } from '../../../src/base/log.ts';
import { type Options, resolveConfig } from '../../../src/config/config.ts';
import type { ApiDocument, Json, JsonObject } from '../../../src/contract/openapi/document.ts';
import { joinPointer } from '../../../src/contract/openapi/pointer.ts';
import { resolvePointer } from '../../../src/contract/openapi/resolve.ts';
import { createValidators, type Validators } from '../../../src/contract/openapi/validators.ts';
import { createServer } from '../../../src/server/server.ts';
import type { Sessions } from '../../../src/server/sessions/sessions.ts';

export interface Reply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** Parsed if it is JSON, else the text. */
  readonly body: JsonObject;
}

export interface CallOptions {
  /** Sent as JSON, or as it is if it is text. */
  readonly body?: Json;
  readonly session?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface AdminServer {
  readonly port: number;
  readonly sessions: Sessions;
  /** A request below `/__admin`: `call('POST /scenarios/use', { body: { scenario: '429' } })`. */
  call(line: string, options?: CallOptions): Promise<Reply>;
  /** A request on any path, held against nothing. */
  send(line: string, options?: CallOptions): Promise<Reply>;
  close(): Promise<void>;
}

export async function startServer(options: Options = {}): Promise<AdminServer> {
  const server = await createServer(resolveConfig({ port: 0, ...options }), silentLog);
  const token = options.adminToken === undefined ? {} : { authorization: `Bearer ${options.adminToken}` };
  const document = documentOf((await sendTo(server.port, 'GET /__admin/openapi.json', { headers: token })).body);
  const validators = createValidators(document);
  return {
    port: server.port,
    sessions: server.sessions,
    async call(line, callOptions) {
      const reply = await sendTo(server.port, line.replace(' ', ' /__admin'), callOptions);
      expectDocumented(line, reply, document, validators);
      return reply;
    },
    send: (line, callOptions) => sendTo(server.port, line, callOptions),
    close: () => server.close(),
  };
}

/** The admin API's own document, as the machinery for documents takes it. */
export function documentOf(root: JsonObject): ApiDocument {
  const origin = (pointer: string) => ({ file: 'openapi.json', pointer });
  const at = (pointer: string) => resolvePointer(root, pointer)?.value;
  const locate = () => ({ file: 'openapi.json', line: 1, column: 1 });
  return {
    file: 'openapi.json',
    files: [],
    hash: '',
    title: '',
    version: '',
    root,
    openapi: root as unknown as ApiDocument['openapi'],
    operations: [],
    served: [],
    unserved: [],
    warnings: [],
    specVersion: '3.1.1',
    at,
    origin,
    locate,
  };
}

function expectDocumented(line: string, reply: Reply, document: ApiDocument, validators: Validators): void {
  const [method = '', url = ''] = line.split(' ');
  const template = templateOf(document, url.split('?')[0] ?? '', method.toLowerCase());
  if (template === undefined) return;
  const operation = joinPointer('/paths', template, method.toLowerCase());
  const mediaType = reply.headers['content-type']?.split(';')[0] ?? '';
  const pointer = joinPointer(operation, 'responses', reply.status, 'content', mediaType, 'schema');
  expect(document.at(pointer), `${line} -> ${reply.status} ${mediaType} is documented`).toBeDefined();
  expect(validators.get(pointer).check(reply.body, line)).toEqual([]);
}

function templateOf(document: ApiDocument, path: string, method: string): string | undefined {
  const paths = document.at('/paths') as Readonly<Record<string, JsonObject>>;
  const fits = (template: string) => new RegExp(`^${template.replace(/\{\w+\}/g, '[^/]+')}$`).test(path);
  return Object.keys(paths)
    .sort()
    .find(template => fits(template) && paths[template]?.[method] !== undefined);
}

function sendTo(port: number, line: string, { body, session, headers = {} }: CallOptions = {}): Promise<Reply> {
  const [method = '', path = ''] = line.split(' ');
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  const sent = {
    ...(body === undefined
      ? {}
      : { 'content-type': 'application/json', 'content-length': String(Buffer.byteLength(text ?? '')) }),
    ...(session === undefined ? {} : { 'x-mock-session': session }),
    ...headers,
  } as Record<string, string>;
  // An empty content type stands for none.
  if (sent['content-type'] === '') delete sent['content-type'];
  return new Promise((resolve, reject) => {
    const outgoing = request({ host: '127.0.0.1', port, method, path, headers: sent, agent: false }, response => {
      const chunks: Buffer[] = [];
      response.on('data', chunk => chunks.push(chunk));
      response.on('end', () => {
        const received = Buffer.concat(chunks).toString();
        const isJson = response.headers['content-type']?.includes('json') === true && received !== '';
        resolve({
          status: response.statusCode ?? 0,
          headers: response.headers as Record<string, string>,
          body: isJson ? JSON.parse(received) : received,
        });
      });
    });
    outgoing.on('error', reject);
    outgoing.end(text);
  });
}
