// Lists the operations of a bundled document. @see https://spec.openapis.org/oas/v3.1.1.html#operation-object

import { isObject } from '../../base/json.ts';
import { suggest } from '../../base/suggest.ts';
import type { Json, JsonObject, MediaType, Operation, Parameter, RequestBody, ResponseSpec } from './document.ts';
import { readRateLimit, readScopesExtension } from './extensions.ts';
import { joinPointer } from './pointer.ts';
import type { Report } from './problems.ts';
import { followPointer, resolvePointer } from './resolve.ts';
import { mediaTypesOf, readResponse, schemaAt } from './responses.ts';

const methods = ['get', 'put', 'post', 'delete', 'options', 'head', 'patch', 'trace', 'query'] as const;

type ReadResponse = (pointer: string, key: string) => ResponseSpec;

/** In document order. `report` gets problems that the official schema cannot detect. */
export function listOperations(root: JsonObject, report: Report): Operation[] {
  const paths = isObject(root['paths']) ? root['paths'] : {};
  const readShared = responseReader(root, report);
  const operations = Object.keys(paths)
    .filter(path => path.startsWith('/'))
    .flatMap(path => operationsOfPath(root, path, readShared, report));
  return withUniqueIds(operations, root, report);
}

/** Caches responses: operations share most of them. */
function responseReader(root: JsonObject, report: Report): ReadResponse {
  const known = new Map<string, ResponseSpec>();
  return (pointer, key) => {
    const at = `${key} ${followPointer(root, pointer)?.pointer ?? pointer}`;
    const response = known.get(at) ?? readResponse(root, pointer, key, report);
    known.set(at, response);
    return response;
  };
}

interface PathItem {
  readonly path: string;
  readonly pointer: string;
  readonly item: JsonObject;
}

function operationsOfPath(root: JsonObject, path: string, readShared: ReadResponse, report: Report): Operation[] {
  const found = followPointer(root, joinPointer('/paths', path));
  if (!found || !isObject(found.value)) return [];
  const pathItem: PathItem = { path, pointer: found.pointer, item: found.value };
  const { additionalOperations } = found.value;
  const further = isObject(additionalOperations) ? Object.keys(additionalOperations) : [];
  return [...methods, ...further.map(method => `additionalOperations/${method}`)]
    .filter(method => isObject(resolvePointer(found.value, `/${method}`)?.value))
    .map(method => readOperation(root, pathItem, method, readShared, report));
}

function readOperation(
  root: JsonObject,
  { path, pointer: base, item }: PathItem,
  method: string,
  readShared: ReadResponse,
  report: Report,
): Operation {
  const pointer = `${base}/${method}`;
  const node = resolvePointer(item, `/${method}`)?.value as JsonObject;
  const name = method.replace('additionalOperations/', '');
  const rateLimitHolders: readonly (readonly [JsonObject, string])[] = [
    [node, pointer],
    [item, base],
    [root, ''],
  ];
  return {
    operationId: typeof node['operationId'] === 'string' ? node['operationId'] : `${name} ${path}`,
    method: name.toUpperCase(),
    path,
    pointer,
    requiresToken: requiresToken(root, node, pointer, report),
    securitySchemes: requirementsOf(root, node).flatMap(alternative =>
      isObject(alternative) ? Object.keys(alternative) : [],
    ),
    parameters: mergeParameters(readParameters(root, item, base), readParameters(root, node, pointer)),
    requestBody: readRequestBody(root, node, pointer),
    responses: new Map(responseKeys(node).map(key => [key, readShared(joinPointer(pointer, 'responses', key), key)])),
    rateLimit: readRateLimit(rateLimitHolders, report),
    scopes: readScopesExtension(node, pointer, report),
  };
}

function responseKeys(operation: JsonObject): string[] {
  const responses = operation['responses'];
  return isObject(responses) ? Object.keys(responses).filter(key => !key.startsWith('x-')) : [];
}

/** @see https://spec.openapis.org/oas/v3.1.1.html#security-requirement-object */
function requiresToken(root: JsonObject, operation: JsonObject, pointer: string, report: Report): boolean {
  const requirements = requirementsOf(root, operation);
  const base = operation['security'] === undefined ? '/security' : joinPointer(pointer, 'security');
  const needed = requirements.map((each, index) => needsToken(root, each, joinPointer(base, index), report));
  return needed.length > 0 && needed.every(Boolean);
}

