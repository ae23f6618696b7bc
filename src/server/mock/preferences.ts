// Per-request preferences: the Prefer header and the equivalent query parameters, with Prism's names and meanings.
// @see https://www.rfc-editor.org/rfc/rfc7240#section-2

import { KitError } from '../../base/errors.ts';

export interface Preferences {
  /** `code=429`: this documented status. */
  readonly code?: number;
  /** `example=token-expired`: this named example, variant or scenario. */
  readonly example?: string;
  /** `dynamic=true`: a profile from the seed; `dynamic=false`: the document's example. */
  readonly dynamic?: boolean;
  /** `seed=42`: the profile of this seed. */
  readonly seed?: string;
  /** Value of `Preference-Applied`. */
  readonly applied: string;
}

const names = ['code', 'example', 'dynamic', 'seed'] as const;
type Name = (typeof names)[number];

/**
 * Reads the preferences of a request; undefined without any. A Prefer header makes the query count for nothing.
 *
 * @param header the Prefer header
 * @param query the text after `?`, or undefined
 * @throws ERR_PREFER_UNREADABLE
 */
export function readPreferences(header: string | undefined, query: string | undefined): Preferences | undefined {
  if (header !== undefined) return toPreferences(parsePrefer(header), 'Prefer');
  if (query?.includes('__')) return toPreferences(parseTwins(query), 'the query');
  return undefined;
}

/** `name[=value]` separated by commas; parameters after `;` are ignored. The first of a repeated name counts. */
function parsePrefer(header: string): Map<Name, string> {
  const wishes = new Map<Name, string>();
  for (const [, name = '', quoted, plain] of header.matchAll(
    /(?:^|,)\s*([^=,;\s]+)\s*(?:=\s*(?:"((?:[^"\\]|\\.)*)"|([^,;]*)))?[^,]*/g,
  )) {
    const key = name.toLowerCase();
    if (!isName(key) || wishes.has(key)) continue;
    wishes.set(key, quoted === undefined ? (plain ?? '').trim() : quoted.replace(/\\(.)/g, '$1'));
  }
  return wishes;
}

function parseTwins(query: string): Map<Name, string> {
  const parameters = new URLSearchParams(query);
  const wishes = new Map<Name, string>();
  for (const name of names) {
    const value = parameters.get(`__${name}`);
    if (value !== null) wishes.set(name, value);
  }
  return wishes;
}

function toPreferences(wishes: Map<Name, string>, where: string): Preferences | undefined {
  if (wishes.size === 0) return undefined;
  const [code, example, dynamic, seed] = names.map(name => wishes.get(name));
  if (code !== undefined && !/^[1-5]\d\d$/.test(code))
    throw unreadable(where, 'code', code, 'a status of three digits, such as 429');
  if (dynamic !== undefined && dynamic !== 'true' && dynamic !== 'false')
    throw unreadable(where, 'dynamic', dynamic, 'true or false');
  if (example === '') throw unreadable(where, 'example', '', 'the name of an example');
  if (seed === '') throw unreadable(where, 'seed', '', 'any text');
  return {
    ...(code === undefined ? {} : { code: Number(code) }),
    ...(example === undefined ? {} : { example }),
    ...(dynamic === undefined ? {} : { dynamic: dynamic === 'true' }),
    ...(seed === undefined ? {} : { seed }),
    applied: [...wishes].map(([name, value]) => `${name}=${quote(value)}`).join(', '),
  };
}

/** A token or quoted-string of RFC 9110; other characters are percent-encoded. */
function quote(value: string): string {
  if (/^[\w.~-]+$/.test(value)) return value;
  return /^[\x20-\x7e]*$/.test(value) ? JSON.stringify(value) : encodeURIComponent(value);
}

function unreadable(where: string, name: Name, value: string, expected: string): KitError {
  return new KitError('ERR_PREFER_UNREADABLE', `Invalid "${name}=${value}" in ${where}.`, {
    hint: `${name} takes ${expected}.`,
  });
}

function isName(text: string): text is Name {
  return (names as readonly string[]).includes(text);
}
