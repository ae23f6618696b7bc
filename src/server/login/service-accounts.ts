// Secure service accounts: people that an application makes up, with keys instead of a login.
// @see https://aps.autodesk.com/en/docs/ssa/v1/developers_guide/overview/

import { createPrivateKey, createPublicKey, generateKeyPair, type KeyObject, randomUUID } from 'node:crypto';
import { promisify } from 'node:util';
import type { Session } from '../sessions/session.ts';
import { randomText, type SigningKey } from './keyring.ts';

/** Limits that Autodesk documents, for an application and for an account. */
export const mostAccounts = 10;
export const mostKeys = 3;

export type Status = 'ENABLED' | 'DISABLED' | 'DEACTIVATED';

/** A key of a service account. Moments are in milliseconds since the Unix epoch. */
export interface AccountKey {
  readonly kid: string;
  readonly publicKey: KeyObject;
  /** Undefined for a key of the management API, which gives it out once and does not keep it. */
  readonly privateKey: KeyObject | undefined;
  readonly createdAt: number;
  status: Status;
  accessedAt: number | undefined;
}

export interface NewAccount {
  readonly clientId: string;
  /** Unlike any other of the application. */
  readonly name: string;
  readonly firstName: string;
  readonly lastName: string;
}

export interface GivenAccount extends NewAccount {
  readonly id: string;
  readonly keys: readonly SigningKey[];
}

export interface ServiceAccount extends NewAccount {
  readonly id: string;
  readonly email: string;
  readonly createdAt: number;
  readonly keys: Map<string, AccountKey>;
  status: Status;
  accessedAt: number | undefined;
  /** When it was last used or enabled. */
  idleSince: number;
}

/** Autodesk deactivates an account that was not used for so long, in milliseconds. */
export const longestIdle: number = 365 * 86_400_000;

export class ServiceAccounts {
  readonly #session: Session;
  readonly #accounts = new Map<string, ServiceAccount>();
  /** Ends of assertions that were exchanged, in seconds, by account and `jti`. */
  readonly #used = new Map<string, number>();

  constructor(session: Session, given: readonly GivenAccount[]) {
    this.#session = session;
    for (const { keys, ...account } of given) {
      const made = this.add(account);
      for (const { kid, privateKey } of keys) this.#keep(made, kid, createPublicKey(privateKey), privateKey);
    }
  }

  get(id: string): ServiceAccount | undefined {
    const account = this.#accounts.get(id);
    const isIdle = account?.status === 'ENABLED' && this.#session.clock.now() - account.idleSince >= longestIdle;
    if (isIdle) account.status = 'DEACTIVATED';
    return account;
  }

