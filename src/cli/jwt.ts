// A JWT with the header and claims of Autodesk's access tokens, for code that decodes its token. Its signature is
// invalid, and says so.
// @see https://www.rfc-editor.org/rfc/rfc7519#section-3

import { createHash } from 'node:crypto';
import { createClock } from '../base/clock.ts';
import type { Config } from '../config/config.ts';
import { loadServedDocument } from '../server/mock/served-document.ts';

export interface TokenRequest {
  /** Name of a persona, or `~name` for a stranger; undefined means a token of each persona. */
  readonly persona?: string | undefined;
  readonly scenario?: string | undefined;
  readonly jwt?: boolean;
  /** The JWT expired an hour ago. */
  readonly expired?: boolean;
  /** The JWT has no user. */
  readonly twoLegged?: boolean;
  readonly clientId?: string;
  /** Undefined gives a mock token all scopes. */
  readonly scope?: readonly string[];
  readonly json?: boolean;
  /** Name or id of a service account of which an assertion is wanted. */
  readonly serviceAccount?: string;
}

export interface JwtClaims {
  /** Autodesk id of the user; undefined for a 2-legged token. */
  readonly userid: string | undefined;
  readonly clientId: string;
  readonly scope: readonly string[];
  /** Seconds since the Unix epoch. */
  readonly expiresAt: number;
}

const header = { alg: 'RS256', kid: 'mock' };

/** As for Autodesk's access tokens: an hour. */
const lifetimeSeconds = 3600;

/** What a new application asks for. */
export const defaultScopes: readonly string[] = ['openid', 'user-profile:read'];
const defaultClientId = 'mock-client';

/** One JWT for each name: a persona, `~name` for a stranger, undefined for no user. */
export async function createJwts(
  config: Config,
  request: TokenRequest,
  who: readonly (string | undefined)[],
): Promise<readonly string[]> {
  const { personas, successes, profile } = await loadServedDocument(config);
  const [first] = successes.values();
  const success = profile === undefined ? first : successes.get(profile);
  const nowSeconds = Math.floor(createClock().now() / 1000);
  const userids = who.map(name => {
    const persona = personas.get(name ?? '');
    return persona === undefined ? name && useridFor(name) : success?.profiles.subjectOf(persona);
  });
  return userids.map(userid =>
    renderJwt({
      userid,
      clientId: request.clientId ?? defaultClientId,
      scope: request.scope ?? defaultScopes,
      expiresAt: nowSeconds + (request.expired ? -lifetimeSeconds : lifetimeSeconds),
    }),
  );
}

/** The same claims give the same token. */
function renderJwt({ userid, clientId, scope, expiresAt }: JwtClaims): string {
  const jti = sha256(JSON.stringify([userid, clientId, scope, expiresAt]));
  const claims = {
    scope,
    client_id: clientId,
    iss: 'https://developer.api.autodesk.com',
    aud: 'https://autodesk.com',
    jti,
    ...(userid === undefined ? {} : { userid }),
    exp: expiresAt,
  };
  return [JSON.stringify(header), JSON.stringify(claims), 'mock signature: valid nowhere'].map(base64url).join('.');
}

/** A user id in Autodesk's format: twelve capital letters and digits. */
function useridFor(name: string): string {
  const digits = BigInt(`0x${sha256(name)}`)
    .toString(36)
    .toUpperCase();
  return digits.slice(0, 12);
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

function base64url(text: string): string {
  return Buffer.from(text).toString('base64url');
}
