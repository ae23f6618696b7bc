// A report: what a run checked, what it could not check, and what it found. Every renderer starts from it.

import { counted } from '../../base/counted.ts';
import type { Finding, Severity } from './finding.ts';

/** The outcome of a check. Only `passed` and `failed` count as checked. */
export type CheckStatus = 'passed' | 'failed' | 'not-checked' | 'skipped';

export interface CheckResult {
  /** Stable name, such as `valid-token`. */
  readonly id: string;
  /** What is true when it passes, as a sentence. */
  readonly title: string;
  readonly status: CheckStatus;
  /** Why it did not run, and what would change that. */
  readonly reason?: string;
  /** Requests sent for it; 0 for captured traffic. */
  readonly requests: number;
  readonly durationMs?: number;
  readonly findings: readonly Finding[];
}

/** A run of `verify`, `diff`, `pact verify` or `pact compare`. */
export interface Report {
  /** The command that made it, such as `verify`. */
  readonly command: string;
  /** What was checked: a base URL without credentials, or files. */
  readonly target: string;
  readonly document: { readonly title: string; readonly version: string; readonly file: string };
  readonly checks: readonly CheckResult[];
  /** Findings outside of the checks, such as an ignore that matches nothing. */
  readonly findings: readonly Finding[];
  /** Measurements without a judgement, such as `latency: median 12 ms`. */
  readonly notes: readonly string[];
  /** Exit code of the command: 0 passed, 1 findings, 3 nothing or too little checked, 4 target unreachable. */
  readonly exitCode: 0 | 1 | 3 | 4;
}

export interface Summary {
  readonly passed: number;
  readonly failed: number;
  readonly notChecked: number;
  readonly skipped: number;
  readonly errors: number;
  readonly warnings: number;
  readonly infos: number;
}

/** A finding with its check; a finding about the run has none. */
export interface PlacedFinding {
  readonly check: CheckResult | undefined;
  readonly finding: Finding;
}

/** Every finding, in the order of the checks, those about the run last. */
export function placedFindings(report: Report): readonly PlacedFinding[] {
  const ofChecks = report.checks.flatMap(check => check.findings.map(finding => ({ check, finding })));
  return [...ofChecks, ...report.findings.map(finding => ({ check: undefined, finding }))];
}

/** The same finding of several checks. */
export interface FindingGroup {
  /** As the first check saw it. */
  readonly finding: Finding;
  /** Ids of the checks that saw it. */
  readonly checks: readonly string[];
}

/** By `groupKey`. */
export type FindingGroups = ReadonlyMap<string, FindingGroup>;

/** What makes findings of several checks the same one: neither the request nor the part of the document. */
export function groupKey({ severity, code, message, instancePath }: Finding): string {
  return JSON.stringify([severity, code, message, instancePath]);
}

/** Each finding of the checks once, for reports that people read. */
export function groupFindings({ checks }: Report): FindingGroups {
  const groups = new Map<string, FindingGroup>();
  for (const { id, findings } of checks)
    for (const finding of findings) {
      const { finding: first, checks: seen = [] } = groups.get(groupKey(finding)) ?? { finding };
      const hint = first.hint ?? finding.hint;
      groups.set(groupKey(finding), {
        finding: { ...first, ...(hint !== undefined && { hint }) },
        checks: [...new Set([...seen, id])],
      });
    }
  return groups;
}

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
  const weights = [
    ...(errors > 0 ? [counted(errors, 'error')] : []),
    ...(warnings > 0 ? [counted(warnings, 'warning')] : []),
    ...(infos > 0 ? [`${infos} info`] : []),
  ];
  const total = errors + warnings + infos;
  return [
    `${passed} passed`,
    `${failed} failed`,
    ...(notChecked > 0 ? [`${notChecked} not checked`] : []),
    ...(skipped > 0 ? [`${skipped} skipped`] : []),
    total === 0 ? 'no findings' : `${counted(total, 'finding')} (${weights.join(', ')})`,
  ].join(', ');
}

/** Why a run without any error is no success; undefined for a success and for a run with errors. */
export function shortfall({ exitCode }: Report): string | undefined {
  if (exitCode === 3) return 'Incomplete: nothing, or fewer checks than required, ran.';
  return exitCode === 4 ? 'The target is unreachable.' : undefined;
}