function requirementsOf(root: JsonObject, operation: JsonObject): readonly Json[] {
  const requirements = operation['security'] ?? root['security'];
  return Array.isArray(requirements) ? requirements : [];
}

function needsToken(root: JsonObject, alternative: Json, pointer: string, report: Report): boolean {
  if (!isObject(alternative)) return false;
  return Object.keys(alternative)
    .map(name => isTokenScheme(root, name, joinPointer(pointer, name), report))
    .some(Boolean);
}

function isTokenScheme(root: JsonObject, name: string, pointer: string, report: Report): boolean {
  const scheme = followPointer(root, joinPointer('/components/securitySchemes', name))?.value;
  if (!isObject(scheme)) {
    reportUnknownScheme(root, name, pointer, report);
    return true;
  }
  if (scheme['type'] === 'http') return String(scheme['scheme']).toLowerCase() === 'bearer';
  return scheme['type'] === 'oauth2' || scheme['type'] === 'openIdConnect';
}

function reportUnknownScheme(root: JsonObject, name: string, pointer: string, report: Report): void {
  const schemes = followPointer(root, '/components/securitySchemes')?.value;
  const names = isObject(schemes) ? Object.keys(schemes) : [];
  report(
    pointer,
    `expected the name of a security scheme in components, but found "${name}", read as a bearer token`,
    suggest(name, names),
    'document/security-scheme-unknown',
  );
}

function readParameters(root: JsonObject, holder: JsonObject, base: string): Parameter[] {
  const list = holder['parameters'];
  if (!Array.isArray(list)) return [];
  return list.flatMap((_, index) => {
    const found = followPointer(root, joinPointer(base, 'parameters', index));
    return found && isObject(found.value) ? [readParameter(root, found.value, found.pointer)] : [];
  });
}

function readParameter(root: JsonObject, node: JsonObject, pointer: string): Parameter {
  const [content] = mediaTypesOf(root, node, pointer).values();
  const { schema, schemaPointer } = content ?? schemaAt(root, pointer);
  return {
    name: String(node['name']),
    in: node['in'] as Parameter['in'],
    required: node['required'] === true || node['in'] === 'path',
    schema,
    schemaPointer,
    pointer,
  };
}

/** OpenAPI ignores these header parameters: security, content and negotiation say them better. */
const ignoredHeaders = new Set(['authorization', 'accept', 'content-type']);

/** Whether a declared parameter has no effect. */
export function isIgnoredHeader({ in: place, name }: Parameter): boolean {
  return place === 'header' && ignoredHeaders.has(name.toLowerCase());
}

/** An operation's parameter replaces the path's parameter of the same name and place. */
function mergeParameters(ofPath: readonly Parameter[], ofOperation: readonly Parameter[]): Parameter[] {
  const keyOf = (parameter: Parameter): string =>
    `${parameter.in} ${parameter.in === 'header' ? parameter.name.toLowerCase() : parameter.name}`;
  return [...new Map([...ofPath, ...ofOperation].map(parameter => [keyOf(parameter), parameter])).values()];
}

function readRequestBody(root: JsonObject, operation: JsonObject, pointer: string): RequestBody | undefined {
  if (operation['requestBody'] === undefined) return undefined;
  const found = followPointer(root, joinPointer(pointer, 'requestBody'));
  if (!found || !isObject(found.value)) return undefined;
  const content: ReadonlyMap<string, MediaType> = mediaTypesOf(root, found.value, found.pointer);
  return { required: found.value['required'] === true, content };
}

/** The first operation keeps a repeated `operationId`; the others count as having none. */
function withUniqueIds(operations: readonly Operation[], root: JsonObject, report: Report): Operation[] {
  const seen = new Map<string, Operation>();
  return operations.map(operation => {
    const first = seen.get(operation.operationId);
    seen.set(operation.operationId, first ?? operation);
    const named = followPointer(root, operation.pointer)?.value;
    if (!first || !isObject(named) || named['operationId'] === undefined) return operation;
    const operationId = `${operation.method.toLowerCase()} ${operation.path}`;
    report(
      joinPointer(operation.pointer, 'operationId'),
      `expected a unique operationId, but ${first.method} ${first.path} is called "${operation.operationId}" too, so this one is read as "${operationId}"`,
      undefined,
      'document/operation-id-repeated',
    );
    return { ...operation, operationId };
  });
}
