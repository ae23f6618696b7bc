// What a call that should fail throws.

import { KitError } from '../../../src/base/errors.ts';

/** The KitError that this throws. */
export function thrownBy(act: () => unknown): KitError {
  try {
    act();
  } catch (error) {
    if (error instanceof KitError) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}

/** The KitError that this is rejected with. */
export async function rejectionOf(promise: Promise<unknown>): Promise<KitError> {
  const error = await promise.then(
    () => new Error('nothing was thrown'),
    (reason: unknown) => reason,
  );
  if (error instanceof KitError) return error;
  throw error;
}
