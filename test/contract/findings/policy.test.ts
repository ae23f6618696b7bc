// How a run weighs its findings with --strict and --ignore.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createFinding } from '../../../src/contract/findings/catalog.ts';
import type { Finding, FindingCode } from '../../../src/contract/findings/finding.ts';
import { applyPolicy, parseIgnores } from '../../../src/contract/findings/policy.ts';
import { renderJunit } from '../../../src/contract/findings/render-ci.ts';
import type { CheckResult, Report } from '../../../src/contract/findings/report.ts';
import { arbitraryReport } from './arbitrary-report.ts';
import { greenReport } from './sample-report.ts';

function found(code: FindingCode, instancePath: string, schemaPath = '', severity?: Finding['severity']): Finding {
  return createFinding(code, { message: 'It is wrong.', where: 'a test', instancePath, schemaPath, severity });
}

function reportOf(...findings: readonly Finding[]): Report {
  const status = findings.some(({ severity }) => severity === 'error') ? 'failed' : 'passed';
  const check: CheckResult = { id: 'valid-token', title: 'All is well.', status, requests: 1, findings };
  return { ...greenReport, checks: [check], exitCode: status === 'failed' ? 1 : 0 };
}

function apply(report: Report, { strict = false, ignore = [] as readonly string[] }): Report {
  return applyPolicy(report, { strict, ignores: parseIgnores(ignore) });
}

const type = found('schema/type', '/a', '/components/schemas/A/type');
const warning = found('schema/format', '/b', '', 'warning');

describe('--strict', () => {
  it('raises warnings to errors, which fail their check and the run', () => {
    const report = apply(reportOf(warning), { strict: true });
    expect(report.checks[0]).toMatchObject({ status: 'failed', findings: [{ severity: 'error' }] });
    expect(report.exitCode).toBe(1);
  });

  it('leaves infos as they are', () => {
    const report = apply(reportOf(found('schema/format', '/b', '', 'info')), { strict: true });
    expect(report).toMatchObject({ checks: [{ status: 'passed', findings: [{ severity: 'info' }] }], exitCode: 0 });
  });
});

describe('without --strict', () => {
  it('warnings fail nothing', () => {
    expect(apply(reportOf(warning), {})).toMatchObject({ checks: [{ status: 'passed' }], exitCode: 0 });
  });
});

