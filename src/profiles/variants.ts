// The variants of a profile: different views of the same person. The document decides which claims each has.

import { isObject, type Json } from '../base/json.ts';

/** The default first. A test keeps README's table of variants in step. */
export const variants = [
  'documented',
  'sdk',
  'minimal',
  'maximal',
  'boundary',
  'additive',
  'respelled',
  'drifted',
] as const;

/**
 * - `documented`: every documented claim;
 * - `sdk`: without the claims that the document marks as unknown to the official SDKs (`x-variants`);
 * - `minimal`: what is required or marked to stay (`x-variants`), as empty as the schema allows;
 * - `maximal`: all optional claims, arrays with several items, nothing null, every flag set, long texts;
 * - `boundary`: each claim at a valid limit: longest, empty, other scripts, right-to-left, emoji, apostrophes;
 * - `additive`: `documented` with undocumented claims, still valid;
 * - `respelled`: `documented`, spelled otherwise: exponents, escapes, member order, white space;
 * - `drifted`: `documented` with one broken claim; never valid.
 */
export type Variant = (typeof variants)[number];

// The variant `respelled`: the same JSON value, spelled otherwise. No reader of JSON may tell the difference.
// @see https://www.rfc-editor.org/rfc/rfc8259

/** Numbers with exponents, strings with escapes, members in reverse order, white space around everything. */
export function respell(value: Json): string {
  if (typeof value === 'string') return respellText(value);
  if (typeof value === 'number') return value.toExponential();
  if (Array.isArray(value)) return `[ ${value.map(respell).join(' , ')} ]`;
  if (!isObject(value)) return JSON.stringify(value);
  const members = Object.entries(value).reverse();
  return `{\r\n\t${members.map(([name, member]) => `${respellText(name)} : ${respell(member)}`).join(' ,\r\n\t')}\r\n}`;
}

/** Escapes the first character, the slashes and what is not ASCII; the rest as JSON has it. */
function respellText(text: string): string {
  return `"${JSON.stringify(text)
    .slice(1, -1)
    .replace(/^[^\\]|[^\x20-\x7e]/gs, inHex)
    .replaceAll('/', '\\/')}"`;
}

function inHex(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

/** A content type with capitals and a quoted parameter, which mean the same. */
export function respellType(contentType: string): string {
  return contentType
    .replace(/\b[a-z]/g, letter => letter.toUpperCase())
    .replace(/=([^";]+)/g, (_, parameter: string) => `="${parameter.toUpperCase()}"`);
}
