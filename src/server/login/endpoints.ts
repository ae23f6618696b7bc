// Every path and method of the login, and what answers it.

import { authorize, resume } from './authorize.ts';
import { keys } from './discovery.ts';
import { introspect, revoke } from './introspect.ts';
import type { LoginContext } from './login-context.ts';
import { showLogin, takeChoice } from './login-form.ts';
import type { LoginAnswer, LoginRequest } from './login-request.ts';
import { logout } from './logout.ts';
import { enginePaths, loginPath } from './names.ts';
import { token } from './token.ts';

/** One path and method. */
export interface Endpoint {
  readonly method: 'GET' | 'POST';
  /** `{uid}` stands for one segment. */
  readonly path: string;
  /** A page for a browser: what is wrong is said as a page, too. */
  readonly isPage: boolean;
  readonly answer: (context: LoginContext, request: LoginRequest) => LoginAnswer | Promise<LoginAnswer>;
}

const login = `${loginPath}/{uid}`;

const endpoints: readonly Endpoint[] = [
  { method: 'GET', path: enginePaths.authorize, isPage: true, answer: authorize },
  { method: 'GET', path: `${enginePaths.authorize}/{uid}`, isPage: true, answer: resume },
  { method: 'GET', path: login, isPage: true, answer: showLogin },
  { method: 'POST', path: login, isPage: true, answer: takeChoice },
  { method: 'GET', path: '/authentication/v2/logout', isPage: true, answer: logout },
  { method: 'POST', path: enginePaths.token, isPage: false, answer: token },
  { method: 'POST', path: enginePaths.introspect, isPage: false, answer: introspect },
  { method: 'POST', path: enginePaths.revoke, isPage: false, answer: revoke },
  { method: 'GET', path: '/authentication/v2/keys', isPage: false, answer: ({ keyring }) => keys(keyring) },
];

/** The endpoints of a path, one for each of its methods. */
export function endpointsAt(path: string): readonly Endpoint[] {
  const pattern = path.replace(/^(\/authentication\/v2\/(?:authorize|login))\/[\w-]{1,64}$/, '$1/{uid}');
  return endpoints.filter(endpoint => endpoint.path === pattern);
}
