// The addresses of people's pictures on this server, after the patterns that Autodesk documents:
// `<obfuscated>/x<size>.png?t=<token>`, signed and short-lived, and `default/user_X<size>.png` for who has no picture.

import { hash } from 'node:crypto';
import type { Signature } from './signature.ts';

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
