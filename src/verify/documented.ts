// Documented responses for the cases that checks provoke: success, and each failure by the name of its example.

import type { MediaType, NamedExample, Operation, ResponseSpec } from '../contract/openapi/document.ts';
import { joinPointer } from '../contract/openapi/pointer.ts';
import { successOf } from '../contract/openapi/serve.ts';
import { NotChecked } from './check.ts';

export interface Documented {
  /** Key of the response: `401`, `4XX`. */
  readonly key: string;
  readonly pointer: string;
  readonly example: NamedExample | undefined;
}

/** The success response. @throws NotChecked without one */
export function documentedSuccess(operation: Operation): Documented {
  const success = successOf(operation);
  if (success === undefined) throw new NotChecked(`the document has no success for ${nameOf(operation)}`);
  return documented(operation, success.response, undefined);
}

/** JSON of the success response: the profile. */
export function profileMediaType(operation: Operation): MediaType | undefined {
  return successOf(operation)?.media;
}

/**
 * The failure with an example of this name; else the documented 401.
 *
 * @param what the case, for "the document describes no answer to"
 * @throws NotChecked without either
 */
export function documentedFailure(operation: Operation, exampleName: string, what: string): Documented {
  if (!operation.requiresToken) throw new NotChecked(`the document requires no token at ${nameOf(operation)}`);
  for (const response of operation.responses.values()) {
    const example = response.examples.get(exampleName);
    if (example !== undefined) return documented(operation, response, example);
  }
  const unauthorized = operation.responses.get('401') ?? operation.responses.get('4XX');
  if (unauthorized === undefined) throw new NotChecked(`the document describes no answer to ${what}`);
  return documented(operation, unauthorized, undefined);
}

/** Whether a key of `responses` includes a status. */
export function coversStatus(key: string, status: number): boolean {
  return key === String(status) || key.toUpperCase() === `${Math.floor(status / 100)}XX` || key === 'default';
}

export function nameOf({ method, path }: Operation): string {
  return `${method} ${path}`;
}

function documented(operation: Operation, { key }: ResponseSpec, example: NamedExample | undefined): Documented {
  return { key, pointer: joinPointer(operation.pointer, 'responses', key), example };
}
