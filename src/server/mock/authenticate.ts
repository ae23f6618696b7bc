// Step: identifies the caller. 401 for a token without a valid user, 403 for one without permission.
// @see https://www.rfc-editor.org/rfc/rfc6750#section-3.1

import { KitError } from '../../base/errors.ts';
import { suggest } from '../../base/suggest.ts';
import { includesScope } from '../../contract/openapi/extensions.ts';
import type { Persona } from '../../profiles/personas.ts';
import type { ProfileBuilder } from '../../profiles/profile-builder.ts';
import { readGrant } from '../scenarios/grant.ts';
import type { Settings } from '../sessions/settings.ts';
import { type Exchange, type IssuedToken, type Principal, Rejection } from './exchange.ts';
import type { Token } from './token.ts';

/** The scopes of a known token, if its grant names any. */
type Identity = Omit<Principal, 'scopes'> & Partial<Pick<Principal, 'scopes'>>;

const anonymous: Identity = { userid: undefined, clientId: 'anonymous', persona: undefined, seed: 'anonymous' };

/**
 * @throws Rejection 401 with the example of the cause, 403 for a missing scope
 * @throws ERR_PERSONA_UNKNOWN for `mock.<persona>` with an unknown persona
 */
export function authenticate(exchange: Exchange): Principal {
  const { token, route, session } = exchange;
  const needsToken = route.operation.requiresToken && session.settings.auth;
  if (token.problem === 'token-missing' && !needsToken) return { ...anonymous, scopes: [] };
  const identity = identify(exchange);
  const scopes = identity.scopes ?? (token.kind === 'jwt' ? (token.claims?.scope ?? []) : token.scopes);
  if (scopes !== undefined) requireScopes(exchange, scopes);
  const principal = { ...identity, scopes };
  exchange.entry.persona = principal.persona;
  exchange.entry.clientId = token.kind === 'jwt' ? principal.clientId : undefined;
  return principal;
}

/** The scopes of the settings, and those of the document. */
function requireScopes({ session, route }: Exchange, scopes: readonly string[]): void {
  if (session.settings.requireScope.some(scope => !scopes.includes(scope))) throw new Rejection(403, 'scope-missing');
  const { scopes: wanted, responses } = route.operation;
  const missing = wanted.find(scope => !includesScope(scopes, scope));
  if (missing === undefined) return;
  const named = `${missing}-missing`;
  throw new Rejection(403, responses.get('403')?.examples.has(named) ? named : 'scope-missing');
}

function identify(exchange: Exchange): Identity {
  const { token, session } = exchange;
  const { settings } = session;
  if (token.problem !== undefined) throw new Rejection(401, token.problem);
  if (token.bare && settings.bearer === 'strict') throw new Rejection(401, 'token-malformed');
  const grant = grantOf(token, settings);
  if (grant !== undefined) return ofKnown(exchange, grant);
  if (token.persona !== undefined) return ofPersona(exchange, token.persona);
  if (token.kind === 'jwt') return ofJwt(exchange);
  if (token.kind === 'opaque') return ofOpaque(exchange);
  return stranger(token);
}

function grantOf({ text }: Token, { knownTokens }: Settings): string | undefined {
  // Looking up a new text in an object takes a thirtieth of a short answer's time, and most mocks know no token.
  for (const _ in knownTokens) return Object.hasOwn(knownTokens, text) ? knownTokens[text] : undefined;
  return undefined;
}

function ofPersona({ token, session }: Exchange, name: string): Identity {
  if (session.personas.has(name)) return { userid: undefined, clientId: token.clientId, persona: name, seed: name };
  const names = [...session.personas.keys()];
  throw new KitError('ERR_PERSONA_UNKNOWN', `Unknown persona "${name}" in the token.`, {
    hint: suggest(name, names, [...names, `~${name} (a stranger)`]),
    data: { personas: names },
  });
}

function ofKnown(exchange: Exchange, grant: string): Identity {
  if (!grant.includes('~')) return ofPersona(exchange, grant);
  const { who, scopes } = readGrant(grant);
  return { ...ofPersona(exchange, who), scopes };
}

/** An opaque token is a stranger, unless it is known as another kind of token. */
function ofOpaque({ token, session, route }: Exchange): Identity {
  const isRefused = session.settings.tokens === 'known' || route.state.isCodeOrRefreshToken(token.text);
  if (isRefused) throw new Rejection(401, 'token-unknown');
  return stranger(token);
}

/** A JWT is trusted: only this server's signatures can be checked. */
function ofJwt({ token, session, route }: Exchange): Identity {
  const { settings, clock } = session;
  const { userid, exp } = token.claims ?? {};
  const issued = route.state.verifyToken(token.text, session);
  if (issued?.problem !== undefined) throw new Rejection(401, issued.problem);
  if (settings.tokens === 'known' && issued === undefined) throw new Rejection(401, 'token-signature-invalid');
  if (exp !== undefined && exp * 1000 <= clock.now()) throw new Rejection(401, 'token-expired');
  if (userid === undefined) throw new Rejection(401, 'token-two-legged');
  const persona = personaOf(userid, session.personas, route.success.profiles);
  return { userid, clientId: token.clientId, persona, seed: persona ?? strangerIn(issued) ?? userid };
}

/** Name of a stranger who logged in: the same person as `mock.~<name>`. */
function strangerIn(issued: IssuedToken | undefined): string | undefined {
  return issued?.accountId?.startsWith('~') ? issued.accountId : undefined;
}

function stranger(token: Token): Identity {
  return { userid: undefined, clientId: token.clientId, persona: undefined, seed: token.seed };
}

type Personas = ReadonlyMap<string, Persona>;

/** Persona names by subject, made once for a builder and a set of personas; a change replaces the set as a whole. */
const indexes = new WeakMap<ProfileBuilder, WeakMap<Personas, ReadonlyMap<string, string>>>();

/** The persona with this subject. */
export function personaOf(userid: string, personas: Personas, profiles: ProfileBuilder): string | undefined {
  const ofBuilder = indexes.get(profiles) ?? new WeakMap<Personas, ReadonlyMap<string, string>>();
  const index =
    ofBuilder.get(personas) ??
    new Map([...personas.values()].map(persona => [profiles.subjectOf(persona), persona.name]));
  indexes.set(profiles, ofBuilder.set(personas, index));
  return index.get(userid);
}
