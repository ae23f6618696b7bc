// The report as annotations of GitHub Actions.
// @see https://docs.github.com/actions/reference/workflow-commands-for-github-actions

import type { Finding, Severity } from './finding.ts';
import type { RenderOptions, SourceLocation } from './render.ts';
import { type CheckResult, placedFindings, type Report, shortfall, summaryLine } from './report.ts';
import { printable } from './safe-text.ts';

/**
 * One workflow command per line: for each finding, each check that did not run, and the run. Errors come first, because
 * GitHub shows only ten of each kind per step.
 */
export function renderGithub(report: Report, { locate }: RenderOptions = {}): string {
  const findings = placedFindings(report)
    .map(({ finding }) => finding)
    .sort((one, other) => severities.indexOf(one.severity) - severities.indexOf(other.severity));
  const lines = [
    ...findings.map(finding => annotation(finding, report, locate)),
    ...report.checks.flatMap(check => notChecked(check)),
    conclusion(report),
  ];
  return `${lines.join('\n')}\n`;
}

const severities: readonly Severity[] = ['error', 'warning', 'info'];
const commands: Readonly<Record<Severity, string>> = { error: 'error', warning: 'warning', info: 'notice' };

function annotation(finding: Finding, { document }: Report, locate: RenderOptions['locate']): string {
  const { severity, code, message, hint, where, schemaPath } = finding;
  const place = schemaPath === '' ? undefined : locate?.(schemaPath);
  const text = [`${where}: ${message}`, ...(hint === undefined ? [] : [hint])].map(printable).join('\n');
  return command(commands[severity], { ...positionOf(place, document.file), title: code }, text);
}

function positionOf(place: SourceLocation | undefined, file: string): Readonly<Record<string, string>> {
  if (place === undefined) return file === '' ? {} : { file };
  return { file: place.file, line: String(place.line), col: String(place.column) };
}

function notChecked({ id, title, status, reason }: CheckResult): readonly string[] {
  if (status === 'passed' || status === 'failed') return [];
  const word = status === 'skipped' ? 'skipped' : 'not checked';
  return [
    command(
      'notice',
      { title: `${word}: ${id}` },
      [title, ...(reason === undefined ? [] : [reason])].map(printable).join('\n'),
    ),
  ];
}

function conclusion(report: Report): string {
  const lack = shortfall(report);
  const lines = [...(lack === undefined ? [] : [lack]), ...report.notes.map(printable), summaryLine(report)];
  return command(
    report.exitCode === 0 ? 'notice' : 'error',
    { title: `${report.command} ${report.target}` },
    lines.join('\n'),
  );
}

function command(name: string, properties: Readonly<Record<string, string>>, message: string): string {
  const written = Object.entries(properties).map(([key, value]) => `${key}=${escapeProperty(printable(value))}`);
  return `::${name} ${written.join(',')}::${escapeData(message)}`;
}

function escapeData(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
