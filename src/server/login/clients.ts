// The applications: any, unless a file pins them; and client authentication.
// @see https://www.rfc-editor.org/rfc/rfc6749#section-2.3

import { createHash, timingSafeEqual } from 'node:crypto';
import { type LoginRequest, OAuthError, type Parameters } from './login-request.ts';

export interface Client {
  readonly id: string;
  readonly name: string;
  /** Null for a public client. */
  readonly secret: string | null | undefined;
  readonly redirectUris: readonly string[] | undefined;
  readonly postLogoutRedirectUris: readonly string[] | undefined;
  readonly scopes: readonly string[] | undefined;
}

/** Pinned applications; undefined accepts any. */
export type PinnedClients = ReadonlyMap<string, Client> | undefined;

const longestId = 256;
const longestAddress = 2000;

/** Undefined for an unknown id if clients are pinned, and for an invalid id. */
export function findClient(pinned: PinnedClients, id: string): Client | undefined {
  if (pinned !== undefined) return pinned.get(id);
  if (!/^[\x20-\x7e]+$/.test(id) || id.length > longestId) return undefined;
  return {
    id,
    name: id,
    secret: undefined,
    redirectUris: undefined,
    postLogoutRedirectUris: undefined,
    scopes: undefined,
  };
}

export interface Caller {
  readonly client: Client;
  readonly isConfidential: boolean;
}

/**
 * The client of a request to the token, introspect or revoke endpoint.
 *
 * @throws OAuthError 400 for credentials in two places, 401 for missing or wrong ones
 */
export function authenticateClient(pinned: PinnedClients, request: LoginRequest, form: Parameters): Caller {
  const { id, secrets } = readCredentials(request, form);
  const client = findClient(pinned, id);
  if (client === undefined) throw wrongCredentials();
  if (secrets === undefined) {
    if (typeof client.secret === 'string') throw noCredentials();
    return { client, isConfidential: false };
  }
  const isRight = client.secret === undefined || secrets.some(secret => isSame(secret, client.secret));
  if (!isRight) throw wrongCredentials();
  return { client, isConfidential: true };
}

interface Credentials {
  readonly id: string;
  readonly secrets: readonly string[] | undefined;
}

function readCredentials({ headers }: LoginRequest, form: Parameters): Credentials {
  const id = form.get('client_id');
  const { authorization } = headers;
  if (authorization !== undefined) {
    if (id === undefined && form.get('client_secret') === undefined) return readBasic(authorization);
    throw new OAuthError(
      400,
      'invalid_request',
      "The 'client_id' is not supported in the request body when Authorization headers are present.",
    );
  }
  if (id === undefined) throw noCredentials();
  const secret = form.get('client_secret');
  return { id, secrets: secret === undefined ? undefined : [secret] };
}

/** RFC 6749 form-encodes id and secret first, which most clients of APS do not. */
function readBasic(authorization: string): Credentials {
  const [, encoded] = /^basic +([A-Za-z0-9+/]+=*)$/i.exec(authorization) ?? [];
  const text = Buffer.from(encoded ?? '', 'base64').toString('utf8');
  const colon = text.indexOf(':');
  if (colon < 1 || colon === text.length - 1) throw wrongCredentials();
  const secret = text.slice(colon + 1);
  return { id: decoded(text.slice(0, colon)), secrets: [secret, decoded(secret)] };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    return text;
  }
}

function isSame(given: string, expected: string | null | undefined): boolean {
  return typeof expected === 'string' && timingSafeEqual(digest(given), digest(expected));
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

function noCredentials(): OAuthError {
  return new OAuthError(401, 'invalid_client', 'No client credentials found.');
}

function wrongCredentials(): OAuthError {
  return new OAuthError(401, 'invalid_client', 'The client credentials are invalid.');
}

/** Schemes that run code in the browser or read local files. */
const dangerous = ['javascript:', 'data:', 'vbscript:', 'blob:', 'file:', 'about:', 'view-source:', 'filesystem:'];

/** An absolute URI without a fragment, of a scheme that can lead to an application. */
export function isAddress(address: string): boolean {
  if (address.length > longestAddress || !/^[\x21-\x7e]+$/.test(address)) return false;
  const url = URL.canParse(address) ? new URL(address) : undefined;
  return url !== undefined && url.hash === '' && !address.includes('#') && !dangerous.includes(url.protocol);
}

/**
 * Whether a redirect may go there: exactly a pinned URI, else http, https and private-use schemes, which contain a dot.
 *
 * @param pinned undefined if no URI is pinned
 * @see https://www.rfc-editor.org/rfc/rfc8252#section-7.1
 */
export function mayRedirect(address: string, pinned: readonly string[] | undefined): boolean {
  if (!isAddress(address)) return false;
  return pinned === undefined ? /^(https?|[a-z][a-z\d+-]*\.[a-z\d+.-]*):/i.test(address) : pinned.includes(address);
}
