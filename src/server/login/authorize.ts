// GET /authentication/v2/authorize: decides who logs in, and what the application gets.
// @see https://aps.autodesk.com/en/docs/oauth/v2/reference/http/authorize-GET

import { pageHeaders } from '../page/page.ts';
import { accountOf, idOfHint } from './accounts.ts';
import { type Client, findClient, mayRedirect } from './clients.ts';
import type { EngineAnswer } from './engine.ts';
import { callFor, type LoginContext } from './login-context.ts';
import {
  cookiesOf,
  type LoginAnswer,
  type LoginRequest,
  OAuthError,
  Parameters,
  pathOf,
  redirect,
  secureFor,
  serverError,
} from './login-request.ts';
import { cookieNames, engineMode, engineOrigin, enginePaths, loginPath } from './names.ts';
import { formPostPolicy, readWay, withParameters, wrongWays } from './response-modes.ts';
import { readScopes } from './scopes.ts';

/** @throws OAuthError for an error that the application cannot receive */
export async function authorize(context: LoginContext, request: LoginRequest): Promise<LoginAnswer> {
  const parameters = new Parameters(request.query);
  const client = requireClient(context, parameters.require('client_id'));
  const redirectUri = requireRedirect(client, parameters.require('redirect_uri'));
  const scopes = readScopes(parameters.get('scope'), client.scopes, context.settings.unknownScopes);
  const way = readWay(parameters);
  if (typeof way === 'string') return sendBack(redirectUri, parameters, way);
  const isOpenId = scopes.includes('openid');
  if (!isOpenId && way.responseType.includes('id_token')) throw missingOpenId();
  const isNonceMissing = isOpenId && request.session.settings.requireNonce && parameters.get('nonce') === undefined;
  if (isNonceMissing) return sendBack(redirectUri, parameters, 'invalid_request', "The 'nonce' is required.");
  const question = {
    client_id: client.id,
    redirect_uri: redirectUri,
    response_type: way.responseType,
    response_mode: engineMode(way.responseMode),
    scope: scopes.join(' '),
    // The engine rejects OpenID Connect parameters without openid; APS ignores them.
    ...parameters.pick([
      'state',
      'code_challenge',
      'code_challenge_method',
      'login_hint',
      ...(isOpenId ? ['max_age'] : []),
      ...(isOpenId ? ['nonce'] : []),
    ]),
  };
  const prompts = (parameters.get('prompt') ?? '').split(' ');
  const automatic = whoWithoutAsking(
    context,
    request,
    parameters,
    prompts.includes('login') || parameters.get('max_age') === '0',
  );
  if (automatic !== undefined) return logInAs(context, request, client, question, automatic);
  // APS ignores unknown prompts, and those for a login page do not apply to an automatic login.
  const prompt = ['none', 'login'].find(known => prompts.includes(known));
  const answer = await context.engine.ask(callFor(context, request), {
    method: 'GET',
    path: pathWith({ ...question, ...(prompt === undefined ? {} : { prompt }) }),
    cookie: request.headers.cookie,
  });
  return { ...toAnswer(request, answer), clientId: client.id };
}

/** GET /authentication/v2/authorize/{uid}: continues after the login page. @throws OAuthError */
export async function resume(context: LoginContext, request: LoginRequest): Promise<LoginAnswer> {
  const { path, headers } = request;
  forgetOther(context, request);
  const answer = await context.engine.ask(callFor(context, request), { method: 'GET', path, cookie: headers.cookie });
  return toAnswer(request, answer);
}

function requireClient({ settings }: LoginContext, id: string): Client {
  const client = findClient(settings.clients, id);
  if (client) return client;
  throw new OAuthError(400, 'invalid_request', "The 'client_id' is invalid.");
}

function requireRedirect({ redirectUris }: Client, address: string): string {
  if (mayRedirect(address, redirectUris)) return address;
  throw new OAuthError(400, 'invalid_request', "The 'redirect_uri' is invalid.");
}

function missingOpenId(): OAuthError {
  return new OAuthError(400, 'invalid_scope', "The scope 'openid' is required for this 'response_type'.");
}

/** Without a valid response mode the error goes into the query, which every application reads. */
function sendBack(
  redirectUri: string,
  parameters: Parameters,
  code: keyof typeof wrongWays,
  description: string = wrongWays[code],
): LoginAnswer {
  const told = { error: code, error_description: description, ...parameters.pick(['state']) };
  const location = withParameters(redirectUri, Object.entries(told), 'query');
  return redirect(302, location, [], `${code}: ${description}`);
}

