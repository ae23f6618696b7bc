// A login without a browser, for tests, through the same endpoints.

import type { Session } from '../sessions/session.ts';
import { authorize } from './authorize.ts';
import type { Client } from './clients.ts';
import type { LoginContext } from './login-context.ts';
import type { LoginRequest } from './login-request.ts';
import { enginePaths } from './names.ts';
import { OAuthError, serverError } from './oauth-error.ts';
import { token } from './token.ts';

export interface LogIn {
  /** A persona's name, or `~` and the name of a stranger. */
  readonly accountId: string;
  /** Undefined: any client, or the first pinned one. */
  readonly clientId: string | undefined;
  /** Separated by spaces; undefined requests all scopes of the client, or `openid user-profile:read`. */
  readonly scope: string | undefined;
  readonly nonce: string | undefined;
}

/** Tokens of a login. */
export interface LogInTokens {
  readonly accessToken: string;
  readonly refreshToken: string;
  /** Only with the scope `openid`. */
  readonly idToken: string | undefined;
  /** Lifetime of the access token in seconds, as the service reports it. */
  readonly expiresIn: number;
  readonly tokenType: 'Bearer';
  readonly clientId: string;
}

export const defaultClientId = 'aps-userinfo';
export const defaultScope = 'openid user-profile:read';

export async function logInWithoutBrowser(
  context: LoginContext,
  session: Session,
  base: string,
  { accountId, clientId, scope, nonce }: LogIn,
): Promise<LogInTokens> {
  const pinned = context.settings.clients;
  const client: Client | undefined = clientId === undefined ? pinned?.values().next().value : pinned?.get(clientId);
  const id = clientId ?? client?.id ?? defaultClientId;
  const redirectUri = client?.redirectUris?.[0] ?? 'http://127.0.0.1/callback';
  const request = { path: enginePaths.authorize, headers: {}, session, base, browserBase: base };
  const query = new URLSearchParams({
    client_id: id,
    redirect_uri: redirectUri,
    response_type: 'code',
    response_mode: 'query',
    scope: scope ?? client?.scopes?.join(' ') ?? defaultScope,
    login_hint: accountId,
    ...(nonce === undefined ? {} : { nonce }),
  });
  const { headers } = await authorize(context, { ...request, method: 'GET', query, body: '' });
  const code = codeIn(String(headers['location']));
  return tokensFor(context, request, {
    grant_type: 'authorization_code',
    client_id: id,
    code,
    redirect_uri: redirectUri,
    ...(typeof client?.secret === 'string' ? { client_secret: client.secret } : {}),
  });
}

function codeIn(location: string): string {
  const { searchParams } = new URL(location);
  const code = searchParams.get('code');
  if (code !== null) return code;
  if (searchParams.get('error') === 'server_error') throw serverError();
  throw new OAuthError(400, 'invalid_request', searchParams.get('error_description') ?? 'The response has no code.');
}

async function tokensFor(
  context: LoginContext,
  request: Omit<LoginRequest, 'method' | 'query' | 'body'>,
  form: Record<string, string>,
): Promise<LogInTokens> {
  const { body } = await token(context, {
    ...request,
    path: enginePaths.token,
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    query: new URLSearchParams(),
    body: new URLSearchParams(form).toString(),
  });
  const tokens = JSON.parse(body) as Record<string, string>;
  return {
    accessToken: tokens['access_token'] ?? '',
    refreshToken: tokens['refresh_token'] ?? '',
    idToken: tokens['id_token'],
    expiresIn: Number(tokens['expires_in']),
    tokenType: 'Bearer',
    clientId: form['client_id'] ?? '',
  };
}
