// The plain functions, for everything that has no matchers.

import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { builtinDocument, loadDocument, verifyResponse, verifyUserInfo } from '../../src/index.ts';
import { profile } from '../contract/responses/seen.ts';
import { patienceMs } from '../patience.ts';
import { rejectionOf } from '../server/scenarios/thrown.ts';
import { writeFiles } from '../written-files.ts';

const response = (body: string, status = 200): Response =>
  new Response(body, { status, headers: { 'content-type': 'application/json', 'cache-control': 'no-store' } });

const ownDocument = (): string =>
  writeFiles({
    'own.yaml': `
openapi: 3.1.1
info: { title: own, version: '1' }
paths:
  /me: { get: { responses: { '200': &ok { description: d, content: { application/json: { schema: { type: object, required: [id] } } } } } } }
  /people/{id}: { get: { responses: { '200': *ok, default: { description: d } } } }
`,
  });

describe('verifyResponse', () => {
  it('gives a verdict, the findings and what was seen', async () => {
    const { ok, findings, exchange } = await verifyResponse(response('{"sub":1}'));
    expect(ok).toBe(false);
    expect(findings.map(({ code, where }) => [code, where])).toEqual([['schema/type', 'GET /userinfo']]);
    expect(exchange.response.status).toBe(200);
  });

  it('passes with warnings', async () => {
    const { ok, findings } = await verifyResponse(response('{"sub":"ABCDEFGH1234","more":1}'));
    expect(ok).toBe(true);
    expect(findings.map(({ severity }) => severity)).toEqual(['warning']);
  });

  it('takes the document as a path, or as it was loaded', async () => {
    for (const document of [builtinDocument(), await loadDocument(builtinDocument())])
      expect(await verifyResponse(response(profile), { document })).toMatchObject({ ok: true, findings: [] });
  });

  it("checks against a document of one's own", async () => {
    const document = ownDocument();
    expect(await verifyResponse(response('{"id":1}'), { document, path: '/me' })).toMatchObject({ ok: true });
    expect(await verifyResponse(response('{}'), { document, path: '/people/7?x=1' })).toMatchObject({ ok: false });
    const teapot = new Response(null, { status: 418 });
    expect(await verifyResponse(teapot, { document, path: '/people/7' })).toMatchObject({ ok: true });
    expect(await verifyResponse(teapot, { document, path: '/me' })).toMatchObject({ ok: false });
  });

  it('checks by the scopes of the token, by default against v2, and rejects scopes that a document does not use', async () => {
    const named = '{"sub":"ABCDEFGH1234","name":"Alice"}';
    const [standard, alone] = ['openid profapi:core-std-profile:write', 'openid'];
    expect(await verifyResponse(response(named), { scope: standard })).toMatchObject({ ok: true, findings: [] });
    const { ok, findings } = await verifyResponse(response(named), { scope: alone });
    expect([ok, findings.map(({ code, instancePath }) => [code, instancePath])]).toEqual([
      false,
      [['check/claim-beyond-scopes', '/name']],
    ]);
    for (const document of [builtinDocument(), ownDocument()])
      expect(await rejectionOf(verifyResponse(response(named), { scope: alone, document }))).toMatchObject({
        code: 'ERR_CONFIG_INVALID',
        message: expect.stringContaining('no claim of'),
      });
  });

  it('requires the path if neither response nor document has it', async () => {
    expect(await rejectionOf(verifyResponse(response('{}'), { document: ownDocument() }))).toMatchObject({
      code: 'ERR_CONFIG_INVALID',
      hint: 'Set the option path: /me or /people/{id}.',
    });
  });

  it('tries a document again that could not be read', async () => {
    const document = join(tmpdir(), 'no', 'such.yaml');
    for (const _ of [1, 2])
      expect(await rejectionOf(verifyResponse(response('{}'), { document }))).toMatchObject({
        code: 'ERR_DOCUMENT_UNREADABLE',
      });
  });

  it('counts coverage on request', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'coverage-'));
    onTestFinished(() => {
      vi.unstubAllEnvs();
      rmSync(folder, { recursive: true });
    });
    vi.stubEnv('APS_USERINFO_COVERAGE', folder);
    await verifyResponse(response(profile));
    await vi.waitFor(() => expect(readdirSync(folder)).toHaveLength(1), patienceMs);
    expect(readFileSync(join(folder, String(readdirSync(folder)[0])), 'utf8')).not.toContain('ABCDEFGH1234');
  });
});

describe('a parsed value that is not JSON', () => {
  const circular: Record<string, unknown> = { sub: 'ABCDEFGH1234', address: {} };
  (circular['address'] as Record<string, unknown>)['self'] = circular['address'];
  const itself: Record<string, unknown> = { ...JSON.parse(profile) };
  itself['me'] = [itself];
  const deep = (levels: number): unknown => JSON.parse('['.repeat(levels) + ']'.repeat(levels));
  const shared = { locality: 'Bern' };

  const cases: readonly (readonly [what: string, value: unknown, code: string, message: string])[] = [
    ['refers to itself', itself, 'response/json-invalid', 'it refers to itself'],
    ['refers to itself further down', circular, 'response/json-invalid', 'it refers to itself'],
    ['contains a BigInt', { sub: 1n }, 'response/json-invalid', 'it contains a BigInt'],
    ['is nested too deep', { address: deep(100_000) }, 'response/json-too-deep', 'deeper than 200 levels'],
  ];

  it.each(cases)('is one finding where it %s', async (_, body, code, message) => {
    const headers = { 'content-type': 'application/json', 'cache-control': 'no-store' };
    for (const { ok, findings } of [
      await verifyResponse({ status: 200, headers, body }),
      await verifyUserInfo(body),
      await verifyUserInfo(body, { variant: 'minimal' }),
    ]) {
      expect(ok).toBe(false);
      expect(findings).toMatchObject([{ code, message: expect.stringContaining(message) }]);
    }
  });

  it('is not one that has the same object twice', async () => {
    expect((await verifyUserInfo({ sub: 'ABCDEFGH1234', a: shared, b: shared })).ok).toBe(true);
  });
});

describe('verifyUserInfo', () => {
  it('takes claims and responses', async () => {
    expect(await verifyUserInfo({ sub: 'ABCDEFGH1234' })).toEqual({ ok: true, findings: [] });
    expect(await verifyUserInfo(response(profile), { variant: 'minimal' })).toEqual({ ok: true, findings: [] });
    expect(await verifyUserInfo(response('[]'))).toMatchObject({ ok: false });
    expect(await verifyUserInfo(response('no JSON'))).toMatchObject({ ok: false });
  });

  it('shows values on request', async () => {
    const { findings } = await verifyUserInfo({ sub: 'a secret' }, { showValues: true });
    expect(findings).toMatchObject([{ actualValue: 'a secret' }]);
  });

  it('requires an operation with a profile', async () => {
    expect(await rejectionOf(verifyUserInfo({}, { path: '/token' }))).toMatchObject({ code: 'ERR_CONFIG_INVALID' });
  });
});
