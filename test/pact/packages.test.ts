// Pact and the comparator are optional: where they are missing, it is said what to install.

import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { findPackage } from '../../src/pact/packages.ts';
import { root } from './tools.ts';

describe('findPackage', () => {
  it('finds a package in the first of the places that has it', () => {
    const places = [join(tmpdir(), 'nowhere/package.json'), join(root, 'package.json')];
    expect(findPackage('@pact-foundation/pact', places).version).toMatch(/^\d+\./);
    expect(findPackage('@pactflow/openapi-pact-comparator', places).file).toContain('openapi-pact-comparator');
  });

  it('says how to install a package that is missing', () => {
    expect(() => findPackage('@pact-foundation/pact', [join(tmpdir(), 'nowhere/package.json')])).toThrow(
      expect.objectContaining({
        code: 'ERR_PACT_NOT_INSTALLED',
        exitCode: 2,
        hint: 'Run: npm install --save-dev @pact-foundation/pact',
      }),
    );
  });
});
