// The catalogue of findings: meaning, severity, usual cause and remedy of every code.
// One file for each area; docs/findings.md is generated from it.

import { checkCodes } from './check-codes.ts';
import { diffCodes } from './diff-codes.ts';
import { driftCodes } from './drift-codes.ts';
import { type Finding, type FindingCode, type FindingDetails, findingOf, type Severity } from './finding.ts';
import { pactCodes } from './pact-codes.ts';
import { policyCodes } from './policy-codes.ts';
import { responseCodes } from './response-codes.ts';
import { schemaCodes } from './schema-codes.ts';

/** What all findings with a code share. Each text is one or two sentences, without any value. */
export interface FindingKind {
  readonly title: string;
  /** Default of a finding's severity. */
  readonly severity: Severity;
  /** The usual reason. */
  readonly cause: string;
  /** What to do. */
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
