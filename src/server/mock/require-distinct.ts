// Two paths of a document that no request can tell apart. @see https://spec.openapis.org/oas/v3.1.1.html#paths-object

import { KitError } from '../../base/errors.ts';
import type { ApiDocument, Operation } from '../../contract/openapi/document.ts';

/** @throws ERR_DOCUMENT_UNSUPPORTED */
export function requireDistinct({ operations }: ApiDocument): void {
  const seen = new Map<string, Operation>();
  for (const operation of operations) {
    const key = `${operation.method} ${asRouted(operation.path)}`;
    const twin = seen.get(key);
    seen.set(key, operation);
    if (twin === undefined) continue;
    throw new KitError(
      'ERR_DOCUMENT_UNSUPPORTED',
      `No request can tell ${twin.method} ${twin.path} from ${operation.method} ${operation.path}.`,
      {
        hint: `Take ${operation.pointer} or ${twin.pointer} out of the document.`,
      },
    );
  }
}

/** Names of parameters, repeated slashes and one at the end make no difference. */
function asRouted(path: string): string {
  return path
    .replace(/\{[^}]*\}/g, '{}')
    .replace(/\/{2,}/g, '/')
    .replace(/(.)\/$/, '$1');
}
