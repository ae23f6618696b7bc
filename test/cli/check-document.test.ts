// `aps-userinfo mock --check`.

import { expect, it } from 'vitest';
import { checkDocument } from '../../src/cli/check-document.ts';
import { resolveConfig } from '../../src/config/config.ts';
import { writeFiles } from '../written-files.ts';

it('lists each warning with its place, and each operation that is not served', async () => {
  const schema = { type: 'object', properties: { a: { type: 'string', format: 'uuid4' } } };
  const content = { 'application/json': { schema } };
  const spec = writeFiles({
    'api.json': JSON.stringify({
      openapi: '3.1.1',
      info: { title: 'People', version: '1' },
      paths: {
        '/userinfo': { get: { responses: { 200: { description: 'Fine.', content } } } },
        '/gone': { delete: { responses: { 204: { description: 'Gone.' } } } },
      },
      components: { schemas: { Unused: { type: 'strin' } } },
    }),
  });
  const text = await checkDocument(resolveConfig({ spec }));
  expect(text).toMatch(/api\.json:1:\d+ \/paths\/~1userinfo\/.*\/format: .*"uuid4".* \[document\/format-unknown\]/);
  expect(text).toMatch(/\/components\/schemas\/Unused\/type: .* \[document\/not-served\]/);
  expect(text).toContain('DELETE /gone is not served: the success is not JSON: 204 without a body');
  expect(text).toContain('OpenAPI 3.1.1: 1 operations served, 1 not, 2 warnings\nProfile operation: GET /userinfo\n');
});
