// What the document has for the cases that checks provoke: the statuses of success, and of each failure by the name of
// its example.

import type { ApiDocument, MediaType, NamedExample, Operation, ResponseSpec } from '../contract/openapi/document.ts';
import { joinPointer } from '../contract/openapi/pointer.ts';
import { isJson } from '../contract/openapi/responses.ts';
import { NotChecked } from './check.ts';

/** The answer that the document has for a case. */
export interface Documented {
  /** Key of the response: `401`, `4XX`. */
  readonly key: string;
  /** JSON Pointer of the response. */
  readonly pointer: string;
  readonly example: NamedExample | undefined;
}

/**
 * The operation under test: a GET that needs nothing but a token, at the path of OpenID Connect's resource if there is
 * one, else the first that asks for a token, else the first of all; undefined where the document has none.
 */
export function operationUnderTest({ operations }: ApiDocument): Operation | undefined {
  const readers = operations.filter(({ method, path, parameters }) => {
    const needsMore = parameters.some(({ required, name }) => required && name.toLowerCase() !== 'authorization');
    return method === 'GET' && !path.includes('{') && !needsMore;
  });
  const withToken = readers.find(({ requiresToken }) => requiresToken);
  return readers.find(({ path }) => path.endsWith('/userinfo')) ?? withToken ?? readers[0];
}

/** The response of success. @throws NotChecked where the document has none */
export function documentedSuccess(operation: Operation): Documented {
  const response = successOf(operation);
  if (response === undefined) throw new NotChecked(`the document has no success for ${nameOf(operation)}`);
  return documented(operation, response, undefined);
}

/** The JSON of success: that of the profile. */
export function profileMediaType(operation: Operation): MediaType | undefined {
  return [...(successOf(operation)?.content.values() ?? [])].find(({ mediaType }) => isJson(mediaType));
}

/** 200 before 201 before 2XX. */
function successOf({ responses }: Operation): ResponseSpec | undefined {
  const keys = [...responses.keys()].filter(key => key.startsWith('2')).sort();
  return responses.get(keys[0] ?? '');
}

/**
 * The failure that has an example of this name; else the response to a request without authority, which is 401.
 *
 * @param what the case in words, after "the document describes no answer to"
 * @throws NotChecked where the document has neither
 */
export function documentedFailure(operation: Operation, exampleName: string, what: string): Documented {
  if (!operation.requiresToken) throw new NotChecked(`the document asks for no token at ${nameOf(operation)}`);
  for (const response of operation.responses.values()) {
    const example = response.examples.get(exampleName);
    if (example !== undefined) return documented(operation, response, example);
  }
  const unauthorized = operation.responses.get('401') ?? operation.responses.get('4XX');
  if (unauthorized === undefined) throw new NotChecked(`the document describes no answer to ${what}`);
  return documented(operation, unauthorized, undefined);
}

/** Whether a status is one that a key of `responses` stands for. */
export function coversStatus(key: string, status: number): boolean {
  return key === String(status) || key.toUpperCase() === `${Math.floor(status / 100)}XX` || key === 'default';
}

/** `GET /userinfo`. */
export function nameOf({ method, path }: Operation): string {
  return `${method} ${path}`;
}

function documented(operation: Operation, { key }: ResponseSpec, example: NamedExample | undefined): Documented {
  return { key, pointer: joinPointer(operation.pointer, 'responses', key), example };
}
