// What a failed matcher says: the findings, short.

import { KitError } from '../base/errors.ts';
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

/** An error of ours with its hint in the message, which is all that a test runner shows. */
export function withHint(error: unknown): unknown {
  if (!(error instanceof KitError) || error.hint === undefined) return error;
  const { code, details, data, cause, hint } = error;
  return new KitError(code, `${error.message} ${hint}`, { hint, details, data, cause });
}
