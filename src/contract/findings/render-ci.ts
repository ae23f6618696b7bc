// Reports for build servers: annotations of GitHub Actions, and JUnit XML.

import type { Finding, Severity } from './finding.ts';
import { fileBelow, linesOf, type RenderOptions } from './render.ts';
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

// The report as JUnit XML, in the form that Jenkins' xunit plugin describes and every CI service reads: a check is a test
// case, a finding that fails it is a failure, and a check that did not run is skipped, never passed.

/** After `applyPolicy`, the XML has a failure or an error if and only if the exit code is not 0. */
export function renderJunit(report: Report): string {
  const cases = [...report.checks.map(caseOfCheck), caseOfRun(report)];
  const totals = totalsOf(cases);
  const name = `${report.command} ${report.target}`;
  const inner = cases.map(testCase => element('testcase', { ...testCase.attributes, classname }, testCase.children));
  const suite = element('testsuite', { name, ...totals }, inner);
  const { skipped, ...known } = totals;
  return `<?xml version="1.0" encoding="UTF-8"?>\n${element('testsuites', { name: 'aps-userinfo', ...known }, [suite])}\n`;
}

const classname = 'aps-userinfo';

interface TestCase {
  readonly outcome: 'passed' | 'failed' | 'error' | 'skipped';
  readonly seconds: number;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly string[];
}

type Totals = Readonly<Record<'tests' | 'failures' | 'errors' | 'skipped' | 'time', string>>;

function caseOfCheck({ id, title, status, reason, durationMs = 0, findings }: CheckResult): TestCase {
  const seconds = durationMs / 1000;
  const attributes = { name: `${id}: ${title}`, time: seconds.toFixed(3) };
  const toCase = (outcome: TestCase['outcome'], children: readonly string[]): TestCase => {
    return { outcome, seconds, attributes, children: [...children, ...output(findings)] };
  };
  switch (status) {
    case 'passed':
      return toCase('passed', []);
    case 'failed':
      return toCase('failed', failures(findings, title));
    case 'not-checked':
      return toCase('skipped', [element('skipped', { message: reason ?? 'Not checked.', type: status })]);
    case 'skipped':
      return toCase('skipped', [element('skipped', { message: reason ?? 'Skipped.', type: status })]);
  }
}

/** Everything outside of the checks. Without it, a run that checked nothing would be green. */
function caseOfRun(report: Report): TestCase {
  const { findings, notes } = report;
  const attributes = { name: 'run: All required checks ran.', time: '0.000' };
  const lack = shortfall(report);
  const fails = findings.some(({ severity }) => severity === 'error');
  const children = [
    ...(lack === undefined ? [] : [element('error', { type: `exit-${report.exitCode}`, message: lack })]),
    ...(fails ? failures(findings, '') : []),
    ...output(findings, notes),
  ];
  return { outcome: lack === undefined ? (fails ? 'failed' : 'passed') : 'error', seconds: 0, attributes, children };
}

function failures(findings: readonly Finding[], title: string): string[] {
  const errors = findings.filter(({ severity }) => severity === 'error');
  if (errors.length === 0) return [element('failure', { type: 'failed', message: `Not true: ${title}` })];
  return errors.map(finding =>
    element('failure', { type: finding.code, message: finding.message }, [textOf(factLines(finding))]),
  );
}

/** Findings below an error, and notes. */
function output(findings: readonly Finding[], notes: readonly string[] = []): string[] {
  const others = findings.filter(({ severity }) => severity !== 'error');
  const lines = others.flatMap(finding => [
    `${finding.severity} ${finding.code}: ${printable(finding.message)}`,
    ...factLines(finding).map(line => `  ${line}`),
  ]);
  const all = [...lines, ...notes.map(note => `note: ${printable(note)}`)];
  return all.length === 0 ? [] : [element('system-out', {}, [textOf(all)])];
}

/** Each line begins with a fixed label: GitHub's runner would execute a line that begins with `::`. */
function factLines(finding: Finding): string[] {
  return linesOf(finding).map(({ label, text }) => `${label}: ${text}`);
}

function totalsOf(cases: readonly TestCase[]): Totals {
  const count = (wanted: TestCase['outcome']): string =>
    String(cases.filter(({ outcome }) => outcome === wanted).length);
  return {
    tests: String(cases.length),
    failures: count('failed'),
    errors: count('error'),
    skipped: count('skipped'),
    time: cases.reduce((sum, { seconds }) => sum + seconds, 0).toFixed(3),
  };
}

function element(name: string, attributes: Readonly<Record<string, string>>, children: readonly string[] = []): string {
  const written = Object.entries(attributes).map(([key, value]) => ` ${key}="${escapeXml(printable(value))}"`);
  const open = `<${name}${written.join('')}`;
  return children.length === 0 ? `${open}/>` : `${open}>${children.join('\n')}</${name}>`;
}

function textOf(lines: readonly string[]): string {
  return escapeXml(lines.join('\n'));
}

function escapeXml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}
