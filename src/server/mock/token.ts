// Reads tokens, which select the profile and the scenario, and caches them.
// @see https://www.rfc-editor.org/rfc/rfc6750#section-2.1

import { hash } from 'node:crypto';
import { LruMap } from 'toad-cache';
import { decodeJwt } from '../../base/jwt.ts';
import { readGrant, writeGrant } from '../scenarios/grant.ts';
import type { TokenForm } from '../sessions/journal-entry.ts';

/** Size of the cache of tokens that came at least twice. */
const maximumTokens = 20_000;

/** Problems of an Authorization header, by the name of the document's example. */
export type HeaderProblem = 'token-missing' | 'token-malformed' | 'token-double-space';

/** A parsed Authorization header. */
export interface Token {
  readonly kind: 'mock' | 'jwt' | 'opaque';
  /** First 12 hex digits of the SHA-256 of the token, the only part that is stored. */
  readonly shortHash: string;
  /** The header has no scheme, as from the official Node.js SDK. */
  readonly bare: boolean;
  readonly problem: HeaderProblem | undefined;
  /** `mock.<persona>`: the persona; undefined for `mock.~<seed>` and all other tokens. */
  readonly persona: string | undefined;
  /** `mock.<persona>.<scenario>`. */
  readonly scenario: string | undefined;
  /** Seed of a stranger: the same seed gives the same person. */
  readonly seed: string;
  /** The calling application: a JWT's `client_id`, else the token itself. */
  readonly clientId: string;
  /** `mock.<persona>~<scope>~<scope>`; undefined for a token without scopes, and for a JWT. */
  readonly scopes: readonly string[] | undefined;
  /** A JWT's claims. */
  readonly claims: TokenClaims | undefined;
  /** The text after the scheme, to look up known tokens. Never stored or shown. */
  readonly text: string;
}

/** The relevant claims of an APS access token. */
export interface TokenClaims {
  /** Autodesk id of the user; missing in a two-legged token. */
  readonly userid: string | undefined;
  /** Expiry in seconds since the Unix epoch. */
  readonly exp: number | undefined;
  readonly scope: readonly string[] | undefined;
}

/** A token, and the reader's data that stays with it in the cache. */
export interface ReadToken<Memo> {
  readonly token: Token;
  memo: Memo | undefined;
}

export class TokenReader<Memo> {
  readonly #returning = new LruMap<ReadToken<Memo>>(maximumTokens);
  readonly #none: ReadToken<Memo> = { token: noToken, memo: undefined };

  /** @param header the Authorization header, if any */
  read(header: string | undefined): ReadToken<Memo> {
    if (header === undefined || header === '') return this.#none;
    const known = this.#returning.get(header);
    if (known !== undefined) return known;
    const token = parseAuthorization(header);
    const read = { token, memo: undefined };
    // Most tokens of a load test come once: caching each would fill the heap.
    if (token.shortHash !== '' && seenOnce().has(token.shortHash)) this.#returning.set(header, read);
    return read;
  }
}

const noToken: Token = {
  kind: 'opaque',
  shortHash: '',
  bare: false,
  problem: 'token-missing',
  persona: undefined,
  scenario: undefined,
  seed: '',
  clientId: 'anonymous',
  scopes: undefined,
  claims: undefined,
  text: '',
};

/** RFC 6750's b64token, also with `~` first, as in strangers' tokens. */
const b64token = /^[A-Za-z0-9\-._~+/]+=*$/;

function parseAuthorization(header: string): Token {
  const parts = /^(\S+)( +)(.*)$/s.exec(header.trim());
  if (parts === null) return parseToken(header.trim(), true);
  const [, scheme = '', gap = '', rest = ''] = parts;
  if (scheme.toLowerCase() !== 'bearer') return { ...noToken, problem: 'token-malformed' };
  // Exactly one space: Autodesk's gateway rejects two, with a misleading message.
  if (gap.length > 1) return { ...parseToken(rest, false), problem: 'token-double-space' };
  return parseToken(rest, false);
}

/** What a client sends where a variable has no value, or none was put into a template. */
const placeholder = /^(undefined|null|NaN|\[object Object\]|[{<$].*[}>])$/;

/** A likely mistake of the client, for `X-Mock-Decision`. */
export function mistakeIn({ problem, text }: Token): string | undefined {
  return problem !== undefined && placeholder.test(text) ? `the token is the text "${text}"` : undefined;
}

