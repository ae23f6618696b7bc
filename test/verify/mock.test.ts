import { describe, expect, it } from 'vitest';
import type { Options } from '../../src/config/config.ts';
import type { Report } from '../../src/contract/findings/report.ts';
import { builtinDocument } from '../../src/contract/openapi/load.ts';
import { variants } from '../../src/profiles/variants.ts';
import { startMock } from '../../src/testing/start-mock.ts';
import type { Credentials } from '../../src/verify/credentials.ts';
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
    const notOfV1 = ['openid-missing', 'claims-by-scope'];
    const expected = report.checks.map(({ id }) => (notOfV1.includes(id) ? 'not-checked' : 'passed'));
    expect(report.checks.map(({ status }) => status)).toEqual(expected);
    expect(report.exitCode).toBe(0);
  });

  it('passes every check of profile API v2, and is found out where it ignores scopes', async () => {
    const v2 = builtinDocument('v2');
    const report = await verifyMock({ profileApi: 'v2', rateLimit: 60 }, { document: v2, allowPost: true });
    expect(found(report)).toEqual([]);
    expect(statusOf(report, 'claims-by-scope')).toBe('passed');
    expect(statusOf(report, 'openid-missing')).toBe('passed');
    const lax = await verifyMock({}, { document: v2 });
    expect(found(lax)).toContain('claims-by-scope: check/claim-beyond-scopes at /picture');
    expect(statusOf(lax, 'openid-missing')).toBe('failed');
  });

  it('is judged by the scopes of the token that is given', async () => {
    await using mock = await startMock({ profileApi: 'v2' });
    const run = async (credentials: Credentials) =>
      statusOf(await verify({ baseUrl: mock.url, document: builtinDocument('v2'), credentials }), 'claims-by-scope');
    const { accessToken } = await mock.login({ scope: 'openid profapi:img-profile:read' });
    expect(await run({ token: accessToken })).toBe('passed');
    expect(await run({ token: 'opaque' })).toBe('not-checked');
    expect(await run({ token: 'opaque', tokenScopes: 'openid' })).toBe('failed');
  });

  it('is found out where what it says is left of the limit does not add up', async () => {
    await using mock = await startMock();
    mock.use({ headers: { 'X-Rate-Limit-Remaining': '77' } });
    const report = await verify({ baseUrl: mock.url, mockTokens: true, document, only: ['rate-limit-headers'] });
    expect(found(report)).toContain('rate-limit-headers: check/rate-limit-headers');
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

  it('fails if it accepts any token, as it does by default', async () => {
    const lax = await verifyMock({}, { mockTokens: false });
    expect(found(lax)).toContain('unknown-token: check/token-accepted');
    expect(JSON.stringify(lax)).toContain('verify it with --mock-tokens');
    const withError = await verifyMock({ scenario: '500' }, { mockTokens: false });
    const withMockTokens = await verifyMock({ scenario: 'html-with-200' });
    expect(JSON.stringify([withError, withMockTokens])).not.toContain('verify it with --mock-tokens');
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
