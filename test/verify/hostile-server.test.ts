import { afterEach, describe, expect, it, vi } from 'vitest';
import type { Report } from '../../src/contract/findings/report.ts';
import type { ApiDocument } from '../../src/contract/openapi/document.ts';
import { loadDocument } from '../../src/contract/openapi/load.ts';
import { verify } from '../../src/verify/verify.ts';
import type { VerifyOptions } from '../../src/verify/verify-options.ts';
import { startServer } from '../corpus/wire.ts';
import { writeFiles } from '../written-files.ts';

const schema = {
  type: 'object',
  properties: {
    tags: { type: 'array', items: { type: 'string' } },
    devices: { type: 'array', items: { type: 'object', properties: { id: { type: 'string' } } } },
    closed: { type: 'object', properties: { id: { type: 'string' } }, additionalProperties: false },
  },
};

const document: ApiDocument = await loadDocument(
  writeFiles({
    'openapi.json': JSON.stringify({
      openapi: '3.1.0',
      info: { title: 'Profiles', version: '1' },
      paths: {
        '/userinfo': {
          get: { responses: { 200: { description: 'ok', content: { 'application/json': { schema } } } } },
        },
      },
    }),
  }),
);

/** A run against a server that answers every request with this body. */
async function reportOn(body: string, options: Partial<VerifyOptions> = {}): Promise<Report> {
  const headers = { 'Content-Type': 'application/json', 'Content-Length': String(body.length) };
  await using server = await startServer(() => ({ status: 200, headers, body }));
  return await verify({ baseUrl: server.url, credentials: { token: 'good' }, document, ...options });
}

/** How often each code stands in one check. */
function counts({ checks }: Report, id: string): Record<string, number> {
  const codes = checks.find(check => check.id === id)?.findings.map(({ code }) => code) ?? [];
  return Object.fromEntries([...new Set(codes)].map(code => [code, codes.filter(one => one === code).length]));
}

function listOf(length: number, make: (index: number) => string): string {
  return Array.from({ length }, (_, index) => make(index)).join(',');
}

describe('an answer with a hundred thousand mistakes', () => {
  it.each<[string, string, Record<string, number>, RegExp]>([
    [
      'repeated names',
      `{${listOf(80_000, () => '"a":1')}}`,
      { 'response/json-duplicate-name': 200, 'response/further': 1, 'response/undocumented-claim': 1 },
      /^79799 more findings of the kind response\/json-duplicate-name\.$/u,
    ],
    [
      'numbers beyond JavaScript',
      `{"tags":[],"a":[${listOf(40_000, () => '12345678901234567890')}]}`,
      { 'response/number-imprecise': 200, 'response/further': 1, 'response/undocumented-claim': 1 },
      /^39800 more findings/u,
    ],
    [
      'undocumented members in one object',
      `{${listOf(80_000, index => `"n${index}":1`)}}`,
      { 'response/undocumented-claim': 1 },
      /has 80000 members that are undocumented/u,
    ],
    [
      'undocumented members, one in each of many objects',
      `{"devices":[${listOf(40_000, index => `{"x${index % 1000}y${index}z":1}`)}]}`,
      { 'response/undocumented-claim': 200, 'response/further': 1 },
      /^39800 more findings of the kind response\/undocumented-claim/u,
    ],
    [
      'wrong list entries',
      `{"tags":[${listOf(20_000, () => '1')}]}`,
      { 'schema/type': 200, 'schema/further': 1 },
      /19800 further errors/u,
    ],
    [
      'members that the schema forbids',
      `{"closed":{${listOf(60_000, index => `"n${index}":1`)}}}`,
      { 'schema/additional-properties': 200, 'schema/further': 1 },
      /59800 further errors/u,
    ],
  ])('gets 200 findings of a kind, and the number of the rest: %s', async (_, body, expected, message) => {
    const report = await reportOn(body, { only: ['valid-token'] });
    expect(counts(report, 'valid-token')).toEqual(expected);
    expect(report.checks[0]?.findings.map(finding => finding.message)).toContainEqual(expect.stringMatching(message));
    expect(JSON.stringify(report).length).toBeLessThan(200_000);
  });
});

describe('the time of a run', () => {
  afterEach(() => vi.restoreAllMocks());

  it('includes the work after an answer: what does not fit is not checked', async () => {
    const now = performance.now.bind(performance);
    let workMs = 0;
    vi.spyOn(performance, 'now').mockImplementation(() => now() + workMs);
    const onExchange = (): void => {
      workMs += 200_000;
    };
    const report = await reportOn('{}', { onExchange, runTimeoutMs: 500_000 });
    const late = report.checks.filter(({ reason }) => reason === 'the run has taken its 500000 ms');
    expect(report.checks.reduce((sum, { requests }) => sum + requests, 0)).toBe(3);
    expect(late.length).toBeGreaterThan(3);
  });

  it('limits the wait for an answer, too', async () => {
    await using server = await startServer(() => ({ status: 200, headers: {}, body: '', send: () => {} }));
    const run = verify({ baseUrl: server.url, document, timeoutMs: 600_000, runTimeoutMs: 50 });
    await expect(run).rejects.toMatchObject({ code: 'ERR_TARGET_UNREACHABLE' });
  });
});
