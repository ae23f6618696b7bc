// Certificates for `--tls`: a local CA, and what it issues. Elliptic-curve keys: an RSA key takes some 16 times as long.
// @see https://www.rfc-editor.org/rfc/rfc5280#section-4

import { createPrivateKey, KeyObject, randomBytes, webcrypto } from 'node:crypto';
import { isIP } from 'node:net';
import { createClock } from '../../base/clock.ts';
import { loadPackage } from '../../base/optional-package.ts';

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
