// POST /authentication/v2/token: exchanges codes, refresh tokens and client credentials for access tokens.
// @see https://aps.autodesk.com/en/docs/oauth/v2/reference/http/gettoken-POST

import { includesScope } from '../../contract/openapi/extensions.ts';
import { exchangeAssertion, jwtBearer } from './assertion.ts';
import { authenticateClient, type Caller } from './clients.ts';
import type { EngineAnswer } from './engine.ts';
import type { EngineError } from './engine-call.ts';
import { accessTokenOf, callFor, hasRule, type LoginContext } from './login-context.ts';
import {
  invalidGrant,
  invalidScope,
  json,
  type LoginAnswer,
  type LoginRequest,
  missing,
  OAuthError,
  type Parameters,
  readForm,
  serverError,
} from './login-request.ts';
import { enginePaths, engineSecret } from './names.ts';
import type { LoginRecord } from './records.ts';
import { readScopes } from './scopes.ts';

/** APS reports a second less than the real lifetime. */
const expiresIn = 3599;

/** The checks of a grant beyond the engine's; returns the parameters for the engine. */
type Grant = (context: LoginContext, request: LoginRequest, form: Parameters, caller: Caller) => Record<string, string>;

const grants: Readonly<Record<string, Grant>> = {
  authorization_code(_context, _request, form) {
    return {
      code: form.require('code'),
      redirect_uri: form.require('redirect_uri'),
      ...form.pick(['code_verifier']),
    };
  },
  refresh_token(context, request, form, { client }) {
    const token = form.require('refresh_token');
    const record = context.state.recordsOf(request.session).get('RefreshToken', token);
    if (record && context.state.takeFailure(request.session, record.payload.accountId)) throw refreshFailed();
    const scope = form.get('scope');
    if (scope === undefined) return { refresh_token: token };
    return { refresh_token: token, scope: readScopes(scope, client.scopes, context.settings.unknownScopes).join(' ') };
  },
  client_credentials(context, _request, form, { client, isConfidential }) {
    if (!isConfidential) throw new OAuthError(401, 'invalid_client', 'No client credentials found.');
    return { scope: readScopes(form.get('scope'), client.scopes, context.settings.unknownScopes).join(' ') };
  },
};

export async function token(context: LoginContext, request: LoginRequest): Promise<LoginAnswer> {
  const form = readForm(request);
  const grantType = form.get('grant_type') ?? '';
  if (grantType === jwtBearer && context.settings.serviceAccounts !== false)
    return exchangeAssertion(context, request, form);
  const caller = authenticateClient(context.settings.clients, request, form);
  const grant = Object.hasOwn(grants, grantType) ? grants[grantType] : undefined;
  if (grant === undefined)
    throw new OAuthError(400, 'invalid_request', "The token request must specify a valid 'grant_type'.");
  const parameters = grant(context, request, form, caller);
  const call = callFor(context, request);
  const used = call.records.get('RefreshToken', parameters['refresh_token'] ?? '');
  const asked = used === undefined ? parameters : { ...parameters, ...asGranted(used, parameters['scope']) };
  const question = {
    method: 'POST',
    path: enginePaths.token,
    form: { grant_type: grantType, client_id: caller.client.id, ...engineSecret, ...asked },
  } as const;
  const ask = () => context.engine.ask(call, question);
  const answer = await call.records.oneByOne(() =>
    used === undefined ? ask() : askAgain(context, request, used, ask),
  );
  if (answer.status !== 200) throw inWordsOfAps(grantType, call.error);
  return issued(context, request, grantType, parameters['scope'], answer);
}

/** The scopes of a login that include those asked for: that a write scope includes its read is news to oidc-provider. */
function asGranted({ payload }: LoginRecord, asked: string | undefined): { readonly scope?: string } {
  if (asked === undefined) return {};
  const granted = payload.scope?.split(' ') ?? [];
  const including = (scope: string) => granted.find(own => includesScope([own], scope)) ?? scope;
  return { scope: asked.split(' ').map(including).join(' ') };
}

/** Lets a used refresh token pass for a fresh one within the grace period, which begins with its first use. */
async function askAgain<Answer>(
  context: LoginContext,
  { session }: LoginRequest,
  record: LoginRecord,
  ask: () => Promise<Answer>,
): Promise<Answer> {
  const { consumed } = record.payload;
  if (typeof consumed !== 'number') return ask();
  const { refreshGraceMs, refreshReuse } = session.settings;
  const grace = hasRule(context, session, 'refresh-once') ? 0 : refreshGraceMs;
  const isLate = session.clock.now() - consumed * 1000 >= grace;
  if (isLate && refreshReuse === 'reject') throw refreshFailed();
  if (isLate) return ask();
  const records = context.state.recordsOf(session);
  records.change(record, { consumed: undefined });
  return ask().finally(() => records.change(record, { consumed }));
}

/** The engine's answer, with the access token as a JWT in APS's format. */
function issued(
  context: LoginContext,
  request: LoginRequest,
  grantType: string,
  scope: string | undefined,
  { body }: EngineAnswer,
): LoginAnswer {
  const tokens = JSON.parse(body) as { access_token: string; refresh_token?: string; id_token?: string };
  const record = recordOf(context, request, tokens.access_token);
  if (scope !== undefined) context.state.recordsOf(request.session).change(record, { scope });
  const answer = json(
    200,
    {
      access_token: accessTokenOf(context, request, record),
      token_type: 'Bearer',
      expires_in: expiresIn,
      ...(tokens.refresh_token === undefined ? {} : { refresh_token: tokens.refresh_token }),
      // APS sends one for a code only.
      ...(tokens.id_token === undefined || grantType === 'refresh_token' ? {} : { id_token: tokens.id_token }),
    },
    `tokens for ${grantType}`,
  );
  return { ...answer, clientId: record.payload.clientId, persona: record.payload.accountId };
}

function recordOf({ state }: LoginContext, { session }: LoginRequest, id: string): LoginRecord {
  const records = state.recordsOf(session);
  const record = records.get('AccessToken', id) ?? records.get('ClientCredentials', id);
  if (record === undefined) throw new Error('a token was issued and not stored');
  return record;
}

function refreshFailed(): OAuthError {
  return invalidGrant('The refresh token is invalid or expired.');
}

/** The engine distinguishes causes only in the detail for logs. */
function inWordsOfAps(grantType: string, error: EngineError | undefined): Error {
  if (error === undefined) return serverError();
  const detail = `${error.error_detail ?? ''} ${error.error_description ?? ''}`;
  if (error.message === 'invalid_scope') return invalidScope();
  if (detail.includes('client mismatch')) return invalidGrant('The grant was issued to another client.');
  if (grantType === 'refresh_token') return refreshFailed();
  if (detail.includes('code_verifier must be provided')) return missing('code_verifier');
  if (/code_(verifier|challenge)/.test(detail)) return invalidGrant('PKCE verification failed.');
  if (detail.includes('redirect_uri')) return invalidGrant("The 'redirect_uri' is invalid.");
  return invalidGrant('The authorization code is invalid or has expired.');
}
