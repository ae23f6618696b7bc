// The catalogue of findings: every code with what it means, how much it weighs, why it comes about and what mends it.
// One file for each area; docs/findings.md is made from it.

import { checkCodes } from './check-codes.ts';
import { diffCodes } from './diff-codes.ts';
import { driftCodes } from './drift-codes.ts';
import { type Finding, type FindingCode, type FindingDetails, findingOf, type Severity } from './finding.ts';
import { pactCodes } from './pact-codes.ts';
import { policyCodes } from './policy-codes.ts';
import { responseCodes } from './response-codes.ts';
import { schemaCodes } from './schema-codes.ts';

/** What is true of every finding with a code. Each text is one or two sentences, without any value. */
export interface FindingKind {
  /** What was found. */
  readonly title: string;
  /** Weight of a finding that does not say otherwise. */
  readonly severity: Severity;
  /** How it usually comes about. */
  readonly cause: string;
  /** What to do about it. */
  readonly remedy: string;
}

/** Every kind of finding by its code, area after area; each area is a file with one object `as const`. */
export const findingCatalog: Readonly<Record<FindingCode, FindingKind>> = {
  ...schemaCodes,
  ...responseCodes,
  ...checkCodes,
  ...driftCodes,
  ...diffCodes,
  ...pactCodes,
  ...policyCodes,
};

/** A finding of a kind of the catalogue. */
export function createFinding(code: FindingCode, details: FindingDetails): Finding {
  return findingOf(code, details.severity ?? findingCatalog[code].severity, details);
}
