// Paths, cookies, lifetimes: what the parts of the login call each other by.

import type { ResponseMode } from './response-modes.ts';

/** Lifetimes in seconds, as Autodesk's pages give them. */
export const lifetimes: {
  readonly accessToken: number;
  readonly idToken: number;
  readonly authorizationCode: number;
  readonly refreshToken: number;
  /** How long a browser is remembered, and a login page waits; these two are ours. */
  readonly session: number;
  readonly interaction: number;
} = {
  accessToken: 3600,
  idToken: 3600,
  authorizationCode: 300,
  refreshToken: 15 * 86_400,
  session: 14 * 86_400,
  interaction: 3600,
};

export const audience = 'https://autodesk.com';

/** Paths that oidc-provider answers, as APS has them. */
export const enginePaths = {
  authorize: '/authentication/v2/authorize',
  token: '/authentication/v2/token',
  introspect: '/authentication/v2/introspect',
  revoke: '/authentication/v2/revoke',
} as const;

export const loginPath = '/authentication/v2/login';

/** Cookies, by what oidc-provider calls them. */
export const cookieNames = {
  session: 'aps-userinfo-login',
  interaction: 'aps-userinfo-choice',
  resume: 'aps-userinfo-resume',
} as const;

/** Where the engine believes to be; none of its answers leaves with this name. */
export const engineOrigin = 'http://login.internal';

/** The one client secret that the engine knows: whoever it is asked for has proved before who they are. */
export const engineSecret: { readonly client_secret: string } = { client_secret: 'internal' };

/** A response mode as the engine calls it: its own may not be replaced. */
export function engineMode(mode: ResponseMode): string {
  return `aps_${mode}`;
}
