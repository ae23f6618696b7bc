// A service account for a test, with a key and an assertion, and no management call.

import { KitError } from '../../base/errors.ts';
import type { Session } from '../sessions/session.ts';
import { signAssertion } from './assertion.ts';
import { defaultScope } from './log-in.ts';
import { memberCheck, newAccountSchema } from './manage.ts';
import type { NewAccount, ServiceAccounts } from './service-accounts.ts';

export interface ServiceAccountRequest {
  /** Any, unless clients are pinned: then the first one if undefined. */
  readonly clientId: string | undefined;
  readonly name: string;
  readonly firstName: string;
  readonly lastName: string;
  /** Separated by spaces; undefined asks for `openid user-profile:read`. */
  readonly scope: string | undefined;
}

/** What a program needs to get tokens as a service account. */
export interface ServiceAccountAccess {
  /** The `sub` of assertions. */
  readonly id: string;
  readonly email: string;
  /** The `iss` of assertions: only this application can exchange them. */
  readonly clientId: string;
  readonly kid: string;
  /** RSA, 2048 bits or more, as PEM of PKCS#1. */
  readonly privateKey: string;
  /** A signed assertion, good for five minutes by the clock of the session. */
  readonly assertion: string;
}

/** Makes an account and a key of it, unless the session has them. @throws ERR_REQUEST_INVALID */
export async function makeServiceAccount(
  accounts: ServiceAccounts,
  session: Session,
  { scope = defaultScope, ...wanted }: ServiceAccountRequest & Pick<NewAccount, 'clientId'>,
): Promise<ServiceAccountAccess> {
  const [wrong] = (await memberCheck(newAccountSchema))({ ...wanted });
  if (wrong !== undefined) throw new KitError('ERR_REQUEST_INVALID', wrong.text);
  const { clientId, name } = wanted;
  const account = accounts.of(clientId).find(known => known.name === name) ?? accounts.add(wanted);
  const kept = [...account.keys.values()].flatMap(({ kid, privateKey }) => (privateKey ? [{ kid, privateKey }] : []));
  const key = kept[0] ?? (await accounts.addKey(account, true));
  const { id, email } = account;
  return {
    ...{ id, email, clientId, kid: key.kid },
    privateKey: key.privateKey.export({ type: 'pkcs1', format: 'pem' }).toString(),
    assertion: signAssertion(account, key, scope.split(' ').filter(Boolean), session.clock.now()),
  };
}
