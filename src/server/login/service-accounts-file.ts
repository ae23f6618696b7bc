// The file of service accounts that every session starts with: `serviceAccounts`, a list of them, each with its keys.

import { createPrivateKey, hash, type KeyObject } from 'node:crypto';
import type { Json } from '../../base/json.ts';
import { type EntriesFile, problemsOfEach, type Rule, readEntries, word } from './entries-file.ts';
import { memberCheck, newAccountSchema } from './manage.ts';
import { type GivenAccount, mostKeys } from './service-accounts.ts';

/** A key is never shown: what is wrong is said without it. */
const privateKey: Rule = value => {
  const key = readKey(value);
  const bits = key?.asymmetricKeyDetails?.modulusLength ?? 0;
  return key?.asymmetricKeyType === 'rsa' && bits >= 2048
    ? undefined
    : 'must be a private RSA key of 2048 bits or more, as PEM';
};

function readKey(value: Json | undefined): KeyObject | undefined {
  try {
    return createPrivateKey(String(value));
  } catch {
    return undefined;
  }
}

const key = { required: ['privateKey'], rules: { kid: word, privateKey } };

/** Checked by the document. */
const anything: Rule = () => undefined;

const accountsFile: EntriesFile = {
  what: 'file of service accounts',
  list: 'serviceAccounts',
  keys: ({ clientId, name, serviceAccountId: id }) => [
    `the name "${String(name)}" of "${String(clientId)}"`,
    ...(id === undefined ? [] : [`serviceAccountId "${String(id)}"`]),
  ],
  unreadable: 'ERR_SERVICE_ACCOUNTS_UNREADABLE',
  invalid: 'ERR_SERVICE_ACCOUNTS_INVALID',
  hint: 'A service account is { clientId, name, firstName, lastName, keys: [{ privateKey: PEM }] }; serviceAccountId and kid are optional.',
  required: ['clientId'],
  rules: {
    clientId: word,
    serviceAccountId: value =>
      /^[A-Z0-9]{12}([A-Z0-9]{4})?$/.test(String(value)) ? undefined : 'must be 12 or 16 capital letters and digits',
    name: anything,
    firstName: anything,
    lastName: anything,
    keys: value =>
      Array.isArray(value) && value.length <= mostKeys
        ? problemsOfEach(value, key)
        : `must be a list of at most ${mostKeys} keys`,
  },
};

interface Entry {
  readonly clientId: string;
  readonly serviceAccountId?: string;
  readonly name: string;
  readonly firstName: string;
  readonly lastName: string;
  readonly keys?: readonly { readonly kid?: string; readonly privateKey: string }[];
}

/**
 * Reads service accounts of a YAML or JSON file. Without `serviceAccountId` or `kid` an account or key has one that is the
 * same at each start.
 *
 * @throws ERR_SERVICE_ACCOUNTS_UNREADABLE, or ERR_SERVICE_ACCOUNTS_INVALID naming every problem with its line
 */
export async function loadServiceAccounts(file: string): Promise<readonly GivenAccount[]> {
  const check = await memberCheck(newAccountSchema);
  return readEntries(file, { ...accountsFile, check }).map(entry => {
    const { serviceAccountId, keys = [], ...account } = entry as unknown as Entry;
    const id = serviceAccountId ?? digest(`${account.clientId} ${account.name}`).slice(0, 12).toUpperCase();
    return { ...account, id, keys: keys.map(toKey) };
  });
}

function toKey({ kid, privateKey }: { readonly kid?: string; readonly privateKey: string }): GivenAccount['keys'][0] {
  return { kid: kid ?? asUuid(digest(privateKey.trim())), privateKey: createPrivateKey(privateKey) };
}

function digest(text: string): string {
  return hash('sha256', text);
}

/** Version 8, for values of one's own making. @see https://www.rfc-editor.org/rfc/rfc9562#section-5.8 */
function asUuid(hex: string): string {
  return hex.replace(/^(.{8})(.{4}).(.{3}).(.{3})(.{12}).*$/, '$1-$2-8$3-a$4-$5');
}
