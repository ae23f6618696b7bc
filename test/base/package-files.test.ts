import { expect, it } from 'vitest';
import { packageFile } from '../../src/base/package-files.ts';

it('says what to do where the package was bundled, and so lost its files', () => {
  expect(() => packageFile('spec/nowhere.yaml')).toThrow(
    expect.objectContaining({
      code: 'ERR_CONFIG_INVALID',
      message: expect.stringContaining('does not find its own "spec/nowhere.yaml"'),
      hint: expect.stringContaining('keep the package external'),
    }),
  );
});
