// GET /authentication/v2/authorize: who logs in, and what the application gets for it.
// @see https://aps.autodesk.com/en/docs/oauth/v2/reference/http/authorize-GET

import { accountOf, idOfHint } from './accounts.ts';
import { type Client, findClient, mayRedirect } from './clients.ts';
import type { EngineAnswer } from './engine.ts';
import { callFor, type LoginContext } from './login-context.ts';
import { cookiesOf, type LoginAnswer, type LoginRequest, Parameters, pathOf, redirect } from './login-request.ts';
import { cookieNames, engineMode, engineOrigin, enginePaths, loginPath } from './names.ts';
import { OAuthError, serverError } from './oauth-error.ts';
import { pageHeaders } from './page.ts';
import { formPostPolicy, readWay, withParameters, wrongWays } from './response-modes.ts';
import { readScopes } from './scopes.ts';

/** @throws OAuthError where the user cannot be sent back to the application */
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
    // Without openid the engine turns down what belongs to it; APS lets it be.
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
  // Prompts that APS does not know are left out, as are those of a login that nobody is asked for.
  const prompt = ['none', 'login'].find(known => prompts.includes(known));
  const answer = await context.engine.ask(callFor(context, request), {
    method: 'GET',
    path: pathWith({ ...question, ...(prompt === undefined ? {} : { prompt }) }),
    cookie: request.headers.cookie,
  });
  return { ...toAnswer(request, answer), clientId: client.id };
}

/** GET /authentication/v2/authorize/{uid}: goes on after the login page. @throws OAuthError */
export async function resume(context: LoginContext, request: LoginRequest): Promise<LoginAnswer> {
  const { path, headers } = request;
  forgetOther(context, request);
  const answer = await context.engine.ask(callFor(context, request), { method: 'GET', path, cookie: headers.cookie });
  return toAnswer(request, answer);
}

/** @throws OAuthError */
function requireClient({ settings }: LoginContext, id: string): Client {
  const client = findClient(settings.clients, id);
  if (client) return client;
  throw new OAuthError(400, 'invalid_request', "The 'client_id' is invalid.");
}

/** @throws OAuthError */
function requireRedirect({ redirectUris }: Client, address: string): string {
  if (mayRedirect(address, redirectUris)) return address;
  throw new OAuthError(400, 'invalid_request', "The 'redirect_uri' is invalid.");
}

function missingOpenId(): OAuthError {
  return new OAuthError(400, 'invalid_scope', "The scope 'openid' is required for this 'response_type'.");
}

/** There is no way that was asked for and can be gone: the query is what every application reads. */
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

/** Who logs in where nobody is asked: whom `login_hint` names, or `autoLogin` where nobody is logged in already. */
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

/** Whom the browser's cookie remembers. Somebody who is no persona any more is forgotten. */
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
 * Somebody else may have logged in in the same browser while the page was open: the choice that was made on it counts.
 * oidc-provider would ask them to log the other one out first, on a page with a script.
 */
function forgetOther(context: LoginContext, request: LoginRequest): void {
  const records = context.state.recordsOf(request.session);
  const chosen = records.get('Interaction', request.path.slice(enginePaths.authorize.length + 1))?.payload['result'];
  const { login } = (chosen ?? {}) as { readonly login?: { readonly accountId: string } };
  if (login === undefined || whoIsLoggedIn(context, request) === login.accountId) return;
  records.delete('Session', cookiesOf(request).get(cookieNames.session) ?? '');
}

/** Goes through the login page as a browser without cookies would that chooses this account. */
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
  // The cookies of a page that nobody saw are of no use.
  const cookies = last.cookies.filter(text => text.startsWith(`${cookieNames.session}=`));
  return { ...toAnswer(request, { ...last, cookies }), clientId: client.id, persona: accountId };
}

function pathWith(question: Readonly<Record<string, string>>): string {
  return `${enginePaths.authorize}?${new URLSearchParams(question)}`;
}

/** @throws OAuthError for what cannot be sent back to the application */
export function toAnswer({ browserBase }: LoginRequest, answer: EngineAnswer): LoginAnswer {
  const cookies = answer.cookies.map(text => text.replace(/path=/i, match => match + pathOf(browserBase)));
  if (answer.location !== undefined) {
    const location = ownPath(answer.location) === undefined ? answer.location : browserBase + ownPath(answer.location);
    return redirect(302, location, cookies, outcomeOf(location));
  }
  if (answer.status !== 200) throw asError(answer);
  const headers = { ...pageHeaders, 'content-security-policy': formPostPolicy, 'set-cookie': cookies };
  return { status: 200, headers, body: answer.body, outcome: 'form_post' };
}

/** The path of an address of the engine itself; undefined for one of an application. */
function ownPath(location: string): string | undefined {
  if (location.startsWith('/')) return location;
  return location.startsWith(`${engineOrigin}/`) ? location.slice(engineOrigin.length) : undefined;
}

function asError({ status, body }: EngineAnswer): OAuthError {
  const { error, error_description: description } = JSON.parse(body) as { error: string; error_description?: string };
  if (status >= 500) return serverError();
  return new OAuthError(400, 'invalid_request', description ?? error);
}

/** Where a redirect leads, in a word: codes and tokens are not for the journal. */
function outcomeOf(location: string): string {
  const { pathname, searchParams, hash } = new URL(location);
  const error = searchParams.get('error') ?? new URLSearchParams(hash.slice(1)).get('error');
  if (error !== null) return error;
  return pathname.includes(`${loginPath}/`) ? 'login page' : 'back to the application';
}
