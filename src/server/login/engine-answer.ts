// What the engine answered, as an answer of this server: with the addresses and paths under which the browser knows it.

import type { EngineAnswer } from './engine.ts';
import { type LoginAnswer, type LoginRequest, pathOf, redirect } from './login-request.ts';
import { engineOrigin, loginPath } from './names.ts';
import { OAuthError, serverError } from './oauth-error.ts';
import { pageHeaders } from './page.ts';
import { formPostPolicy } from './response-modes.ts';

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
