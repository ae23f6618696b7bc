// The OpenID provider at APS's paths, loaded with the first request to one of them. oidc-provider and the keys load when
// they are needed. Over 250 lines: what the rest of the server asks of the login is here.

import { createClock } from '../../base/clock.ts';
import { KitError } from '../../base/errors.ts';
import type { Log } from '../../base/log.ts';
import type { ProfileBuilder } from '../../profiles/profile-builder.ts';
import { pageHeaders, renderErrorPage } from '../page/page.ts';
import type { Session } from '../sessions/session.ts';
import type { Changes, SharedStore } from '../sessions/shared-store.ts';
import { requireAccount } from './accounts.ts';
import type { PinnedClients } from './clients.ts';
import { discovery, discoveryPaths, endpointsAt } from './endpoints.ts';
import { loadEngine } from './engine.ts';
import { type IssuedToken, IssuedTokens } from './issued-tokens.ts';
import { Keyring, makeKey, type SigningKey, sharedKey } from './keyring.ts';
import {
  defaultClientId,
  type LogIn,
  type LogInTokens,
  logInWithoutBrowser,
  makeServiceAccount,
  type ServiceAccountAccess,
  type ServiceAccountRequest,
} from './log-in.ts';
import {
  accountsOf,
  type LoginContext,
  type LoginSettings,
  readAccounts,
  shortHash,
  writtenAccounts,
} from './login-context.ts';
import { type LoginAnswer, type LoginRequest, OAuthError, refusal, serverError } from './login-request.ts';
import { accountsName, LoginState, type Struck } from './login-state.ts';
import type { LoginRecord, RecordListener } from './records.ts';

export interface LoginOptions {
  readonly config: Omit<LoginSettings, 'clients'>;
  /** Applications; undefined accepts any. */
  readonly clients: PinnedClients;
  readonly accounts: LoginContext['accounts'];
  /** Signing keys, the current one first; undefined generates one. */
  readonly keys: readonly [SigningKey, ...SigningKey[]] | undefined;
  readonly profiles: () => ProfileBuilder;
  /** Path of the operation that reads the profile. */
  readonly userinfoPath: () => string;
  readonly pictures: LoginContext['pictures'];
  readonly scenarioOf: LoginContext['scenarioOf'];
  readonly log: Log;
  /** Where replicas share logins and keys; undefined where nothing is shared. */
  readonly store?: Pick<SharedStore, 'agree' | 'replace'> | undefined;
}

export interface LiveLogin {
  readonly kind: 'access_token' | 'refresh_token' | 'code' | 'login';
  /** First 12 hex digits of the SHA-256 of the token, as in the journal. */
  readonly tokenHash: string | undefined;
  /** Persona, or `~` and the name of a stranger; undefined for a two-legged token. */
  readonly persona: string | undefined;
  readonly clientId: string | undefined;
  readonly scope: string | undefined;
  /** Milliseconds since the Unix epoch, by the session's clock. */
  readonly expiresAt: number;
}

const kinds: Readonly<Record<string, LiveLogin['kind']>> = {
  AccessToken: 'access_token',
  ClientCredentials: 'access_token',
  RefreshToken: 'refresh_token',
  AuthorizationCode: 'code',
  Session: 'login',
};

export class Login {
  readonly #options: LoginOptions;
  // oidc-provider reads `Date` on each use, which a test may have faked since the start.
  readonly #state: LoginState;
  /** Undefined until the first key exists; until then no token can exist. */
  #keyring: Keyring | undefined;
  #issued: IssuedTokens | undefined;
  #made: Promise<Keyring> | undefined;
  #prepared: Promise<LoginContext> | undefined;
  /** The service accounts of each session as all replicas have them. */
  readonly #accounts = new WeakMap<Session, string>();
  /** The keyring as all replicas have it. */
  #agreed = '';

