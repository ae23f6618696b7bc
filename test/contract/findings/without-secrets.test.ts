// The wall behind all others: a report without the secrets of its run.

import { describe, expect, it } from 'vitest';
import { createRedact, redactReport } from '../../../src/contract/findings/safe-text.ts';
import { sampleReport } from './sample-report.ts';

describe('a secret', () => {
  it.each([
    ['is taken out', ['token-1234'], 'a token-1234 b', 'a *** b'],
    ['is taken out in any case and each time', ['Token-1234'], 'TOKEN-1234, token-1234', '***, ***'],
    ['is taken out as a whole where it begins with another', ['token-12', 'token-1234'], 'token-1234', '***'],
    ['is taken out of a JSON Pointer', ['a/b~c/d+e'], '/x/a~1b~0c~1d+e/y', '/x/***/y'],
    ['is no pattern', ['a.c*e+g(h'], 'abcccefgh a.c*e+g(h', 'abcccefgh ***'],
    ['is left where it is short', ['address'], '/address', '/address'],
  ])('%s', (_, secrets, text, expected) => {
    expect(createRedact(secrets)(text)).toBe(expected);
  });
});

describe('a report', () => {
  it('has no secret in findings, notes and reasons, and is otherwise the same', () => {
    const [check] = sampleReport.checks;
    const secret = 'canary-1234';
    const finding = {
      ...({ code: 'schema/type', severity: 'error', schemaPath: '/paths' } as const),
      ...{ message: secret, hint: secret, instancePath: `/${secret}`, where: secret, expected: secret, actual: secret },
      actualValue: { [secret]: [secret, 1, null] },
    };
    const checked = { ...check, id: 'x', title: 't', status: 'failed', requests: 1, reason: secret } as const;
    const report = {
      ...sampleReport,
      checks: [{ ...checked, findings: [finding] }],
      findings: [finding],
      notes: [secret],
    };
    const redacted = redactReport(report, createRedact([secret]));
    expect(JSON.parse(JSON.stringify(report).replaceAll(secret, '***'))).toEqual(redacted);
  });

  it('keeps the codes for any token', () => {
    const codes = (report: typeof sampleReport): unknown =>
      report.checks.flatMap(({ findings }) =>
        findings.map(({ code, severity, schemaPath }) => [code, severity, schemaPath]),
      );
    expect(codes(redactReport(sampleReport, createRedact(['response', 'schema/type'])))).toEqual(codes(sampleReport));
  });
});
