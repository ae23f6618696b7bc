// How a run weighs its findings: `--strict` raises warnings, `--ignore` lowers findings by name. Nothing is hidden: an
// ignored finding stays in the report, and an ignore that matches nothing is a finding itself.

import { KitError } from '../../base/errors.ts';
import { nearest, suggest } from '../../base/suggest.ts';
import { createFinding, findingCatalog } from './catalog.ts';
import type { Finding, FindingCode } from './finding.ts';
import type { CheckResult, Report } from './report.ts';

export interface Ignore {
  /** As written. */
  readonly text: string;
  readonly code: FindingCode;
  /** Matches either pointer of a finding, token by token; `*` matches any one token. Default: all findings. */
  readonly pointer?: string;
}

export interface Policy {
  /** Whether warnings count as errors. */
  readonly strict: boolean;
  readonly ignores: readonly Ignore[];
}

/**
 * Reads the values of `--ignore`, each `CODE` or `CODE:POINTER`, such as `schema/format:/thumbnails/*`.
 *
 * @throws ERR_CLI_USAGE when there is no such code, or what follows it is no JSON Pointer
 */
export function parseIgnores(texts: readonly string[]): readonly Ignore[] {
  const problems = texts.flatMap(text => problemOf(text) ?? []);
  throwUsage('--ignore', problems);
  return texts.map(text => {
    const [code, pointer] = parts(text);
    return { text, code: code as FindingCode, ...(pointer !== undefined && { pointer }) };
  });
}

/**
 * Applies a policy to a report. An ignored finding is `info`, even with `strict`. A check fails if an error is left, or
 * if it failed without any error; then the exit code is 1, as for an error outside of all checks. The exit codes 3 and 4
 * stay: they are about what was not checked.
 */
export function applyPolicy(report: Report, policy: Policy): Report {
  const seen = [...report.checks.flatMap(({ findings }) => findings), ...report.findings];
  const weigh = (finding: Finding): Finding => weighFinding(finding, policy);
  const checks = report.checks.map(check => weighCheck(check, check.findings.map(weigh)));
  const findings = [...report.findings, ...unusedIgnores(seen, policy.ignores)].map(weigh);
  const fails = checks.some(({ status }) => status === 'failed') || findings.some(isError);
  return { ...report, checks, findings, exitCode: report.exitCode > 1 ? report.exitCode : fails ? 1 : 0 };
}

function weighFinding(finding: Finding, { strict, ignores }: Policy): Finding {
  const ignore = ignores.find(candidate => matches(candidate, finding));
  if (ignore) return { ...finding, severity: 'info', ignoredBy: ignore.text };
  return strict && finding.severity === 'warning' ? { ...finding, severity: 'error' } : finding;
}

function weighCheck(check: CheckResult, findings: readonly Finding[]): CheckResult {
  const failsAnyway = check.status === 'failed' && !check.findings.some(isError);
  if (failsAnyway || findings.some(isError)) return { ...check, findings, status: 'failed' };
  return { ...check, findings, status: check.status === 'failed' ? 'passed' : check.status };
}

function isError({ severity }: Finding): boolean {
  return severity === 'error';
}

function unusedIgnores(findings: readonly Finding[], ignores: readonly Ignore[]): readonly Finding[] {
  const isUnused = (ignore: Ignore): boolean => !findings.some(finding => matches(ignore, finding));
  return ignores.filter(isUnused).map(({ text }) =>
    createFinding('policy/ignore-unused', {
      message: `The ignore "${text}" matches no finding.`,
      hint: 'Remove it, or correct its pointer. What was not checked has no findings.',
      where: `--ignore ${text}`,
    }),
  );
}

function matches({ code, pointer }: Ignore, finding: Finding): boolean {
  if (code !== finding.code) return false;
  return pointer === undefined || [finding.instancePath, finding.schemaPath].some(path => isCovered(path, pointer));
}

function isCovered(path: string, pointer: string): boolean {
  const tokens = path.split('/');
  const wanted = pointer.split('/');
  return tokens.length === wanted.length && wanted.every((token, at) => token === '*' || token === tokens[at]);
}

function problemOf(text: string): UsageProblem | undefined {
  const [code, pointer] = parts(text);
  if (!Object.hasOwn(findingCatalog, code)) {
    const codes = Object.keys(findingCatalog);
    // The part after the slash is what users remember.
    const short = code.includes('/') ? undefined : nearest(code, codes.map(lastPart));
    const whole = codes.find(known => lastPart(known) === short) ?? code;
    const hint = suggest(whole, codes, ['the codes in docs/findings.md']);
    return { message: `Unknown finding "${code}" to ignore.`, hint };
  }
  if (pointer === undefined || /^([^#]*#)?(\/|$)/u.test(pointer)) return undefined;
  return {
    message: `"${pointer}" in the ignore "${text}" is not a JSON Pointer.`,
    hint: `A JSON Pointer begins with a slash: "${code}:/${pointer}".`,
  };
}

/** Code, and pointer after the first colon. */
function parts(text: string): readonly [code: string, pointer?: string] {
  const colon = text.indexOf(':');
  return colon < 0 ? [text] : [text.slice(0, colon), text.slice(colon + 1)];
}

export interface UsageProblem {
  readonly message: string;
  readonly hint: string;
}

/** @throws ERR_CLI_USAGE when there is any problem */
export function throwUsage(flag: string, problems: readonly UsageProblem[]): void {
  const [first] = problems;
  if (first === undefined) return;
  if (problems.length === 1) throw new KitError('ERR_CLI_USAGE', first.message, { hint: first.hint });
  throw new KitError('ERR_CLI_USAGE', `${problems.length} values of ${flag} are not valid.`, {
    details: problems.map(({ message, hint }) => `${message} ${hint}`),
  });
}

function lastPart(code: string): string {
  return code.slice(code.indexOf('/') + 1);
}
