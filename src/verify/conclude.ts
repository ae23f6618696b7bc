// The result of a run: applies the policy to its findings, and decides the exit code.

import { applyPolicy, type Policy, parseIgnores } from '../contract/findings/policy.ts';
import type { Report } from '../contract/findings/report.ts';

/** Conditions of a successful run. */
export interface Demands {
  /** Minimum number of checks that must run. Default: 1. */
  readonly requireChecks?: number;
  /** Count warnings as errors. Default: false. */
  readonly strict?: boolean;
  /** Findings to ignore, each `CODE` or `CODE:POINTER`. */
  readonly ignore?: readonly string[];
}

/** @throws ERR_CLI_USAGE for an invalid entry of `ignore` */
export function readPolicy({ strict = false, ignore = [] }: Demands): Policy {
  return { strict, ignores: parseIgnores(ignore) };
}

/**
 * Weighs the findings and settles the exit code: 1 where an error is left, 3 where nothing or less than asked for was
 * checked, else 0. Errors take precedence.
 *
 * @param wanted ids of checks that must run
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

/** Reasons why the run is incomplete. */
function shortcomings({ checks }: Report, required: number, wanted: readonly string[]): readonly string[] {
  const made = checks.filter(({ status }) => status === 'passed' || status === 'failed').length;
  const unmade = checks.filter(({ id, status }) => status === 'not-checked' && wanted.includes(id)).map(({ id }) => id);
  return [
    ...(made < required ? [`incomplete: ${made} of at least ${required} checks ran`] : []),
    ...(unmade.length > 0 ? [`incomplete: ${unmade.join(', ')} could not run`] : []),
  ];
}
