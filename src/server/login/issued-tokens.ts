// Access tokens as /userinfo meets them: whether this server issued them, and whether they are good.

import { LruMap } from 'toad-cache';
import { decodeJwt } from '../../base/jwt.ts';
import type { Session } from '../sessions/session.ts';
import type { Keyring } from './keyring.ts';
import type { LoginState } from './login-state.ts';

export interface IssuedToken {
  /** Why it is not good, by the name of the document's example. */
  readonly problem: 'token-unknown' | 'token-signature-invalid' | 'token-revoked' | 'token-expired' | undefined;
  /** Who logged in: a persona's name, or `~` and a stranger's; undefined where the login is forgotten. */
  readonly accountId: string | undefined;
}

interface Checked {
  /** Undefined for one that does not even say so. */
  readonly isOurs: boolean | undefined;
  /** An ID token has none: nobody asks for one by its name. */
  readonly jti: string | undefined;
  /** How many addresses tokens had been issued under by then. */
  readonly issuers: number;
}

/** JWTs remembered: checking a signature takes as long as several requests. */
const maximumChecked = 2000;

export class IssuedTokens {
  readonly #keyring: Keyring;
  readonly #state: LoginState;
  readonly #checked = new LruMap<Checked>(maximumChecked);

  constructor(keyring: Keyring, state: LoginState) {
    this.#keyring = keyring;
    this.#state = state;
  }

  /** What is known of a JWT; undefined for one that does not say that it is ours. Expiry is in its claims. */
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

  /** Looks at all signatures again: other keys count. */
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
