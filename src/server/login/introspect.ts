// POST /authentication/v2/introspect and /revoke, for a client's own tokens.
// @see https://www.rfc-editor.org/rfc/rfc7662 and https://www.rfc-editor.org/rfc/rfc7009

import { decodeJwt } from '../../base/jwt.ts';
import { accountOf } from './accounts.ts';
import { authenticateClient, type Client } from './clients.ts';
import { callFor, type LoginContext } from './login-context.ts';
import { json, type LoginAnswer, type LoginRequest, readForm } from './login-request.ts';
import { enginePaths, engineSecret } from './names.ts';
import type { LoginRecord } from './records.ts';

export async function introspect(context: LoginContext, request: LoginRequest): Promise<LoginAnswer> {
  const { client, id } = readQuestion(context, request);
  const isActive = id !== undefined && (await isActiveFor(context, request, client, id));
  const record = isActive ? findToken(context, request, id) : undefined;
  const about = record ? describe(context, request, record) : { active: false };
  return { ...json(200, about, `active=${about.active}`), clientId: client.id };
}

/** Answers 200 for unknown tokens, too. @throws OAuthError */
export async function revoke(context: LoginContext, request: LoginRequest): Promise<LoginAnswer> {
  const { client, id } = readQuestion(context, request);
  if (id !== undefined && !revokeAccessToken(context, request, client, id))
    await askEngine(context, request, client, id, enginePaths.revoke);
  const headers = { 'cache-control': 'no-store', 'content-length': '0' };
  return { status: 200, headers, body: '', outcome: 'revoked', clientId: client.id };
}

/** Revokes an access token alone. False for any other token, and where the engine is to end the whole login. */
function revokeAccessToken(
  { state, settings }: LoginContext,
  { session }: LoginRequest,
  client: Client,
  id: string,
): boolean {
  // Tokens of a service account have no login, and the engine does not know them.
  if (settings.revocation === 'login' && !id.startsWith('SA-')) return false;
  const records = state.recordsOf(session);
  const record = records.get('AccessToken', id);
  if (record === undefined) return false;
  if (record.payload.clientId !== client.id) return true;
  records.delete(record.kind, id);
  state.strike(record, 'revoked');
  return true;
}

interface Question {
  readonly client: Client;
  /** The engine's name of the token; undefined for a token of another issuer. */
  readonly id: string | undefined;
}

function readQuestion({ settings, keyring }: LoginContext, request: LoginRequest): Question {
  const form = readForm(request);
  const { client } = authenticateClient(settings.clients, request, form);
  const token = form.require('token');
  const jwt = decodeJwt(token);
  if (jwt === undefined) return { client, id: token };
  const { jti } = jwt.payload;
  return { client, id: typeof jti === 'string' && keyring.verifies(token, jwt) ? jti : undefined };
}

async function isActiveFor(context: LoginContext, request: LoginRequest, client: Client, id: string): Promise<boolean> {
  const isActive = isActiveOfServiceAccount(context, request, client, id);
  if (isActive !== undefined) return isActive;
  const body = await askEngine(context, request, client, id, enginePaths.introspect);
  return (JSON.parse(body) as { active?: boolean }).active === true;
}

/** Whether the token of a service account is valid; undefined for other tokens, which oidc-provider knows. */
function isActiveOfServiceAccount(
  { state }: LoginContext,
  { session }: LoginRequest,
  client: Client,
  id: string,
): boolean | undefined {
  if (!id.startsWith('SA-')) return undefined;
  const records = state.recordsOf(session);
  const record = records.get('AccessToken', id);
  return record?.payload.clientId === client.id && !records.isExpired(record);
}

async function askEngine(
  context: LoginContext,
  request: LoginRequest,
  client: Client,
  id: string,
  path: string,
): Promise<string> {
  const form = { token: id, client_id: client.id, ...engineSecret };
  const { status, body } = await context.engine.ask(callFor(context, request), { method: 'POST', path, form });
  if (status !== 200) throw new Error(`${path} of oidc-provider answered ${status}`);
  return body;
}

function findToken({ state }: LoginContext, { session }: LoginRequest, id: string): LoginRecord | undefined {
  const records = state.recordsOf(session);
  return records.get('AccessToken', id) ?? records.get('ClientCredentials', id) ?? records.get('RefreshToken', id);
}

function describe(
  { profiles }: LoginContext,
  { session }: LoginRequest,
  { payload }: LoginRecord,
): Readonly<Record<string, unknown>> & { readonly active: boolean } {
  const userid = payload.accountId && accountOf(payload.accountId, session, profiles())?.person.subject;
  const about = { active: true, scope: payload.scope, client_id: payload.clientId, exp: Math.floor(payload.exp ?? 0) };
  return userid === undefined ? about : { ...about, userid };
}
