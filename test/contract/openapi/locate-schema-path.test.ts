import { rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createLocator } from '../../../src/contract/openapi/api-document.ts';
import { loadDocument } from '../../../src/contract/openapi/load.ts';
import { createValidators } from '../../../src/contract/openapi/validators.ts';
import { writeFiles } from '../../written-files.ts';

const api = `openapi: 3.0.3
info: { title: Cards, version: '1' }
paths:
  /card:
    get:
      responses:
        '200':
          description: Fine.
          content:
            application/json:
              schema:
                type: object
                properties:
                  email: { type: string, nullable: true }
                  name: { $ref: 'parts.yaml#/Name' }
`;

describe('the schema path of a finding', () => {
  it('has a line of its file, also in a bundled and upgraded document', async () => {
    const file = writeFiles({ 'api.yaml': api, 'parts.yaml': 'Name:\n  type: string\n  minLength: 2\n' });
    const document = await loadDocument(file);
    const pointer =
      document.operations[0]?.responses.get('200')?.content.get('application/json')?.schemaPointer ?? 'none';
    const findings = createValidators(document).get(pointer).check({ email: 1, name: 'B' }, 'a test');
    const locate = createLocator(document);
    const parts = join(dirname(file), 'parts.yaml');
    expect(findings.map(({ schemaPath }) => locate(schemaPath))).toEqual([
      { file, line: 14, column: 28 },
      { file: parts, line: 3, column: 3 },
    ]);
    rmSync(parts);
    expect(createLocator(document)(`${parts}#/Name`)).toBeUndefined();
  });
});
