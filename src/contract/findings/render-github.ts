// The report as annotations of GitHub Actions.
// @see https://docs.github.com/actions/reference/workflow-commands-for-github-actions

import type { Severity } from './finding.ts';
import { fileBelow, type RenderOptions } from './render.ts';
import { type CheckResult, type FindingGroup, groupFindings, type Report, shortfall, summaryLine } from './report.ts';
import { printable } from './safe-text.ts';

/**
 * One workflow command per line: for each finding (once for all checks that saw it), each check that did not run, and the run. Errors come first, because
 * GitHub shows only ten of each kind per step.
 */
export function renderGithub(report: Report, options: RenderOptions = {}): string {
  const ofRun = report.findings.map((finding): FindingGroup => ({ finding, checks: [] }));
  const groups = [...ofRun, ...groupFindings(report).values()].sort(
    ({ finding: one }, { finding: other }) => severities.indexOf(one.severity) - severities.indexOf(other.severity),
  );
  const lines = [
    ...groups.map(group => annotation(group, report, options)),
    ...report.checks.flatMap(check => notChecked(check)),
    conclusion(report),
  ];
  return `${lines.join('\n')}\n`;
}

const severities: readonly Severity[] = ['error', 'warning', 'info'];
const commands: Readonly<Record<Severity, string>> = { error: 'error', warning: 'warning', info: 'notice' };

function annotation(
  { finding, checks }: FindingGroup,
  { document }: Report,
  { locate, root = '.' }: RenderOptions,
): string {
  const { severity, code, message, hint, where, schemaPath } = finding;
  const place = schemaPath === '' ? undefined : locate?.(schemaPath);
  const seen = checks.length > 1 ? ` (seen by ${checks.length} checks)` : '';
  const text = [`${where}: ${message}${seen}`, ...(hint === undefined ? [] : [hint])].map(printable).join('\n');
  return command(commands[severity], { ...positionOf(place ?? document, root), title: code }, text);
}

/** None for a file outside of the repository, such as the package's own: there is no line to show the annotation at. */
function positionOf(
  { file, line, column }: { readonly file: string; readonly line?: number; readonly column?: number },
  root: string,
): Readonly<Record<string, string>> {
  const shown = fileBelow(root, file);
  if (shown === undefined) return {};
  return { file: shown, ...(line !== undefined && { line: String(line), col: String(column) }) };
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
