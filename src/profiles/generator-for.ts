// The generator of values for the parameters of a call, if it has any.

import type { Operation } from '../contract/openapi/document.ts';
import type { CallSource } from './call.ts';

/** Loads faker only if needed: loading it takes as long as the checks of a local server. */
export async function generatorFor({ parameters }: Operation): Promise<CallSource['generate']> {
  return parameters.length === 0 ? undefined : (await import('./generate-value.ts')).generateValue;
}