describe('--ignore', () => {
  it('lowers a finding to info, marks it, and keeps it in the report', () => {
    const report = apply(reportOf(type, warning), { strict: false, ignore: ['schema/type'] });
    expect(report.checks[0]?.findings).toEqual([{ ...type, severity: 'info', ignoredBy: 'schema/type' }, warning]);
    expect(report).toMatchObject({ checks: [{ status: 'passed' }], findings: [], exitCode: 0 });
  });

  it('wins over --strict', () => {
    const report = apply(reportOf(warning), { strict: true, ignore: ['schema/format'] });
    expect(report).toMatchObject({ checks: [{ findings: [{ severity: 'info' }] }], exitCode: 0 });
  });

  it.each([
    ['schema/type', true],
    ['schema/type:/thumbnails/0/url', true],
    ['schema/type:/thumbnails/*/url', true],
    ['schema/type:/*/*/*', true],
    ['schema/type:/components/schemas/Thumbnail/properties/url/type', true],
    ['schema/type:/components/schemas/*/properties/url/type', true],
    ['schema/type:/thumbnails', false],
    ['schema/type:/thumbnails/0', false],
    ['schema/type:/thumbnails/*', false],
    ['schema/type:/thumbnails/*/url/*', false],
    ['schema/type:/Thumbnails/0/url', false],
    ['schema/type:', false],
    ['schema/enum', false],
  ])('%s covers the type of /thumbnails/0/url: %s', (ignore, covers) => {
    const finding = found('schema/type', '/thumbnails/0/url', '/components/schemas/Thumbnail/properties/url/type');
    const report = apply(reportOf(finding), { ignore: [ignore] });
    expect(report.checks[0]?.findings[0]?.severity).toBe(covers ? 'info' : 'error');
    expect(report.findings.map(({ code }) => code)).toEqual(covers ? [] : ['policy/ignore-unused']);
  });

  it('matches the whole with an empty pointer, and a schema of another file with its name', () => {
    const findings = [found('schema/type', '', 'parts.yaml#/A/type'), found('schema/enum', '/a', 'parts.yaml#/B/enum')];
    const report = apply(reportOf(...findings), { ignore: ['schema/type:', 'schema/enum:parts.yaml#/B/enum'] });
    expect(report).toMatchObject({ findings: [], exitCode: 0 });
  });

  it('is a warning when it matches nothing, an error with --strict, and can be ignored itself', () => {
    const ignore = ['schema/enum:/a'];
    expect(apply(reportOf(type), { ignore }).findings).toEqual([
      createFinding('policy/ignore-unused', {
        message: 'The ignore "schema/enum:/a" matches no finding.',
        hint: 'Remove it, or correct its pointer. What was not checked has no findings.',
        where: '--ignore schema/enum:/a',
      }),
    ]);
    expect(apply(reportOf(), { strict: true, ignore })).toMatchObject({
      findings: [{ severity: 'error' }],
      exitCode: 1,
    });
    const both = apply(reportOf(), { strict: true, ignore: [...ignore, 'policy/ignore-unused'] });
    expect(both).toMatchObject({ exitCode: 0 });
  });

  it('rejects an unknown code and suggests the nearest one', () => {
    expect(() => parseIgnores(['schema/tpye:/a'])).toThrowError(
      expect.objectContaining({
        code: 'ERR_CLI_USAGE',
        message: 'Unknown finding "schema/tpye" to ignore.',
        hint: 'Did you mean "schema/type"?',
      }),
    );
    expect(() => parseIgnores(['body-mising'])).toThrowError(
      expect.objectContaining({ hint: 'Did you mean "response/body-missing"?' }),
    );
    expect(() => parseIgnores(['toString'])).toThrowError(expect.objectContaining({ code: 'ERR_CLI_USAGE' }));
  });

  it('rejects what is not a JSON Pointer, and lists all problems at once', () => {
    expect(() => parseIgnores(['schema/type:a/b', 'nothing-of-the-kind', 'schema/type:/a'])).toThrowError(
      expect.objectContaining({
        code: 'ERR_CLI_USAGE',
        message: '2 values of --ignore are not valid.',
        details: [
          '"a/b" in the ignore "schema/type:a/b" is not a JSON Pointer. A JSON Pointer begins with a slash: "schema/type:/a/b".',
          'Unknown finding "nothing-of-the-kind" to ignore. Known: the codes in docs/findings.md.',
        ],
      }),
    );
  });
});

describe('a policy', () => {
  it.each([3, 4] as const)('keeps the exit code %d, which is about what was not checked', exitCode => {
    expect(apply({ ...reportOf(type), exitCode }, { ignore: ['schema/type'] }).exitCode).toBe(exitCode);
  });

  it('never passes a check that failed without a finding, or one that did not run', () => {
    const [check] = reportOf().checks;
    for (const status of ['failed', 'not-checked', 'skipped'] as const) {
      const report = apply({ ...greenReport, checks: [{ ...(check as CheckResult), status }] }, {});
      expect(report.checks[0]?.status).toBe(status);
      expect(report.exitCode).toBe(status === 'failed' ? 1 : 0);
    }
  });

  it('leaves a report whose JUnit XML is red exactly if the exit code is', () => {
    fc.assert(
      fc.property(arbitraryReport, fc.boolean(), (report, strict) => {
        const weighed = apply(report, { strict });
        const isRed = /<(failure|error) /.test(renderJunit(weighed));
        return isRed === (weighed.exitCode !== 0);
      }),
    );
  });
});
