// The tokens of a run: which there are, and what they must be like.

import { KitError } from '../base/errors.ts';
import type { Operation } from '../contract/openapi/document.ts';

/** What a run can be given. Nothing of it is ever printed or kept. */
export interface Credentials {
  /** A 3-legged token that is good. */
  readonly token?: string;
  /** A 3-legged token that was good and has expired. */
  readonly expiredToken?: string;
  /** A token of the client credentials grant, which names no user. */
  readonly twoLeggedToken?: string;
  /** A 3-legged token that is good, but lacks the scope `openid`. */
  readonly noOpenidToken?: string;
  /** Scopes of `token`, separated by spaces or commas, where it is opaque and cannot say so itself. */
  readonly tokenScopes?: string;
  /** A token that nobody issued. Default: a made-up one. */
  readonly unknownToken?: string;
  /** Whose profile `token` gives: the subject, such as the Autodesk id. */
  readonly expectedSubject?: string;
  /** A token that provokes an error status, for a mock that can be asked to fail. */
  readonly provoke?: (status: number) => string;
  /** A token with these scopes, for a mock that believes what a token says. */
  readonly withScopes?: (scopes: readonly string[]) => string;
}

/** The variable of each credential, in the environment and in a file alike. */
export const credentialVariables = {
  token: 'APS_TOKEN',
  expiredToken: 'APS_EXPIRED_TOKEN',
  twoLeggedToken: 'APS_TWO_LEGGED_TOKEN',
  unknownToken: 'APS_UNKNOWN_TOKEN',
  noOpenidToken: 'APS_NO_OPENID_TOKEN',
  tokenScopes: 'APS_TOKEN_SCOPES',
  expectedSubject: 'APS_EXPECTED_SUB',
} as const;

/** A credential that a check can need. */
export type CredentialName = keyof typeof credentialVariables;

/** Made up, and recognisable in a server's log. */
export const unknownToken = 'unknown-token-of-aps-userinfo-verify';

/**
 * Tokens that a mock of this kit takes for what they say; no secret among them. A failure without a name of its own in
 * the document is asked for by its status.
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
 * A token goes into a header as it is, so it must be what RFC 6750 section 2.1 allows there.
 *
 * @throws ERR_CREDENTIAL_INVALID without the value
 */
export function requireSendable({ expectedSubject, tokenScopes, provoke, withScopes, ...tokens }: Credentials): void {
  for (const [name, value] of Object.entries(tokens)) requireToken(credentialVariables[name as CredentialName], value);
}

function requireToken(variable: string, value: string): void {
  if (/^[A-Za-z0-9\-._~+/]+=*$/u.test(value)) return;
  const hint = /^bearer\s/iu.test(value)
    ? 'Leave the word Bearer out.'
    : 'A token has letters, digits and -._~+/ only; was something else copied along?';
  throw new KitError('ERR_CREDENTIAL_INVALID', `${variable} has characters that a token cannot have.`, { hint });
}

/** What must not be in a report: the tokens, and the subject where values of a person are not shown. */
export function secretsOf(
  { token, expiredToken, twoLeggedToken, unknownToken, noOpenidToken, expectedSubject }: Credentials,
  showValues = false,
): readonly string[] {
  const tokens = [token, expiredToken, twoLeggedToken, unknownToken, noOpenidToken];
  return [...tokens, ...(showValues ? [] : [expectedSubject])].filter(secret => secret !== undefined);
}
