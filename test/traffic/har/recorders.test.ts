// HAR files in the forms that browsers, proxies and test runners write. test/browser/har.test.ts records real ones.

import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { createValidators } from '../../../src/contract/openapi/validators.ts';
import type { SeenExchange } from '../../../src/contract/responses/exchange.ts';
import { checkHar, type HarCheck } from '../../../src/traffic/har/check-har.ts';
import { writeFiles } from '../../written-files.ts';
import { document, loadText, validators } from '../recordings/exchanges.ts';
import { har, harEntry, jsonHeaders, profile } from '../recordings/write-har.ts';

type Members = Readonly<Record<string, unknown>>;

/** An ordinary entry with other members, and other members of its response. */
function entry(response: Members, others: Members = {}, requestHeaders: readonly string[] = []): Members {
  const ordinary = harEntry();
  const request = ordinary['request'] as Members;
  const headers = requestHeaders.map(name => ({ name, value: '"a"' }));
  return {
    ...ordinary,
    ...others,
    request: { ...request, headers },
    response: { ...(ordinary['response'] as Members), ...response },
  };
}

const seen: SeenExchange[] = [];

function check(...entries: readonly unknown[]): Promise<HarCheck> {
  seen.length = 0;
  const file = writeFiles({ 'traffic.har': har(...entries) });
  return checkHar(file, { document, validators, onExchange: exchange => seen.push(exchange) });
}

const codesOf = ({ checks }: HarCheck): readonly string[] =>
  checks.flatMap(({ findings }) => findings.map(({ code, severity }) => `${severity} ${code}`));

const text = JSON.stringify(profile);
const json = { mimeType: 'application/json' };
const whole = { ...json, size: text.length, text };
const noType = jsonHeaders.filter(({ name }) => name !== 'Content-Type');

describe('an answer that was cut off', () => {
  it.each([
    ['playwright', { content: { ...json, size: -1 }, _failureText: 'net::ERR_CONTENT_LENGTH_MISMATCH' }],
    ['playwright, chunked', { content: { ...json, size: -1 }, _failureText: 'net::ERR_INCOMPLETE_CHUNKED_ENCODING' }],
    ['DevTools', { content: { ...json, size: 9, text: '{"sub":"x' }, _error: 'net::ERR_CONNECTION_RESET' }],
    ['DevTools, without any byte', { content: { ...json, size: 0 }, _transferSize: 0, _error: 'net::ERR_TIMED_OUT' }],
    ['playwright with Firefox', { content: { ...json, size: -1 }, _failureText: 'NS_ERROR_NET_PARTIAL_TRANSFER' }],
  ])('is an error, as %s writes it', async (_recorder, response) => {
    const result = await check(entry(response));
    expect(codesOf(result)).toEqual(['error response/body-cut-off']);
    expect(result.counts).toMatchObject({ checked: 1, withoutBody: 0 });
  });

  it('has its own error if the browser could not decode it', async () => {
    const response = { content: { ...json, size: -1 }, _failureText: 'net::ERR_CONTENT_DECODING_FAILED' };
    expect(codesOf(await check(entry(response)))).toEqual(['error response/content-coding-false']);
  });

  it.each(['net::ERR_ABORTED', 'net::ERR_BLOCKED_BY_ORB', 'NS_BINDING_ABORTED', 'Load request cancelled'])(
    'is not the fault of the server if the client gave it up: %s',
    async _failureText => {
      const { checks, counts } = await check(entry({ content: { ...json, size: -1 }, _failureText }));
      expect(checks).toEqual([]);
      expect(counts).toMatchObject({ checked: 0, aborted: 1 });
    },
  );

  it.each([
    ['playwright', { status: -1, headers: [], content: { size: -1, mimeType: 'x-unknown' } }],
    ['mitmproxy', { status: 0, headers: [], content: {}, _transferSize: 0, _error: null }],
  ])('is not an answer without a status, as %s writes it', async (_recorder, response) => {
    expect((await check(entry(response))).counts).toMatchObject({ checked: 0, aborted: 1, local: 0 });
  });
});

