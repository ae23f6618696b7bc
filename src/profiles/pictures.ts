// Addresses of profile pictures, after the patterns that Autodesk documents and that public code shows.

import type { Random } from './random.ts';

/** Addresses of one person's picture in any size (width and height in pixels). */
export interface Pictures {
  /** The address that needs no signature. */
  plain(size: number): string;
  /** The address that is signed and would be short-lived. */
  signed(size: number): string;
}

const host = 'https://images.profile.autodesk.com';
const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
// .NET counts from year 1 in units of 100 ns.
const secondsBeforeUnixEpoch = 62_135_596_800;

/** The pictures of a person who has uploaded one at this moment (Unix seconds). */
export function uploadedPictures(random: Random, subject: string, uploadedAt: number): Pictures {
  const ticks = `${secondsBeforeUnixEpoch + uploadedAt}${random.between(1_000_000, 9_999_999)}`;
  const folder = `${host}/${random.string('0123456789abcdef', 16)}/x`;
  const signature = `.jpg?t=${random.string(alphabet, 22)}`;
  // A profile has twenty of them: what they share is put together once.
  const plainFolder = `${host}/${subject}/profilepictures/x`;
  const version = `.jpg?r=${ticks}`;
  return {
    plain: size => plainFolder + size + version,
    signed: size => folder + size + signature + size.toString(36),
  };
}

const theDefault: Pictures = { plain: defaultPicture, signed: defaultPicture };

/** The picture of everyone who has uploaded none; it is the same signed or not. */
export function defaultPictures(): Pictures {
  return theDefault;
}

function defaultPicture(size: number): string {
  return `${host}/default/user_X${size}.png`;
}
