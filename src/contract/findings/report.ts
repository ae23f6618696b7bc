// A report: what a run checked, what it could not check, and what it found. Every renderer starts from it.

import type { Finding, Severity } from './finding.ts';

/** What became of a check. Only `passed` and `failed` count as checked. */
export type CheckStatus = 'passed' | 'failed' | 'not-checked' | 'skipped';

/** One check of a run. */
export interface CheckResult {
  /** Stable name, such as `valid-token`. */
  readonly id: string;
  /** What holds when it passes, as a sentence. */
  readonly title: string;
  readonly status: CheckStatus;
  /** Why it was not checked or was skipped, and what would change that. */
  readonly reason?: string;
  /** Requests sent for it; 0 for captured traffic. */
  readonly requests: number;
  readonly durationMs?: number;
  readonly findings: readonly Finding[];
}

/** A run of `verify`, `diff`, `pact verify` or `pact compare`. */
export interface Report {
  /** Which command made it, such as `verify`. */
  readonly command: string;
  /** What was checked: a base URL without credentials, or files. */
  readonly target: string;
  readonly document: { readonly title: string; readonly version: string; readonly file: string };
  readonly checks: readonly CheckResult[];
  /** Findings that belong to no single check, such as an ignore that matched nothing. */
  readonly findings: readonly Finding[];
  /** Facts worth telling that are not judged, such as latency: `latency: median 12 ms`. */
  readonly notes: readonly string[];
  /** What the run amounts to; also the exit code of the command: 0 held, 1 findings, 3 nothing or too little checked, 4 not reachable. */
  readonly exitCode: 0 | 1 | 3 | 4;
}

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
