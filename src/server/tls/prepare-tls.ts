// What the server needs for https: the certificate of `--tls-cert`, or one of a local CA, and those of the TLS faults.

import { createPrivateKey, KeyObject, randomBytes, webcrypto, X509Certificate } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { isIP } from 'node:net';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { createSecureContext } from 'node:tls';
import { createClock } from '../../base/clock.ts';
import { KitError, whyRefused } from '../../base/errors.ts';
import { loadPackage } from '../../base/optional-package.ts';
import type { Config } from '../../config/config.ts';

/** Ways in which a server cannot be trusted, in the order of their ports. */
export const tlsFaults = ['expired', 'wrong-host', 'self-signed', 'closed'] as const;

export type TlsFault = (typeof tlsFaults)[number];

export interface Tls {
  readonly server: KeyPair;
  /** Certificate of the local CA as PEM; undefined where the certificate comes from a file and there are no faults. */
  readonly ca: string | undefined;
  /** Undefined closes the connection in the handshake. */
  readonly faults: ReadonlyMap<TlsFault, KeyPair | undefined>;
}

export type TlsConfig = Pick<Config, 'host' | 'tlsCert' | 'tlsKey' | 'tlsName' | 'tlsFolder' | 'tlsFaultPort'>;

/** Browsers reject certificates that are valid for more than 398 days. */
const serverDays = 397;

/** @throws ERR_TLS_UNUSABLE, ERR_PACKAGE_NOT_INSTALLED */
export async function prepareTls(config: TlsConfig): Promise<Tls> {
  const { tlsCert, tlsKey, tlsFaultPort } = config;
  const given = tlsCert === undefined || tlsKey === undefined ? undefined : readPair(tlsCert, tlsKey);
  if (given !== undefined && tlsFaultPort === undefined) return { server: given, ca: undefined, faults: new Map() };
  const maker = loadMaker();
  const authority = await authorityIn(config.tlsFolder, maker);
  const names = namesOf(config);
  const server = given ?? (await maker.issue({ names, authority, days: serverDays }));
  const faults = tlsFaultPort === undefined ? new Map() : await faultsOf(maker, authority, names);
  return { server, ca: authority.cert, faults };
}

/** The first one is the subject. A client in another container uses the name of this one, its host name. */
function namesOf({ host, tlsName }: TlsConfig): readonly string[] {
  const own = hostname();
  const isName = /^[\w.-]+$/u.test(own);
  const isAnywhere = host === '0.0.0.0' || host === '::';
  return [
    ...new Set(['localhost', '127.0.0.1', '::1', ...(isName ? [own] : []), ...(isAnywhere ? [] : [host]), ...tlsName]),
  ];
}

async function faultsOf(maker: CertificateMaker, authority: KeyPair, names: readonly string[]): Promise<Tls['faults']> {
  const [expired, wrongHost, selfSigned] = await Promise.all([
    maker.issue({ names, authority, days: -1 }),
    maker.issue({ names: ['wrong-host.invalid'], authority, days: serverDays }),
    maker.issue({ names, authority: undefined, days: serverDays }),
  ]);
  return new Map([
    ['expired', expired],
    ['wrong-host', wrongHost],
    ['self-signed', selfSigned],
    ['closed', undefined],
  ]);
}

/** The CA of the folder, made there if there is none; without a folder one that lasts as long as the server. */
async function authorityIn(folder: string | undefined, maker: CertificateMaker): Promise<KeyPair> {
  if (folder === undefined) return maker.createAuthority();
  const files = { cert: join(folder, 'ca.pem'), key: join(folder, 'ca-key.pem') };
  if (existsSync(files.cert) || existsSync(files.key))
    return requireAuthority(readPair(files.cert, files.key), files.cert);
  orUnusable(folder, 'cannot be written', () => mkdirSync(folder, { recursive: true }));
  const authority = await maker.createAuthority();
  orUnusable(folder, 'cannot be written', () => {
    writeFileSync(files.key, authority.key, { mode: 0o600, flag: 'wx' });
    writeFileSync(files.cert, authority.cert, { flag: 'wx' });
  });
  return authority;
}

function requireAuthority(pair: KeyPair, file: string): KeyPair {
  const { ca, validTo, publicKey } = new X509Certificate(pair.cert);
  if (publicKey.asymmetricKeyDetails?.namedCurve !== 'prime256v1') throw unusable(file, 'has no P-256 key');
  if (!ca) throw unusable(file, 'is not the certificate of a CA');
  if (Date.parse(validTo) <= createClock().now()) throw unusable(file, `expired on ${validTo}`);
  return pair;
}

/** @throws ERR_TLS_UNUSABLE for files that are unreadable, not PEM, or do not belong together */
function readPair(certFile: string, keyFile: string): KeyPair {
  const [cert, key] = [certFile, keyFile].map(file =>
    orUnusable(file, 'cannot be read', () => readFileSync(file, 'utf8')),
  ) as [string, string];
  const certificate = orUnusable(certFile, 'is not a PEM certificate', () => new X509Certificate(cert));
  const privateKey: KeyObject = orUnusable(keyFile, 'is not an unencrypted PEM private key', () =>
    createPrivateKey(key),
  );
  if (!certificate.checkPrivateKey(privateKey)) throw unusable(keyFile, `is not the private key of "${certFile}"`);
  orUnusable(certFile, 'is refused by OpenSSL', () => createSecureContext({ cert, key }));
  return { cert, key };
}

