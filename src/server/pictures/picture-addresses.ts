// URLs of profile pictures on this server, in the patterns that Autodesk documents:
// `<obfuscated>/x<size>.png?t=<token>`, signed and short-lived, and `default/user_X<size>.png` without a picture.

import { hash } from 'node:crypto';

/** Where pictures are, below a prefix of their own. */
export const picturePaths: readonly string[] = ['/default/{file}', '/{id}/{file}'];

/** Minimum validity of a URL, in seconds; the maximum is twice that. */
export const validitySeconds = 900;

/** URLs of one picture by size (width and height in pixels). */
export interface SizedPicture {
  plain(size: number): string;
  signed(size: number): string;
}

/** The URLs that are issued under one base URL for a while. */
export interface PictureAddresses {
  /** The uploaded picture of a user; the same id gives the same picture. */
  uploadedBy(subject: string): SizedPicture;
  /** The picture of users without an upload. */
  readonly byDefault: SizedPicture;
  /** A text with the URLs of another base, with those of this one; undefined where more of them differs, or could be too long. */
  moved(text: string, from: object): string | undefined;
}

/** Cached bases: host names times sessions. */
const maximumBases = 1000;
/** Cached users: sessions by the thousand ask for the same few. */
const maximumUsers = 100;

/** Characters. The documents of the package take URLs of 2,048. */
const longestFolder = 1024;

/** The parts of an uploaded picture's URL that are the same under every base. */
interface Signed {
  readonly id: string;
  readonly expiresAt: number;
  readonly token: string;
}

/**
 * Issues URLs that change every quarter of an hour; until then the object is the same, so that answers that use it can
 * be sent again.
 */
export class PictureIssuer {
  readonly #signature: Signature;
  readonly #issues = new Map<string, Issue>();
  readonly #signed = new Map<string, Signed>();

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
    const issue = new Issue(`${base}/pictures`, period, this.#sign);
    this.#issues.set(base, issue);
    return issue;
  }

  readonly #sign = (subject: string, expiresAt: number): Signed => {
    const known = this.#signed.get(subject);
    if (known?.expiresAt === expiresAt) return known;
    if (this.#signed.size >= maximumUsers) this.#signed.clear();
    const id = pictureIdOf(subject);
    const signed = { id, expiresAt, token: this.#signature.sign(id, expiresAt) };
    this.#signed.set(subject, signed);
    return signed;
  };
}

class Issue implements PictureAddresses {
  readonly period: number;
  /** Start of all URLs. */
  readonly #folder: string;
  readonly #sign: (subject: string, expiresAt: number) => Signed;

  constructor(folder: string, period: number, sign: (subject: string, expiresAt: number) => Signed) {
    this.#folder = folder;
    this.period = period;
    this.#sign = sign;
  }

  uploadedBy(subject: string): SizedPicture {
    const { id, token } = this.#sign(subject, (this.period + 2) * validitySeconds);
    return sameInAll(`${this.#folder}/${id}/x`, `.png?t=${token}`);
  }

  get byDefault(): SizedPicture {
    return sameInAll(`${this.#folder}/default/user_X`, '.png');
  }

  moved(text: string, from: object): string | undefined {
    if (!(from instanceof Issue) || from.period !== this.period) return undefined;
    if (Math.max(from.#folder.length, this.#folder.length) > longestFolder) return undefined;
    return text.replaceAll(from.#folder, this.#folder);
  }
}

/** Replaces the user's id in a URL: 16 hexadecimal digits, the same on every machine. */
export function pictureIdOf(subject: string): string {
  return hash('sha256', subject).slice(0, 16);
}

/** The old map of thumbnails gets the signed URLs, too: of one string for both, a profile is made, checked and written faster. */
function sameInAll(start: string, end: string): SizedPicture {
  const texts = new Map<number, string>();
  const address = (size: number): string => {
    const known = texts.get(size);
    if (known !== undefined) return known;
    const text = start + size + end;
    texts.set(size, text);
    return text;
  };
  return { plain: address, signed: address };
}

export interface Signature {
  /** The token of the user's pictures, valid until `expiresAt` (seconds since the Unix epoch). */
  sign(id: string, expiresAt: number): string;
  /** Expiry of a token in seconds since the Unix epoch; undefined for a token of another id. */
  expiryOf(id: string, token: string): number | undefined;
}

/**
 * The key derives from the seed: servers with the same seed accept each other's URLs, and a URL stays valid over a
 * restart. It proves where a URL comes from; it protects nothing, since everyone who knows the seed can sign.
 */
export function createSignature(seed: string): Signature {
  const key = hash('sha256', `pictures\u0000${seed}`);
  const sign = (id: string, expiresAt: number): string => {
    const moment = expiresAt.toString(36);
    // Half of a SHA-256 resists length extension, so the key in front suffices, at a seventh of an HMAC's time.
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
