// Shared context of the checks of one response.

import type { ApiDocument, Operation, ResponseSpec } from '../openapi/document.ts';
import type { Validators } from '../openapi/validators.ts';
import type { SeenExchange, SeenResponse } from './exchange.ts';
import { responseFor } from './find-operation.ts';

export interface ResponseRules {
  readonly document: ApiDocument;
  readonly validators: Validators;
  /** The called operation. Default: by method and path of the request. */
  readonly operation?: Operation | undefined;
  /** Whether findings have values, as `actualValue`: for your own mock only. Default: no. */
  readonly showValues?: boolean | undefined;
  /** The scopes of the token. Default: unknown, so that any claim may come. */
  readonly scopes?: readonly string[] | undefined;
}

/** One response, its operation, and its documentation. */
export interface ResponseContext {
  readonly document: ApiDocument;
  readonly validators: Validators;
  readonly showValues: boolean;
  readonly scopes: readonly string[] | undefined;
  readonly method: string;
  readonly response: SeenResponse;
  readonly operation: Operation;
  /** Undefined for an undocumented status. */
  readonly spec: ResponseSpec | undefined;
  /** A pointer as in findings: with the file, if it is not the main one. */
  pathInFile(pointer: string): string;
}

export function createResponseContext(
  { request, response }: SeenExchange,
  operation: Operation,
  { document, validators, showValues = false, scopes }: ResponseRules,
): ResponseContext {
  return {
    document,
    validators,
    showValues,
    scopes,
    method: request.method.toUpperCase(),
    response,
    operation,
    spec: responseFor(operation, response.status),
    pathInFile: pointer => pathInFile(document, pointer),
  };
}

export function pathInFile(document: ApiDocument, at: string): string {
  const { file, pointer } = document.origin(at);
  return file === document.file ? pointer : `${file}#${pointer}`;
}
