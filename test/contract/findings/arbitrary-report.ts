// Any report that a run could come to, with whatever text a hostile server could have brought in.

import fc from 'fast-check';
import { createFinding, findingCatalog } from '../../../src/contract/findings/catalog.ts';
import type { Finding, FindingCode } from '../../../src/contract/findings/finding.ts';
import type { CheckResult, Report } from '../../../src/contract/findings/report.ts';

/** Texts that end, open or command something in one format or another. */
export const hostileTexts: readonly string[] = [
  '\u001b[31mred\u001b[0m \u001b]0;title\u0007 \u009b2J',
  'first\nsecond\r\nthird\rfourth',
  '::error::injected\n::set-env name=PATH::/tmp',
  '##[add-mask]value',
  '100% %0A%25 a,b:c=d',
  ']]> </failure> <!-- --> & < > " \' &amp; &#0;',
  '\u0000 \u000b \ufffe \uffff \u{1fffe} \u007f \u0085',
  '\ud800 half \udc00 halves',
  '\u202eright to left\u202c \u2066 \u200b \ufeff \u2028 \u2029',
  '\\u001b "quoted" \\',
  'x'.repeat(100_000),
  `${'x'.repeat(1999)}😀`,
  '日本語 Zoë 👩‍👩‍👧',
  '',
];

const text = fc.oneof(
  fc.constantFrom(...hostileTexts),
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 40 }).map(units => String.fromCharCode(...units)),
);

const optional = { requiredKeys: ['message', 'where'] as ('message' | 'where')[] };

const finding: fc.Arbitrary<Finding> = fc
  .tuple(
    fc.constantFrom(...(Object.keys(findingCatalog) as FindingCode[])),
    fc.record(
      {
        message: text,
        where: text,
        severity: fc.constantFrom('error' as const, 'warning' as const, 'info' as const),
        hint: text,
        instancePath: text,
        schemaPath: text,
        expected: text,
        actual: text,
        actualValue: fc.oneof(fc.jsonValue(), text),
      },
      optional,
    ),
    fc.option(text, { nil: undefined }),
  )
  .map(([code, details, ignoredBy]) => ({
    ...createFinding(code, details),
    ...(ignoredBy !== undefined && { ignoredBy }),
  }));

const check: fc.Arbitrary<CheckResult> = fc.record(
  {
    id: text,
    title: text,
    status: fc.constantFrom('passed' as const, 'failed' as const, 'not-checked' as const, 'skipped' as const),
    reason: text,
    requests: fc.nat(20),
    durationMs: fc.double({ min: 0, max: 100_000, noNaN: true }),
    findings: fc.array(finding, { maxLength: 3 }),
  },
  { requiredKeys: ['id', 'title', 'status', 'requests', 'findings'] },
);

export const arbitraryReport: fc.Arbitrary<Report> = fc.record({
  command: text,
  target: text,
  document: fc.record({ title: text, version: text, file: text }),
  checks: fc.array(check, { maxLength: 3 }),
  findings: fc.array(finding, { maxLength: 2 }),
  notes: fc.array(text, { maxLength: 2 }),
  exitCode: fc.constantFrom(0 as const, 1 as const, 3 as const, 4 as const),
});
