// Checks a profile for claims that the scopes of its token do not give (`x-scopes`).

import { KitError } from '../../base/errors.ts';
import { isObject } from '../../base/json.ts';
import type { UnplacedFinding } from '../findings/finding.ts';
import type { ApiDocument } from '../openapi/document.ts';
import { claimScopes, withheldClaims } from '../openapi/extensions.ts';
import { pointerTokens } from '../openapi/pointer.ts';
import { successOf } from '../openapi/serve.ts';
import type { ResponseContext } from './response-context.ts';

/** The part of a finding that does not depend on where the response was seen. */
export type BeyondScopes = Required<Pick<UnplacedFinding, 'code' | 'message' | 'instancePath' | 'expected' | 'actual'>>;

/** One finding for each claim that is present without one of its scopes. */
export function claimsBeyond(
  document: ApiDocument,
  schemaPointer: string,
  profile: unknown,
  granted: readonly string[],
): readonly BeyondScopes[] {
  const claims = claimScopes(document, schemaPointer);
  const present = withheldClaims(claims, granted).filter(claim => isThere(profile, pointerTokens(claim)));
  return present.map(claim => ({
    code: 'check/claim-beyond-scopes',
    message: `The claim ${claim} is present without its scope.`,
    instancePath: claim,
    expected: `one of ${claims.get(claim)?.join(', ')}`,
    actual: granted.join(' '),
  }));
}

export function checkScopes(
  { document, scopes, pathInFile }: ResponseContext,
  schemaPointer: string,
  value: unknown,
): readonly UnplacedFinding[] {
  if (scopes === undefined) return [];
  const schemaPath = pathInFile(schemaPointer);
  return claimsBeyond(document, schemaPointer, value, scopes).map(finding => ({ ...finding, schemaPath }));
}

/**
 * The scopes of a text, separated by spaces.
 *
 * @throws ERR_CONFIG_INVALID for a document whose claims need no scopes: a check by scopes would find nothing
 */
export function scopesFor(document: ApiDocument, text: string): readonly string[] {
  const profiles = document.operations.flatMap(operation => successOf(operation) ?? []);
  if (profiles.some(({ media }) => claimScopes(document, media.schemaPointer).size > 0))
    return text.split(' ').filter(Boolean);
  throw new KitError(
    'ERR_CONFIG_INVALID',
    `The option scope has no effect: no claim of "${document.file}" has x-scopes.`,
    {
      hint: 'Leave the option out, or use a document with x-scopes, such as that of the profile API v2.',
    },
  );
}

function isThere(value: unknown, [name, ...rest]: readonly string[]): boolean {
  if (name === undefined) return true;
  return isObject(value) && Object.hasOwn(value, name) && isThere(value[name], rest);
}
