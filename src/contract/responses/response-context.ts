// The called operation, its documented response, and the context that the checks of one response share.

import type { ApiDocument, Operation, ResponseSpec } from '../openapi/document.ts';
import type { Validators } from '../openapi/validators.ts';
import type { SeenExchange, SeenRequest, SeenResponse } from './exchange.ts';

/**
 * The operation of a request. Anything before the document's path counts as a base path. HEAD belongs to GET, unless the
 * document has it (RFC 9110 section 9.3.2).
 */
export function findOperation(document: ApiDocument, { method, path }: SeenRequest): Operation | undefined {
  const operations = operationsAt(document, path);
  const withMethod = (wanted: string): Operation | undefined => operations.find(found => found.method === wanted);
  return withMethod(method.toUpperCase()) ?? (method.toUpperCase() === 'HEAD' ? withMethod('GET') : undefined);
}

/** Every operation at a path, with or without query; paths without parameters first. */
export function operationsAt(document: ApiDocument, path: string): readonly Operation[] {
  const [plain = ''] = path.split(/[?#]/u);
  const matching = document.operations.filter(operation => patternOf(operation.path).test(plain));
  const parameters = (operation: Operation): number => operation.path.split('{').length;
  const fewest = Math.min(...matching.map(parameters));
  return matching.filter(operation => parameters(operation) === fewest);
}

/** The documented response of a status: itself, its range, or `default`. */
export function responseFor({ responses }: Operation, status: number): ResponseSpec | undefined {
  const range = `${Math.floor(status / 100)}XX`;
  return responses.get(String(status)) ?? responses.get(range) ?? responses.get('default');
}

/** `default` is no success. */
export function isSuccess({ key }: ResponseSpec): boolean {
  return key.startsWith('2');
}

const patterns = new Map<string, RegExp>();

function patternOf(template: string): RegExp {
  const known = patterns.get(template);
  if (known) return known;
  const literals = template.split(/\{[^}]*\}/u).map(text => text.replace(/[\\^$.*+?()[\]{}|]/gu, '\\$&'));
  const pattern = new RegExp(`${literals.join('[^/]+')}$`, 'u');
  patterns.set(template, pattern);
  return pattern;
}

// Shared context of the checks of one response.

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
