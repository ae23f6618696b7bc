// What the login is given by files, read at start so that a mistake in them is seen there; without them nothing is loaded.

import type { PinnedClients } from './clients.ts';
import type { SigningKey } from './keyring.ts';

/** What the files say. */
export interface LoginFiles {
  readonly clients: PinnedClients;
  readonly keys: readonly [SigningKey, ...SigningKey[]] | undefined;
}

/** @throws ERR_CLIENTS_UNREADABLE, ERR_CLIENTS_INVALID, ERR_SIGNING_KEYS_UNREADABLE, ERR_SIGNING_KEYS_INVALID */
export async function loadLoginFiles(files: {
  readonly clients: string | undefined;
  readonly signingKeys: string | undefined;
}): Promise<LoginFiles> {
  const { clients, signingKeys } = files;
  return {
    clients: clients === undefined ? undefined : (await import('./clients-file.ts')).loadClients(clients),
    keys: signingKeys === undefined ? undefined : (await import('./signing-keys-file.ts')).loadSigningKeys(signingKeys),
  };
}
