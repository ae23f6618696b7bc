// Finds the operation of a request, and the documented response of a status.
// @see https://spec.openapis.org/oas/v3.1.1.html#path-templating-matching

import type { ApiDocument, Operation, ResponseSpec } from '../openapi/document.ts';
import type { SeenRequest } from './exchange.ts';

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
