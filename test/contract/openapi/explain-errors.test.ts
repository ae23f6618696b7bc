// The words for what a meta-schema finds wrong: one line for each mistake, in plain words.

import { describe, expect, it } from 'vitest';
import { KitError } from '../../../src/base/errors.ts';
import { loadDocument } from '../../../src/contract/openapi/load.ts';
import { writeFiles } from '../../written-files.ts';

/** What is said of a document with these parts, without file and line. */
async function mistakes(parts: object): Promise<readonly string[]> {
  const answer = { description: 'Fine.', content: { 'application/json': { schema: { type: 'object' } } } };
  const info = { title: 'Cards', version: '1' };
  const paths = { '/card': { get: { responses: { 200: answer } } } };
  const file = writeFiles({ 'api.json': JSON.stringify({ openapi: '3.1.1', info, paths, ...parts }) });
  const error: unknown = await loadDocument(file, { strict: true }).then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof KitError)) throw new Error(`expected a KitError, got ${String(error)}`);
  const lines = error.details.length > 0 ? error.details : [error.message.replace(/\.$/, '')];
  return lines.map(line => line.replace(/^.*api\.json:\d+:\d+ /, ''));
}

const types = 'one of "array", "boolean", "integer", "null", "number", "object", "string"';

describe('a mistake in a document is explained once', () => {
  it.each<[object, string]>([
    [
      { components: { schemas: { Card: { type: 5 } } } },
      `/components/schemas/Card/type: expected ${types} or an array, but found 5`,
    ],
    [
      { components: { schemas: { Card: { type: ['string', 'text'] } } } },
      `/components/schemas/Card/type/1: expected ${types}, but found "text"`,
    ],
    [
      { components: { schemas: { Card: { type: [] } } } },
      '/components/schemas/Card/type: expected at least 1 item, but found 0',
    ],
    [
      { components: { schemas: { Card: { type: ['string', 'string'] } } } },
      '/components/schemas/Card/type: expected items that differ, but items 0 and 1 are equal',
    ],
    [
      { components: { headers: { Age: { schema: {}, content: { 'a/b': {} } } } } },
      '/components/headers/Age: expected only one of "schema" and "content"',
    ],
    [
      { components: { parameters: { Age: { name: 'age', in: 'query', content: {} } } } },
      '/components/parameters/Age/content: expected at least 1 member, but found 0',
    ],
    [
      {
        info: { title: 'Cards', version: '1', license: { name: 'MIT', identifier: 'MIT', url: 'https://example.com' } },
      },
      '/info/license: expected only one of "identifier" and "url"',
    ],
  ])('%j', async (parts, line) => {
    expect(await mistakes(parts)).toEqual([expect.stringContaining(line)]);
  });
});
