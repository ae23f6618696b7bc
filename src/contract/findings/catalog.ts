// The catalogue of findings: findings.json has each code with severity, title, cause and remedy. `npm run fix` generates
// docs/findings.md and the type of the codes from it.

import {
  type Finding,
  type FindingCode,
  type FindingDetails,
  findingOf,
  type Severity,
  type UnplacedFinding,
} from './finding.ts';
import catalog from './findings.json' with { type: 'json' };

/** Common texts of all findings with a code, each one or two sentences, without any value. */
export interface FindingKind {
  readonly title: string;
  /** Default of a finding's severity. */
  readonly severity: Severity;
  /** The usual reason. */
  readonly cause: string;
  readonly remedy: string;
}

export const findingCatalog: Readonly<Record<FindingCode, FindingKind>> = catalog as Record<FindingCode, FindingKind>;

export function createFinding(code: FindingCode, details: FindingDetails): Finding {
  return findingOf(code, details.severity ?? findingCatalog[code].severity, details);
}

export function findingsAt(where: string, findings: readonly UnplacedFinding[]): readonly Finding[] {
  return findings.map(({ code, ...details }) => createFinding(code, { ...details, where }));
}
