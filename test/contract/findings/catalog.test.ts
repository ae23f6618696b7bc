import { describe, expect, it } from 'vitest';
import { createFinding, findingCatalog } from '../../../src/contract/findings/catalog.ts';

describe('the catalogue of findings', () => {
  it.each(Object.entries(findingCatalog))('tells of %s in whole sentences', (code, { title, cause, remedy }) => {
    expect(code).toMatch(/^[a-z][a-z0-9-]*\/[a-z][a-z0-9-]*$/);
    for (const text of [title, cause, remedy]) expect(text).toMatch(/^[A-Z][^|\n]*\.$/);
  });

  it('has every kind of a schema as an error, which its maker relies on', () => {
    const ofSchemas = Object.entries(findingCatalog).filter(([code]) => code.startsWith('schema/'));
    expect(new Set(ofSchemas.map(([, { severity }]) => severity))).toEqual(new Set(['error']));
  });
});

describe('a finding', () => {
  it("has the catalogue's severity, and the whole as its place, by default", () => {
    expect(createFinding('policy/ignore-unused', { message: 'It is unused.', where: 'the run' })).toStrictEqual({
      code: 'policy/ignore-unused',
      severity: 'warning',
      message: 'It is unused.',
      instancePath: '',
      schemaPath: '',
      where: 'the run',
    });
  });

  it('keeps the given details, null among the values', () => {
    const details = {
      message: 'It is of another type.',
      where: 'response 200',
      severity: 'info',
      hint: 'Mend it.',
      instancePath: '/a',
      schemaPath: '/b',
      expected: 'a string',
      actual: 'null',
      actualValue: null,
    } as const;
    expect(createFinding('schema/type', details)).toStrictEqual({ code: 'schema/type', ...details });
  });
});
