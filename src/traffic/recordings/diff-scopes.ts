// Compares the scopes of two documents: an operation requires all of them, a claim any of them.

import type { ApiDocument, MediaType, Operation } from '../../contract/openapi/document.ts';
import { pointerTokens } from '../../contract/openapi/pointer.ts';
import { claimScopes } from '../../contract/openapi/scopes.ts';
import { outlineOf, type Place } from '../../contract/schema/outline.ts';
import type { ReportDifference } from './compare.ts';

/** Two documents, and the receiver of their differences. */
export interface Comparison {
  readonly before: ApiDocument;
  readonly now: ApiDocument;
  readonly report: ReportDifference;
  isComplete: boolean;
}

/** Reports scopes that a token needs now, or no longer. */
export function diffOperationScopes({ report }: Comparison, old: Operation, recent: Operation): void {
  const schemaPath = recent.pointer;
  for (const scope of recent.scopes.filter(name => !old.scopes.includes(name)))
    report('diff/scopes-changed', { message: `A token now needs the scope ${scope}.`, schemaPath });
  for (const scope of old.scopes.filter(name => !recent.scopes.includes(name))) {
    const message = `A token no longer needs the scope ${scope}.`;
    report('diff/scopes-changed', { message, schemaPath, severity: 'info' });
  }
}

/** Reports claims with changed scopes, those with the same scopes in one finding. */
export function diffClaimScopes(comparison: Comparison, was: MediaType, is: MediaType): void {
  const [before, now] = [
    claimScopes(comparison.before, was.schemaPointer),
    claimScopes(comparison.now, is.schemaPointer),
  ];
  const claims = [...new Set([...before.keys(), ...now.keys()])];
  const changed = claims
    .filter(claim => isDocumented(comparison.before, was, claim) && isDocumented(comparison.now, is, claim))
    .filter(claim => String(before.get(claim)) !== String(now.get(claim)));
  const wordsOf = (claim: string): string => {
    const scopes = now.get(claim);
    return scopes ? `now needs the scope ${scopes.join(' or ')}` : 'no longer needs a scope';
  };
  for (const words of new Set(changed.map(wordsOf))) {
    const names = changed.filter(claim => wordsOf(claim) === words);
    const severity = names.every(claim => isWider(before.get(claim), now.get(claim))) ? 'info' : 'error';
    const message = `A token ${words} for ${names.join(', ')}.`;
    comparison.report('diff/scopes-changed', { message, severity, schemaPath: is.schemaPointer });
  }
}

function isWider(was: readonly string[] | undefined, is: readonly string[] | undefined): boolean {
  return is === undefined || (was?.every(scope => is.includes(scope)) ?? false);
}

/** Claims of only one document have their own findings. */
function isDocumented(document: ApiDocument, { schemaPointer }: MediaType, claim: string): boolean {
  let at: Place | undefined = { at: schemaPointer };
  for (const name of pointerTokens(claim)) at = at && outlineOf(document, at).members.get(name);
  return at !== undefined;
}
