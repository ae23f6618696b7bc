// A report in numbers and in one line.

import type { Finding, Severity } from './finding.ts';
import type { CheckResult, CheckStatus, Report } from './report.ts';

/** How many there are of each kind. */
export interface Summary {
  readonly passed: number;
  readonly failed: number;
  readonly notChecked: number;
  readonly skipped: number;
  readonly errors: number;
  readonly warnings: number;
  readonly infos: number;
}

/** A finding and the check that it belongs to; a finding about the run belongs to none. */
export interface PlacedFinding {
  readonly check: CheckResult | undefined;
  readonly finding: Finding;
}

/** Every finding, in the order of the checks, those about the run last. */
export function placedFindings(report: Report): readonly PlacedFinding[] {
  const ofChecks = report.checks.flatMap(check => check.findings.map(finding => ({ check, finding })));
  return [...ofChecks, ...report.findings.map(finding => ({ check: undefined, finding }))];
}

/** The numbers of a report. */
export function summarize(report: Report): Summary {
  const findings = placedFindings(report);
  const checks = (wanted: CheckStatus): number => report.checks.filter(({ status }) => status === wanted).length;
  const found = (wanted: Severity): number => findings.filter(({ finding }) => finding.severity === wanted).length;
  return {
    passed: checks('passed'),
    failed: checks('failed'),
    notChecked: checks('not-checked'),
    skipped: checks('skipped'),
    errors: found('error'),
    warnings: found('warning'),
    infos: found('info'),
  };
}

/** Such as `12 passed, 1 failed, 3 not checked, 2 findings (1 error, 1 warning)`. */
export function summaryLine(report: Report): string {
  const { passed, failed, notChecked, skipped, errors, warnings, infos } = summarize(report);
  const weights = [count(errors, 'error'), count(warnings, 'warning'), infos > 0 ? `${infos} info` : undefined];
  const found = weights.filter(text => text !== undefined).join(', ');
  const total = errors + warnings + infos;
  return [
    `${passed} passed`,
    `${failed} failed`,
    ...(notChecked > 0 ? [`${notChecked} not checked`] : []),
    ...(skipped > 0 ? [`${skipped} skipped`] : []),
    total === 0 ? 'no findings' : `${total} finding${total === 1 ? '' : 's'} (${found})`,
  ].join(', ');
}

/** Why a run without any error is not a success all the same; undefined where it is one, or where errors say it. */
export function shortfall({ exitCode }: Report): string | undefined {
  if (exitCode === 3) return 'Nothing, or less than asked for, was checked.';
  return exitCode === 4 ? 'The target could not be reached.' : undefined;
}

function count(number: number, noun: string): string | undefined {
  return number === 0 ? undefined : `${number} ${noun}${number === 1 ? '' : 's'}`;
}
