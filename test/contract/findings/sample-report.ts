// A report with one of everything: each status, each severity, an ignored finding, a value that is shown.

import { createFinding } from '../../../src/contract/findings/catalog.ts';
import type { SourceLocation } from '../../../src/contract/findings/render.ts';
import type { CheckResult, Report } from '../../../src/contract/findings/report.ts';

const where = 'response 200 of GET /userinfo';

export const failed: CheckResult = {
  id: 'valid-token',
  title: 'The profile of the caller satisfies the document.',
  status: 'failed',
  requests: 2,
  durationMs: 12.3456,
  findings: [
    createFinding('schema/type', {
      message: '/email_verified must be a boolean, but is a string.',
      instancePath: '/email_verified',
      schemaPath: '/components/schemas/Profile/properties/email_verified/type',
      where,
      expected: 'a boolean',
      actual: 'a string of 4 characters (letters)',
      actualValue: 'true',
    }),
    createFinding('schema/additional-properties', {
      message: '/localle is not documented.',
      severity: 'warning',
      hint: 'Did you mean "locale"?',
      instancePath: '/localle',
      schemaPath: 'parts.yaml#/Address/additionalProperties',
      where,
    }),
  ],
};

export const sampleReport: Report = {
  command: 'verify',
  target: 'http://127.0.0.1:4010',
  document: { title: 'Userinfo', version: '1.0', file: 'spec/userinfo.yaml' },
  checks: [
    {
      id: 'expired-token',
      title: 'An expired token is refused.',
      status: 'not-checked',
      reason: 'There is no APS_EXPIRED_TOKEN.',
      requests: 0,
      findings: [],
    },
    failed,
    { id: 'no-token', title: 'Without a token, nobody is told anything.', status: 'passed', requests: 1, findings: [] },
    {
      id: 'rate-limit',
      title: 'Too many requests are told when to come back.',
      status: 'skipped',
      reason: 'It is asked for with --allow-rate-limit.',
      requests: 0,
      findings: [],
    },
  ],
  findings: [
    {
      ...createFinding('policy/ignore-unused', {
        message: 'The ignore "schema/enum" matches no finding.',
        severity: 'info',
        where: '--ignore schema/enum',
      }),
      ignoredBy: 'policy/ignore-unused',
    },
  ],
  notes: ['latency: median 12 ms'],
  exitCode: 1,
};

/** A report of one check that passed. */
export const greenReport: Report = {
  ...sampleReport,
  checks: sampleReport.checks.filter(({ status }) => status === 'passed'),
  findings: [],
  notes: [],
  exitCode: 0,
};

/** The document as if each part stood in line 12. */
export function locate(schemaPath: string): SourceLocation | undefined {
  return schemaPath.startsWith('/') ? { file: 'spec/userinfo.yaml', line: 12, column: 7 } : undefined;
}
