// What a function throws, for tests about errors.

import { KitError } from '../../../src/base/errors.ts';

/** The error of the catalogue that a function throws. */
export function thrownBy(run: () => unknown): KitError {
  try {
    run();
  } catch (error) {
    if (error instanceof KitError) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}

/** The same for a promise. */
export async function thrownByAsync(run: () => Promise<unknown>): Promise<KitError> {
  try {
    await run();
  } catch (error) {
    if (error instanceof KitError) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}
