// Which operation reads the profile, where a document has several.

import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../src/contract/openapi/document.ts';
import { loadDocument } from '../../../src/contract/openapi/load.ts';
import { profileCandidates, requireProfileOperation } from '../../../src/contract/openapi/serve.ts';
import { writeFiles } from '../../written-files.ts';

const responses = { 200: { description: 'Fine.', content: { 'application/json': { schema: { type: 'object' } } } } };
const read = (further: JsonObject = {}): JsonObject => ({ responses, ...further });

async function load(paths: JsonObject) {
  return loadDocument(
    writeFiles({ 'api.json': JSON.stringify({ openapi: '3.1.1', info: { title: 'T', version: '1' }, paths }) }),
  );
}

async function chosen(paths: JsonObject, wanted?: string): Promise<string> {
  const { method, path } = requireProfileOperation(await load(paths), wanted);
  return `${method} ${path}`;
}

describe('the profile operation', () => {
  it('is the one with x-userinfo before the one whose path ends in userinfo', async () => {
    expect(await chosen({ '/userinfo': { get: read() }, '/v1/me': { get: read({ 'x-userinfo': true }) } })).toBe(
      'GET /v1/me',
    );
  });

  it('is the one whose path ends in userinfo, GET before POST', async () => {
    expect(await chosen({ '/a': { get: read() }, '/oauth/userinfo': { post: read(), get: read() } })).toBe(
      'GET /oauth/userinfo',
    );
  });

  it('is the only GET if no path indicates it', async () => {
    expect(await chosen({ '/v1/me': { get: read(), put: read() }, '/token': { post: read() } })).toBe('GET /v1/me');
  });

  it.each(['GET:/b', 'get /b', 'readB'])('is the one that "%s" names', async wanted => {
    const paths = { '/userinfo': { get: read() }, '/b': { get: read({ operationId: 'readB' }) } };
    expect(await chosen(paths, wanted)).toBe('GET /b');
  });

  it('must be named where several could be it: the error lists them', async () => {
    const document = await load({ '/a': { get: read() }, '/b': { get: read() }, '/c': { post: read() } });
    expect(profileCandidates(document)).toHaveLength(2);
    expect(() => requireProfileOperation(document)).toThrow(
      expect.objectContaining({
        code: 'ERR_OPERATION_AMBIGUOUS',
        hint: expect.stringContaining('--operation GET:/a'),
        data: { candidates: ['GET:/a', 'GET:/b'] },
      }),
    );
  });

  it('must be one that is served: the error says why the named one is not', async () => {
    const paths = { '/a': { get: read() }, '/b': { get: { responses: { 204: { description: 'Nothing.' } } } } };
    await expect(chosen(paths, 'GET:/b')).rejects.toThrow(/not served: the success is not JSON: 204 without a body/u);
    await expect(chosen(paths, 'GET:/x')).rejects.toThrow(/not served: the document has no such operation/u);
  });
});
