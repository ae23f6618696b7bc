// URLs of profile pictures, in the patterns that Autodesk documents and public code uses.

import type { Json, JsonObject } from '../contract/openapi/document.ts';
import type { Random } from './random.ts';

/** URLs of one picture by size (width and height in pixels). */
export interface Pictures {
  /** Unsigned URL. */
  plain(size: number): string;
  /** Signed, short-lived URL. */
  signed(size: number): string;
}

/** Issues URLs of pictures. */
export interface PictureHost {
  /** The picture of a user who uploaded one at this time (Unix seconds). */
  uploadedBy(subject: string, uploadedAt: number, random: Random): Pictures;
  /** The picture of users without an upload; the same signed or not. */
  readonly byDefault: Pictures;
  /**
   * A text with the URLs of another host, with those of this one; undefined where they differ in more than their start.
   * Missing where hosts have nothing in common.
   */
  moved?(text: string, from: PictureHost): string | undefined;
}

const host = 'https://images.profile.autodesk.com';
const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
// .NET counts from year 1 in units of 100 ns.
const secondsBeforeUnixEpoch = 62_135_596_800;

/** Autodesk's own URLs: they contain the user's id as in the service, and do not exist. */
export const autodeskPictures: PictureHost = {
  uploadedBy: uploadedPictures,
  byDefault: { plain: defaultPicture, signed: defaultPicture },
};

/** Whether the URL is one of Autodesk's, which another host replaces. */
export function isAutodeskPicture(address: string): boolean {
  return address.startsWith(`${host}/`);
}

export function isDefaultPicture(address: string): boolean {
  return address.includes('/default/');
}

/** Replaces Autodesk's URLs by those of the same size; keeps all others, and an object that has none. */
export function withPictures(claims: JsonObject, pictures: Pictures): JsonObject {
  let changed: Record<string, Json> | undefined;
  for (const name in claims) {
    const value = claims[name] as Json;
    const own = withPicture(value, pictures);
    if (own === value) continue;
    changed ??= { ...claims };
    changed[name] = own;
  }
  return changed ?? claims;
}

function withPicture(value: Json, pictures: Pictures): Json {
  if (typeof value === 'string') return isAutodeskPicture(value) ? inItsSize(value, pictures) : value;
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return value;
  return withPictures(value as JsonObject, pictures);
}

function inItsSize(address: string, pictures: Pictures): string {
  const size = /x(\d{1,4})\.\w+(\?.*)?$/i.exec(address)?.[1];
  return size === undefined ? address : pictures.plain(Number(size));
}

function uploadedPictures(subject: string, uploadedAt: number, random: Random): Pictures {
  const ticks = `${secondsBeforeUnixEpoch + uploadedAt}${random.between(1_000_000, 9_999_999)}`;
  const folder = `${host}/${random.string('0123456789abcdef', 16)}/x`;
  const signature = `.jpg?t=${random.string(alphabet, 22)}`;
  // A profile has twenty URLs: their common prefix is built once.
  const plainFolder = `${host}/${subject}/profilepictures/x`;
  const version = `.jpg?r=${ticks}`;
  return {
    plain: size => plainFolder + size + version,
    signed: size => folder + size + signature + size.toString(36),
  };
}

function defaultPicture(size: number): string {
  return `${host}/default/user_X${size}.png`;
}
