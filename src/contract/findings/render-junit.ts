// The report as JUnit XML, in the form that Jenkins' xunit plugin describes and every CI service reads: a check is a test
// case, a finding that fails it is a failure, and a check that did not run is skipped, never passed.

import type { Finding } from './finding.ts';
import { linesOf } from './render.ts';
import { type CheckResult, type Report, shortfall } from './report.ts';
import { printable } from './safe-text.ts';

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
