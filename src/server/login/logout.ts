// GET /authentication/v2/logout: forgets who is logged in in this browser. Tokens stay good, as on APS.
// @see https://aps.autodesk.com/en/docs/oauth/v2/reference/http/logout-GET

import { mayRedirect, type PinnedClients } from './clients.ts';
import type { LoginContext } from './login-context.ts';
import { cookiesOf, type LoginAnswer, type LoginRequest, Parameters, pathOf, redirect } from './login-request.ts';
import { cookieNames } from './names.ts';
import { OAuthError } from './oauth-error.ts';
import { renderLoggedOutPage } from './other-pages.ts';
import { pageHeaders } from './page.ts';

/** @throws OAuthError for an address that no application has registered; nobody is logged out then */
export async function logout({ settings, state }: LoginContext, request: LoginRequest): Promise<LoginAnswer> {
  const address = new Parameters(request.query).get('post_logout_redirect_uri');
  if (address !== undefined && !mayRedirect(address, registered(settings.clients)))
    throw new OAuthError(400, 'invalid_request', "The 'post_logout_redirect_uri' is invalid.");
  const id = cookiesOf(request).get(cookieNames.session);
  if (id !== undefined) state.recordsOf(request.session).delete('Session', id);
  const cookie = `${cookieNames.session}=; path=${pathOf(request.browserBase)}/; expires=Thu, 01 Jan 1970 00:00:00 GMT; samesite=lax; httponly`;
  if (address !== undefined) return redirect(302, new URL(address).href, [cookie], 'logged out');
  return {
    status: 200,
    headers: { ...pageHeaders, 'set-cookie': cookie },
    body: renderLoggedOutPage(),
    outcome: 'logged out',
  };
}

/** A logout does not say whose it is, so each application's addresses will do. */
function registered(clients: PinnedClients): readonly string[] | undefined {
  return clients && [...clients.values()].flatMap(({ postLogoutRedirectUris }) => postLogoutRedirectUris ?? []);
}
