// Selects the operation that returns the user's profile.

import { KitError } from '../../base/errors.ts';
import { isObject } from '../../base/json.ts';
import type { ApiDocument, Operation } from './document.ts';

/**
 * The profile operation: `wanted`, else the one with `x-userinfo: true`, else the one whose path ends in `userinfo`, else
 * the only served GET. Of several methods of one path, GET.
 * @param wanted `GET:/v1/me`, `GET /v1/me` or an operationId
 * @throws ERR_OPERATION_UNKNOWN, ERR_OPERATION_AMBIGUOUS with the candidates
 */
export function requireProfileOperation(document: ApiDocument, wanted?: string | undefined): Operation {
  const candidates = profileCandidates(document, wanted);
  const [first, ...others] = candidates;
  if (first !== undefined && others.length === 0) return first;
  throw new KitError(
    'ERR_OPERATION_AMBIGUOUS',
    `"${document.file}" has ${candidates.length} operations that may return the profile.`,
    {
      hint: `Choose one with --operation ${nameOf(first ?? firstOf(document))}, or mark it with x-userinfo: true.`,
      details: shown(candidates),
      data: { candidates: candidates.map(nameOf) },
    },
  );
}

/** Candidates for the profile operation. @throws ERR_OPERATION_UNKNOWN */
export function profileCandidates(document: ApiDocument, wanted?: string | undefined): readonly Operation[] {
  return wanted === undefined ? candidatesOf(document) : [named(document, wanted)];
}

/** Those with the strongest sign. */
function candidatesOf({ served, at }: ApiDocument): readonly Operation[] {
  const marked = served.filter(({ pointer }) => {
    const node = at(pointer);
    return isObject(node) && node['x-userinfo'] === true;
  });
  if (marked.length > 0) return ofOnePath(marked);
  const called = served.filter(({ path }) => /user_?-?info\/?$/iu.test(path));
  if (called.length > 0) return ofOnePath(called);
  const reading = served.filter(({ method }) => method === 'GET');
  return reading.length > 0 ? reading : served;
}

/** One operation for each path: GET, else the first. */
function ofOnePath(operations: readonly Operation[]): readonly Operation[] {
  const byPath = new Map<string, Operation>();
  for (const operation of operations) {
    if (!byPath.has(operation.path) || operation.method === 'GET') byPath.set(operation.path, operation);
  }
  return [...byPath.values()];
}

function named(document: ApiDocument, wanted: string): Operation {
  const { served, unserved } = document;
  const [, method = '', path = ''] = /^([A-Za-z]+)[: ](\/.*)$/u.exec(wanted) ?? [];
  const isWanted = (operation: Operation): boolean =>
    operation.operationId === wanted || (operation.method === method.toUpperCase() && operation.path === path);
  const found = served.find(isWanted);
  if (found !== undefined) return found;
  const refused = unserved.find(({ operation }) => isWanted(operation));
  const why = refused === undefined ? 'the document has no such operation' : refused.reason;
  throw new KitError('ERR_OPERATION_UNKNOWN', `The operation "${wanted}" is not served: ${why}.`, {
    hint: `Write METHOD:/path, such as ${nameOf(firstOf(document))}.`,
    details: shown(served),
    data: { served: served.map(nameOf) },
  });
}

function firstOf({ served, operations }: ApiDocument): Operation {
  const operation = served.find(({ method }) => method === 'GET') ?? served[0] ?? operations[0];
  if (operation === undefined) throw new KitError('ERR_DOCUMENT_UNSUPPORTED', 'The document has no operation.');
  return operation;
}

function nameOf({ method, path }: Operation): string {
  return `${method}:${path}`;
}

function shown(operations: readonly Operation[]): string[] {
  const names = operations.map(nameOf);
  return names.length > 10 ? [...names.slice(0, 10), `... and ${names.length - 10} more`] : names;
}
