// The addresses of people's pictures on this server, after the patterns that Autodesk documents:
// `<obfuscated>/x<size>.png?t=<token>`, signed and short-lived, and `default/user_X<size>.png` for who has no picture.

import { hash } from 'node:crypto';

/** How long an address is good at least, in seconds; at most twice as long. */
export const validitySeconds = 900;

/** Addresses of one picture in any size (width and height in pixels). */
export interface SizedPicture {
  plain(size: number): string;
  signed(size: number): string;
}

/** The addresses that are given out under one base URL for a while. */
export interface PictureAddresses {
  /** The picture of a person who has uploaded one; the same id is the same picture. */
  uploadedBy(subject: string): SizedPicture;
  /** The picture of everyone who has uploaded none. */
  readonly byDefault: SizedPicture;
}

/** Bases remembered at once: host names times sessions. */
const maximumBases = 1000;

interface Issue extends PictureAddresses {
  readonly period: number;
}

/**
 * Gives out addresses that change every quarter of an hour: until then it is the very same object, so that what was made
 * with it can be sent again.
 */
export class PictureIssuer {
  readonly #signature: Signature;
  readonly #issues = new Map<string, Issue>();

  constructor(signature: Signature) {
    this.#signature = signature;
  }

  /**
   * @param base URL under which the client reached this server, without a slash at the end
   * @param now milliseconds since the Unix epoch
   */
  at(base: string, now: number): PictureAddresses {
    const period = Math.floor(now / (validitySeconds * 1000));
    const known = this.#issues.get(base);
    if (known?.period === period) return known;
    if (this.#issues.size >= maximumBases) this.#issues.clear();
    const issue = { period, ...addressesUnder(base, (period + 2) * validitySeconds, this.#signature) };
    this.#issues.set(base, issue);
    return issue;
  }
}

function addressesUnder(base: string, expiresAt: number, signature: Signature): PictureAddresses {
  const folder = `${base}/pictures`;
  return {
    uploadedBy(subject) {
      const id = pictureIdOf(subject);
      return sameInAll(`${folder}/${id}/x`, `.png?t=${signature.sign(id, expiresAt)}`);
    },
    byDefault: sameInAll(`${folder}/default/user_X`, '.png'),
  };
}

/** What stands for a person in an address instead of the id: 16 hexadecimal digits, the same on every machine. */
export function pictureIdOf(subject: string): string {
  return hash('sha256', subject).slice(0, 16);
}

/** The old map of thumbnails gets the signed addresses too: there is one picture, and one way to it. */
function sameInAll(start: string, end: string): SizedPicture {
  const address = (size: number) => start + size + end;
  return { plain: address, signed: address };
}

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
