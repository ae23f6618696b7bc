// The last wall before a report leaves a run: whatever a server echoed and wherever it ended up, no secret of the run is
// in it.

import type { Finding } from './finding.ts';
import type { Report } from './report.ts';

/** Takes the secrets out of a text; in any case, since headers are compared and shown in lower case. */
export type Redact = (text: string) => string;

// Anything shorter is a word that stands in texts by itself.
const shortest = 8;

/** @param secrets such as tokens; those of less than 8 characters are left alone */
export function createRedact(secrets: readonly string[]): Redact {
  const texts = secrets
    .filter(({ length }) => length >= shortest)
    .flatMap(secret => [secret, inPointer(secret)])
    // A secret that begins with another one must go as a whole.
    .sort((a, b) => b.length - a.length);
  if (texts.length === 0) return text => text;
  const pattern = new RegExp(texts.map(escapeRegExp).join('|'), 'giu');
  return text => text.replace(pattern, '***');
}

/** A finding without secrets; its code, severity and place in the document are the kit's own. */
export function redactFinding(finding: Finding, redact: Redact): Finding {
  const { code, severity, schemaPath, ...said } = finding;
  return { ...finding, ...(redactValue(said, redact) as typeof said) };
}

/** A report whose findings, notes and reasons have no secrets. */
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