/** The account of a login without a page: that of `login_hint`, or `autoLogin` without a login. */
function whoWithoutAsking(
  context: LoginContext,
  request: LoginRequest,
  parameters: Parameters,
  isAsked: boolean,
): string | undefined {
  const { session } = request;
  const profiles = context.profiles();
  const hint = parameters.get('login_hint');
  const hinted = hint === undefined ? undefined : idOfHint(hint, session, profiles);
  const { autoLogin } = context.settings;
  const automatic = autoLogin !== undefined && accountOf(autoLogin, session, profiles) ? autoLogin : undefined;
  if (isAsked) return automatic && (hinted ?? automatic);
  const current = whoIsLoggedIn(context, request);
  const wanted = hinted ?? current ?? automatic;
  return wanted === current ? undefined : wanted;
}

/** The account in the browser's cookie, if it still exists. */
function whoIsLoggedIn({ state, profiles }: LoginContext, request: LoginRequest): string | undefined {
  const { session } = request;
  const records = state.recordsOf(session);
  const record = records.get('Session', cookiesOf(request).get(cookieNames.session) ?? '');
  const accountId = record && !records.isExpired(record) ? record.payload.accountId : undefined;
  if (accountId === undefined || accountOf(accountId, session, profiles())) return accountId;
  records.delete('Session', record?.id ?? '');
  return undefined;
}

/**
 * Another account may have logged in in the same browser while the page was open: the choice on the page counts.
 * oidc-provider would ask to log out first, on a page with a script.
 */
function forgetOther(context: LoginContext, request: LoginRequest): void {
  const records = context.state.recordsOf(request.session);
  const chosen = records.get('Interaction', request.path.slice(enginePaths.authorize.length + 1))?.payload['result'];
  const { login } = (chosen ?? {}) as { readonly login?: { readonly accountId: string } };
  if (login === undefined || whoIsLoggedIn(context, request) === login.accountId) return;
  records.delete('Session', cookiesOf(request).get(cookieNames.session) ?? '');
}

/** Goes through the login page like a browser without cookies that chooses this account. */
async function logInAs(
  context: LoginContext,
  request: LoginRequest,
  client: Client,
  question: Readonly<Record<string, string>>,
  accountId: string,
): Promise<LoginAnswer> {
  const call = callFor(context, request);
  const first = await context.engine.ask(call, { method: 'GET', path: pathWith(question) });
  const uid = first.location?.startsWith(`${loginPath}/`) ? first.location.slice(loginPath.length + 1) : undefined;
  if (uid === undefined) return { ...toAnswer(request, first), clientId: client.id };
  const path = (await context.engine.settle(call, uid, { accountId })) ?? '';
  const cookie = first.cookies.map(text => text.split(';')[0]).join('; ');
  const last = await context.engine.ask(call, { method: 'GET', path, cookie });
  // The cookies of the skipped page have no use.
  const cookies = last.cookies.filter(text => text.startsWith(`${cookieNames.session}=`));
  return { ...toAnswer(request, { ...last, cookies }), clientId: client.id, persona: accountId };
}

function pathWith(question: Readonly<Record<string, string>>): string {
  return `${enginePaths.authorize}?${new URLSearchParams(question)}`;
}

/** @throws OAuthError for an error that the application cannot receive */
function toAnswer({ browserBase }: LoginRequest, answer: EngineAnswer): LoginAnswer {
  const cookies = answer.cookies.map(
    text => text.replace(/path=/i, match => match + pathOf(browserBase)) + secureFor(browserBase),
  );
  if (answer.location !== undefined) {
    const location = ownPath(answer.location) === undefined ? answer.location : browserBase + ownPath(answer.location);
    return redirect(302, location, cookies, outcomeOf(location));
  }
  if (answer.status !== 200) throw asError(answer);
  const headers = { ...pageHeaders, 'content-security-policy': formPostPolicy, 'set-cookie': cookies };
  return { status: 200, headers, body: answer.body, outcome: 'form_post' };
}

/** The path of an engine address; undefined for an application's. */
function ownPath(location: string): string | undefined {
  if (location.startsWith('/')) return location;
  return location.startsWith(`${engineOrigin}/`) ? location.slice(engineOrigin.length) : undefined;
}

function asError({ status, body }: EngineAnswer): OAuthError {
  const { error, error_description: description } = JSON.parse(body) as { error: string; error_description?: string };
  if (status >= 500) return serverError();
  return new OAuthError(400, 'invalid_request', description ?? error);
}

/** Destination of a redirect in brief: codes and tokens must not reach the journal. */
function outcomeOf(location: string): string {
  const { pathname, searchParams, hash } = new URL(location);
  const error = searchParams.get('error') ?? new URLSearchParams(hash.slice(1)).get('error');
  if (error !== null) return error;
  return pathname.includes(`${loginPath}/`) ? 'login page' : 'back to the application';
}
