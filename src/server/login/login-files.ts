// The files that a login starts with: applications, service accounts, signing keys.

import { createPrivateKey, hash, type JsonWebKey, type KeyObject } from 'node:crypto';
import { KitError } from '../../base/errors.ts';
import type { Json } from '../../base/json.ts';
import { readText } from '../../base/read-file.ts';
import { type Client, isAddress } from './clients.ts';
import { type EntriesFile, listOf, problemsOfEach, type Rule, readEntries, word } from './entries-file.ts';
import type { SigningKey } from './keyring.ts';
import { memberCheck, newAccountSchema } from './manage.ts';
import { isApsScope } from './scopes.ts';
import { type GivenAccount, mostKeys } from './service-accounts.ts';

const addresses = listOf('an absolute address without a fragment', isAddress);

const clientsFile: EntriesFile = {
  what: 'file of clients',
  list: 'clients',
  keys: ({ clientId }) => [`clientId "${String(clientId)}"`],
  unreadable: 'ERR_CLIENTS_UNREADABLE',
  invalid: 'ERR_CLIENTS_INVALID',
  hint: 'A client is { clientId, clientSecret, redirectUris: [http://localhost:3000/callback] }; name, scopes and postLogoutRedirectUris are optional.',
  required: ['clientId', 'redirectUris'],
  rules: {
    clientId: word,
    clientSecret: word,
    name: word,
    redirectUris: addresses,
    postLogoutRedirectUris: addresses,
    scopes: listOf('a scope of APS', isApsScope),
  },
};

/**
 * Reads the applications of a YAML or JSON file. A client without `clientSecret` is public; without `scopes` it may
 * request any; without `postLogoutRedirectUris` it has none.
 *
 * @throws ERR_CLIENTS_UNREADABLE, or ERR_CLIENTS_INVALID naming every problem with its line
 */
export function loadClients(file: string): ReadonlyMap<string, Client> {
  const clients = readEntries(file, clientsFile).map((entry): [string, Client] => {
    const { clientId, clientSecret, name, redirectUris, postLogoutRedirectUris, scopes } =
      entry as unknown as ClientEntry;
    const addresses = { redirectUris, postLogoutRedirectUris: postLogoutRedirectUris ?? [] };
    return [clientId, { id: clientId, name: name ?? clientId, secret: clientSecret ?? null, scopes, ...addresses }];
  });
  return new Map(clients);
}

interface ClientEntry {
  readonly clientId: string;
  readonly clientSecret?: string;
  readonly name?: string;
  readonly redirectUris: readonly string[];
  readonly postLogoutRedirectUris?: readonly string[];
  readonly scopes?: readonly string[];
}

// The file of service accounts that every session starts with: `serviceAccounts`, a list of them, each with its keys.

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

// The file of signing keys: a JWK Set of private RSA keys. Errors never show key material.
// @see https://www.rfc-editor.org/rfc/rfc7517#section-5

/** The minimum of RS256 (RFC 7518 section 3.3). */
const shortestBits = 2048;

/**
 * Reads signing keys, the current one first. The thumbprint (RFC 7638) names a key without `kid`.
 *
 * @throws ERR_SIGNING_KEYS_UNREADABLE, or ERR_SIGNING_KEYS_INVALID naming the invalid key
 */
export function loadSigningKeys(file: string): readonly [SigningKey, ...SigningKey[]] {
  const [first, ...others] = keysIn(file, readText('file of signing keys', file, 'ERR_SIGNING_KEYS_UNREADABLE')).map(
    (key, index) => toSigningKey(file, key, index),
  );
  if (first === undefined) throw invalid(file, 'it has no keys');
  const kids = [first, ...others].map(({ kid }) => kid);
  const twin = kids.find((kid, index) => kids.indexOf(kid) < index);
  if (twin !== undefined) throw invalid(file, `it has two keys with the kid "${twin}"`);
  return [first, ...others];
}

function keysIn(file: string, text: string): readonly unknown[] {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw invalid(file, 'it is not JSON');
  }
  const keys = typeof value === 'object' && value !== null && 'keys' in value ? value.keys : undefined;
  if (Array.isArray(keys)) return keys;
  throw invalid(file, 'the list "keys" is missing');
}

function toSigningKey(file: string, key: unknown, index: number): SigningKey {
  const jwk = (typeof key === 'object' && key !== null ? key : {}) as JsonWebKey;
  const { kty, n, e, d } = jwk;
  if (kty !== 'RSA' || typeof d !== 'string') throw invalid(file, `keys[${index}] is not a private RSA key`);
  const kid = jwk['kid'] ?? hash('sha256', JSON.stringify({ e, kty, n }), 'base64url');
  if (typeof kid !== 'string' || kid === '') throw invalid(file, `the kid of keys[${index}] is not a string`);
  const privateKey = keyOfJwk(file, jwk, index);
  const bits = privateKey.asymmetricKeyDetails?.modulusLength ?? 0;
  if (bits < shortestBits) throw invalid(file, `keys[${index}] has ${bits} bits, and RS256 needs ${shortestBits}`);
  return { kid, privateKey };
}

function keyOfJwk(file: string, jwk: JsonWebKey, index: number): SigningKey['privateKey'] {
  try {
    return createPrivateKey({ key: jwk, format: 'jwk' });
  } catch {
    throw invalid(file, `keys[${index}] is not a valid private RSA key`);
  }
}

function invalid(file: string, what: string): KitError {
  return new KitError('ERR_SIGNING_KEYS_INVALID', `"${file}" is invalid: ${what}.`, {
    hint: 'Write { "keys": [ ... ] } with private RSA keys of 2048 bits or more as JWK (RFC 7517).',
  });
}
