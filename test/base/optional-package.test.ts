// Optional peers: where they are missing, it is said what to install.

import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { findPackage, loadPackage } from '../../src/base/optional-package.ts';

const need = { what: 'This command' };
const nowhere = join(tmpdir(), 'nowhere/package.json');

describe('findPackage', () => {
  it('finds a package in the first of the places that has it', () => {
    const places = [nowhere, fileURLToPath(import.meta.url)];
    expect(findPackage('@pact-foundation/pact', { ...need, places }).version).toMatch(/^\d+\./);
    expect(findPackage('@pactflow/openapi-pact-comparator', { ...need, places }).file).toContain(
      'openapi-pact-comparator',
    );
  });

  it('says how to install a package that is missing', () => {
    expect(() =>
      findPackage('@pact-foundation/pact', { ...need, code: 'ERR_PACT_NOT_INSTALLED', places: [nowhere] }),
    ).toThrow(
      expect.objectContaining({
        code: 'ERR_PACT_NOT_INSTALLED',
        exitCode: 2,
        hint: 'Run: npm install --save-dev @pact-foundation/pact',
      }),
    );
    expect(() => loadPackage('prom-client', { what: 'The page of metrics', places: [nowhere] })).toThrow(
      expect.objectContaining({
        code: 'ERR_PACKAGE_NOT_INSTALLED',
        message: 'The page of metrics needs "prom-client", which is not installed.',
      }),
    );
  });
});
