// GET /.well-known/openid-configuration, its twin oauth-authorization-server (RFC 8414), and GET /authentication/v2/keys: where everything is, and whose signatures count.
// @see https://openid.net/specs/openid-connect-discovery-1_0.html and
// https://aps.autodesk.com/en/docs/oauth/v2/reference/http/openid-GET

import { type Keyring, keysMaxAgeSeconds } from './keyring.ts';
import type { LoginSettings } from './login-context.ts';
import { json, type LoginAnswer, type LoginRequest } from './login-request.ts';
import { enginePaths } from './names.ts';
import { apsScopes, unlistedScopes } from './scopes.ts';

/** Both paths answer the same document, as seen live. */
export const discoveryPaths: readonly string[] = [
  '/.well-known/openid-configuration',
  '/.well-known/oauth-authorization-server',
];

/** The live service's members, in its order; the issuer is where the client found this document. */
export function discovery(
  { base, browserBase }: LoginRequest,
  { discoveryAliases, discoveryScopes }: Pick<LoginSettings, 'discoveryAliases' | 'discoveryScopes'>,
): LoginAnswer {
  const isWhole = discoveryScopes === 'all';
  const revocation = `${base}${enginePaths.revoke}`;
  const introspection = `${base}${enginePaths.introspect}`;
  const document = {
    issuer: base,
    authorization_endpoint: `${browserBase}${enginePaths.authorize}`,
    token_endpoint: `${base}${enginePaths.token}`,
    userinfo_endpoint: `${base}/userinfo`,
    jwks_uri: `${base}/authentication/v2/keys`,
    revocation_endpoint: revocation,
    introspection_endpoint: introspection,
    // As Autodesk's pages call them, where the live service does not.
    ...(discoveryAliases ? { revoke_endpoint: revocation, introspect_endpoint: introspection } : {}),
    scopes_supported: isWhole ? [...apsScopes, ...unlistedScopes] : apsScopes,
    response_types_supported: ['code', 'code id_token', 'id_token'],
    response_modes_supported: ['fragment', 'form_post', 'query'],
    grant_types_supported: ['authorization_code', 'client_credentials', 'refresh_token'],
    subject_types_supported: ['public'],
    id_token_signing_alg_values_supported: ['RS256'],
    token_endpoint_auth_methods_supported: ['client_secret_basic', 'client_secret_post'],
    code_challenge_methods_supported: ['S256'],
  };
  return json(200, document, 'discovery');
}

/** The published keys, which clients may keep for a week. */
export function keys(keyring: Keyring): LoginAnswer {
  return json(200, keyring.jwks(), 'keys', { 'cache-control': `max-age=${keysMaxAgeSeconds}` });
}
