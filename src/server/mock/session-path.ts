// The path prefix `/sessions/<id>`: a session for clients that can set a base URL but no header.

import type { IncomingMessage } from 'node:http';

// Clients that join a base URL and a path with a slash too many mean the same session.
const prefix = /^\/+sessions\/+([^/?]+)(\/.*)$/s;
const sessionIds = new WeakMap<IncomingMessage, string>();

/** Takes the prefix off the URL, for Fastify's `rewriteUrl`, and remembers the id that it named. */
export function stripSessionPath(request: IncomingMessage): string {
  const url = request.url ?? '/';
  const [, id, rest] = prefix.exec(url) ?? [];
  if (id === undefined || rest === undefined) return url;
  sessionIds.set(request, decode(id));
  return rest;
}

/** The session that the path named; undefined where it named none. */
export function sessionOfPath(request: IncomingMessage): string | undefined {
  return sessionIds.get(request);
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
