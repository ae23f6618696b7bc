// `x-contradictions`: other readings of a schema, checked with the document they stand in.

import { describe, expect, it } from 'vitest';
import type { KitError } from '../../../src/base/errors.ts';
import { loadDocument } from '../../../src/contract/openapi/load.ts';
import { rejectionOf } from '../../server/scenarios/thrown.ts';
import { writeFiles } from '../../written-files.ts';

const documentWith = (contradictions: string): string =>
  writeFiles({
    'api.yaml': `
openapi: 3.1.1
info: { title: t, version: '1' }
paths:
  /userinfo:
    get:
      responses:
        '200':
          description: d
          content:
            application/json:
              schema:
                type: object
                properties:
                  since:
                    type: string
                    x-contradictions: ${contradictions}
components: { schemas: { Digits: { type: string, pattern: '^[0-9]+$' } } }
`,
  });

const problemsOf = async (contradictions: string): Promise<string> => {
  const { code, message, details } = (await rejectionOf(
    loadDocument(documentWith(contradictions), { strict: true }),
  )) as KitError;
  expect(code).toBe('ERR_DOCUMENT_INVALID');
  return [message, ...details].join('\n');
};

describe('x-contradictions', () => {
  it('is a list of readings, each with a schema, which may be a reference', async () => {
    const schema = "{ $ref: '#/components/schemas/Digits' }";
    const document = await loadDocument(documentWith(`[{ row: 1, reading: digits, schema: ${schema} }]`));
    expect(document.operations).toHaveLength(1);
  });

  it.each([
    ['digits', 'expected a list of objects with row, reading and schema, but found a string'],
    ['[digits]', 'expected an object with row, reading (a string) and schema, but found a string'],
    ['[{ row: 1, schema: {} }]', 'expected an object with row, reading (a string) and schema, but found an object'],
    ['[{ row: one, reading: digits, schema: {} }]', 'expected an integer above 0, but found a string'],
    ['[{ row: 1, reading: digits, schema: {}, extra: 1 }]', 'expected only row, reading, schema'],
    ['[{ row: 1, reading: digits, schema: { typ: string } }]', 'found "typ"'],
    ['[{ row: 1, reading: digits, schema: { pattern: "(" } }]', 'expected a regular expression'],
  ])('is refused as %s', async (contradictions, problem) => {
    expect(await problemsOf(contradictions)).toContain(problem);
  });
});