function orUnusable<Result>(file: string, problem: string, action: () => Result): Result {
  try {
    return action();
  } catch (cause) {
    const { syscall } = cause as NodeJS.ErrnoException;
    throw unusable(file, syscall === undefined ? problem : `${problem}: ${whyRefused(cause, 'file or folder')}`, cause);
  }
}

function unusable(file: string, problem: string, cause?: unknown): KitError {
  return new KitError('ERR_TLS_UNUSABLE', `"${file}" ${problem}.`, {
    hint: 'Name PEM files that belong together, or remove a CA folder and let --tls-folder make a new one.',
    ...(cause === undefined ? {} : { cause }),
  });
}

// Certificates for `--tls`: a local CA, and what it issues. Elliptic-curve keys: an RSA key takes some 16 times as long.
// @see https://www.rfc-editor.org/rfc/rfc5280#section-4

/** A certificate and its private key, both as PEM. */
export interface KeyPair {
  readonly cert: string;
  readonly key: string;
}

/** The content of a server certificate. */
export interface Issue {
  /** Host names and IP addresses. */
  readonly names: readonly string[];
  /** Signs the certificate; undefined: its own key does. */
  readonly authority: KeyPair | undefined;
  /** Days until it expires, negative for an expired one. */
  readonly days: number;
}

export interface CertificateMaker {
  createAuthority(): Promise<KeyPair>;
  issue(issue: Issue): Promise<KeyPair>;
}

type Library = typeof import('@peculiar/x509');
/** The library's types are those of browsers, which Node.js's own do not fit. */
type Keys = Exclude<
  Extract<Parameters<Library['X509CertificateGenerator']['createSelfSigned']>[0], { keys: unknown }>['keys'],
  undefined
>;
type Key = Keys['privateKey'];

const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const;
const dayMs = 86_400_000;
const authorityDays = 3650;

/** Clocks of containers and hosts differ: what is valid begins this many days ago. */
const sinceDays = 1;

/** Loading the package takes a third of a second. @throws ERR_PACKAGE_NOT_INSTALLED */
export function loadMaker(): CertificateMaker {
  const x509 = loadPackage<Library>('@peculiar/x509', { what: '--tls' });
  const { BasicConstraintsExtension: Basic, KeyUsagesExtension: Usages, KeyUsageFlags: Flags } = x509;
  const generate = async (): Promise<Keys> =>
    (await webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify'])) as unknown as Keys;
  return {
    async createAuthority() {
      const keys = await generate();
      const cert = await x509.X509CertificateGenerator.createSelfSigned({
        // Each CA has its own name: a trust store may have several.
        name: `CN=aps-userinfo local CA ${randomBytes(4).toString('hex')}`,
        ...validity(authorityDays),
        keys,
        signingAlgorithm: algorithm,
        extensions: [
          new Basic(true, 0, true),
          new Usages(Flags.keyCertSign | Flags.cRLSign, true),
          await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
        ],
      });
      return { cert: pemOf(cert.toString('pem')), key: keyPem(keys.privateKey) };
    },
    async issue({ names, authority, days }) {
      const keys = await generate();
      const issuer = authority && new x509.X509Certificate(authority.cert);
      const subject = `CN=${names[0]}`;
      const cert = await x509.X509CertificateGenerator.create({
        subject,
        issuer: issuer?.subject ?? subject,
        ...validity(days),
        publicKey: keys.publicKey,
        signingKey: authority === undefined ? keys.privateKey : await importKey(authority.key),
        signingAlgorithm: algorithm,
        extensions: [
          new Basic(false, undefined, true),
          new Usages(Flags.digitalSignature, true),
          new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth]),
          new x509.SubjectAlternativeNameExtension(
            names.map(value => ({ type: isIP(value) === 0 ? ('dns' as const) : ('ip' as const), value })),
          ),
          await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
          // Python 3.13 rejects a chain without it.
          await x509.AuthorityKeyIdentifierExtension.create(issuer?.publicKey ?? keys.publicKey),
        ],
      });
      return { cert: pemOf(cert.toString('pem')), key: keyPem(keys.privateKey) };
    },
  };
}

/** An expired certificate was valid for a day. */
function validity(days: number): { readonly notBefore: Date; readonly notAfter: Date } {
  const now = createClock().now();
  return {
    notBefore: new Date(now - (days < 0 ? 1 - days : sinceDays) * dayMs),
    notAfter: new Date(now + days * dayMs),
  };
}

function keyPem(key: Key): string {
  return KeyObject.from(key as webcrypto.CryptoKey).export({ type: 'pkcs8', format: 'pem' }) as string;
}

async function importKey(pem: string): Promise<Key> {
  const der = createPrivateKey(pem).export({ type: 'pkcs8', format: 'der' });
  return (await webcrypto.subtle.importKey('pkcs8', der, algorithm, false, ['sign'])) as unknown as Key;
}

function pemOf(text: string): string {
  return text.endsWith('\n') ? text : `${text}\n`;
}
