// Access to the admin API: no web page of another origin and, with an admin token set, only requests with it.
// @see https://fetch.spec.whatwg.org/#http-cors-protocol and https://www.w3.org/TR/fetch-metadata/

import { createHash, timingSafeEqual } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { KitError } from '../../base/errors.ts';

/** Keeps answers out of caches, and out of pages that load them as another type. */
export function addSafetyHeaders(reply: FastifyReply): void {
  reply.header('cache-control', 'no-store');
  reply.header('x-content-type-options', 'nosniff');
  reply.header('cross-origin-resource-policy', 'same-origin');
}

/**
 * A page can make a browser send a DELETE or a plain text POST without reading the answer, and the request takes effect.
 * So the request itself is rejected.
 *
 * @throws ERR_ADMIN_FORBIDDEN
 */
export function refuseOtherOrigins({ headers }: FastifyRequest): void {
  const { origin, host } = headers;
  if (origin !== undefined && !isOwnOrigin(origin, host)) throw forbidden(`the origin ${JSON.stringify(origin)}`);
  const site = headers['sec-fetch-site'];
  if (site === 'cross-site' || site === 'same-site') throw forbidden('another origin');
}

export interface Trust {
  /** Undefined requires every host name of the request to be local instead. */
  readonly adminToken: string | undefined;
  /** Whether to trust `X-Forwarded-Host`. */
  readonly trustProxy: boolean;
}

/**
 * Without a token, the host name decides: a page can point its own name at a local address (DNS rebinding), and a proxy
 * forwards requests under its own name.
 *
 * @throws ERR_ADMIN_UNAUTHORIZED, ERR_ADMIN_FORBIDDEN
 */
export function requireTrust(request: FastifyRequest, reply: FastifyReply, { adminToken, trustProxy }: Trust): void {
  if (adminToken !== undefined) requireToken(request, reply, adminToken);
  else for (const host of hostsOf(request, trustProxy)) requireOwnHost(host);
}

/** Every host name of the request: each proxy may add one. */
function hostsOf({ headers }: FastifyRequest, trustProxy: boolean): readonly string[] {
  const forwarded = trustProxy ? [headers['x-forwarded-host'] ?? []].flat() : [];
  return [headers.host ?? '', ...forwarded.flatMap(list => list.split(',').map(host => host.trim()))];
}

function requireToken(request: FastifyRequest, reply: FastifyReply, adminToken: string): void {
  const [, given] = /^bearer +(\S+) *$/i.exec(request.headers.authorization ?? '') ?? [];
  if (given !== undefined && isSame(given, adminToken)) return;
  reply.header('www-authenticate', 'Bearer realm="aps-userinfo admin"');
  throw new KitError(
    'ERR_ADMIN_UNAUTHORIZED',
    given === undefined ? 'The request has no admin token.' : 'The admin token is wrong.',
    {
      hint: 'Send "Authorization: Bearer <token>" with the token that the server was started with (--admin-token).',
    },
  );
}

function isOwnOrigin(origin: string, host: string | undefined): boolean {
  return host !== undefined && (origin === `http://${host}` || origin === `https://${host}`);
}

function forbidden(who: string): KitError {
  return new KitError('ERR_ADMIN_FORBIDDEN', `The admin API does not answer web pages of ${who}.`, {
    hint: 'Call it from the test itself, not from the page under test.',
  });
}

function requireOwnHost(host: string): void {
  const name = host.replace(/:\d*$/, '').toLowerCase();
  if (/^(localhost|127(\.\d{1,3}){3}|\[::1\])$/.test(name)) return;
  throw new KitError('ERR_ADMIN_FORBIDDEN', `The admin API rejects the host name "${name}".`, {
    hint: 'Use localhost or 127.0.0.1; for another name, start the server with an admin token (--admin-token).',
  });
}

/** In constant time. */
function isSame(given: string, expected: string): boolean {
  return timingSafeEqual(digest(given), digest(expected));
}

function digest(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}
