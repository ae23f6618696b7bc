// Messages of failed matchers: the findings in brief.

import type { Finding } from '../contract/findings/finding.ts';

/** Result for vitest and jest. */
export interface MatcherResult {
  readonly pass: boolean;
  message(): string;
}

/** Maximum number of listed findings. */
const longestList = 12;

/** Errors, then warnings, a few lines each; information fails no test and is omitted. */
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
