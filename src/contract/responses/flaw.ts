// What is wrong with a response, before it is said where the response came from.

import { createFinding } from '../findings/catalog.ts';
import type { Finding, FindingCode, FindingDetails } from '../findings/finding.ts';

/** A finding without its `where`. */
export interface Flaw extends Omit<FindingDetails, 'where'> {
  readonly code: FindingCode;
}

/** Flaws, and findings of a schema, as findings of one place. */
export function findingsAt(where: string, flaws: readonly (Finding | Flaw)[]): readonly Finding[] {
  return flaws.map(flaw => {
    if ('where' in flaw) return { ...flaw, where };
    const { code, ...details } = flaw;
    return createFinding(code, { ...details, where });
  });
}
