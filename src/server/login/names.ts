// Paths, cookies, lifetimes of the login.

import type { ResponseMode } from './response-modes.ts';

/** Lifetimes in seconds, from Autodesk's pages. */
export const lifetimes: {
  readonly accessToken: number;
  readonly idToken: number;
  readonly authorizationCode: number;
  readonly refreshToken: number;
  /** Lifetime of a login cookie and of a login page; our choice. */
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

/** Each serves every method. */
export const loginPaths: readonly string[] = [
  '/.well-known/openid-configuration',
  '/.well-known/oauth-authorization-server',
  '/authentication/v2/*',
];

export const enginePaths = {
  authorize: '/authentication/v2/authorize',
  token: '/authentication/v2/token',
  introspect: '/authentication/v2/introspect',
  revoke: '/authentication/v2/revoke',
} as const;

export const loginPath = '/authentication/v2/login';

/** Cookies by oidc-provider's names for them. */
export const cookieNames = {
  session: 'aps-userinfo-login',
  interaction: 'aps-userinfo-choice',
  resume: 'aps-userinfo-resume',
} as const;

/** The engine's origin; it never appears in an answer. */
export const engineOrigin = 'http://login.internal';

/** The engine's only client secret: the login authenticates the client before. */
export const engineSecret: { readonly client_secret: string } = { client_secret: 'internal' };

/** The engine's name of a response mode: its built-in ones cannot be replaced. */
export function engineMode(mode: ResponseMode): string {
  return `aps_${mode}`;
}
