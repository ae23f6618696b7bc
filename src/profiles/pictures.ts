// Addresses of profile pictures, after the patterns that Autodesk documents and that public code shows.

import type { Json, JsonObject } from '../contract/openapi/document.ts';
import type { Random } from './random.ts';

/** Addresses of one person's picture in any size (width and height in pixels). */
export interface Pictures {
  /** The address that needs no signature. */
  plain(size: number): string;
  /** The address that is signed and would be short-lived. */
  signed(size: number): string;
}

/** Gives out the addresses under which people's pictures are found. */
export interface PictureHost {
  /** The pictures of a person who has uploaded one at this moment (Unix seconds). */
  uploadedBy(subject: string, uploadedAt: number, random: Random): Pictures;
  /** The picture of everyone who has uploaded none; it is the same signed or not. */
  readonly byDefault: Pictures;
}

const host = 'https://images.profile.autodesk.com';
const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
// .NET counts from year 1 in units of 100 ns.
const secondsBeforeUnixEpoch = 62_135_596_800;

/** Autodesk's own addresses: they name a person as the service would, and lead nowhere. */
export const autodeskPictures: PictureHost = {
  uploadedBy: uploadedPictures,
  byDefault: { plain: defaultPicture, signed: defaultPicture },
};

/** Whether an address is one of Autodesk's, so that another host of pictures stands in for it. */
export function isAutodeskPicture(address: string): boolean {
  return address.startsWith(`${host}/`);
}

/** Whether it is the picture of everyone who has uploaded none. */
export function isDefaultPicture(address: string): boolean {
  return address.includes('/default/');
}

/** The claims with these pictures in place of Autodesk's of the same size; whatever else they say stays. */
export function withPictures(claims: JsonObject, pictures: Pictures): JsonObject {
  return Object.fromEntries(Object.entries(claims).map(([name, value]) => [name, withPicture(value, pictures)]));
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
  // A profile has twenty of them: what they share is put together once.
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
