// The login for the rest of the server; loads on the first request to one of its paths, or with keys.

import { KitError } from '../../base/errors.ts';
import { suggest } from '../../base/suggest.ts';
import type { Config } from '../../config/config.ts';
import type { Session } from '../sessions/session.ts';
import type { PinnedClients } from './clients.ts';
import type { IssuedToken } from './issued-tokens.ts';
import type { SigningKey } from './keyring.ts';
import type { LogIn, LogInTokens } from './log-in.ts';
import type { LiveLogin, Login, LoginOptions } from './login.ts';
import type { LoginAnswer, LoginRequest } from './login-request.ts';
import type { GivenAccount } from './service-accounts.ts';

/** Loads the login on first use; until then every token is unknown. */
export class LoginGate {
  readonly #options: () => LoginOptions;
  #login: Login | undefined;

  /** @param options called when the login loads */
  constructor(options: () => LoginOptions) {
    this.#options = options;
  }

  async answer(request: LoginRequest): Promise<LoginAnswer> {
    return (await this.#open()).answer(request);
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
    return (await this.#open()).logIn(session, base, logIn);
  }

  /** @throws ERR_REQUEST_INVALID where service accounts are off, or there can be no such account */
  async serviceAccount(...request: Parameters<Login['serviceAccount']>): ReturnType<Login['serviceAccount']> {
    return (await this.#open()).serviceAccount(...request);
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
    accounts:
      accounts === false ? [] : await (await import('./service-accounts-file.ts')).loadServiceAccounts(accounts),
    clients: clients === undefined ? undefined : (await import('./clients-file.ts')).loadClients(clients),
    keys: signingKeys === undefined ? undefined : (await import('./signing-keys-file.ts')).loadSigningKeys(signingKeys),
  };
}
