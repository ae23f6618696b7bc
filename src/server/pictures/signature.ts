// Signs the address of a person's pictures until a moment. The token of an address carries that moment, as pre-signed
// addresses do, so nothing has to be remembered.

import { hash } from 'node:crypto';

/** Signs addresses, and tells until when a signed one is good. */
export interface Signature {
  /** The token for this person's pictures; good until `expiresAt`, in seconds since the Unix epoch. */
  sign(id: string, expiresAt: number): string;
  /** Until when a token is good, in seconds since the Unix epoch; undefined for one that was not made for this id. */
  expiryOf(id: string, token: string): number | undefined;
}

/**
 * The key follows from the seed: servers with the same seed take each other's addresses, and one address stays good over
 * a restart. It proves where an address comes from; it protects nothing, for whoever knows the seed can sign.
 */
export function createSignature(seed: string): Signature {
  const key = hash('sha256', `pictures\u0000${seed}`);
  const sign = (id: string, expiresAt: number): string => {
    const moment = expiresAt.toString(36);
    // Half of a SHA-256 cannot be continued, so the key in front is enough, at a seventh of the price of an HMAC.
    return moment + hash('sha256', `${key} ${id} ${moment}`, 'base64url').slice(0, signatureLength);
  };
  return {
    sign,
    expiryOf(id, token) {
      const expiresAt = Number.parseInt(token.slice(0, -signatureLength), 36);
      return Number.isSafeInteger(expiresAt) && sign(id, expiresAt) === token ? expiresAt : undefined;
    },
  };
}

/** 132 bits, in base64url. */
const signatureLength = 22;
