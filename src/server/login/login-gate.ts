// The login for the rest of the server; loads on the first request to one of its paths, or with keys.

import { KitError } from '../../base/errors.ts';
import { suggest } from '../../base/suggest.ts';
import type { Config } from '../../config/config.ts';
import type { Replica, SharedLogins } from '../sessions/replica.ts';
import type { Session } from '../sessions/session.ts';
import type { Changes } from '../sessions/shared-store.ts';
import type { PinnedClients } from './clients.ts';
import type { IssuedToken } from './issued-tokens.ts';
import { type SigningKey, sharedKey } from './keyring.ts';
import type { LogIn, LogInTokens } from './log-in.ts';
import type { LiveLogin, Login, LoginOptions } from './login.ts';
import type { LoginAnswer, LoginRequest } from './login-request.ts';
import type { GivenAccount } from './service-accounts.ts';

/** Loads the login on first use; until then every token is unknown. */
export class LoginGate implements SharedLogins {
  readonly #options: () => LoginOptions;
  readonly #replica: () => Replica | undefined;
  #login: Login | undefined;

  /**
   * @param options called when the login loads
   * @param replica shares logins with other processes; undefined where there are none
   */
  constructor(options: () => LoginOptions, replica: () => Replica | undefined) {
    this.#options = options;
    this.#replica = replica;
  }

  /** Makes the key while the login loads, which takes as long. */
  prepareKey(): void {
    // The login awaits the same key, and reports its error.
    if (this.#options().keys === undefined) sharedKey().catch(() => undefined);
  }

  async answer(request: LoginRequest): Promise<LoginAnswer> {
    const login = await this.#open();
    const answer = await this.#change(request.session, login, () => login.answer(request));
    const isAlone = this.#replica()?.store.isConnected === false;
    return isAlone ? { ...answer, headers: { ...answer.headers, 'x-mock-degraded': 'store' } } : answer;
  }

  async prepare(): Promise<void> {
    await (await this.#open()).prepareShared(false);
  }

  adopt(session: Session, changes: Changes, isWhole: boolean): void {
    this.#login?.adopt(session, changes, isWhole);
  }

  takeChanges(session: Session): Changes {
    return this.#login?.takeChanges(session) ?? new Map();
  }

  putBack(session: Session, changes: Changes): void {
    this.#login?.putBack(session, changes);
  }

  /** Undefined for a JWT that this server did not issue. */
  verify(token: string, session: Session): IssuedToken | undefined {
    return this.#login?.verify(token, session);
  }

  /** Whether this server issued the text as a code or refresh token, valid or not. */
  isCodeOrRefreshToken(text: string): boolean {
    return this.#login?.isCodeOrRefreshToken(text) ?? false;
  }

  /** @throws ERR_PERSONA_UNKNOWN, ERR_REQUEST_INVALID for a login that is rejected */
  async logIn(session: Session, base: string, logIn: LogIn): Promise<LogInTokens> {
    const login = await this.#open();
    return this.#change(session, login, () => login.logIn(session, base, logIn));
  }

  /** @throws ERR_REQUEST_INVALID where service accounts are off, or there can be no such account */
  async serviceAccount(...request: Parameters<Login['serviceAccount']>): ReturnType<Login['serviceAccount']> {
    const login = await this.#open();
    return this.#change(request[0], login, () => login.serviceAccount(...request));
  }

  /** Valid tokens and logins of a session. */
  list(session: Session, persona?: string): readonly LiveLogin[] {
    return this.#login?.list(session, persona) ?? [];
  }

  /** Ends tokens and logins of a session. @returns their number */
  end(session: Session, persona: string | undefined, why: 'revoked' | 'expired'): number {
    return this.#login?.end(session, persona, why) ?? 0;
  }

  async failNextRefresh(session: Session, persona: string | undefined): Promise<void> {
    (await this.#open()).failNextRefresh(session, persona);
  }

  /** @returns the name of the new key */
  async rotateKey(): Promise<string> {
    return (await this.#open()).rotateKey();
  }

  /** Loads the login without the provider: tokens signed with the configured keys are known from now on. */
  async open(): Promise<void> {
    await this.#open();
  }

  /** Of two uses of one code on two replicas, the second one must find the first. */
  async #change<Result>(session: Session, login: Login, action: () => Promise<Result>): Promise<Result> {
    const replica = this.#replica();
    if (replica === undefined) return action();
    await login.prepareShared(true);
    return replica.change(session, action);
  }

  async #open(): Promise<Login> {
    const { Login } = await import('./login.ts');
    this.#login ??= new Login(this.#options());
    return this.#login;
  }
}

/** @throws ERR_PERSONA_UNKNOWN for an unknown `autoLogin` */
export function requireAutoLogin(autoLogin: string | undefined, personas: ReadonlyMap<string, unknown>): void {
  if (autoLogin === undefined || autoLogin.startsWith('~') || personas.has(autoLogin)) return;
  const names = [...personas.keys()];
  throw new KitError('ERR_PERSONA_UNKNOWN', `Unknown persona "${autoLogin}" in the option "autoLogin".`, {
    hint: suggest(autoLogin, names, [...names, `~${autoLogin} (a stranger)`]),
  });
}

export interface LoginFiles {
  readonly clients: PinnedClients;
  readonly keys: readonly [SigningKey, ...SigningKey[]] | undefined;
  readonly accounts: readonly GivenAccount[];
}

/** @throws ERR_CLIENTS_*, ERR_SERVICE_ACCOUNTS_*, ERR_SIGNING_KEYS_*, where a file is unreadable or invalid */
export async function loadLoginFiles({
  clients,
  serviceAccounts: accounts = false,
  signingKeys,
}: Pick<Config, 'clients' | 'serviceAccounts' | 'signingKeys'>): Promise<LoginFiles> {
  return {
    accounts: accounts === false ? [] : await (await import('./login-files.ts')).loadServiceAccounts(accounts),
    clients: clients === undefined ? undefined : (await import('./login-files.ts')).loadClients(clients),
    keys: signingKeys === undefined ? undefined : (await import('./login-files.ts')).loadSigningKeys(signingKeys),
  };
}
