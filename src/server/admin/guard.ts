// Who may speak to the admin API: no web page of another origin, and with a token set, nobody without it.
// @see https://fetch.spec.whatwg.org/#http-cors-protocol and https://www.w3.org/TR/fetch-metadata/

import { createHash, timingSafeEqual } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { KitError } from '../../base/errors.ts';

/** Keeps answers out of caches, and out of pages that load them as something else than what they are. */
export function addSafetyHeaders(reply: FastifyReply): void {
  reply.header('cache-control', 'no-store');
  reply.header('x-content-type-options', 'nosniff');
  reply.header('cross-origin-resource-policy', 'same-origin');
}

/**
 * A page can make a browser send requests whose answer it may not read; a DELETE or a POST of plain text has done its
 * work by then. So the request itself is refused.
 *
 * @throws ERR_ADMIN_FORBIDDEN
 */
export function refuseOtherOrigins({ headers }: FastifyRequest): void {
  const { origin, host } = headers;
  if (origin !== undefined && !isOwnOrigin(origin, host)) throw forbidden(`the origin ${JSON.stringify(origin)}`);
  const site = headers['sec-fetch-site'];
  if (site === 'cross-site' || site === 'same-site') throw forbidden('another origin');
}

/** What decides who is trusted. */
export interface Trust {
  /** Undefined where none is asked for; every host name of the request then has to be this machine's. */
  readonly adminToken: string | undefined;
  /** Whether `X-Forwarded-Host` is believed. */
  readonly trustProxy: boolean;
}

/**
 * Without a token, the host name decides: a page can give its own name this machine's address (DNS rebinding), and a
 * proxy passes on what others ask for under its name.
 *
 * @throws ERR_ADMIN_UNAUTHORIZED, ERR_ADMIN_FORBIDDEN
 */
export function requireTrust(request: FastifyRequest, reply: FastifyReply, { adminToken, trustProxy }: Trust): void {
  if (adminToken !== undefined) requireToken(request, reply, adminToken);
  else for (const host of hostsOf(request, trustProxy)) requireOwnHost(host);
}

/** Every name under which a request came here: each proxy on the way may add its own. */
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
    given === undefined ? 'There is no admin token.' : 'This is not the admin token.',
    {
      hint: 'Send it as "Authorization: Bearer <token>", where the token is what the server was started with (--admin-token).',
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
  throw new KitError('ERR_ADMIN_FORBIDDEN', `The admin API is not reached under the host name "${name}".`, {
    hint: 'Use localhost or 127.0.0.1; for another name, start the server with an admin token (--admin-token).',
  });
}

/** Takes as long for a near miss as for a wild guess. */
function isSame(given: string, expected: string): boolean {
  return timingSafeEqual(digest(given), digest(expected));
}

function digest(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}
