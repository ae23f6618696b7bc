// Does the verifier find every mistake of the corpus, by its code and its place, and nothing where there is none?

import { beforeAll, describe, expect, it } from 'vitest';
import type { Finding } from '../../src/contract/findings/finding.ts';
import type { Report } from '../../src/contract/findings/report.ts';
import type { ApiDocument } from '../../src/contract/openapi/document.ts';
import { builtinDocument, loadDocument } from '../../src/contract/openapi/load.ts';
import { verify } from '../../src/verify/verify.ts';
import type { BadCase } from './case.ts';
import type { Change } from './changes.ts';
import { families, good } from './corpus.ts';
import { goodAnswer, provoke, tokens } from './good-server.ts';
import { readMeasured } from './measured.ts';
import { startServer } from './wire.ts';

let document: ApiDocument;

beforeAll(async () => {
  document = await loadDocument(builtinDocument());
});

describe('every bad server is found out:', () => {
  describe.each(families)('$title:', ({ cases, timeoutMs }) => {
    it.each(cases)('$name', async ({ change, found, permit }) => {
      expect(findingsOf(await run(change, { permit, timeoutMs }))).toEqual(sorted(found));
    });
  });
});

describe('nothing is found where nothing is wrong:', () => {
  it.each(good)('$name', async ({ change, permit }) => {
    const report = await run(change, { permit: permit ?? 'allowPost' });
    expect(findingsOf(report)).toEqual({});
    expect(uncheckedIn(report)).toEqual([]);
    expect(report.exitCode).toBe(0);
  });
});

describe('the corpus', () => {
  const cases = families.flatMap(family => family.cases);

  it('has at least 60 bad servers and 20 good ones', () => {
    expect(cases.length).toBeGreaterThanOrEqual(60);
    expect(good.length).toBeGreaterThanOrEqual(20);
  });

  it('is the one that the peers were measured with (if not: npm run peers)', () => {
    const measured = readMeasured().groups.map(({ title, asked }) => [title, asked]);
    const asked = families.map(({ title, cases }) => [title, cases.filter(({ ask }) => ask !== undefined).length]);
    expect(measured).toEqual([...asked, ['good', good.length]]);
  });

  it('has no two servers of one name', () => {
    const names = [
      ...families.flatMap(({ title, cases }) => cases.map(({ name }) => `${title}: ${name}`)),
      ...good.map(({ name }) => name),
    ];
    expect(new Set(names).size).toBe(names.length);
  });
});

interface Run {
  readonly permit?: BadCase['permit'];
  readonly timeoutMs?: number | undefined;
}

async function run(change: Change, { permit, timeoutMs }: Run): Promise<Report> {
  await using server = await startServer(asked => change(goodAnswer(asked), asked));
  const report = await verify({
    baseUrl: server.url,
    document,
    credentials: {
      token: tokens.good,
      expiredToken: tokens.expired,
      twoLeggedToken: tokens.twoLegged,
      unknownToken: tokens.unknown,
      provoke,
    },
    ...(permit !== undefined && { [permit]: true }),
    ...(timeoutMs !== undefined && { timeoutMs }),
    budget: 40,
  });
  // No redirect was followed.
  expect(server.asked.filter(({ path }) => !path.endsWith('/userinfo'))).toEqual([]);
  return report;
}

type Findings = Readonly<Record<string, readonly string[]>>;

/** What was found at a warning or above: code and pointer, by check. */
function findingsOf({ checks }: Report): Findings {
  const byCheck = checks.map(({ id, findings }) => [id, findings.filter(isGrave).map(codeAndPointer)] as const);
  return sorted(Object.fromEntries(byCheck.filter(([, codes]) => codes.length > 0)));
}

function isGrave({ severity }: Finding): boolean {
  return severity !== 'info';
}

function codeAndPointer({ code, instancePath }: Finding): string {
  return instancePath === '' ? code : `${code} ${instancePath}`;
}

/** The same mistake in two answers to one check counts once. */
function sorted(found: Findings): Findings {
  return Object.fromEntries(Object.entries(found).map(([check, codes]) => [check, [...new Set(codes)].sort()]));
}

/** A challenge need not be sent; all else that is not left out must have been looked at. */
/** What profile API v1 leaves open: a challenge, scopes, what is left of the rate limit. */
const notOfV1 = ['www-authenticate', 'openid-missing', 'claims-by-scope', 'rate-limit-headers'];

function uncheckedIn({ checks }: Report): readonly string[] {
  const ids = checks.filter(({ status }) => status === 'not-checked').map(({ id }) => id);
  return ids.filter(id => !notOfV1.includes(id));
}
