// The file of applications: `clients`, a list of them.

import { type Client, isAddress } from './clients.ts';
import { type EntriesFile, listOf, readEntries, word } from './entries-file.ts';
import { isApsScope } from './scopes.ts';

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
    const { clientId, clientSecret, name, redirectUris, postLogoutRedirectUris, scopes } = entry as unknown as Entry;
    const addresses = { redirectUris, postLogoutRedirectUris: postLogoutRedirectUris ?? [] };
    return [clientId, { id: clientId, name: name ?? clientId, secret: clientSecret ?? null, scopes, ...addresses }];
  });
  return new Map(clients);
}

interface Entry {
  readonly clientId: string;
  readonly clientSecret?: string;
  readonly name?: string;
  readonly redirectUris: readonly string[];
  readonly postLogoutRedirectUris?: readonly string[];
  readonly scopes?: readonly string[];
}
