// The grant jwt-bearer: exchanges an assertion, signed with a service account's key, for a three-legged token.
// @see https://www.rfc-editor.org/rfc/rfc7523 and https://aps.autodesk.com/en/docs/ssa/v1/developers_guide/overview/

import { randomUUID } from 'node:crypto';
import { decodeJwt } from '../../base/jwt.ts';
import { authenticateClient, type Caller } from './clients.ts';
import { isSigned, randomText, type SigningKey, signJwt } from './keyring.ts';
import { accessTokenOf, accountsOf, type LoginContext } from './login-context.ts';
import {
  invalidGrant,
  json,
  type LoginAnswer,
  type LoginRequest,
  OAuthError,
  type Parameters,
} from './login-request.ts';
import { authenticationRules, limit } from './manage.ts';
import { enginePaths, lifetimes } from './names.ts';
import { isApsScope, readScopes } from './scopes.ts';
import { type AccountKey, personaName, type ServiceAccount } from './service-accounts.ts';

export const jwtBearer = 'urn:ietf:params:oauth:grant-type:jwt-bearer';

const longestAssertionSeconds = 300;
const exchangesPerMinute = 10;
const productionAudience = `https://developer.api.autodesk.com${enginePaths.token}`;

export const assertionSchema = '/components/schemas/AssertionGrant/properties/assertion/contentSchema';

/** An assertion of a service account, good for five minutes. @param now in milliseconds since the Unix epoch */
export function signAssertion(
  { clientId, id }: Pick<ServiceAccount, 'clientId' | 'id'>,
  key: SigningKey,
  scope: readonly string[],
  now: number,
): string {
  const iat = Math.floor(now / 1000);
  const exp = iat + longestAssertionSeconds;
  return signJwt(key, { iss: clientId, sub: id, aud: productionAudience, iat, exp, jti: randomUUID(), scope });
}

export async function exchangeAssertion(
  context: LoginContext,
  request: LoginRequest,
  form: Parameters,
): Promise<LoginAnswer> {
  const { session } = request;
  const { client } = requireSecret(context, request, form);
  const limited = limit(session, `token ${client.id}`, exchangesPerMinute);
  if ('answer' in limited) return { ...limited.answer, clientId: client.id };
  const { account, key, scopes } = await readAssertion(context, request, client.id, form.require('assertion'));
  const scope = form.get('scope');
  const granted = scope === undefined ? scopes : readScopes(scope, scopes, context.settings.unknownScopes);
  accountsOf(context, session).touch(account, key);
  const records = context.state.recordsOf(session);
  const persona = personaName(account.id);
  const payload = { accountId: persona, clientId: client.id, scope: granted.join(' ') };
  const record = records.put('AccessToken', `SA-${randomText(61)}`, payload, lifetimes.accessToken);
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

interface Claims {
  readonly iss: string;
  readonly sub: string;
  readonly aud: string;
  readonly exp: number;
  readonly nbf?: number;
  readonly jti?: string;
  readonly scope: readonly string[];
}

/** Every cause has the same error on the wire. */
async function readAssertion(
  context: LoginContext,
  request: LoginRequest,
  clientId: string,
  text: string,
): Promise<Assertion> {
  const { session } = request;
  const { header, payload } = decodeJwt(text) ?? { header: {}, payload: {} };
  const { validators } = await authenticationRules();
  if (!validators.get(assertionSchema).isValid([header, payload])) throw invalidAssertion();
  const claims = payload as unknown as Claims;
  const accounts = accountsOf(context, session);
  const account = accounts.get(claims.sub);
  const key = account?.keys.get(String(header['kid']));
  const isOwn = account !== undefined && account.clientId === clientId && claims.iss === clientId;
  if (!isOwn || key === undefined || !isGood(request, claims) || !isSigned(text, key.publicKey))
    throw invalidAssertion();
  if (account.status !== 'ENABLED' || key.status !== 'ENABLED')
    throw invalidGrant('The service account is not enabled.');
  const { jti, exp, scope: scopes } = claims;
  const isOnce = session.settings.rejectReplayedJti && jti !== undefined;
  if (isOnce && !accounts.isFirst(account, jti, exp)) throw invalidAssertion();
  return { account, key, scopes };
}

/** Whether an assertion is for us and for now, with scopes that APS has. */
function isGood({ session, base }: LoginRequest, { aud, exp, nbf = 0, scope }: Claims): boolean {
  const now = session.clock.now() / 1000;
  const isTimely = nbf <= now && exp > now && exp <= now + longestAssertionSeconds;
  const isForMock = aud === `${base}${enginePaths.token}` && !session.settings.strictAud;
  return isTimely && (isForMock || aud === productionAudience) && scope.every(isApsScope);
}

function invalidAssertion(): OAuthError {
  return invalidGrant("The 'assertion' is invalid.");
}
