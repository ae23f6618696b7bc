// What the checks of one response share.

import type { ApiDocument, Operation, ResponseSpec } from '../openapi/document.ts';
import type { Validators } from '../openapi/validators.ts';
import type { SeenExchange, SeenResponse } from './exchange.ts';
import { responseFor } from './find-operation.ts';

export interface ResponseRules {
  readonly document: ApiDocument;
  readonly validators: Validators;
  /** The operation that was called. Default: the one that method and path of the request belong to. */
  readonly operation?: Operation | undefined;
  /** Whether findings carry the values they are about, as `actualValue`: for one's own mock only. Default: no. */
  readonly showValues?: boolean | undefined;
}

/** One response, what was called, and what the document has for it. */
export interface ResponseContext {
  readonly document: ApiDocument;
  readonly validators: Validators;
  readonly showValues: boolean;
  readonly method: string;
  readonly response: SeenResponse;
  readonly operation: Operation;
  /** Undefined where the document does not have the status. */
  readonly spec: ResponseSpec | undefined;
  /** A pointer of the document as findings write it: with the file before it, where it is not the main one. */
  pathInFile(pointer: string): string;
}

export function createResponseContext(
  { request, response }: SeenExchange,
  operation: Operation,
  { document, validators, showValues = false }: ResponseRules,
): ResponseContext {
  return {
    document,
    validators,
    showValues,
    method: request.method.toUpperCase(),
    response,
    operation,
    spec: responseFor(operation, response.status),
    pathInFile: pointer => pathInFile(document, pointer),
  };
}

/** A pointer of the document as findings write it: with the file before it, where it is not the main one. */
export function pathInFile(document: ApiDocument, at: string): string {
  const { file, pointer } = document.origin(at);
  return file === document.file ? pointer : `${file}#${pointer}`;
}
