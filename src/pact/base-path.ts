// The paths of a contract without the base path of a server: the comparator knows the document's own paths only.
// @see https://spec.openapis.org/oas/v3.1.1.html#server-object

import { isObject } from '../base/json.ts';
import type { ApiDocument, Json } from '../contract/openapi/document.ts';
import { followPointer } from '../contract/openapi/resolve.ts';
import { findOperation } from '../contract/responses/find-operation.ts';
import type { FiledHttp } from './pact-file.ts';

/** The path as the document writes it; unchanged where no server accounts for what stands before it. */
export function withoutBasePath(document: ApiDocument, { method, path }: FiledHttp): string {
  const operation = findOperation(document, { method, path, headers: [] });
  if (operation === undefined) return path;
  const holders = ['', operation.pointer.replace(/\/[^/]*$/, ''), operation.pointer];
  const bases = holders.flatMap(holder => serverPaths(followPointer(document.root, holder)?.value));
  const base = bases.find(candidate => candidate !== '' && path.startsWith(`${candidate}/`));
  return base === undefined || isOwnPath(document, path) ? path : path.slice(base.length);
}

/** A document may describe a path that begins like its own base path. */
function isOwnPath({ operations }: ApiDocument, path: string): boolean {
  return operations.some(operation => operation.path === path);
}

function serverPaths(holder: Json | undefined): readonly string[] {
  const servers = isObject(holder) && Array.isArray(holder['servers']) ? (holder['servers'] as readonly Json[]) : [];
  return servers.filter(isObject).flatMap(({ url, variables }) => {
    const filled = String(url ?? '').replace(/\{([^}]+)\}/g, (_, name: string) => defaultOf(variables, name));
    return URL.canParse(filled, 'http://localhost')
      ? [new URL(filled, 'http://localhost').pathname.replace(/\/+$/, '')]
      : [];
  });
}

function defaultOf(variables: Json | undefined, name: string): string {
  const variable = isObject(variables) ? variables[name] : undefined;
  return isObject(variable) ? String(variable['default'] ?? '') : '';
}
