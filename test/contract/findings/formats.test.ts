// Every form of a report, checked against the schema of its format, whatever text a server has brought into it.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { renderGithub, renderJunit } from '../../../src/contract/findings/render-ci.ts';
import { renderSarif } from '../../../src/contract/findings/render-sarif.ts';
import { renderText } from '../../../src/contract/findings/render-text.ts';
import type { Report } from '../../../src/contract/findings/report.ts';
import { renderers } from '../../../src/contract/findings/reports.ts';
import { parseAnnotations } from './annotations.ts';
import { arbitraryReport, hostileTexts } from './arbitrary-report.ts';
import { greenReport, locate, sampleReport } from './sample-report.ts';
import { problemsOfJson, problemsOfJunit, problemsOfSarif } from './schemas.ts';

const samples: readonly Report[] = [sampleReport, greenReport, { ...greenReport, checks: [], exitCode: 3 }];
const hostile: readonly Report[] = hostileTexts.map(brimming);
const options = { locate, version: '1.2.3' };

/** The sample with a text wherever a text can be. */
function brimming(text: string): Report {
  const fill = (part: unknown, key = ''): unknown => {
    if (typeof part === 'string') return ['code', 'severity', 'status'].includes(key) ? part : text;
    if (Array.isArray(part)) return part.map(item => fill(item));
    if (typeof part !== 'object' || part === null) return part;
    return Object.fromEntries(Object.entries(part).map(([name, value]) => [name, fill(value, name)]));
  };
  return fill(sampleReport) as Report;
}

describe('a report', () => {
  it('is valid JSON of its published schema', () => {
    for (const report of [...samples, ...hostile]) expect(problemsOfJson(renderers.json(report, options))).toEqual([]);
    fc.assert(fc.property(arbitraryReport, report => problemsOfJson(renderers.json(report)).length === 0));
  });

  it('is valid SARIF 2.1.0', () => {
    for (const report of [...samples, ...hostile]) expect(problemsOfSarif(renderSarif(report, options))).toEqual([]);
    fc.assert(fc.property(arbitraryReport, report => problemsOfSarif(renderSarif(report, { locate })).length === 0));
  });

  it('is valid JUnit XML', async () => {
    const reports = [...samples, ...hostile, ...fc.sample(arbitraryReport, { numRuns: 100, seed: 42 })];
    expect(await problemsOfJunit(reports.map(report => renderJunit(report)))).toEqual([]);
  });

  it('is nothing but annotations of GitHub, one on each line', () => {
    for (const report of [...samples, ...hostile]) {
      expect(parseAnnotations(renderGithub(report, options)).length).toBeGreaterThan(0);
    }
    fc.assert(fc.property(arbitraryReport, report => parseAnnotations(renderGithub(report)).length > 0));
  });

  it.each(Object.entries(renderers))('as %s has nothing that a terminal or a build log would obey', (_name, render) => {
    const isHarmless = (report: Report): boolean => {
      const text = render(report, options);
      return (
        !/[^\P{Cc}\n]|[\p{Cs}\p{Noncharacter_Code_Point}\u2028-\u202e\u2066-\u2069\u200b-\u200f\ufeff]/u.test(text) &&
        !text.includes('##[add') &&
        (render === renderGithub || !/^\s*::/m.test(text))
      );
    };
    for (const report of [...samples, ...hostile]) expect(isHarmless(report)).toBe(true);
    fc.assert(fc.property(arbitraryReport, isHarmless));
  });

  it.each(Object.entries(renderers))('as %s stays short when a text is long', (_name, render) => {
    const long = render(brimming('x'.repeat(100_000)));
    expect(long.length).toBeLessThan(300_000);
    expect(long).toContain('(98000 more characters)');
  });

  it('is the same text each time', () => {
    for (const render of Object.values(renderers)) expect(render(sampleReport)).toBe(render(sampleReport));
    expect(renderText(sampleReport, { color: true })).not.toBe(renderText(sampleReport));
  });
});

describe('the schemas', () => {
  it('refuse what is not of their format', async () => {
    expect(problemsOfJson('{}')).not.toEqual([]);
    expect(problemsOfSarif('{"version":"2.1.0","runs":[{"results":[{}]}]}')).not.toEqual([]);
    expect(await problemsOfJunit(['<testsuites><testcase name="a"/></testsuites>'])).not.toEqual([]);
    expect(await problemsOfJunit(['<testsuites name="\u0007"/>'])).not.toEqual([]);
    for (const log of ['error\n', '::error::a', '::error file=%::a\n', '::error x=1::a\n', '::add-mask::a\n']) {
      expect(() => parseAnnotations(log), log).toThrow();
    }
  });
});
