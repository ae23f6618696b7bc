// What a token says, read once and remembered: the token is the scenario.
// @see https://www.rfc-editor.org/rfc/rfc6750#section-2.1

import { hash } from 'node:crypto';
import { LruMap } from 'toad-cache';
import { decodeJwt } from '../../base/jwt.ts';
import type { TokenForm } from '../sessions/journal.ts';

/** Tokens that came twice and are remembered at once; an older one is read again when it comes back. */
const maximumTokens = 20_000;

/** What can be wrong with an Authorization header, by the name of the document's example for it. */
export type HeaderProblem = 'token-missing' | 'token-malformed' | 'token-double-space';

/** What an Authorization header says, before anything is decided about it. */
export interface Token {
  readonly kind: 'mock' | 'jwt' | 'opaque';
  /** First 12 hex digits of the SHA-256 of the token: what is kept of it. */
  readonly shortHash: string;
  /** The header had no scheme, as the official Node.js SDK sends it. */
  readonly bare: boolean;
  readonly problem: HeaderProblem | undefined;
  /** `mock.<persona>`: the hand-written persona; undefined for `mock.~<seed>` and every other kind. */
  readonly persona: string | undefined;
  /** `mock.<persona>.<scenario>`. */
  readonly scenario: string | undefined;
  /** What a stranger is made from: the same seed is the same person. */
  readonly seed: string;
  /** Which application calls: a JWT's `client_id`, else the token itself. */
  readonly clientId: string;
  /** `mock.<persona>~<scope>~<scope>`; undefined for a token that says nothing of scopes, and for a JWT. */
  readonly scopes: readonly string[] | undefined;
  /** A JWT's claims. */
  readonly claims: TokenClaims | undefined;
  /** The text after the scheme, for look-up among known tokens. Never stored or shown. */
  readonly text: string;
}

/** The claims of an APS access token that matter here. */
export interface TokenClaims {
  /** Autodesk id of the user; a 2-legged token has none. */
  readonly userid: string | undefined;
  /** Expiry in seconds since the Unix epoch. */
  readonly exp: number | undefined;
  readonly scope: readonly string[] | undefined;
}

/** A token, and what the caller of the reader keeps with it until the token leaves the cache. */
export interface ReadToken<Memo> {
  readonly token: Token;
  memo: Memo | undefined;
}

/** Reads Authorization headers and caches those that come again. */
export class TokenReader<Memo> {
  readonly #returning = new LruMap<ReadToken<Memo>>(maximumTokens);
  readonly #seenOnce = new SeenOnce();
  readonly #none: ReadToken<Memo> = { token: noToken, memo: undefined };

  /** @param header the Authorization header; undefined where there is none */
  read(header: string | undefined): ReadToken<Memo> {
    if (header === undefined || header === '') return this.#none;
    const known = this.#returning.get(header);
    if (known !== undefined) return known;
    const token = parseAuthorization(header);
    const read = { token, memo: undefined };
    // Most tokens of a load test never come back: caching each of them would fill the heap.
    if (token.shortHash !== '' && this.#seenOnce.has(token.shortHash)) this.#returning.set(header, read);
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

/** RFC 6750's b64token, with `~` first as our strangers are written; the mock grammar is a subset of it. */
const b64token = /^[A-Za-z0-9\-._~+/]+=*$/;

function parseAuthorization(header: string): Token {
  const parts = /^(\S+)( +)(.*)$/s.exec(header.trim());
  if (parts === null) return parseToken(header.trim(), true);
  const [, scheme = '', gap = '', rest = ''] = parts;
  if (scheme.toLowerCase() !== 'bearer') return { ...noToken, problem: 'token-malformed' };
  // One space exactly: Autodesk's gateway refuses two, and says so misleadingly.
  if (gap.length > 1) return { ...parseToken(rest, false), problem: 'token-double-space' };
  return parseToken(rest, false);
}

/** What a client sends where a variable has no value, or none was put into a template. */
const placeholder = /^(undefined|null|NaN|\[object Object\]|[{<$].*[}>])$/;

/** What is wrong with a token that is a client's mistake, for `X-Mock-Decision`; undefined for any other. */
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
 * `mock.<persona>[~<scope>...][.<scenario>]`, where a persona that starts with `~` is a stranger made from the rest. A
 * lone `~` after the name is no scope at all.
 */
function parseMockToken(text: string): Pick<Token, 'persona' | 'scenario' | 'seed' | 'scopes'> {
  const [, who = '', ...rest] = text.split('.');
  const scenario = rest.length === 0 ? undefined : rest.join('.');
  const [, seed = '', list] = /^(~?[^~]*)(?:~(.*))?$/.exec(who) ?? [];
  const scopes = list?.split('~').filter(Boolean).map(toScope);
  return { persona: seed.startsWith('~') ? undefined : seed, scenario, seed, scopes };
}

/** In a token `_` stands for the colon of a scope and `__` for itself: everything else survives any URL unescaped. */
function toScope(text: string): string {
  return text.replace(/__?/g, found => (found === '__' ? '_' : ':'));
}

/** A mock token. @param scopes undefined says nothing of scopes: the token has all */
export function mockToken(who: string, scenario: string | undefined, scopes: readonly string[] | undefined): string {
  const written = scopes?.map(scope => scope.replace(/[_:]/g, found => (found === '_' ? '__' : '_'))).join('~');
  return `mock.${who}${written === undefined ? '' : `~${written}`}${scenario === undefined ? '' : `.${scenario}`}`;
}

/** Scopes that a mock token can carry: letters, digits and - : _ alone. */
export function isTokenScope(scope: string): boolean {
  return /^[A-Za-z0-9:_-]+$/.test(scope) && !scope.includes(':_');
}

/** APS writes `scope` as an array; a space-separated text, as RFC 9068 has it, is taken too. */
function readClaims(payload: Readonly<Record<string, unknown>>): TokenClaims {
  const { userid, exp, scope } = payload;
  return {
    userid: typeof userid === 'string' && userid !== '' ? userid : undefined,
    exp: typeof exp === 'number' ? exp : undefined,
    scope: typeof scope === 'string' ? scope.split(' ') : Array.isArray(scope) ? scope.map(String) : undefined,
  };
}

const sets = 2 ** 13;
/** Places in a set: where more tokens share one than this, the one that came first is forgotten. */
const ways = 8;

/** Remembers some 65,000 short hashes; of more, those that came last. */
export class SeenOnce {
  /** 32 bits of each hash, 0 where there is none: an array of numbers leaves the garbage collector nothing to do. */
  readonly #tags = new Uint32Array(sets * ways);

  /** Whether this hash came before, as far as remembered; now it did. @param shortHash twelve hex digits */
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

/** What to do about a name that a stranger cannot have. */
export const strangerNameHint = 'Use letters, digits and any of - _ + / after the ~.';

/** Whether a stranger can be named so. A dot would end the name in a token. */
export function isStrangerName(name: string): boolean {
  return /^~[A-Za-z0-9\-_+/]+$/.test(name);
}
