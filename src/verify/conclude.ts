// What a run amounts to: its findings weighed, and its exit code. The one place that decides it.

import { applyPolicy, type Policy, parseIgnores } from '../contract/findings/policy.ts';
import type { Report } from '../contract/findings/report.ts';

/** What is asked of a run besides its checks. */
export interface Demands {
  /** Checks that must have been made for the run to count. Default: 1. */
  readonly requireChecks?: number;
  /** Warnings count as errors. Default: false. */
  readonly strict?: boolean;
  /** Findings that are not minded, each `CODE` or `CODE:POINTER`. */
  readonly ignore?: readonly string[];
}

/** @throws ERR_CLI_USAGE when an ignore cannot be understood */
export function readPolicy({ strict = false, ignore = [] }: Demands): Policy {
  return { strict, ignores: parseIgnores(ignore) };
}

/**
 * Weighs the findings and settles the exit code: 1 where an error is left, 3 where nothing or less than asked for was
 * checked, else 0. Errors come first: both need somebody, and the errors are known.
 *
 * @param wanted ids of checks that must have been made
 */
export function conclude(
  report: Omit<Report, 'exitCode'>,
  policy: Policy,
  { requireChecks = 1 }: Demands,
  wanted: readonly string[] = [],
): Report {
  const weighed = applyPolicy({ ...report, exitCode: 0 }, policy);
  const missing = shortcomings(weighed, requireChecks, wanted);
  const exitCode = weighed.exitCode === 1 ? 1 : missing.length > 0 ? 3 : 0;
  return { ...weighed, notes: [...weighed.notes, ...missing], exitCode };
}

/** In which ways less was checked than asked for. */
function shortcomings({ checks }: Report, required: number, wanted: readonly string[]): readonly string[] {
  const made = checks.filter(({ status }) => status === 'passed' || status === 'failed').length;
  const unmade = checks.filter(({ id, status }) => status === 'not-checked' && wanted.includes(id)).map(({ id }) => id);
  return [
    ...(made < required ? [`too little was checked: ${made} of at least ${required} checks`] : []),
    ...(unmade.length > 0 ? [`too little was checked: ${unmade.join(', ')} could not be checked`] : []),
  ];
}
