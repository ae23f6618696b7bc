import { describe, expect, it } from 'vitest';
import type { Options } from '../../src/config/config.ts';
import type { Report } from '../../src/contract/findings/report.ts';
import { variants } from '../../src/profiles/variants.ts';
import { startMock } from '../../src/testing/start-mock.ts';
import { verify } from '../../src/verify/verify.ts';
import type { VerifyOptions } from '../../src/verify/verify-options.ts';
import { document, found, statusOf } from './verify-stand-in.ts';

async function verifyMock(options: Options, run: Partial<VerifyOptions> = {}): Promise<Report> {
  await using mock = await startMock(options);
  return await verify({ baseUrl: mock.url, mockTokens: true, document, ...run });
}

const errors = (report: Report): readonly string[] =>
  report.checks.flatMap(({ findings }) =>
    findings.filter(({ severity }) => severity === 'error').map(({ code }) => code),
  );

describe('the mock', () => {
  it('passes every check that can be made of it', async () => {
    const report = await verifyMock(
      { wwwAuthenticate: true, rateLimit: 30 },
      { allowPost: true, allowRateLimit: true },
    );
    expect(found(report)).toEqual([]);
    expect(report.checks.map(({ status }) => status)).toEqual(report.checks.map(() => 'passed'));
    expect(report.exitCode).toBe(0);
  });

  it.each(variants.filter(variant => variant !== 'drifted'))('passes as %s', async variant => {
    const report = await verifyMock({ variant });
    expect(errors(report)).toEqual([]);
    expect(report.exitCode).toBe(0);
  });

  it.each(['gateway', 'documented', 'oauth'] as const)('passes with errors in the style %s', async errorStyle => {
    const report = await verifyMock({ errorStyle, wwwAuthenticate: true });
    expect(found(report)).toEqual([]);
  });

  it.each(['open', 'plain'])('passes with a document of one’s own: %s', async name => {
    const spec = `test/verify/documents/${name}.yaml`;
    const report = await verifyMock({ spec }, { document: spec });
    expect(found(report)).toEqual([]);
    expect(report.exitCode).toBe(0);
  });

  it('passes in a session', async () => {
    await using mock = await startMock({});
    const report = await verify({ baseUrl: mock.session('of-a-test').url, mockTokens: true, document });
    expect(report.exitCode).toBe(0);
    expect(mock.session('of-a-test').journal.count()).toBeGreaterThan(15);
    expect(mock.journal.count()).toBe(0);
  });

  it('is found out when it takes any token for somebody, as it does unless told otherwise', async () => {
    expect(found(await verifyMock({}, { mockTokens: false }))).toContain('unknown-token: check/token-accepted');
    const strict = await verifyMock({ tokens: 'known' }, { mockTokens: false });
    expect(statusOf(strict, 'unknown-token')).toBe('passed');
  });
});

describe('a drifted profile of the mock', () => {
  it('is found for every seed', async () => {
    await using mock = await startMock();
    const missed: number[] = [];
    for (let seed = 0; seed < 200; seed++) {
      const credentials = { token: `mock.~drift-${seed}.drifted` };
      const report = await verify({ baseUrl: mock.url, credentials, document, only: ['valid-token'] });
      if (report.exitCode !== 1) missed.push(seed);
    }
    expect(missed).toEqual([]);
  });
});