  /** Those of an application, oldest first. */
  of(clientId: string): readonly ServiceAccount[] {
    const accounts = [...this.#accounts.keys()].flatMap(id => this.get(id) ?? []);
    return accounts.filter(account => account.clientId === clientId);
  }

  add({ id = randomText(40).toUpperCase().slice(0, 12), ...account }: NewAccount & { id?: string }): ServiceAccount {
    const domain = account.clientId.toLowerCase().replace(/[^a-z0-9]/g, '');
    const createdAt = this.#session.clock.now();
    const added: ServiceAccount = {
      ...account,
      id,
      email: `${account.name.toLowerCase()}@${domain.slice(0, 63) || 'app'}.adskserviceaccount.autodesk.com`,
      createdAt,
      idleSince: createdAt,
      keys: new Map(),
      status: 'ENABLED',
      accessedAt: undefined,
    };
    this.#accounts.set(id, added);
    this.#changePersonas(personas => personas.set(personaName(id), personaOf(added)));
    return added;
  }

  delete({ id }: ServiceAccount): void {
    this.#accounts.delete(id);
    this.#changePersonas(personas => personas.delete(personaName(id)));
  }

  /** Makes a key. @param isKept whether its private half can be used later */
  async addKey(account: ServiceAccount, isKept: boolean): Promise<SigningKey> {
    const { privateKey, publicKey } = await promisify(generateKeyPair)('rsa', { modulusLength: 2048 });
    const kid = randomUUID();
    this.#keep(account, kid, publicKey, isKept ? privateKey : undefined);
    return { kid, privateKey };
  }

  /** Notes that an assertion with this `jti` was exchanged. False where it was before. @param exp its end, in seconds */
  isFirst({ id }: ServiceAccount, jti: string, exp: number): boolean {
    const now = this.#session.clock.now() / 1000;
    for (const [known, end] of this.#used) {
      if (end > now) break;
      this.#used.delete(known);
    }
    const isFirst = !this.#used.has(`${id} ${jti}`);
    this.#used.set(`${id} ${jti}`, exp);
    return isFirst;
  }

  touch(account: ServiceAccount, key: AccountKey): void {
    const now = this.#session.clock.now();
    key.accessedAt = now;
    Object.assign(account, { accessedAt: now, idleSince: now });
  }

  /** All of it as text, for other replicas. */
  write(): string {
    const accounts = [...this.#accounts.values()].map(account => ({
      ...account,
      keys: [...account.keys.values()].map(key => ({
        ...key,
        publicKey: key.publicKey.export({ type: 'spki', format: 'pem' }),
        privateKey: key.privateKey?.export({ type: 'pkcs8', format: 'pem' }),
      })),
    }));
    return JSON.stringify({ accounts, used: [...this.#used] });
  }

  /** Becomes what another replica wrote. */
  read(text: string): void {
    const { accounts, used } = JSON.parse(text) as { accounts: Written[]; used: [string, number][] };
    this.#accounts.clear();
    this.#used.clear();
    for (const [assertion, end] of used) this.#used.set(assertion, end);
    for (const { keys, ...account } of accounts) {
      const read = keys.map(({ publicKey, privateKey, ...key }): [string, AccountKey] => [
        key.kid,
        {
          ...key,
          publicKey: createPublicKey(publicKey),
          privateKey: privateKey === undefined ? undefined : createPrivateKey(privateKey),
        },
      ]);
      this.#accounts.set(account.id, { ...account, keys: new Map(read) });
    }
    this.#changePersonas(personas => {
      for (const [name, { file }] of personas) if (file === serviceAccountFile) personas.delete(name);
      for (const account of this.#accounts.values()) personas.set(personaName(account.id), personaOf(account));
    });
  }

  #keep(account: ServiceAccount, kid: string, publicKey: KeyObject, privateKey: KeyObject | undefined): void {
    const createdAt = this.#session.clock.now();
    account.keys.set(kid, { kid, publicKey, privateKey, createdAt, status: 'ENABLED', accessedAt: undefined });
  }

  /** Replaces the personas as a whole, so that what was made from them can tell. */
  #changePersonas(change: (personas: Map<string, Persona>) => unknown): void {
    const personas = new Map(this.#session.personas);
    change(personas);
    this.#session.personas = personas;
  }
}

/** An account as JSON, with its keys as PEM. */
interface Written extends Omit<ServiceAccount, 'keys'> {
  readonly keys: readonly (Omit<AccountKey, 'publicKey' | 'privateKey'> & {
    readonly publicKey: string;
    readonly privateKey: string | undefined;
  })[];
}

type Persona = ReturnType<Session['personas']['get']> & object;

export function personaName(id: string): string {
  return `sa-${id.toLowerCase()}`;
}

/** `/userinfo` gives the profile of a persona. */
function personaOf({ id, name, email, firstName, lastName }: ServiceAccount): Persona {
  return {
    name: personaName(id),
    title: `the service account ${name}`,
    description: '',
    locale: undefined,
    claims: {
      ...{ sub: id, name: `${firstName} ${lastName}`, given_name: firstName, family_name: lastName },
      ...{ preferred_username: name, email, email_verified: true, eidm_guid: id },
    },
    absent: [],
    file: serviceAccountFile,
    builtin: true,
    locate: undefined,
  };
}

/** What stands in the place of a persona's file. */
export const serviceAccountFile = 'a service account';