describe('an answer that is not from the server', () => {
  it.each([
    ['playwright, from the cache', { bodySize: -157, _transferSize: 0 }, {}],
    ['playwright, from the test', { bodySize: 1, _transferSize: 71 }, { _wasFulfilled: true }],
    ['DevTools, from memory', { bodySize: 0, _transferSize: 0 }, { _fromCache: 'memory' }],
    ['DevTools, from disk', { bodySize: 0, _transferSize: 0 }, { _fromCache: 'disk' }],
    ['DevTools, from a service worker', { bodySize: 10, _transferSize: 90, _fetchedViaServiceWorker: true }, {}],
    ['Firefox, from the cache', { bodySize: 0 }, {}],
    ['Safari, from the cache', { bodySize: 812 }, { _fetchType: 'Disk Cache' }],
  ])('is counted separately, without coverage: %s', async (_recorder, response, others) => {
    const { checks, counts, notes } = await check(entry({ ...response, content: { ...whole, text: '{}' } }, others));
    expect(checks).toEqual([]);
    expect(counts).toMatchObject({ entries: 1, checked: 0, local: 1, aborted: 0 });
    expect(notes.join()).toContain('1 of this API, but answered by a cache, a service worker or the test');
    expect(seen).toEqual([]);
  });

  it.each([
    ['sizes that are not known', { bodySize: -1, _transferSize: -1 }, {}],
    ['an empty body', { bodySize: 0, content: { size: 0, mimeType: 'x-unknown' } }, {}],
    ['Safari, from the network', {}, { _fetchType: 'Network' }],
  ])('is not mistaken for one that is: %s', async (_recorder, response, others) => {
    expect((await check(entry(response, others))).counts).toMatchObject({ checked: 1, local: 0 });
  });
});

describe('an answer that a 304 confirmed', () => {
  const revalidated = { headers: noType, content: whole, bodySize: 0, _transferSize: 202 };

  it('has the media type of the cached answer, which the 304 need not repeat', async () => {
    const result = await check(entry(revalidated, {}, ['If-None-Match']));
    expect(codesOf(result)).toEqual([]);
    expect(result.counts).toMatchObject({ checked: 1, revalidated: 1, local: 0 });
    expect(result.notes.join()).toContain('1 answered with 304 (the body is from the cache)');
  });

  it('has its body checked', async () => {
    const content = { ...whole, text: '{"sub":1}' };
    const result = await check(entry({ ...revalidated, content }, {}, ['if-modified-since']));
    expect(codesOf(result)).toContain('error schema/type');
  });

  it('need not repeat the documented headers', async () => {
    const headers = { 'X-Mark': { required: true, schema: { type: 'string' } } };
    const response = { description: 'Fine.', headers, content: { 'application/json': { schema: true } } };
    const marked = await loadText({
      openapi: '3.1.1',
      info: { title: 'Marked', version: '1' },
      paths: { '/userinfo': { get: { responses: { 200: response } } } },
    });
    const rules = { document: marked, validators: createValidators(marked) };
    const codes = async (...names: readonly string[]) =>
      codesOf(await checkHar(writeFiles({ 'a.har': har(entry(revalidated, {}, names)) }), rules));
    expect(await codes('If-None-Match')).toEqual([]);
    expect(await codes()).toContain('error response/header-missing');
  });

  it('is not assumed where the request was not conditional: the browser guessed the media type', async () => {
    expect(codesOf(await check(entry({ headers: noType })))).toEqual(['error response/content-type-missing']);
  });
});

