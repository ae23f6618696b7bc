// Paths: conversion to Fastify's syntax, the methods of a path, and the session prefix.
// @see https://spec.openapis.org/oas/v3.1.1.html#path-templating

import type { IncomingMessage } from 'node:http';
import type { ApiDocument } from '../../contract/openapi/document.ts';
import { pathOf } from '../sessions/journal.ts';

/** A served path that is not in the document. */
export interface BesidePath {
  /** In OpenAPI syntax; `/*` at the end matches the rest. */
  readonly path: string;
  /** As the hint of a 404 names it. */
  readonly label: string;
  /** Default: all. */
  readonly methods?: readonly string[];
}

/** `/users/{id}` becomes `/users/:id`. */
export function toFastifyPath(path: string): string {
  return path.replaceAll(':', '::').replace(/\{([^}]+)\}(?=(.?))/g, (_, name: string, next: string) => {
    // Without an expression, Fastify takes some of the following characters as part of the name.
    const expression = next === '' || next === '/' ? '' : '(.+?)';
    return `:${parameterKey(name)}${expression}`;
  });
}

/** Key of a path parameter in `request.params`: some characters would end its name. */
export function parameterKey(name: string): string {
  return name.replace(/\W/g, character => `_${character.codePointAt(0)?.toString(16)}`);
}

export function describes({ operations }: ApiDocument, path: string, method: string): boolean {
  return operations.some(operation => operation.path === path && operation.method === method);
}

/** The document's methods of a path, HEAD with GET, and OPTIONS; none for an unknown path. */
export function allowedMethods(document: ApiDocument, path: string): readonly string[] {
  const methods = methodsAt(document.operations, path);
  return methods.length === 0
    ? []
    : [...new Set([...methods, ...(methods.includes('GET') ? ['HEAD'] : []), 'OPTIONS'])];
}

/** The methods of the matching routes. */
export function methodsAt(
  routes: readonly { readonly method: string; readonly path: string }[],
  path: string,
): readonly string[] {
  return [...new Set(at(routes, path).map(({ method }) => method))];
}

/** Those with a path that matches. */
export function at<Served extends { readonly path: string }>(
  served: readonly Served[],
  path: string,
): readonly Served[] {
  const wanted = path.replace(/\/{2,}/g, '/').replace(/(.)\/$/, '$1');
  return served.filter(each => matches(each.path, wanted));
}

const templates = new Map<string, RegExp>();

function matches(template: string, path: string): boolean {
  if (template.endsWith('/*')) return path.startsWith(template.slice(0, -1));
  if (!template.includes('{')) return template === path;
  const known = templates.get(template);
  if (known !== undefined) return known.test(path);
  const pattern = template.replace(/[.*+?^$()|[\]\\]/g, '\\$&').replace(/\{[^}]+\}/g, '[^/]+');
  // A watched document may have other paths each time.
  if (templates.size > 10_000) templates.clear();
  templates.set(template, new RegExp(`^${pattern}$`));
  return matches(template, path);
}

/** Gives a request the URL that routes know: without session and base path. */
export function rewriteUrl(request: IncomingMessage, served: ServedPaths): void {
  dropUselessType(request);
  const { url = '/' } = request;
  const rewritten = stripBasePath(stripSessionPath(request), served);
  if (rewritten !== url) Object.assign(request, { originalUrl: url, url: rewritten });
}

/** Takes a base path off a URL where the document describes the rest, and not the whole. */
function stripBasePath(url: string, { document, basePaths }: ServedPaths): string {
  const path = pathOf(url);
  const base = basePaths.find(each => path.startsWith(`${each}/`) && isDocumented(document, path.slice(each.length)));
  return base === undefined || isDocumented(document, path) ? url : url.slice(base.length);
}

/** What decides which paths are the document's. */
interface ServedPaths {
  readonly document: ApiDocument;
  readonly basePaths: readonly string[];
}

function isDocumented({ operations }: ApiDocument, path: string): boolean {
  return methodsAt(operations, path).length > 0;
}

// Clients that join URLs with an extra slash mean the same session.
const prefix = /^\/+sessions\/+([^/?]+)(\/.*)$/s;
const sessionIds = new WeakMap<IncomingMessage, string>();

/** Removes the prefix from the URL, and remembers its session id. */
export function stripSessionPath(request: IncomingMessage): string {
  const url = request.url ?? '/';
  // Most URLs have none, which is quicker to see than to match.
  const [, id, rest] = (url.includes('/sessions/') && prefix.exec(url)) || [];
  if (id === undefined || rest === undefined) return url;
  sessionIds.set(request, decode(id));
  return rest;
}

/** The session id in the path prefix; undefined without one. */
export function sessionOfPath(request: IncomingMessage): string | undefined {
  return sessionIds.get(request);
}

/**
 * Fastify rejects an unreadable content type before any route, and with one it waits for the end of a body, which has
 * passed where there is none. Without the header, the route decides.
 */
function dropUselessType({ headers, readableEnded }: IncomingMessage): void {
  const type = headers['content-type'];
  if (type !== undefined && (readableEnded || !readableType.test(type))) delete headers['content-type'];
}

/** @see https://www.rfc-editor.org/rfc/rfc9110#section-8.3.1 */
const readableType = /^[\w!#$%&'*+.^`|~-]+\/[\w!#$%&'*+.^`|~-]+[ \t]*(;|$)/;

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
