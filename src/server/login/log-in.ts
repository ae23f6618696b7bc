// For tests: a login without a browser, through the same endpoints, and a service account without a management call.

import { KitError } from '../../base/errors.ts';
import type { Session } from '../sessions/session.ts';
import { signAssertion } from './assertion.ts';
import { authorize } from './authorize.ts';
import type { Client } from './clients.ts';
import type { LoginContext } from './login-context.ts';
import { type LoginRequest, OAuthError, serverError } from './login-request.ts';
import { memberCheck, newAccountSchema } from './manage.ts';
import { enginePaths } from './names.ts';
import type { NewAccount, ServiceAccounts } from './service-accounts.ts';
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
const defaultScope = 'openid user-profile:read';

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

// A service account for a test, with a key and an assertion, and no management call.

export interface ServiceAccountRequest {
  /** Any, unless clients are pinned: then the first one if undefined. */
  readonly clientId: string | undefined;
  readonly name: string;
  readonly firstName: string;
  readonly lastName: string;
  /** Separated by spaces; undefined asks for `openid user-profile:read`. */
  readonly scope: string | undefined;
}

/** What a program needs to get tokens as a service account. */
export interface ServiceAccountAccess {
  /** The `sub` of assertions. */
  readonly id: string;
  readonly email: string;
  /** The `iss` of assertions: only this application can exchange them. */
  readonly clientId: string;
  readonly kid: string;
  /** RSA, 2048 bits or more, as PEM of PKCS#1. */
  readonly privateKey: string;
  /** A signed assertion, good for five minutes by the clock of the session. */
  readonly assertion: string;
}

/** Makes an account and a key of it, unless the session has them. @throws ERR_REQUEST_INVALID */
export async function makeServiceAccount(
  accounts: ServiceAccounts,
  session: Session,
  { scope = defaultScope, ...wanted }: ServiceAccountRequest & Pick<NewAccount, 'clientId'>,
): Promise<ServiceAccountAccess> {
  const [wrong] = (await memberCheck(newAccountSchema))({ ...wanted });
  if (wrong !== undefined) throw new KitError('ERR_REQUEST_INVALID', wrong.text);
  const { clientId, name } = wanted;
  const account = accounts.of(clientId).find(known => known.name === name) ?? accounts.add(wanted);
  const kept = [...account.keys.values()].flatMap(({ kid, privateKey }) => (privateKey ? [{ kid, privateKey }] : []));
  const key = kept[0] ?? (await accounts.addKey(account, true));
  const { id, email } = account;
  return {
    ...{ id, email, clientId, kid: key.kid },
    privateKey: key.privateKey.export({ type: 'pkcs1', format: 'pem' }).toString(),
    assertion: signAssertion(account, key, scope.split(' ').filter(Boolean), session.clock.now()),
  };
}