/** How a token stood in the header; undefined without a header. */
export function formOf(token: Token): TokenForm | undefined {
  const { problem, bare } = token;
  if (problem === undefined) return bare ? 'bare' : 'bearer';
  if (problem === 'token-missing') return undefined;
  return mistakeIn(token) === undefined ? 'malformed' : 'placeholder';
}

function parseToken(text: string, bare: boolean): Token {
  // What stands in a template's brackets may be a token after all.
  if (!bare && placeholder.test(text))
    return { ...noToken, problem: 'token-malformed', text: text.replace(/^[{<$].*/, '{...}') };
  if (!b64token.test(text) || (bare && text.toLowerCase() === 'bearer'))
    return { ...noToken, problem: 'token-malformed' };
  const digest = hash('sha256', text);
  const base = {
    shortHash: digest.slice(0, 12),
    bare,
    problem: undefined,
    text,
    persona: undefined,
    scenario: undefined,
    scopes: undefined,
    claims: undefined,
  };
  if (text.startsWith('mock.')) return { ...base, kind: 'mock', ...parseMockToken(text), clientId: base.shortHash };
  const payload = decodeJwt(text)?.payload;
  if (payload === undefined) return { ...base, kind: 'opaque', seed: text, clientId: base.shortHash };
  const claims = readClaims(payload);
  const clientId = typeof payload['client_id'] === 'string' ? payload['client_id'] : base.shortHash;
  return { ...base, kind: 'jwt', seed: claims.userid ?? '', clientId, claims };
}

/**
 * `mock.<persona>[~<scope>...][.<scenario>]`; a persona that starts with `~` is a stranger with the rest as seed. A single
 * `~` after the name means no scope at all.
 */
function parseMockToken(text: string): Pick<Token, 'persona' | 'scenario' | 'seed' | 'scopes'> {
  const [, who = '', ...rest] = text.split('.');
  const scenario = rest.length === 0 ? undefined : rest.join('.');
  const { who: seed, scopes } = readGrant(who);
  return { persona: seed.startsWith('~') ? undefined : seed, scenario, seed, scopes };
}

/** A mock token. @param scopes undefined means all scopes */
export function mockToken(who: string, scenario: string | undefined, scopes: readonly string[] | undefined): string {
  return `mock.${writeGrant({ who, scopes })}${scenario === undefined ? '' : `.${scenario}`}`;
}

/** APS writes `scope` as an array; the space-separated string of RFC 9068 is accepted, too. */
function readClaims(payload: Readonly<Record<string, unknown>>): TokenClaims {
  const { userid, exp, scope } = payload;
  return {
    userid: typeof userid === 'string' && userid !== '' ? userid : undefined,
    exp: typeof exp === 'number' ? exp : undefined,
    scope: typeof scope === 'string' ? scope.split(' ') : Array.isArray(scope) ? scope.map(String) : undefined,
  };
}

const sets = 2 ** 13;
/** Places in a set; the oldest hash of a full set is dropped. */
const ways = 8;

/** Remembers the last 65,000 or so short hashes. */
export class SeenOnce {
  /** 32 bits of each hash, 0 for an empty place: an array of numbers leaves the garbage collector nothing to do. */
  readonly #tags = new Uint32Array(sets * ways);

  /** Whether this hash came before; remembers it. @param shortHash twelve hex digits */
  has(shortHash: string): boolean {
    const first = (Number.parseInt(shortHash.slice(8), 16) % sets) * ways;
    const tag = Number.parseInt(shortHash.slice(0, 8), 16) || 1;
    const place = this.#tags.subarray(first, first + ways);
    if (place.includes(tag)) return true;
    place.copyWithin(1, 0);
    place[0] = tag;
    return false;
  }
}

let shared: SeenOnce | undefined;

/** One for all servers of a process: its memory takes a tenth of the start of one that serves a single test. */
function seenOnce(): SeenOnce {
  shared ??= new SeenOnce();
  return shared;
}

/** Hint for an invalid stranger's name. */
export const strangerNameHint = 'Use letters, digits and any of - _ + / after the ~.';

/** Whether a stranger can have this name. A dot would end it in a token. */
export function isStrangerName(name: string): boolean {
  return /^~[A-Za-z0-9\-_+/]+$/.test(name);
}
