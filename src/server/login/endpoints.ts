// Paths and methods of the login, and their handlers.

import { pageHeaders, renderLoggedOutPage } from '../page/page.ts';
import { jwtBearer } from './assertion.ts';
import { authorize, resume } from './authorize.ts';
import { mayRedirect, type PinnedClients } from './clients.ts';
import { introspect, revoke } from './introspect.ts';
import { type Keyring, keysMaxAgeSeconds } from './keyring.ts';
import type { LoginContext, LoginSettings } from './login-context.ts';
import { showLogin, takeChoice } from './login-form.ts';
import {
  cookiesOf,
  json,
  type LoginAnswer,
  type LoginRequest,
  OAuthError,
  Parameters,
  pathOf,
  redirect,
  secureFor,
} from './login-request.ts';
import { manage, managementCalls } from './manage.ts';
import { cookieNames, enginePaths, loginPath } from './names.ts';
import { apsScopes, unlistedScopes } from './scopes.ts';
import { token } from './token.ts';

export interface Endpoint {
  readonly method: string;
  /** `{uid}` stands for one segment. */
  readonly path: string;
  /** A page for a browser: errors are pages, too. */
  readonly isPage: boolean;
  readonly answer: (context: LoginContext, request: LoginRequest) => LoginAnswer | Promise<LoginAnswer>;
}

const login = `${loginPath}/{uid}`;

const endpoints: readonly Endpoint[] = [
  { method: 'GET', path: enginePaths.authorize, isPage: true, answer: authorize },
  { method: 'GET', path: `${enginePaths.authorize}/{uid}`, isPage: true, answer: resume },
  { method: 'GET', path: login, isPage: true, answer: showLogin },
  { method: 'POST', path: login, isPage: true, answer: takeChoice },
  { method: 'GET', path: '/authentication/v2/logout', isPage: true, answer: logout },
  { method: 'POST', path: enginePaths.token, isPage: false, answer: token },
  { method: 'POST', path: enginePaths.introspect, isPage: false, answer: introspect },
  { method: 'POST', path: enginePaths.revoke, isPage: false, answer: revoke },
  { method: 'GET', path: '/authentication/v2/keys', isPage: false, answer: ({ keyring }) => keys(keyring) },
];

export async function endpointsAt(path: string, hasServiceAccounts: boolean): Promise<readonly Endpoint[]> {
  if (hasServiceAccounts && path.startsWith('/authentication/v2/service-accounts')) {
    const calls = await managementCalls(path);
    return calls.map(({ method }) => ({ method, path, isPage: false, answer: manage }));
  }
  const pattern = path.replace(/^(\/authentication\/v2\/(?:authorize|login))\/[\w-]{1,64}$/, '$1/{uid}');
  return endpoints.filter(endpoint => endpoint.path === pattern);
}

/** Both serve the same document, as seen live. */
export const discoveryPaths: readonly string[] = [
  '/.well-known/openid-configuration',
  '/.well-known/oauth-authorization-server',
];

/** The live service's members in its order; the issuer is the base URL of the request. */
export function discovery(
  { base, browserBase }: LoginRequest,
  settings: Pick<LoginSettings, 'discoveryAliases' | 'discoveryScopes' | 'serviceAccounts'>,
  userinfoPath: string,
): LoginAnswer {
  const { discoveryAliases, discoveryScopes, serviceAccounts } = settings;
  const isWhole = discoveryScopes === 'all';
  const unlistedGrants = isWhole && serviceAccounts !== false ? [jwtBearer] : [];
  const revocation = `${base}${enginePaths.revoke}`;
  const introspection = `${base}${enginePaths.introspect}`;
  const document = {
    issuer: base,
    authorization_endpoint: `${browserBase}${enginePaths.authorize}`,
    token_endpoint: `${base}${enginePaths.token}`,
    userinfo_endpoint: `${base}${userinfoPath}`,
    jwks_uri: `${base}/authentication/v2/keys`,
    revocation_endpoint: revocation,
    introspection_endpoint: introspection,
    // Names of Autodesk's pages, where the live service has others.
    ...(discoveryAliases ? { revoke_endpoint: revocation, introspect_endpoint: introspection } : {}),
    scopes_supported: isWhole ? [...apsScopes, ...unlistedScopes] : apsScopes,
    response_types_supported: ['code', 'code id_token', 'id_token'],
    response_modes_supported: ['fragment', 'form_post', 'query'],
    grant_types_supported: ['authorization_code', 'client_credentials', 'refresh_token', ...unlistedGrants],
    subject_types_supported: ['public'],
    id_token_signing_alg_values_supported: ['RS256'],
    token_endpoint_auth_methods_supported: ['client_secret_basic', 'client_secret_post'],
    code_challenge_methods_supported: ['S256'],
  };
  return json(200, document, 'discovery');
}

/** The JWK Set; clients may cache it for a week. */
export function keys(keyring: Keyring): LoginAnswer {
  return json(200, keyring.jwks(), 'keys', { 'cache-control': `max-age=${keysMaxAgeSeconds}` });
}

/** @throws OAuthError for an unregistered URI; then no logout happens */
export async function logout({ settings, state }: LoginContext, request: LoginRequest): Promise<LoginAnswer> {
  const address = new Parameters(request.query).get('post_logout_redirect_uri');
  if (address !== undefined && !mayRedirect(address, registered(settings.clients)))
    throw new OAuthError(400, 'invalid_request', "The 'post_logout_redirect_uri' is invalid.");
  const id = cookiesOf(request).get(cookieNames.session);
  if (id !== undefined) state.recordsOf(request.session).delete('Session', id);
  const cookie = `${cookieNames.session}=; path=${pathOf(request.browserBase)}/; expires=Thu, 01 Jan 1970 00:00:00 GMT; samesite=lax; httponly${secureFor(request.browserBase)}`;
  if (address !== undefined) return redirect(302, new URL(address).href, [cookie], 'logged out');
  return {
    status: 200,
    headers: { ...pageHeaders, 'set-cookie': cookie },
    body: renderLoggedOutPage(),
    outcome: 'logged out',
  };
}

/** A logout has no client id, so the URIs of every application are valid. */
function registered(clients: PinnedClients): readonly string[] | undefined {
  return clients && [...clients.values()].flatMap(({ postLogoutRedirectUris }) => postLogoutRedirectUris ?? []);
}
