// The scopes of APS, and the treatment of others.
// @see https://aps.autodesk.com/en/docs/oauth/v2/developers_guide/scopes

import { includesScope } from '../../contract/openapi/extensions.ts';
import { invalidScope } from './login-request.ts';

/** In the order of the live discovery document. */
export const apsScopes: readonly string[] = [
  'user-profile:read',
  'user:read',
  'user:write',
  'viewables:read',
  'data:read',
  'data:write',
  'data:create',
  'data:search',
  'bucket:create',
  'bucket:read',
  'bucket:update',
  'bucket:delete',
  'code:all',
  'account:read',
  'account:write',
  'openid',
];

/** Autodesk's pages: at most 3000 characters and 50 scopes. */
const longest = 3000;
const most = 50;

/** Scopes that discovery omits: `data:read:<URN of resource>`, of managing applications, and of the profile API v2. */
const further =
  /^(data:read:[\x21\x23-\x5b\x5d-\x7e]+|application:[a-z_]+(:[a-z_]+)?|profapi:[a-z]+(-[a-z]+)*:(read|write))$/;

/** Documented scopes beside `apsScopes`. */
export const unlistedScopes: readonly string[] = [
  'profapi:core-std-profile:read',
  'profapi:core-std-profile:write',
  'profapi:core-all-profile:read',
  'profapi:core-all-profile:write',
  'profapi:img-profile:read',
  'profapi:img-profile:write',
  'application:service_account:read',
  'application:service_account:write',
  'application:service_account_key:read',
  'application:service_account_key:write',
];

/**
 * The requested scopes, each once.
 *
 * @param allowed the client's pinned scopes; undefined allows all of APS's
 * @param unknown whether to reject or ignore scopes that APS does not have
 * @throws OAuthError invalid_scope
 */
export function readScopes(
  text: string | undefined,
  allowed: readonly string[] | undefined,
  unknown: 'refuse' | 'ignore',
): readonly string[] {
  if (text === undefined || text.length > longest) throw invalidScope();
  const asked = [...new Set(text.split(' ').filter(scope => scope !== ''))];
  const known = asked.filter(isApsScope);
  const isRefused = unknown === 'refuse' && known.length < asked.length;
  const isBeyond = allowed !== undefined && known.some(scope => !includesScope(allowed, scope));
  if (isRefused || (known.length === 0 && asked.length > 0)) throw invalidScope(unknownScopes(asked, unknown));
  if (isBeyond || known.length === 0 || asked.length > most) throw invalidScope();
  return known;
}

/** Most OpenID clients request `profile` and `email` by default, which APS does not have. */
function unknownScopes(asked: readonly string[], unknown: 'refuse' | 'ignore'): string {
  const names = asked.filter(scope => !isApsScope(scope)).map(scope => `"${scope.slice(0, 80)}"`);
  const listed = names.length > 5 ? `${names.slice(0, 5).join(', ')} and ${names.length - 5} more` : names.join(', ');
  const advice = unknown === 'refuse' ? ', or start the mock with --unknown-scopes ignore' : '';
  return `APS has no scope ${listed}. Remove it from the request${advice}.`;
}

export function isApsScope(scope: string): boolean {
  return apsScopes.includes(scope) || further.test(scope);
}
