// Last redaction pass before output: removes the secrets of the run from a report, wherever a server echoed them.

import type { Finding } from './finding.ts';
import type { Report } from './report.ts';

/** Replaces the secrets in a text, ignoring case, because headers appear in lower case. */
export type Redact = (text: string) => string;

// A shorter secret may be an ordinary word.
const shortest = 8;

/** @param secrets such as tokens; those of fewer than 8 characters are not replaced */
export function createRedact(secrets: readonly string[]): Redact {
  const texts = secrets
    .filter(({ length }) => length >= shortest)
    .flatMap(secret => [secret, inPointer(secret)])
    // Longest first, so that a secret that starts with another one is replaced as a whole.
    .sort((a, b) => b.length - a.length);
  if (texts.length === 0) return text => text;
  const pattern = new RegExp(texts.map(escapeRegExp).join('|'), 'giu');
  return text => text.replace(pattern, '***');
}

/** Redacts all of a finding that may come from a server: not its code, severity and `schemaPath`. */
export function redactFinding(finding: Finding, redact: Redact): Finding {
  const { code, severity, schemaPath, ...said } = finding;
  return { ...finding, ...(redactValue(said, redact) as typeof said) };
}

/** Redacts the findings, notes and reasons of a report. */
export function redactReport(report: Report, redact: Redact): Report {
  const redactAll = (findings: readonly Finding[]): readonly Finding[] =>
    findings.map(finding => redactFinding(finding, redact));
  return {
    ...report,
    checks: report.checks.map(check => ({
      ...check,
      ...(check.reason !== undefined && { reason: redact(check.reason) }),
      findings: redactAll(check.findings),
    })),
    findings: redactAll(report.findings),
    notes: report.notes.map(redact),
  };
}

function redactValue(value: unknown, redact: Redact): unknown {
  if (typeof value === 'string') return redact(value);
  if (Array.isArray(value)) return value.map(item => redactValue(item, redact));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [redact(name), redactValue(member, redact)]));
}

/** As a name in a JSON Pointer. */
function inPointer(text: string): string {
  return text.replaceAll('~', '~0').replaceAll('/', '~1');
}

function escapeRegExp(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/]/gu, '\\$&');
}
