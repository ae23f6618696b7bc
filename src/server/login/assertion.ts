// The grant jwt-bearer: an assertion, signed with the key of a service account, for a three-legged token.
// @see https://www.rfc-editor.org/rfc/rfc7523 and https://aps.autodesk.com/en/docs/ssa/v1/developers_guide/overview/

import { type KeyObject, verify } from 'node:crypto';
import { decodeJwt } from '../../base/jwt.ts';
import { authenticateClient, type Caller } from './clients.ts';
import { randomText } from './keyring.ts';
import { accessTokenOf, type LoginContext } from './login-context.ts';
import { json, type LoginAnswer, type LoginRequest, type Parameters } from './login-request.ts';
import { enginePaths, lifetimes } from './names.ts';
import { invalidGrant, OAuthError } from './oauth-error.ts';
import { isApsScope, readScopes } from './scopes.ts';
import { type AccountKey, accountsOf, limit, personaName, type ServiceAccount } from './service-accounts.ts';

/** The grant type of an assertion. */
export const jwtBearer = 'urn:ietf:params:oauth:grant-type:jwt-bearer';

const longestAssertionSeconds = 300;
const productionAudience = `https://developer.api.autodesk.com${enginePaths.token}`;

/** Exchanges an assertion for a three-legged token of its service account. @throws OAuthError */
export function exchangeAssertion(context: LoginContext, request: LoginRequest, form: Parameters): LoginAnswer {
  const { session } = request;
  const { client } = requireSecret(context, request, form);
  const limited = limit(session, `token ${client.id}`);
  if ('answer' in limited) return { ...limited.answer, clientId: client.id };
  const { account, key, scopes } = readAssertion(request, client.id, form.require('assertion'));
  const scope = form.get('scope');
  const granted = scope === undefined ? scopes : readScopes(scope, scopes, context.settings.unknownScopes);
  key.accessedAt = session.clock.now();
  account.accessedAt = key.accessedAt;
  const records = context.state.recordsOf(session);
  const id = `SA-${randomText(61)}`;
  const persona = personaName(account.id);
  records.put(
    'AccessToken',
    id,
    { accountId: persona, clientId: client.id, scope: granted.join(' ') },
    lifetimes.accessToken,
  );
  const record = records.get('AccessToken', id);
  if (record === undefined) throw new Error('a token was issued and not stored');
  const body = { access_token: accessTokenOf(context, request, record), token_type: 'Bearer', expires_in: 3600 };
  const answer = json(200, body, 'token for a service account', limited.headers);
  return { ...answer, clientId: client.id, persona };
}

function requireSecret({ settings }: LoginContext, request: LoginRequest, form: Parameters): Caller {
  try {
    const caller = authenticateClient(settings.clients, request, form);
    if (caller.isConfidential) return caller;
  } catch (error) {
    if (!(error instanceof OAuthError) || error.status !== 401) throw error;
  }
  throw new OAuthError(401, 'invalid_credentials', 'The client credentials are invalid.');
}

interface Assertion {
  readonly account: ServiceAccount;
  readonly key: AccountKey;
  readonly scopes: readonly string[];
}

/** Whatever is wrong with it, the wire says the same. */
function readAssertion({ session, base: own }: LoginRequest, clientId: string, text: string): Assertion {
  const { header, payload } = decodeJwt(text) ?? { header: {}, payload: {} };
  const account = accountsOf(session).get(String(payload['sub']));
  const key = account?.keys.get(String(header['kid']));
  const { iss, aud, exp, scope } = payload;
  const now = session.clock.now() / 1000;
  const isTimely = typeof exp === 'number' && exp > now && exp <= now + longestAssertionSeconds;
  const isForUs = aud === productionAudience || aud === `${own}${enginePaths.token}`;
  const isWhole = iss === clientId && isForUs && isTimely && Array.isArray(scope) && scope.length > 0;
  if (account === undefined || key === undefined || account.clientId !== clientId || !isWhole) throw invalidAssertion();
  if (header['alg'] !== 'RS256' || !isSigned(text, key.publicKey)) throw invalidAssertion();
  if (account.status !== 'ENABLED' || key.status !== 'ENABLED')
    throw invalidGrant('The service account is not enabled.');
  const scopes = scope.map(String);
  if (!scopes.every(isApsScope)) throw invalidAssertion();
  return { account, key, scopes };
}

function isSigned(jwt: string, publicKey: KeyObject): boolean {
  const end = jwt.lastIndexOf('.');
  return verify('sha256', Buffer.from(jwt.slice(0, end)), publicKey, Buffer.from(jwt.slice(end + 1), 'base64url'));
}

function invalidAssertion(): OAuthError {
  return invalidGrant("The 'assertion' is invalid.");
}