describe('repeated headers that a proxy joined', () => {
  const cookie = { schema: { type: 'string', pattern: '^sid=[a-z]+; Expires=[A-Z][a-z]{2}, [^,]+$' } };
  const response = { description: 'Fine.', content: { 'application/json': { schema: true } } };
  const day = 'Expires=Thu, 31 Dec 2099 23:59:59 GMT';

  it.each([
    [`sid=a; ${day}`, []],
    [`sid=a; ${day}, sid=b; ${day}`, []],
    [`sid=a; ${day}, sid=7; ${day}`, ['error response/header-invalid']],
  ])('are read one by one for Set-Cookie: %s', async (value, codes) => {
    const cookies = await loadText({
      openapi: '3.1.1',
      info: { title: 'Cookies', version: '1' },
      paths: { '/userinfo': { get: { responses: { 200: { ...response, headers: { 'Set-Cookie': cookie } } } } } },
    });
    const file = writeFiles({ 'a.har': har(harEntry({ headers: [...jsonHeaders, { name: 'Set-Cookie', value }] })) });
    expect(codesOf(await checkHar(file, { document: cookies, validators: createValidators(cookies) }))).toEqual(codes);
  });

  it('cause no finding, as mitmproxy writes them', async () => {
    const joined = [
      { name: 'set-cookie', value: `a=1; ${day}, b=2; Path=/` },
      { name: 'vary', value: 'Origin, Accept-Encoding' },
    ];
    const content = { ...whole, size: 300, compression: text.length - 300 };
    const headers = [...jsonHeaders, { name: 'content-encoding', value: 'br' }, ...joined];
    expect(codesOf(await check(entry({ headers, content, bodySize: 300 })))).toEqual([]);
  });
});

describe('a body that the recorder omitted', () => {
  const announced = [...jsonHeaders, { name: 'content-length', value: '2000' }];

  it.each([
    ['a size and an empty text', { content: { ...json, size: 2000, text: '' } }],
    ['a size and no text', { content: { ...json, size: 2000 } }],
    ['a file beside the HAR, by playwright', { content: { ...json, size: 2000, _file: 'a1.json' } }],
    ['no size, by Firefox', { content: { ...json, size: -1, comment: 'Response bodies are not included.' } }],
    ['only a length in the headers, by mitmproxy', { headers: announced, content: { ...json, size: 0, text: null } }],
  ])('is not taken for an empty one: %s', async (_recorder, response) => {
    const result = await check(entry(response));
    expect(codesOf(result)).toEqual([]);
    expect(result.counts).toMatchObject({ checked: 1, withoutBody: 1 });
  });

  it.each([
    { ...json, size: 0, text: '' },
    { ...json, size: -1, text: '' },
    { ...json, text: '' },
  ])('is not assumed of an empty one: %j', async content => {
    expect(codesOf(await check(entry({ content })))).toEqual(['error response/body-missing']);
  });
});

describe('a body that the recorder kept in its coding', () => {
  const bad = Buffer.from(JSON.stringify({ ...profile, sub: 7 }));
  const coded = (coding: string, bytes: Uint8Array) =>
    entry({
      headers: [...jsonHeaders, { name: 'Content-Encoding', value: coding }],
      content: { ...json, size: bytes.length, encoding: 'base64', text: Buffer.from(bytes).toString('base64') },
    });

  it.each([
    ['gzip', gzipSync(bad)],
    ['br', brotliCompressSync(bad)],
    ['deflate', deflateSync(bad)],
    ['deflate', deflateRawSync(bad)],
    ['zstd', zstdCompressSync(bad)],
    ['gzip, br', brotliCompressSync(gzipSync(bad))],
    ['br', bad],
  ])('is decoded: %s', async (coding, bytes) => {
    expect(codesOf(await check(coded(coding, bytes)))).toEqual(['error schema/type']);
  });

  it.each([
    ['compress', Buffer.from([0x1f, 0x9d, 0x90, 0xff])],
    ['gzip', brotliCompressSync(bad)],
    ['br', brotliCompressSync(bad).subarray(0, 50)],
    ['x-new', gzipSync(bad)],
  ])('is reported as unreadable, not as bad UTF-8, if that fails: %s', async (coding, bytes) => {
    const result = await check(coded(coding, bytes));
    expect(codesOf(result)).toEqual([]);
    expect(result.counts).toMatchObject({ checked: 1, unreadable: 1, withoutBody: 0 });
    expect(result.notes.join()).toContain('1 with a body in a coding that cannot be undone');
  });

  it('is too large beyond 4 MiB once decoded', async () => {
    const bomb = brotliCompressSync(Buffer.alloc(5 * 1024 * 1024, 'a'));
    expect(codesOf(await check(coded('br', bomb)))).toEqual(['error response/body-too-large']);
  });
});
