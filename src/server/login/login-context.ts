// What the endpoints share: the engine, the keys, the records of each session, the settings.

import { hash } from 'node:crypto';
import type { PictureHost } from '../../profiles/pictures.ts';
import type { ProfileBuilder } from '../../profiles/profile-builder.ts';
import type { Session } from '../sessions/session.ts';
import { accountOf } from './accounts.ts';
import type { PinnedClients } from './clients.ts';
import type { Engine } from './engine.ts';
import type { EngineCall } from './engine-call.ts';
import type { Keyring } from './keyring.ts';
import type { LoginRequest } from './login-request.ts';
import type { LoginState } from './login-state.ts';
import { audience, lifetimes } from './names.ts';
import type { LoginRecord } from './records.ts';
import { type GivenAccount, ServiceAccounts } from './service-accounts.ts';

export interface LoginSettings {
  readonly clients: PinnedClients;
  readonly unknownScopes: 'refuse' | 'ignore';
  /** What revoking an access token ends. */
  readonly revocation: 'token' | 'login';
  /** Id of the account that logs in without a page. */
  readonly autoLogin: string | undefined;
  /** Whether discovery adds the names of Autodesk's pages. */
  readonly discoveryAliases: boolean;
  /** File of the secure service accounts that sessions start with; false for no service accounts at all. */
  readonly serviceAccounts: string | false | undefined;
  /** Scopes in discovery: those seen live, or every documented one. */
  readonly discoveryScopes: 'seen' | 'all';
}

export interface LoginContext {
  readonly settings: LoginSettings;
  readonly engine: Engine;
  readonly keyring: Keyring;
  readonly state: LoginState;
  readonly accounts: readonly GivenAccount[];
  readonly profiles: () => ProfileBuilder;
  /** Issues picture URLs under a base URL; undefined keeps Autodesk's. */
  readonly pictures: { at(base: string, now: number): PictureHost } | undefined;
  /** The scenario of requests that ask for none. */
  readonly scenarioOf: (session: Session) => Session['active'];
}

export function hasRule({ scenarioOf }: LoginContext, session: Session, rule: 'otp' | 'refresh-once'): boolean {
  return scenarioOf(session)?.steps.some(({ login }) => login === rule) === true;
}

const bySession = new WeakMap<Session, ServiceAccounts>();

/** The service accounts of a session; a reset makes them those that it started with. */
export function accountsOf({ accounts }: Pick<LoginContext, 'accounts'>, session: Session): ServiceAccounts {
  const known = bySession.get(session);
  if (known !== undefined) return known;
  const made = new ServiceAccounts(session, accounts);
  bySession.set(session, made);
  session.onReset(() => bySession.delete(session));
  return made;
}

/** The service accounts of a session as text, for other replicas; empty where nothing has asked for them. */
export function writtenAccounts(session: Session): string {
  return bySession.get(session)?.write() ?? '';
}

/** Takes over the service accounts of another replica. */
export function readAccounts(context: Pick<LoginContext, 'accounts'>, session: Session, text: string): void {
  if (text === '') bySession.delete(session);
  else accountsOf(context, session).read(text);
}

export function callFor(context: LoginContext, { session, base }: LoginRequest): EngineCall {
  const records = context.state.recordsOf(session);
  return {
    records,
    claimsOf: id => idTokenClaims(context, session, id),
    signIdToken: claims => {
      const now = Math.floor(records.now);
      return context.keyring.sign({
        ...claims,
        sub: claims['userid'],
        iss: base,
        iat: now,
        exp: now + lifetimes.idToken,
      });
    },
  };
}

/** Autodesk's documented claims, with the `sub` of OpenID Connect. */
function idTokenClaims({ profiles }: LoginContext, session: Session, id: string): Record<string, unknown> | undefined {
  const person = accountOf(id, session, profiles())?.person;
  return (
    person && {
      userid: person.subject,
      first_name: person.givenName,
      last_name: person.familyName,
      user_name: person.username,
      user_email: person.email,
      analytics_id: hash('sha256', `analytics ${person.subject}`).slice(0, 32),
    }
  );
}

/** The access token for a record of the engine: a JWT in APS's format. */
export function accessTokenOf(context: LoginContext, { session, base }: LoginRequest, record: LoginRecord): string {
  const { payload } = record;
  const userid = payload.accountId && accountOf(payload.accountId, session, context.profiles())?.person.subject;
  const token = context.keyring.sign({
    scope: payload.scope?.split(' ') ?? [],
    client_id: payload.clientId,
    iss: base,
    aud: audience,
    jti: record.id,
    ...(userid === undefined ? {} : { userid }),
    exp: Math.floor(payload.exp ?? 0),
  });
  record.tokenHash = shortHash(token);
  record.issuer = base;
  context.state.addIssuer(base);
  return token;
}

export function shortHash(token: string): string {
  return hash('sha256', token).slice(0, 12);
}
