// Tokens of a run, from the environment or a file; never from an argument, since process lists show those.

import { statSync } from 'node:fs';
import { parseEnv } from 'node:util';
import { KitError } from '../base/errors.ts';
import { readText } from '../base/read-file.ts';
import { didYouMean } from '../base/suggest.ts';
import type { Operation } from '../contract/openapi/document.ts';

/** Credentials of a run. Reports and errors never contain them. */
export interface Credentials {
  /** A valid 3-legged token. */
  readonly token?: string;
  /** An expired 3-legged token. */
  readonly expiredToken?: string;
  /** A token of the client credentials grant, without a user. */
  readonly twoLeggedToken?: string;
  /** A valid 3-legged token without the scope `openid`. */
  readonly noOpenidToken?: string;
  /** Scopes of `token`, separated by spaces or commas, if it is opaque. */
  readonly tokenScopes?: string;
  /** A token that no server issued. Default: an invented one. */
  readonly unknownToken?: string;
  /** Subject of the profile of `token`, such as the Autodesk id. */
  readonly expectedSubject?: string;
  /** A token that provokes an error status, for a mock. */
  readonly provoke?: (status: number) => string;
  /** A token with these scopes, for a mock. */
  readonly withScopes?: (scopes: readonly string[]) => string;
}

/** The variable of each credential, in the environment and in a file. */
export const credentialVariables = {
  token: 'APS_TOKEN',
  expiredToken: 'APS_EXPIRED_TOKEN',
  twoLeggedToken: 'APS_TWO_LEGGED_TOKEN',
  unknownToken: 'APS_UNKNOWN_TOKEN',
  noOpenidToken: 'APS_NO_OPENID_TOKEN',
  tokenScopes: 'APS_TOKEN_SCOPES',
  expectedSubject: 'APS_EXPECTED_SUB',
} as const;

export type CredentialName = keyof typeof credentialVariables;

/** Invented, and recognisable in a server's log. */
export const unknownToken = 'unknown-token-of-aps-userinfo-verify';

export interface CredentialSources {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** File with the same names, as `NAME=value` lines or a JSON object; takes precedence over the environment. */
  readonly file?: string | undefined;
}

export interface FoundCredentials {
  readonly credentials: Credentials;
  readonly warnings: readonly string[];
}

/**
 * Reads the credentials; an empty value counts as unset, since CI leaves unset secrets empty.
 *
 * @throws ERR_CREDENTIAL_INVALID without the value
 */
export function readCredentials({ env, file }: CredentialSources): FoundCredentials {
  const fromFile = file === undefined ? {} : readFile(file);
  const found = Object.entries(credentialVariables).flatMap(([name, variable]) => {
    const inFile = fromFile[variable] ?? '';
    const value = (inFile === '' ? env[variable] : inFile)?.trim() ?? '';
    return value === '' ? [] : [[name, value]];
  });
  const credentials = Object.fromEntries(found) as Credentials;
  requireSendable(credentials);
  return { credentials, warnings: file === undefined ? [] : permissions(file) };
}

function readFile(file: string): NodeJS.Dict<string> {
  const text = readText('credentials file', file, 'ERR_CREDENTIAL_INVALID');
  const values = text.trimStart().startsWith('{') ? parseJson(file, text) : parseLines(file, text);
  for (const name of Object.keys(values)) requireNoMisspelling(file, name);
  return values;
}

function parseJson(file: string, text: string): NodeJS.Dict<string> {
  try {
    const values = JSON.parse(text) as Readonly<Record<string, unknown>>;
    const strings = Object.entries(values).filter(([, value]) => typeof value === 'string');
    return Object.fromEntries(strings) as NodeJS.Dict<string>;
  } catch {
    // The parser's own message quotes the text.
    throw invalid(`The credentials file "${file}" starts like JSON, but is not valid JSON.`);
  }
}

function parseLines(file: string, text: string): NodeJS.Dict<string> {
  // parseEnv skips lines that it cannot read.
  const wrong = text.split('\n').findIndex(line => !/^\s*(?:$|#|(?:export\s+)?[A-Za-z_]\w*\s*=)/u.test(line));
  if (wrong < 0) return parseEnv(text);
  const hint = 'Write lines such as APS_TOKEN=..., or one JSON object.';
  throw invalid(`Line ${wrong + 1} of "${file}" is not NAME=value.`, hint);
}

/** The file may have further names, such as APS_CLIENT_ID. */
function requireNoMisspelling(file: string, name: string): void {
  const known: readonly string[] = Object.values(credentialVariables);
  const hint = known.includes(name) ? undefined : didYouMean(name, known);
  if (hint !== undefined) throw invalid(`"${file}" sets ${name}, which is not a credential.`, hint);
}

/** Windows has no such permissions, and reports 666 for every file. */
function permissions(file: string): readonly string[] {
  if (process.platform === 'win32' || (statSync(file).mode & 0o077) === 0) return [];
  return [`credentials: other users of this machine can read "${file}"; restrict it with chmod 600`];
}

/**
 * Tokens of the mock's own grammar; none is secret. A failure without its own example in the document is provoked by its
 * status.
 */
export function mockCredentials({ responses }: Operation): Credentials {
  const failing = (example: string): string => {
    const isNamed = [...responses.values()].some(({ examples }) => examples.has(example));
    return `mock.alice.${isNamed ? example : '401'}`;
  };
  return {
    token: 'mock.alice',
    expiredToken: failing('token-expired'),
    twoLeggedToken: failing('token-two-legged'),
    unknownToken: failing('token-unknown'),
    noOpenidToken: 'mock.alice~',
    withScopes: scopes =>
      `mock.alice~${scopes.map(scope => scope.replaceAll('_', '__').replaceAll(':', '_')).join('~')}`,
    provoke: status => `mock.alice.${status}`,
  };
}

/**
 * A token goes into a header unchanged: it must satisfy RFC 6750 section 2.1.
 *
 * @throws ERR_CREDENTIAL_INVALID without the value
 */
export function requireSendable({ expectedSubject, tokenScopes, provoke, withScopes, ...tokens }: Credentials): void {
  for (const [name, value] of Object.entries(tokens)) requireToken(credentialVariables[name as CredentialName], value);
}

function requireToken(variable: string, value: string): void {
  if (/^[A-Za-z0-9\-._~+/]+=*$/u.test(value)) return;
  const hint = /^bearer\s/iu.test(value)
    ? 'Omit the word Bearer.'
    : 'A token has only letters, digits and -._~+/; check what was copied.';
  throw invalid(`${variable} has characters that are invalid in a token.`, hint);
}

/** Strings that a report must not contain: the tokens, and the subject unless values are shown. */
export function secretsOf(
  { token, expiredToken, twoLeggedToken, unknownToken, noOpenidToken, expectedSubject }: Credentials,
  showValues = false,
): readonly string[] {
  const tokens = [token, expiredToken, twoLeggedToken, unknownToken, noOpenidToken];
  return [...tokens, ...(showValues ? [] : [expectedSubject])].filter(secret => secret !== undefined);
}

function invalid(message: string, hint?: string, cause?: unknown): KitError {
  return new KitError('ERR_CREDENTIAL_INVALID', message, { ...(hint !== undefined && { hint }), cause });
}
