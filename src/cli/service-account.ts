// `aps-userinfo token --service-account`: an assertion of a service account of a file, to be exchanged for a token.

import { createClock } from '../base/clock.ts';
import { KitError } from '../base/errors.ts';
import { suggest } from '../base/suggest.ts';
import type { Config } from '../config/config.ts';
import { signAssertion } from '../server/login/assertion.ts';
import type { SigningKey } from '../server/login/keyring.ts';
import { loadServiceAccounts } from '../server/login/login-files.ts';
import type { GivenAccount } from '../server/login/service-accounts.ts';
import { defaultScopes, type TokenRequest } from './jwt.ts';

/** The text to print. @throws ERR_CLI_USAGE, ERR_SERVICE_ACCOUNTS_* */
export async function runServiceAccount({ serviceAccounts: file }: Config, request: TokenRequest): Promise<string> {
  const { serviceAccount: name = '', scope = defaultScopes, clientId, json } = request;
  if (typeof file !== 'string')
    throw usage('The flag --service-account requires a file of accounts.', 'Add --service-accounts FILE.');
  const accounts = (await loadServiceAccounts(file)).filter(
    account => (clientId ?? account.clientId) === account.clientId,
  );
  const account = accounts.find(known => known.name === name || known.id === name);
  const names = accounts.map(known => known.name);
  if (account === undefined) throw usage(`"${file}" has no service account "${name}".`, suggest(name, names));
  const key = keyOf(account, file);
  const assertion = signAssertion(account, key, scope, createClock().now());
  const printed = { assertion, serviceAccountId: account.id, clientId: account.clientId, kid: key.kid };
  return json ? `${JSON.stringify(printed, null, 2)}\n` : `${assertion}\n`;
}

function keyOf({ name, keys: [key] }: GivenAccount, file: string): SigningKey {
  if (key !== undefined) return key;
  throw usage(`The service account "${name}" has no key in "${file}".`, 'Add keys: [{ privateKey: PEM }].');
}

function usage(message: string, hint: string): KitError {
  return new KitError('ERR_CLI_USAGE', message, { hint });
}
