// What a failed matcher says: the findings, short.

import type { Finding } from '../contract/findings/finding.ts';

/** What a matcher returns to vitest and jest. */
export interface MatcherResult {
  readonly pass: boolean;
  message(): string;
}

/** So many findings are listed. */
const longestList = 12;

/** The errors and then the warnings, a few lines each; what is mere information fails no test and is left out. */
export function listFindings(findings: readonly Finding[]): string {
  const sorted = (['error', 'warning'] as const).flatMap(weight =>
    findings.filter(({ severity }) => severity === weight),
  );
  const lines = sorted.slice(0, longestList).flatMap(linesOf);
  const more = sorted.length - longestList;
  return [...lines, ...(more > 0 ? [`  and ${more} more`] : [])].join('\n');
}

function linesOf({ severity, code, message, hint, schemaPath, actualValue }: Finding): string[] {
  return [
    `  ${severity} ${code}: ${message}`,
    ...(hint === undefined ? [] : [`    ${hint}`]),
    ...(actualValue === undefined ? [] : [`    Value: ${JSON.stringify(actualValue)}`]),
    ...(schemaPath === '' ? [] : [`    Document: ${schemaPath}`]),
  ];
}
