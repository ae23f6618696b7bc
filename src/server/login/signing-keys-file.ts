// The file of signing keys: a JWK Set of private RSA keys. Errors never show key material.
// @see https://www.rfc-editor.org/rfc/rfc7517#section-5

import { createPrivateKey, hash, type JsonWebKey } from 'node:crypto';
import { KitError } from '../../base/errors.ts';
import { readText } from '../../base/read-file.ts';
import type { SigningKey } from './keyring.ts';

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
  const privateKey = readKey(file, jwk, index);
  const bits = privateKey.asymmetricKeyDetails?.modulusLength ?? 0;
  if (bits < shortestBits) throw invalid(file, `keys[${index}] has ${bits} bits, and RS256 needs ${shortestBits}`);
  return { kid, privateKey };
}

function readKey(file: string, jwk: JsonWebKey, index: number): SigningKey['privateKey'] {
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
