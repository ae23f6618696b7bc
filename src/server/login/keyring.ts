// The signing keys: one signs, the others stay published, so that older tokens stay valid. RS256 only, as APS.
// @see https://www.rfc-editor.org/rfc/rfc7515 and https://www.rfc-editor.org/rfc/rfc7517

import {
  createPrivateKey,
  createPublicKey,
  generateKeyPair,
  type JsonWebKey,
  type KeyObject,
  randomBytes,
  sign,
  verify,
} from 'node:crypto';
import { promisify } from 'node:util';
import type { DecodedJwt } from '../../base/jwt.ts';

export interface SigningKey {
  readonly kid: string;
  readonly privateKey: KeyObject;
}

/** Cache time of the published keys in seconds: seven days, as APS documents. */
export const keysMaxAgeSeconds = 604_800;

/** Retired keys that stay published. */
const keptKeys = 4;

/** Generating a key takes a tenth of a second, so servers of one process share the first one. */
let made: Promise<SigningKey> | undefined;

export function sharedKey(): Promise<SigningKey> {
  made ??= makeKey();
  return made;
}

/** A new RSA key of 2048 bits; its name has 32 characters, as at APS. */
export async function makeKey(): Promise<SigningKey> {
  const { privateKey } = await promisify(generateKeyPair)('rsa', { modulusLength: 2048 });
  return { kid: randomText(32), privateKey };
}

export class Keyring {
  #keys: readonly [SigningKey, ...SigningKey[]];
  readonly #publicKeys = new Map<string, KeyObject>();
  #secret = randomBytes(32);

  constructor(keys: readonly [SigningKey, ...SigningKey[]]) {
    this.#keys = keys;
    for (const key of keys) this.#publish(key);
  }

  get current(): SigningKey {
    return this.#keys[0];
  }

  /** Seals the forms of this login. */
  get secret(): Buffer {
    return this.#secret;
  }

  /** All of it as text, for other replicas. */
  write(): string {
    const keys = this.#keys.map(({ kid, privateKey }) => ({ ...privateKey.export({ format: 'jwk' }), kid }));
    return JSON.stringify({ secret: this.#secret.toString('base64'), keys });
  }

  /** Becomes what another replica wrote. */
  read(text: string): void {
    const { secret, keys } = JSON.parse(text) as { secret: string; keys: (JsonWebKey & { kid: string })[] };
    this.#secret = Buffer.from(secret, 'base64');
    const [first = this.current, ...others] = keys.map(key => ({
      kid: key.kid,
      privateKey: createPrivateKey({ key, format: 'jwk' }),
    }));
    this.#keys = [first, ...others];
    this.#publicKeys.clear();
    for (const key of this.#keys) this.#publish(key);
  }

  /** Signs with this key from now on; the old one stays published. */
  rotate(key: SigningKey): void {
    this.#publish(key);
    this.#keys = [key, ...this.#keys.slice(0, keptKeys)];
    for (const kid of this.#publicKeys.keys())
      if (!this.#keys.some(kept => kept.kid === kid)) this.#publicKeys.delete(kid);
  }

  has(kid: string): boolean {
    return this.#publicKeys.has(kid);
  }

  /** The JWK Set, with APS's members: no `alg`. */
  jwks(): object {
    const keys = [...this.#publicKeys].map(([kid, key]) => {
      const { kty, n, e } = key.export({ format: 'jwk' }) as JsonWebKey;
      return { kty, kid, use: 'sig', n, e };
    });
    return { keys };
  }

  sign(payload: object): string {
    return signJwt(this.current, payload);
  }

  /** Whether one of these keys signed exactly this JWT. */
  verifies(jwt: string, { header }: DecodedJwt): boolean {
    const key = typeof header['kid'] === 'string' ? this.#publicKeys.get(header['kid']) : undefined;
    return key !== undefined && header['alg'] === 'RS256' && isSigned(jwt, key);
  }

  #publish({ kid, privateKey }: SigningKey): void {
    this.#publicKeys.set(kid, createPublicKey(privateKey));
  }
}

/** A JWT with `alg` and `kid` and no `typ`, as APS makes them. */
export function signJwt({ kid, privateKey }: SigningKey, payload: object): string {
  const signed = `${encode({ alg: 'RS256', kid })}.${encode(payload)}`;
  return `${signed}.${sign('sha256', Buffer.from(signed), privateKey).toString('base64url')}`;
}

function encode(part: object): string {
  return Buffer.from(JSON.stringify(part)).toString('base64url');
}

/** Whether the signature of a JWT, by RS256, is that of a key. */
export function isSigned(jwt: string, key: KeyObject): boolean {
  const end = jwt.lastIndexOf('.');
  const signature = jwt.slice(end + 1);
  const bytes = Buffer.from(signature, 'base64url');
  // Base64url has several spellings of the same bytes; only one was given out.
  if (bytes.toString('base64url') !== signature) return false;
  return verify('sha256', Buffer.from(jwt.slice(0, end)), key, bytes);
}

const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

/** Uniformly random letters and digits. */
export function randomText(length: number): string {
  let text = '';
  while (text.length < length) {
    // The largest multiple of 62 below 256: bytes beyond it would favour the first letters.
    for (const byte of randomBytes(length)) if (byte < 248) text += letters[byte % 62];
  }
  return text.slice(0, length);
}
