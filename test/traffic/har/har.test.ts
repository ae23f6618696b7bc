import { writeFileSync } from 'node:fs';
import { Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { createValidators } from '../../../src/contract/openapi/validators.ts';
import type { SeenExchange } from '../../../src/contract/responses/exchange.ts';
import { checkHar, type HarCheck } from '../../../src/traffic/har/check-har.ts';
import { measureHar } from '../../bench/har-memory.ts';
import { writeFiles } from '../../written-files.ts';
import { document, gatewayError, loadText, validators } from '../recordings/exchanges.ts';
import { thrownByAsync } from '../recordings/thrown-by.ts';
import { har, harEntry, jsonHeaders, profile } from '../recordings/write-har.ts';

function check(text: string, origin?: string): Promise<HarCheck> {
  return checkHar(writeFiles({ 'traffic.har': text }), { document, validators, origin });
}

/** Each finding as `check: code pointer`. */
function found({ checks }: HarCheck): readonly string[] {
  return checks.flatMap(({ id, findings }) =>
    findings.map(({ code, instancePath }) => `${id}: ${code} ${instancePath}`.trimEnd()),
  );
}

const content = { 'application/json': { schema: { type: 'object' } } };
const nameInPath = { name: 'name', in: 'path', required: true, schema: { type: 'string' } };

const textOf = (value: unknown) => ({ size: 1, mimeType: 'application/json', text: JSON.stringify(value) });

describe('traffic in a HAR file', () => {
  it('is checked where it belongs to an operation, by operation and status', async () => {
    const refused = harEntry({ status: 401, content: textOf(gatewayError('AUTH-006')) });
    const { checks, counts } = await check(har(harEntry(), refused, harEntry({ method: 'POST' })));
    expect(checks.map(({ id, status, findings }) => [id, status, findings])).toEqual([
      ['getUserInfo-200', 'passed', []],
      ['getUserInfo-401', 'passed', []],
      ['postUserInfo-200', 'passed', []],
    ]);
    expect(counts).toMatchObject({ entries: 3, checked: 3, others: 0 });
  });

  it('has the findings that a server would have', async () => {
    const bad = harEntry({ content: textOf({ ...profile, sub: 7, shoeSize: 4 }) });
    expect(found(await check(har(bad, harEntry({ status: 418 }))))).toEqual([
      'getUserInfo-200: schema/type /sub',
      'getUserInfo-200: response/undocumented-claim /shoeSize',
      'getUserInfo-418: response/status-undocumented',
    ]);
  });

  it('reports the same finding once, with the number of entries', async () => {
    const bad = harEntry({ content: textOf({ ...profile, name: null }) });
    const { checks } = await check(har(bad, harEntry(), bad, bad));
    expect(checks).toHaveLength(1);
    expect(checks[0]?.findings).toMatchObject([
      { message: '/name must be a string, but is null. Seen 3 times in 4 entries.', where: 'entry 1: GET /userinfo' },
    ]);
  });

  it('counts entries that are not of this API', async () => {
    const others = [
      harEntry({ url: 'https://example.com/' }),
      harEntry({ url: 'data:text/plain,x' }),
      harEntry({ url: 'wss://example.com/userinfo' }),
      harEntry({ url: 'chrome-extension://x/userinfo' }),
      harEntry({ method: 'OPTIONS' }),
      harEntry({ method: 'DELETE' }),
      { nonsense: true },
      null,
    ];
    const { checks, counts, notes } = await check(har(...others));
    expect(checks).toEqual([]);
    expect(counts).toMatchObject({ entries: 8, checked: 0, others: 8 });
    expect(notes).toEqual(['HAR entries: 8 in all; 0 checked; 8 not of this API.']);
  });

  it('can be limited to one origin', async () => {
    const entries = har(harEntry(), harEntry({ url: 'https://id.example/userinfo', status: 418 }));
    expect((await check(entries, 'https://developer.api.autodesk.com')).counts).toMatchObject({
      checked: 1,
      others: 1,
    });
    expect(found(await check(entries))).toHaveLength(1);
  });

  it.each([
    'https://developer.api.autodesk.com//userinfo',
    'https://developer.api.autodesk.com/userinfo?x=1#y',
    'http://127.0.0.1:4010/sessions/a/userinfo',
  ])('is recognised under %s', async url => {
    expect((await check(har(harEntry({ url })))).counts.checked).toBe(1);
  });

  it('may have its bodies as base64', async () => {
    const text = Buffer.from(JSON.stringify({ ...profile, name: 'Łucja', sub: 7 })).toString('base64');
    const content = { size: 1, mimeType: 'application/json', encoding: 'base64', text };
    expect(found(await check(har(harEntry({ content }))))).toEqual(['getUserInfo-200: schema/type /sub']);
  });

  it('is taken as decoded, despite Content-Encoding and Content-Length', async () => {
    const headers = [
      ...jsonHeaders,
      { name: 'Content-Encoding', value: 'gzip' },
      { name: 'Content-Length', value: '3' },
    ];
    expect(found(await check(har(harEntry({ headers }))))).toEqual([]);
  });

  it('is decoded if the recorder kept its coding', async () => {
    const zipped = await new Response(
      (
        Readable.toWeb(Readable.from([Buffer.from(JSON.stringify({ ...profile, sub: 7 }))])) as ReadableStream
      ).pipeThrough(new CompressionStream('gzip')),
    ).bytes();
    const content = {
      size: 1,
      mimeType: 'application/json',
      encoding: 'base64',
      text: Buffer.from(zipped).toString('base64'),
    };
    const headers = [...jsonHeaders, { name: 'content-encoding', value: 'gzip' }];
    expect(found(await check(har(harEntry({ content, headers }))))).toEqual(['getUserInfo-200: schema/type /sub']);
  });

  it('has status and headers checked if the recorder left the body out', async () => {
    const left = harEntry({ content: { size: 812, mimeType: 'application/json' } });
    const { checks, counts, notes } = await check(har(left));
    expect(counts).toMatchObject({ checked: 1, withoutBody: 1 });
    expect(checks[0]?.findings).toEqual([]);
    expect(notes.join()).toContain('1 recorded without their bodies (only status and headers checked)');
  });

  it('has an empty body where its size is 0', async () => {
    const empty = harEntry({ content: { size: 0, mimeType: 'x-unknown' } });
    expect(found(await check(har(empty)))).toEqual(['getUserInfo-200: response/body-missing']);
  });

  it('counts what was not answered, and what was redirected', async () => {
    const aborted = harEntry({ status: 0, headers: [], content: { size: 0, mimeType: 'x-unknown' } });
    const redirected = harEntry({ status: 302, content: { size: 0, mimeType: '' } });
    const { counts, checks } = await check(har(aborted, redirected));
    expect(counts).toMatchObject({ aborted: 1, redirected: 1, checked: 1 });
    expect(checks.map(({ id }) => id)).toEqual(['getUserInfo-302']);
  });

  it('is passed on without tokens and cookies', async () => {
    const seen: SeenExchange[] = [];
    const requestHeaders = ['Authorization', 'cookie', 'Proxy-Authorization', ':authority', 'Accept'].map(name => ({
      name,
      value: 'x',
    }));
    const entry = harEntry({ url: 'https://example.com/userinfo?access_token=secret', requestHeaders });
    await checkHar(writeFiles({ 'a.har': har(entry) }), {
      document,
      validators,
      onExchange: exchange => seen.push(exchange),
    });
    expect(seen[0]?.request.headers).toEqual([['Accept', 'x']]);
    expect(seen[0]?.where).toBe('entry 1: GET /userinfo');
  });

  it('is reported without the token of its request, even where values are shown', async () => {
    const content = { mimeType: 'application/json', text: '{"sub":1,"given_name":["canaryToken1"]}' };
    const requestHeaders = [{ name: 'authorization', value: 'Bearer CanaryToken1' }];
    const file = writeFiles({ 'a.har': har(harEntry({ content, requestHeaders })) });
    const { checks } = await checkHar(file, { document, validators, showValues: true });
    expect(JSON.stringify(checks)).toContain('***');
    expect(JSON.stringify(checks)).not.toMatch(/canaryToken1/iu);
  });

  it('is named by the path of the document, which has no personal value', async () => {
    const people = await loadText({
      openapi: '3.1.1',
      info: { title: 'People', version: '1' },
      paths: {
        '/people/{name}': { get: { parameters: [nameInPath], responses: { 200: { description: 'Fine.', content } } } },
      },
    });
    const file = writeFiles({
      'a.har': har(harEntry({ url: 'https://example.com/people/alice', content: textOf(7) })),
    });
    const { checks } = await checkHar(file, { document: people, validators: createValidators(people) });
    expect(checks[0]?.findings[0]).toMatchObject({ code: 'schema/type', where: 'entry 1: GET /people/{name}' });
    expect(JSON.stringify(checks)).not.toContain('alice');
  });

  it('may begin with a byte order mark, be indented, and have no entries', async () => {
    const indented = JSON.stringify(JSON.parse(har(harEntry())), null, 2);
    expect((await check(`\uFEFF${indented}`)).counts.checked).toBe(1);
    expect((await check(har())).counts.entries).toBe(0);
  });

  it.each([1, 63, 64, 65, 300_000])(
    'may have a body with %s quotation marks, backslashes and brackets',
    async length => {
      const bodies: string[] = [];
      const text = JSON.stringify({ ...profile, name: '\\"]}Ł'.repeat(length) });
      const file = writeFiles({
        'a.har': har(harEntry({ content: { mimeType: 'application/json', text } }), harEntry()),
      });
      await checkHar(file, {
        document,
        validators,
        onExchange: ({ response }) => bodies.push(Buffer.from(response.body ?? []).toString()),
      });
      expect(bodies).toEqual([text, JSON.stringify(profile)]);
    },
  );

  it.each([
    ['an entry of 17 MB', har(harEntry(), { comment: 'x'.repeat(17_000_000) }, harEntry())],
    ['other values among its entries', har(harEntry(), 7, [harEntry()], harEntry())],
    ['two lists', har(harEntry()).replace('"entries"', `"entries":[${JSON.stringify(harEntry())}],"entries"`)],
    [
      'another list of that name',
      har(harEntry(), harEntry()).replace('"version"', '"pages":[{"entries":[{}]}],"version"'),
    ],
    ['a name with an escape', har(harEntry(), harEntry()).replace('entries', '\\u0065ntries')],
  ])('may have %s', async (_what, text) => {
    expect((await check(text)).counts.checked).toBe(2);
  });
});

describe('a file that is not a HAR', () => {
  it.each([
    ['{"log":{"entries":[\n{"a":1},\n {"b":secret}]}}', ':3:7: this is not JSON (byte 35).'],
    ['{"log":{"entries":[{"a" "b"}]}}', ':1:25: this is not JSON (byte 24).'],
    ['{"log":{"entries":[]}} x', ':1:24: this is not JSON (byte 23).'],
    ['{"log":{"entries":[\n{"a":1', ':2:7: unexpected end of file (byte 26).'],
    ['', 'is not a HAR file: it has no list log.entries.'],
    ['{"log":{}}', 'is not a HAR file: it has no list log.entries.'],
    ['{"log":{"entries":{"a":{}}}}', 'is not a HAR file: it has no list log.entries.'],
    ['[]', 'is not a HAR file: it has no list log.entries.'],
  ])('is reported with the position, without its text: %j', async (text, words) => {
    const error = await thrownByAsync(() => check(text));
    expect(error.code).toBe('ERR_HAR_UNREADABLE');
    expect(error.message).toContain(words);
    expect(error.message).not.toContain('secret');
  });

  it.each([
    ['a missing comma', (entry: string) => Buffer.from(`${entry}${entry}`), '}{', 1],
    ['a wrong value', (entry: string) => Buffer.from(entry.replace('200', '2x0')), '2x0', 1],
    [
      'text that is not UTF-8',
      (entry: string) => Buffer.from(entry.replace('200', '"\u00ff"'), 'latin1'),
      ':"\u00ff"',
      0,
    ],
  ])('is reported with the position of %s behind much else', async (_what, broken, wrong, offset) => {
    const before = Array.from({ length: 1000 }, () => harEntry({ url: 'https://example.com/' }));
    const [start = '', end = ''] = har(...before, 0).split('0]');
    const bytes = broken(JSON.stringify(harEntry()));
    const file = writeFiles({ 'a.har': '' });
    writeFileSync(file, Buffer.concat([Buffer.from(start), bytes, Buffer.from(`]${end}`)]));
    const place = start.length + bytes.lastIndexOf(Buffer.from(wrong, 'latin1')) + offset;
    const error = await thrownByAsync(() => checkHar(file, { document, validators }));
    expect(error.message).toContain(`:1:${place + 1}: this is not JSON (byte ${place}).`);
  });

  it.each([
    ['nowhere.har', 'there is no such file'],
    ['.', 'it is a folder'],
  ])('is reported if it cannot be read: %s', async (file, words) => {
    const error = await thrownByAsync(() => checkHar(file, { document, validators }));
    expect(error.message).toContain(words);
  });
});

describe('the memory that a HAR file takes', () => {
  it('does not depend on its size: 60 MB are checked in a heap of 48 MB', () => {
    expect(measureHar(60, ['--max-old-space-size=48']).entries).toBeGreaterThan(1500);
  });
});
