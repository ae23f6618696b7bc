// The same run in each format of a report.

import { basename, dirname, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { findingCatalog } from '../../../src/contract/findings/catalog.ts';
import { renderGithub, renderJunit } from '../../../src/contract/findings/render-ci.ts';
import { renderSarif } from '../../../src/contract/findings/render-sarif.ts';
import { renderText } from '../../../src/contract/findings/render-text.ts';
import { type Report, summaryLine } from '../../../src/contract/findings/report.ts';
import { renderers } from '../../../src/contract/findings/reports.ts';
import { parseAnnotations } from './annotations.ts';
import { failed, greenReport, locate, sampleReport } from './sample-report.ts';

const nothingChecked: Report = { ...greenReport, checks: [], exitCode: 3 };

interface SarifRun {
  readonly tool: { readonly driver: { readonly version?: string; readonly rules: readonly { readonly id: string }[] } };
  readonly invocations: readonly [{ readonly [name: string]: unknown }];
  readonly results: readonly {
    readonly [name: string]: unknown;
    readonly ruleId: string;
    readonly ruleIndex: number;
  }[];
}

function sarifRun(report: Report): SarifRun {
  return (JSON.parse(renderSarif(report, { locate, version: '1.2.3' })) as { runs: [SarifRun] }).runs[0];
}

describe('the text', () => {
  it('lists each check with its findings, the checks that did not run and why, and the numbers last', async () => {
    await expect(renderText(sampleReport, { locate })).toMatchFileSnapshot('report.txt');
  });

  it('is the same in colour', () => {
    const colored = renderText(sampleReport, { locate, color: true });
    expect(colored).not.toBe(renderText(sampleReport, { locate }));
    // biome-ignore lint/suspicious/noControlCharactersInRegex: the colours
    expect(colored.replace(/\u001b\[\d+m/g, '')).toBe(renderText(sampleReport, { locate }));
  });

  it('says when nothing was checked', () => {
    expect(renderText(nothingChecked)).toMatch(
      /\nIncomplete: nothing, or fewer checks than required, ran\.\n0 passed, 0 failed, no findings\n$/,
    );
  });
});

describe('the summary', () => {
  it('has one line', () => {
    expect(summaryLine(sampleReport)).toBe(
      '1 passed, 1 failed, 1 not checked, 1 skipped, 3 findings (1 error, 1 warning, 1 info)',
    );
    expect(summaryLine(greenReport)).toBe('1 passed, 0 failed, no findings');
  });
});

describe('the JSON', () => {
  it('has the unchanged report, its numbers and the version', () => {
    const { formatVersion, tool, summary, ...rest } = JSON.parse(renderers.json(sampleReport, { version: '1.2.3' }));
    expect(rest).toEqual(sampleReport);
    expect({ formatVersion, tool }).toEqual({ formatVersion: 1, tool: { name: 'aps-userinfo', version: '1.2.3' } });
    expect(summary).toEqual({ passed: 1, failed: 1, notChecked: 1, skipped: 1, errors: 1, warnings: 1, infos: 1 });
  });
});

describe('the JUnit XML', () => {
  it('counts a check as a test, and one more for the run', () => {
    expect(renderJunit(sampleReport)).toContain('tests="5" failures="1" errors="0" skipped="2" time="0.012"');
    expect(renderJunit(greenReport)).toContain('tests="2" failures="0" errors="0" skipped="0"');
  });

  it('has errors as failures, other findings as output, and checks that did not run as skipped with the reason', () => {
    const xml = renderJunit(sampleReport);
    expect(xml).toContain('<failure type="schema/type" message="/email_verified must be a boolean, but is a string.">');
    expect(xml).toContain('<system-out>warning schema/additional-properties: /localle is not documented.');
    expect(xml).toContain('<skipped message="There is no APS_EXPIRED_TOKEN." type="not-checked"/>');
    expect(xml).toContain('latency: median 12 ms</system-out>');
    expect(xml.match(/<failure/g)).toHaveLength(1);
  });

  it('is red when nothing was checked, and when a check failed without a finding', () => {
    expect(renderJunit(nothingChecked)).toContain('<error type="exit-3" message="Incomplete: nothing, or fewer');
    const bare = { ...greenReport, checks: [{ ...failed, findings: [] }], exitCode: 1 as const };
    expect(renderJunit(bare)).toContain('<failure type="failed" message="Not true: The profile of the caller');
  });
});

describe('the SARIF log', () => {
  it('has every rule with cause and remedy, and results that point to theirs', () => {
    const { tool, results } = sarifRun(sampleReport);
    expect(tool.driver).toMatchObject({ name: 'aps-userinfo', version: '1.2.3' });
    expect(tool.driver.rules.map(({ id }) => id)).toEqual(Object.keys(findingCatalog));
    const { title, cause, remedy } = findingCatalog['schema/type'];
    expect(tool.driver.rules).toContainEqual(
      expect.objectContaining({
        shortDescription: { text: title },
        help: expect.objectContaining({ text: `${cause} ${remedy}` }),
      }),
    );
    for (const { ruleId, ruleIndex } of results) expect(tool.driver.rules[ruleIndex]?.id).toBe(ruleId);
    expect(results.map(({ level }) => level)).toEqual(['error', 'warning', 'note']);
  });

  it('places results in the document, in the line where it is known', () => {
    const [first, second] = sarifRun(sampleReport).results.map(({ locations }) => locations);
    expect(first).toEqual([
      {
        physicalLocation: {
          artifactLocation: { uri: 'spec/userinfo.yaml' },
          region: { startLine: 12, startColumn: 7 },
        },
        logicalLocations: [{ fullyQualifiedName: 'response 200 of GET /userinfo#/email_verified', kind: 'value' }],
      },
    ]);
    expect(second).toMatchObject([{ physicalLocation: { artifactLocation: { uri: 'parts.yaml' } } }]);
  });

  it.each([
    ['a b/ü#1.yaml', 'a%20b/%C3%BC%231.yaml'],
    ['/tmp/a b.yaml', 'file:///tmp/a%20b.yaml'],
    ['spec\\userinfo.yaml', 'spec/userinfo.yaml'],
    ['https://example.com/a b.yaml', 'https://example.com/a%20b.yaml'],
    ['\ud800.yaml', '%5Cud800.yaml'],
  ])('names the file %j as the URI %s', (file, uri) => {
    const { results } = JSON.parse(renderSarif({ ...sampleReport, document: { title: '', version: '', file } }))
      .runs[0];
    expect(results[0].locations[0].physicalLocation.artifactLocation.uri).toBe(uri);
  });

  it('has a fingerprint per finding that does not depend on its message', () => {
    const prints = (report: Report): unknown[] => sarifRun(report).results.map(result => result['partialFingerprints']);
    const [finding, other] = failed.findings as [(typeof failed.findings)[0], (typeof failed.findings)[0]];
    const told = { ...failed, findings: [{ ...finding, message: 'Otherwise.', severity: 'info' as const }, other] };
    expect(prints({ ...sampleReport, checks: [told] })).toEqual(prints({ ...sampleReport, checks: [failed] }));
    expect(new Set(prints(sampleReport).map(print => JSON.stringify(print))).size).toBe(3);
  });

  it('lists what was not checked and what was ignored, and says when nothing was checked', () => {
    const { invocations, results } = sarifRun(sampleReport);
    expect(invocations[0]).toMatchObject({
      executionSuccessful: true,
      exitCode: 1,
      toolExecutionNotifications: [
        { level: 'warning', message: { text: expect.stringContaining('There is no APS_EXPIRED_TOKEN.') } },
        { level: 'note' },
        { level: 'note', message: { text: 'latency: median 12 ms' } },
      ],
    });
    expect(results[2]?.['suppressions']).toEqual([
      { kind: 'external', justification: '--ignore policy/ignore-unused' },
    ]);
    expect(sarifRun(nothingChecked).invocations[0]).toMatchObject({ executionSuccessful: false, exitCode: 3 });
  });

  it('contains neither links nor placeholders from a server', () => {
    const message = '/[here](https://example.com) {0} is not documented.';
    const finding = { ...failed.findings[0], message, hint: '' } as (typeof failed.findings)[0];
    expect(sarifRun({ ...greenReport, checks: [{ ...failed, findings: [finding] }] }).results[0]?.['message']).toEqual({
      text: '/[here] (https://example.com) {{0}} is not documented. ',
    });
  });
});

describe('the annotations of GitHub', () => {
  it('list errors first, at their line, then what was not checked, and the numbers last', () => {
    const report = { ...sampleReport, findings: [...failed.findings].slice(0, 1), checks: sampleReport.checks };
    expect(
      parseAnnotations(renderGithub(report, { locate })).map(({ name, properties }) => [name, properties]),
    ).toEqual([
      ['error', { file: 'spec/userinfo.yaml', line: '12', col: '7', title: 'schema/type' }],
      ['error', { file: 'spec/userinfo.yaml', line: '12', col: '7', title: 'schema/type' }],
      ['warning', { file: 'spec/userinfo.yaml', title: 'schema/additional-properties' }],
      ['notice', { title: 'not checked: expired-token' }],
      ['notice', { title: 'skipped: rate-limit' }],
      ['error', { title: 'verify http://127.0.0.1:4010' }],
    ]);
  });

  it('name a file below the root of the repository, and none of the package', () => {
    const filesIn = (file: string, root?: string): unknown[] => {
      const report = { ...sampleReport, document: { ...sampleReport.document, file } };
      const annotations = parseAnnotations(
        renderGithub(report, { locate: () => ({ file, line: 1, column: 1 }), root }),
      );
      return [...new Set(annotations.map(({ properties }) => properties['file']))];
    };
    expect(filesIn(resolve('spec/userinfo.yaml'))).toEqual(['spec/userinfo.yaml', undefined]);
    expect(filesIn(resolve('spec/userinfo.yaml'), dirname(resolve('.')))).toEqual([
      `${basename(resolve('.'))}/spec/userinfo.yaml`,
      undefined,
    ]);
    expect(filesIn(resolve('node_modules/aps-userinfo/spec/userinfo.yaml'))).toEqual([undefined]);
    expect(filesIn(resolve('../elsewhere.yaml'))).toEqual([undefined]);
  });

  it('count the checks that saw the same finding', () => {
    const [check] = sampleReport.checks.filter(({ findings }) => findings.length > 0);
    const twice = { ...sampleReport, findings: [], checks: [check, { ...check, id: 'again' }] as Report['checks'] };
    const messages = parseAnnotations(renderGithub(twice)).map(({ message }) => message);
    expect(messages.filter(message => message.includes('(seen by 2 checks)')).length).toBe(messages.length - 1);
  });

  it('keep every character of a message', () => {
    const message = '100% %0A, a:b';
    const finding = { ...failed.findings[0], message, hint: 'c,d' } as (typeof failed.findings)[0];
    const file = 'a,b:c%.yaml';
    const report = { ...greenReport, document: { ...greenReport.document, file }, findings: [finding] };
    expect(parseAnnotations(renderGithub(report))[0]).toMatchObject({
      properties: { file },
      message: `${finding.where}: ${message}\nc,d`,
    });
  });

  it('end with an error when nothing was checked, with a notice when all checks passed', () => {
    const last = (report: Report) => parseAnnotations(renderGithub(report)).at(-1);
    expect(last(nothingChecked)).toMatchObject({
      name: 'error',
      message: expect.stringContaining('Incomplete: nothing'),
    });
    expect(last(greenReport)).toMatchObject({ name: 'notice' });
    expect(last(sampleReport)?.message).toMatch(/^latency: median 12 ms\n1 passed, 1 failed/);
  });
});
