// Access tokens at /userinfo: whether this server issued them, and whether they are valid.

import { LruMap } from 'toad-cache';
import { decodeJwt } from '../../base/jwt.ts';
import type { Session } from '../sessions/session.ts';
import type { Keyring } from './keyring.ts';
import type { LoginState } from './login-state.ts';

export interface IssuedToken {
  /** Why it is invalid: name of the document's example. */
  readonly problem: 'token-unknown' | 'token-signature-invalid' | 'token-revoked' | 'token-expired' | undefined;
  /** A persona's name, or `~` and a stranger's; undefined if the login is gone. */
  readonly accountId: string | undefined;
}

interface Checked {
  /** Undefined for a JWT that does not claim to be. */
  readonly isOurs: boolean | undefined;
  /** ID tokens have none. */
  readonly jti: string | undefined;
  /** Number of issuers at that time. */
  readonly issuers: number;
}

/** Cached JWTs: checking a signature takes as long as several requests. */
const maximumChecked = 2000;

export class IssuedTokens {
  readonly #keyring: Keyring;
  readonly #state: LoginState;
  readonly #checked = new LruMap<Checked>(maximumChecked);

  constructor(keyring: Keyring, state: LoginState) {
    this.#keyring = keyring;
    this.#state = state;
  }

  /** Undefined for a JWT that does not claim this issuer. The caller checks expiry. */
  verify(text: string, session: Session): IssuedToken | undefined {
    const { isOurs, jti } = this.#check(text);
    if (isOurs === undefined) return undefined;
    if (!isOurs) return { problem: 'token-signature-invalid', accountId: undefined };
    if (jti === undefined) return { problem: 'token-unknown', accountId: undefined };
    const struck = this.#state.struck(jti);
    return {
      problem: struck && `token-${struck}`,
      accountId: this.#state.recordsOf(session).get('AccessToken', jti)?.payload.accountId,
    };
  }

  /** After a change of keys. */
  forgetKeys(): void {
    this.#checked.clear();
  }

  #check(text: string): Checked {
    const { issuers } = this.#state;
    const known = this.#checked.get(text);
    if (known !== undefined && (known.isOurs !== undefined || known.issuers === issuers)) return known;
    const jwt = decodeJwt(text);
    const isOurs =
      jwt && this.#claimsToBeOurs(jwt.header['kid'], jwt.payload['iss'])
        ? this.#keyring.verifies(text, jwt)
        : undefined;
    const jti = jwt?.payload['jti'];
    const checked = { isOurs, jti: typeof jti === 'string' ? jti : undefined, issuers };
    this.#checked.set(text, checked);
    return checked;
  }

  #claimsToBeOurs(kid: unknown, iss: unknown): boolean {
    return (
      (typeof kid === 'string' && this.#keyring.has(kid)) || (typeof iss === 'string' && this.#state.isIssuer(iss))
    );
  }
}
