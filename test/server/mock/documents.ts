// Documents for a test: the built-in one with a change, or a small one of its own.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { parse, stringify } from 'yaml';
import type { Options } from '../../../src/config/config.ts';
import { builtinDocument } from '../../../src/contract/openapi/load.ts';
import type { Mock } from '../../../src/testing/mock.ts';
import { startMock } from '../../../src/testing/start-mock.ts';
import { folderWith } from '../../written-files.ts';

/** A document or an answer as plain data: tests read and change any part. */
// biome-ignore lint/suspicious/noExplicitAny: a test fails by itself where a part is missing
export type Plain = any;

const builtinText = readFileSync(builtinDocument(), 'utf8');
const builtin: Plain = parse(builtinText);

/** The text of the built-in document, as YAML. */
export function builtinYaml(): string {
  return builtinText;
}

/** The built-in document after a change. */
export function changed(change: (document: Plain) => void): Plain {
  const document = structuredClone(builtin);
  change(document);
  return document;
}

/** The built-in document after a change, as YAML. */
export function changedYaml(change: (document: Plain) => void): string {
  return stringify(changed(change), { aliasDuplicateObjects: false });
}

/** The built-in document after a change, served until the test ends; as JSON, which is read faster. */
export function serveChanged(change: (document: Plain) => void, options: Options = {}): Promise<Mock> {
  return serveText('userinfo.json', changed(change), options);
}

/** A document, or the text of one, in a file of this name, served until the test ends. */
export async function serveText(name: string, text: unknown, options: Options = {}): Promise<Mock> {
  const mock = await startMock({ spec: join(folderWith({ [name]: text }), name), ...options });
  onTestFinished(() => mock.close());
  return mock;
}

/** A small document: `GET /me` answers `{ id }` to whoever has a token. */
export function small(change: (document: Plain) => void = () => undefined): Plain {
  const document: Plain = {
    openapi: '3.1.0',
    info: { title: 'Small', version: '1' },
    security: [{ token: [] }],
    paths: {
      '/me': {
        get: {
          operationId: 'me',
          responses: {
            '200': {
              description: 'Me.',
              content: { 'application/json': { schema: { $ref: '#/components/schemas/Me' } } },
            },
            '401': {
              description: 'Who?',
              content: { 'application/json': { schema: { $ref: '#/components/schemas/Problem' } } },
            },
          },
        },
      },
    },
    components: {
      securitySchemes: { token: { type: 'http', scheme: 'bearer' } },
      schemas: {
        Me: {
          type: 'object',
          required: ['id'],
          properties: { id: { type: 'string', minLength: 3 } },
          additionalProperties: false,
        },
        Problem: { type: 'object', required: ['reason'], properties: { reason: { enum: ['who', 'why'] } } },
      },
    },
  };
  change(document);
  return document;
}
