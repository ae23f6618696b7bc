// GET and POST /authentication/v2/login/{uid}: the login page and its form.
// @see https://cheatsheetseries.owasp.org/cheatsheets/Cross-Site_Request_Forgery_Prevention_Cheat_Sheet.html

import { createHmac, timingSafeEqual } from 'node:crypto';
import { pageHeaders } from '../page/page.ts';
import { idOfName } from './accounts.ts';
import { findClient } from './clients.ts';
import type { Choice, OpenInteraction } from './engine.ts';
import { callFor, hasRule, type LoginContext } from './login-context.ts';
import { maximumNameLength, type PersonaChoice, renderCodePage, renderLoginPage } from './login-page.ts';
import {
  cookiesOf,
  type LoginAnswer,
  type LoginRequest,
  OAuthError,
  type Parameters,
  pathOf,
  readForm,
  redirect,
} from './login-request.ts';
import { cookieNames, loginPath } from './names.ts';
import { serviceAccountFile } from './service-accounts.ts';

export async function showLogin(context: LoginContext, request: LoginRequest): Promise<LoginAnswer> {
  const open = await requireInteraction(context, request);
  return isCodeMissing(context, request, open) ? codePage(context, request, open) : page(context, request, open);
}

export async function takeChoice(context: LoginContext, request: LoginRequest): Promise<LoginAnswer> {
  requireOwnOrigin(request);
  const open = await requireInteraction(context, request);
  const { uid, interaction } = open;
  const form = readForm(request);
  requireSeal(context, form.get('csrf'), uid);
  if (isCodeMissing(context, request, open)) return takeCode(context, request, open, form);
  const choice = readChoice(request, form);
  if (typeof choice === 'string') return page(context, request, open, choice);
  const path = await context.engine.settle(callFor(context, request), uid, choice);
  if (path === undefined) throw over();
  return {
    ...redirect(303, request.browserBase + path, [], choice.denied ? 'denied' : 'logged in'),
    clientId: interaction.clientId,
    persona: choice.accountId,
  };
}

interface Open {
  readonly uid: string;
  readonly interaction: OpenInteraction;
}

/** The cookie binds the page to the browser that the application sent here. */
async function requireInteraction(context: LoginContext, request: LoginRequest): Promise<Open> {
  const uid = request.path.slice(loginPath.length + 1);
  if (cookiesOf(request).get(cookieNames.interaction) !== uid) throw over();
  const interaction = await context.engine.interaction(callFor(context, request), uid);
  if (interaction === undefined) throw over();
  return { uid, interaction };
}

function over(): OAuthError {
  return new OAuthError(
    400,
    'invalid_request',
    'This login is complete, or belongs to another browser. Start again at the application.',
  );
}

/** Browsers send the origin of a form; other clients send none and have no cookies to abuse. */
function requireOwnOrigin({ headers, base, browserBase }: LoginRequest): void {
  const { origin } = headers;
  const site = headers['sec-fetch-site'];
  const isOwn = origin === undefined || [base, browserBase].some(url => new URL(url).origin === origin);
  if (isOwn && (site === undefined || site === 'same-origin')) return;
  throw new OAuthError(403, 'access_denied', 'Forms of other sites are rejected.');
}

function sealOf({ keyring }: LoginContext, uid: string): string {
  return createHmac('sha256', keyring.secret).update(uid).digest('base64url');
}

function requireSeal(context: LoginContext, given: string | undefined, uid: string): void {
  const expected = Buffer.from(sealOf(context, uid));
  const actual = Buffer.from(given ?? '');
  if (actual.length !== expected.length || !timingSafeEqual(actual, expected))
    throw new OAuthError(403, 'access_denied', 'This server did not issue the form.');
}

/** The code is asked for once in a login, by the scenario `otp`. */
function isCodeMissing(context: LoginContext, { session }: LoginRequest, { uid }: Open): boolean {
  const record = context.state.recordsOf(session).get('Interaction', uid);
  return hasRule(context, session, 'otp') && record?.payload['isCodeGiven'] !== true;
}

function takeCode(context: LoginContext, request: LoginRequest, open: Open, form: Parameters): LoginAnswer {
  const records = context.state.recordsOf(request.session);
  const record = records.get('Interaction', open.uid);
  const isCode = /^\d{6}$/.test(form.get('code')?.replace(/\s/g, '') ?? '');
  if (record === undefined || !isCode) return codePage(context, request, open, 'Enter the six digits of the code.');
  records.change(record, { isCodeGiven: true });
  return redirect(303, request.browserBase + request.path, [], 'code taken');
}

function readChoice({ session }: LoginRequest, form: Parameters): Choice | string {
  if (form.get('deny') !== undefined) return { denied: true };
  const persona = form.get('persona');
  if (persona !== undefined) {
    return session.personas.has(persona) ? { accountId: persona } : 'This persona no longer exists.';
  }
  const accountId = idOfName(form.get('name') ?? '', session);
  return accountId === undefined ? `Enter a name of 1 to ${maximumNameLength} characters.` : { accountId };
}

function page(context: LoginContext, request: LoginRequest, open: Open, error?: string): LoginAnswer {
  const { scope, loginHint: hint } = open.interaction;
  const body = renderLoginPage({
    ...{ ...commonOf(context, request, open), scope, hint, error },
    personas: choicesOf(context, request),
  });
  return asPage(open, body, error, 'login page');
}

function codePage(context: LoginContext, request: LoginRequest, open: Open, error?: string): LoginAnswer {
  return asPage(open, renderCodePage({ ...commonOf(context, request, open), error }), error, 'code page');
}

function commonOf(context: LoginContext, { browserBase }: LoginRequest, { uid, interaction }: Open) {
  const { clientId } = interaction;
  return {
    action: `${pathOf(browserBase)}${loginPath}/${uid}`,
    uid,
    csrf: sealOf(context, uid),
    clientName: findClient(context.settings.clients, clientId)?.name ?? clientId,
  };
}

function asPage({ interaction }: Open, body: string, error: string | undefined, name: string): LoginAnswer {
  const status = error === undefined ? 200 : 400;
  return { status, headers: pageHeaders, body, outcome: error ?? name, clientId: interaction.clientId };
}

function choicesOf(context: LoginContext, request: LoginRequest): readonly PersonaChoice[] {
  const { session, browserBase } = request;
  const pictures = context.pictures?.at(browserBase, session.clock.now());
  const { origin } = new URL(browserBase);
  // A service account has keys, and never logs in.
  const people = [...session.personas.values()].filter(({ file }) => file !== serviceAccountFile);
  return people.map(persona => {
    const asked = { seed: persona.name, persona, pictures };
    const { name: displayName, email } = context.profiles().personOf(asked);
    // A picture of their own for all but those whose point is to have none.
    const { pictureUrl } = context.profiles().personOf(asked, 'full');
    // The page may load its own pictures only.
    const isOwn = pictureUrl.startsWith(`${origin}/`);
    return { name: persona.name, title: persona.title, displayName, email, pictureUrl: isOwn ? pictureUrl : undefined };
  });
}
