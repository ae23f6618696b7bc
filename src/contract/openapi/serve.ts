// Selects the operations to serve: those with a JSON success response that a request can reach, and the one that returns the
// user's profile.

import { KitError } from '../../base/errors.ts';
import { isObject } from '../../base/json.ts';
import type { ApiDocument, JsonObject, MediaType, Operation, ResponseSpec, UnservedOperation } from './document.ts';
import { joinPointer, parentPointer } from './pointer.ts';
import { followPointer } from './resolve.ts';
import { jsonTypeOf } from './responses.ts';

export interface Serving {
  readonly served: readonly Operation[];
  readonly unserved: readonly UnservedOperation[];
}

export function servingOf(root: JsonObject, operations: readonly Operation[]): Serving {
  const served: Operation[] = [];
  const unserved: UnservedOperation[] = [];
  const taken = new Map<string, Operation>();
  for (const operation of operations) {
    const key = `${operation.method} ${asRouted(operation.path)}`;
    const reason = whyUnserved(root, operation) ?? twinOf(taken.get(key));
    if (reason !== undefined) unserved.push({ operation, reason });
    else {
      served.push(operation);
      taken.set(key, operation);
    }
  }
  return { served, unserved };
}

export interface SuccessResponse {
  readonly response: ResponseSpec;
  readonly media: MediaType;
  /** 200 for a `default` that is the only success. */
  readonly status: number;
  /** `application/json` if the document has a range. */
  readonly contentType: string;
}

/** The first JSON success; undefined for an operation that is not served. */
export function successOf({ responses }: Operation): SuccessResponse | undefined {
  for (const response of successesOf(responses)) {
    for (const media of response.content.values()) {
      const contentType = jsonTypeOf(media.mediaType);
      if (contentType !== undefined) return { response, media, status: statusOf(response.key), contentType };
    }
  }
  return undefined;
}

/** `default` counts as success if no other is documented. */
function successesOf(responses: Operation['responses']): ResponseSpec[] {
  const all = [...responses.values()];
  const successes = all.filter(({ key }) => /^2(?:\d\d|XX)$/iu.test(key));
  return successes.length > 0 ? successes : all.filter(({ key }) => key === 'default');
}

function statusOf(key: string): number {
  return key === 'default' ? 200 : Number(key.replace(/XX$/iu, '00'));
}

const methods = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE']);

function whyUnserved(root: JsonObject, operation: Operation): string | undefined {
  const { method, pointer, responses } = operation;
  if (!methods.has(method)) return `the method ${method} is not served`;
  if (successOf(operation) !== undefined) return undefined;
  const successes = successesOf(responses);
  if (isBroken(root, pointer, successes)) return undefined;
  if (successes.length === 0) return 'no success is documented';
  if (successes.some(({ content }) => content.has('application/jwt'))) return 'application/jwt is not supported';
  return `the success is not JSON: ${successes.map(describe).join('; ')}`;
}

/** Whether mistakes hide the success: it may be JSON, so the mistakes count as served. */
function isBroken(root: JsonObject, pointer: string, successes: readonly ResponseSpec[]): boolean {
  const at = joinPointer(pointer, 'responses');
  const responses = followPointer(root, at);
  if (responses !== undefined && !isObject(responses.value)) return true;
  return successes.some(({ key }) => !followPointer(root, joinPointer(at, key)));
}

/** `204 without a body`, `200 text/html`. */
function describe({ key, content }: ResponseSpec): string {
  return `${key} ${[...content.keys()].join(', ') || 'without a body'}`;
}

function twinOf(twin: Operation | undefined): string | undefined {
  return twin && `no request can distinguish it from ${twin.method} ${twin.path}`;
}

/**
 * The paths of the `servers` of a document, its path items and operations, without a slash at the end: `/auth/v2`.
 * @see https://spec.openapis.org/oas/v3.1.1.html#server-object
 */
export function basePathsOf(root: JsonObject, operations: readonly Operation[]): readonly string[] {
  const holders = new Set(['', ...operations.flatMap(({ pointer }) => [parentPointer(pointer), pointer])]);
  const servers = [...holders].flatMap(pointer => {
    const holder = followPointer(root, pointer)?.value;
    return isObject(holder) && Array.isArray(holder['servers']) ? holder['servers'] : [];
  });
  return [...new Set(servers.filter(isObject).map(basePathOf))].filter(path => path !== '');
}

function basePathOf({ url, variables }: JsonObject): string {
  const address = String(url ?? '').replace(/\{([^}]*)\}/gu, (_, name: string) => {
    const variable = isObject(variables) ? variables[name] : undefined;
    return isObject(variable) ? String(variable['default'] ?? '') : '';
  });
  const path = URL.canParse(address, 'http://localhost') ? new URL(address, 'http://localhost').pathname : '';
  return path.replace(/\/+/gu, '/').replace(/\/$/u, '');
}

/** A path for routing: names of parameters, repeated and trailing slashes make no difference. */
export function asRouted(path: string): string {
  return path
    .replace(/\{[^}]*\}/g, '{}')
    .replace(/\/{2,}/g, '/')
    .replace(/(.)\/$/, '$1');
}

// Selects the operation that returns the user's profile.

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
