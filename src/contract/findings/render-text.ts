// The report for people: each check with its findings, then the checks that did not run and why, then the summary.

import { createPaint, type Paint, type Style } from './color.ts';
import type { Finding, Severity } from './finding.ts';
import { linesOf, type RenderOptions, shownFile } from './render.ts';
import {
  type CheckResult,
  type CheckStatus,
  type FindingGroups,
  groupFindings,
  groupKey,
  type Report,
  shortfall,
  summaryLine,
} from './report.ts';
import { printable } from './safe-text.ts';

export function renderText(report: Report, { color = false, locate }: RenderOptions = {}): string {
  const paint = createPaint(color);
  const groups = groupFindings(report);
  const checks = [...report.checks].sort((one, other) => order(one) - order(other));
  const sections = [
    heading(report, paint),
    titled(
      'About the run',
      report.findings.flatMap(finding => findingLines(finding, paint, locate)),
      paint,
    ),
    checks.flatMap(check => [...checkLines(check, paint), ...foundBy(check, groups, paint, locate)]),
    titled(
      'Notes',
      report.notes.map(note => `  - ${printable(note)}`),
      paint,
    ),
    conclusion(report, paint),
  ];
  return `${sections
    .filter(lines => lines.length > 0)
    .map(lines => lines.join('\n'))
    .join('\n\n')}\n`;
}

const statuses: Readonly<Record<CheckStatus, { readonly word: string; readonly style: Style }>> = {
  passed: { word: 'passed', style: 'green' },
  failed: { word: 'failed', style: 'red' },
  'not-checked': { word: 'not checked', style: 'yellow' },
  skipped: { word: 'skipped', style: 'dim' },
};

const severityStyles: Readonly<Record<Severity, Style>> = { error: 'red', warning: 'yellow', info: 'cyan' };

/** Checks that ran keep their order; the others follow. */
function order({ status }: CheckResult): number {
  return ['not-checked', 'skipped'].indexOf(status);
}

function heading({ command, target, document }: Report, paint: Paint): string[] {
  const about = [document.title, document.version].filter(text => text !== '').map(printable);
  return [
    paint('bold', `aps-userinfo ${printable(command)} ${printable(target)}`),
    paint(
      'dim',
      `against ${[printable(shownFile(document.file)), ...(about.length > 0 ? [`(${about.join(' ')})`] : [])].join(' ')}`,
    ),
  ];
}

function checkLines({ id, title, status, reason }: CheckResult, paint: Paint): string[] {
  const { word, style } = statuses[status];
  const first = `${paint(style, word.padEnd(11))}  ${paint('bold', printable(id))}: ${printable(title)}`;
  return reason === undefined ? [first] : [first, `${' '.repeat(11)}  because: ${printable(reason)}`];
}

/** Each finding once, with the check that saw it first; the others name its code. */
function foundBy(
  { id, findings }: CheckResult,
  groups: FindingGroups,
  paint: Paint,
  locate: RenderOptions['locate'],
): readonly string[] {
  const own = [...new Set(findings.map(groupKey))].flatMap(key => groups.get(key) ?? []);
  const [first, again] = [own.filter(({ checks }) => checks[0] === id), own.filter(({ checks }) => checks[0] !== id)];
  const lines = first.flatMap(({ finding, checks }) => [
    ...findingLines(finding, paint, locate),
    ...(checks.length === 1 ? [] : [`    ${paint('dim', 'seen by:')} ${checks.length} checks`]),
  ]);
  const codes = [...new Set(again.map(({ finding: { severity, code } }) => `${severity} ${code}`))];
  return codes.length === 0 ? lines : [...lines, `  as above: ${codes.join(', ')}`];
}

/** Each line begins with a fixed word: GitHub's runner would execute a line that begins with `::`. */
function findingLines(finding: Finding, paint: Paint, locate: RenderOptions['locate']): string[] {
  const { code, severity, message } = finding;
  return [
    `  ${paint(severityStyles[severity], severity)} ${code}: ${printable(message)}`,
    ...linesOf(finding, locate).map(({ label, text }) => `    ${paint('dim', `${label}:`)} ${text}`),
  ];
}

function titled(title: string, lines: readonly string[], paint: Paint): readonly string[] {
  return lines.length === 0 ? [] : [paint('bold', title), ...lines];
}

function conclusion(report: Report, paint: Paint): string[] {
  const lack = shortfall(report);
  const style = report.exitCode === 0 ? 'green' : 'red';
  return [...(lack === undefined ? [] : [paint('yellow', lack)]), paint(style, summaryLine(report))];
}