  constructor(options: LoginOptions) {
    this.#options = options;
    this.#state = new LoginState(
      createClock(() => Date.now()),
      options.store !== undefined,
    );
    // Tokens of an earlier run with the same keys are known before the first token of this run.
    if (options.keys !== undefined) this.#take(options.keys);
  }

  async answer(request: LoginRequest): Promise<LoginAnswer> {
    const { path, method } = request;
    if (discoveryPaths.includes(path)) {
      // A client that reads the keys sends the next request soon.
      void this.#prepare().catch(() => undefined);
      if (method !== 'GET') return wrongMethod(path, ['GET']);
      return discovery(request, this.#options.config, this.#options.userinfoPath());
    }
    const endpoints = await endpointsAt(path, this.#options.config.serviceAccounts !== false);
    if (endpoints.length === 0) return refusal(new OAuthError(404, 'invalid_request', `Unknown path ${path}.`));
    const endpoint = endpoints.find(candidate => candidate.method === method);
    if (endpoint === undefined)
      return wrongMethod(
        path,
        endpoints.map(candidate => candidate.method),
      );
    try {
      return await endpoint.answer(await this.#prepare(), request);
    } catch (error) {
      const refused = error instanceof OAuthError ? error : this.#report(error as Error);
      return endpoint.isPage && wantsPage(request) ? errorPage(refused) : refusal(refused);
    }
  }

  /** Loads what takes long, and the keys that all replicas sign with. */
  async prepareShared(isWhole: boolean): Promise<void> {
    const { store, keys = [] } = this.#options;
    if (isWhole) await this.#prepare();
    const keyring = await this.#ring();
    const own = this.#agreed === '' ? keyring.write() : this.#agreed;
    this.#agreed = (await store?.agree(keysName(keys), own)) ?? own;
    if (this.#agreed === own) return;
    keyring.read(this.#agreed);
    this.#issued?.forgetKeys();
  }

  takeChanges(session: Session): Changes {
    const changes = new Map(this.#state.takeChanges(session));
    const accounts = writtenAccounts(session);
    if (accounts !== (this.#accounts.get(session) ?? '')) changes.set(accountsName, accounts);
    this.#accounts.set(session, accounts);
    return changes;
  }

  putBack(session: Session, changes: Changes): void {
    if (changes.has(accountsName)) this.#accounts.delete(session);
    this.#state.putBack(session, new Map([...changes].filter(([name]) => name !== accountsName)));
  }

  adopt(session: Session, changes: Changes, isWhole: boolean): void {
    const accounts = changes.get(accountsName);
    if (accounts !== undefined) {
      readAccounts(this.#options, session, accounts);
      this.#accounts.set(session, writtenAccounts(session));
    } else if (isWhole) this.#accounts.delete(session);
    this.#state.adopt(session, changes, isWhole);
  }

  /** Undefined for a JWT of another issuer. */
  verify(text: string, session: Session): IssuedToken | undefined {
    return this.#issued?.verify(text, session);
  }

  /** Whether the text was issued as a code or refresh token, valid or not. */
  isCodeOrRefreshToken(text: string): boolean {
    return this.#state.isCodeOrRefreshToken(text);
  }

  /** Logs in without a browser. @throws ERR_PERSONA_UNKNOWN, ERR_REQUEST_INVALID for what the login rejects, ERR_INTERNAL */
  async logIn(session: Session, base: string, logIn: LogIn): Promise<LogInTokens> {
    requireAccount(logIn.accountId, session, this.#options.profiles());
    try {
      return await logInWithoutBrowser(await this.#prepare(), session, base, logIn);
    } catch (error) {
      if (error instanceof KitError) throw error;
      const { message } = error as Error;
      if (error instanceof OAuthError && error.status < 500)
        throw new KitError('ERR_REQUEST_INVALID', `The login rejects this: ${message}`, { cause: error });
      throw new KitError('ERR_INTERNAL', `The login failed inside aps-userinfo: ${message}`, { cause: error });
    }
  }

  /** A service account with a key and an assertion. @throws ERR_REQUEST_INVALID */
  async serviceAccount(session: Session, request: ServiceAccountRequest): Promise<ServiceAccountAccess> {
    const { clients, config } = this.#options;
    if (config.serviceAccounts === false)
      throw new KitError('ERR_REQUEST_INVALID', 'Service accounts are off.', {
        hint: 'Remove serviceAccounts: false.',
      });
    const clientId = request.clientId ?? clients?.keys().next().value ?? defaultClientId;
    return makeServiceAccount(accountsOf(this.#options, session), session, { ...request, clientId });
  }

  /** Valid tokens and logins of a session, oldest first; of one persona, if given. */
  list(session: Session, persona: string | undefined): readonly LiveLogin[] {
    return this.#of(session, persona).map(({ kind, id, tokenHash, payload }) => ({
      kind: kinds[kind] ?? 'login',
      tokenHash: kind === 'Session' ? undefined : (tokenHash ?? shortHash(id)),
      persona: payload.accountId,
      clientId: payload.clientId,
      scope: payload.scope,
      expiresAt: Math.round((payload.exp ?? 0) * 1000),
    }));
  }

  /** Ends tokens and logins of a session, of one persona if given. @returns their number */
  end(session: Session, persona: string | undefined, why: Struck): number {
    const records = this.#state.recordsOf(session);
    const ended = this.#of(session, persona);
    for (const record of ended) {
      this.#state.strike(record, why);
      if (why === 'revoked') records.delete(record.kind, record.id);
      else records.change(record, { exp: records.now, struck: why });
    }
    return ended.length;
  }

  /** Makes the next refresh of a session fail once, of one persona if given. */
  failNextRefresh(session: Session, persona: string | undefined): void {
    this.#state.failNextRefresh(session, { accountId: persona });
  }

  /** Signs with a new key from now on. @returns the name of the key */
  async rotateKey(): Promise<string> {
    const { keyring } = await this.#prepare();
    const { store, keys = [] } = this.#options;
    if (store !== undefined) await this.prepareShared(true);
    keyring.rotate(await makeKey());
    this.#issued?.forgetKeys();
    if (store !== undefined) this.#agreed = keyring.write();
    await store?.replace(keysName(keys), this.#agreed);
    return keyring.current.kid;
  }

  #of(session: Session, persona: string | undefined): readonly LoginRecord[] {
    const live = this.#state.recordsOf(session).live();
    const tokens = live.filter(({ kind, payload }) => Object.hasOwn(kinds, kind) && payload['consumed'] === undefined);
    return persona === undefined ? tokens : tokens.filter(({ payload }) => payload.accountId === persona);
  }

  #report({ stack }: Error): OAuthError {
    this.#options.log.error('a login failed inside aps-userinfo', { stack });
    return serverError();
  }

  #take(keys: readonly [SigningKey, ...SigningKey[]]): Keyring {
    this.#keyring = new Keyring(keys);
    this.#issued = new IssuedTokens(this.#keyring, this.#state);
    return this.#keyring;
  }

  #ring(): Promise<Keyring> {
    this.#made ??=
      this.#keyring === undefined ? sharedKey().then(key => this.#take([key])) : Promise.resolve(this.#keyring);
    return this.#made;
  }

  #prepare(): Promise<LoginContext> {
    this.#prepared ??= this.#load();
    return this.#prepared;
  }

  async #load(): Promise<LoginContext> {
    const { config, clients, accounts, profiles, pictures, scenarioOf, log } = this.#options;
    const [createEngine, keyring] = await Promise.all([loadEngine(), this.#ring()]);
    const listener: RecordListener = {
      onStored: record => this.#state.noteStored(record),
      onRevoked: record => this.#state.strike(record, 'revoked'),
    };
    const engine = createEngine({ key: keyring.current, log, listener });
    const settings = { ...config, clients };
    return { settings, engine, keyring, state: this.#state, accounts, profiles, pictures, scenarioOf };
  }
}

/** Other keys of a file have another name: those of an earlier start do not take their place. */
function keysName(keys: readonly SigningKey[]): string {
  return ['keys', ...keys.map(({ kid }) => shortHash(kid))].join(':');
}

function wrongMethod(path: string, allowed: readonly string[]): LoginAnswer {
  const { headers, ...answer } = refusal(
    new OAuthError(405, 'invalid_request', `${path} supports ${allowed.join(' and ')}.`),
  );
  return { ...answer, headers: { ...headers, allow: [...allowed, 'OPTIONS'].join(', ') } };
}

function wantsPage({ headers }: LoginRequest): boolean {
  return headers.accept?.includes('text/html') === true;
}

function errorPage({ status, code, message, hint }: OAuthError): LoginAnswer {
  return {
    status,
    headers: pageHeaders,
    body: renderErrorPage({ message, code, hint }),
    outcome: `${code}: ${message}`,
  };
}
