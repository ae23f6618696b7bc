// What is found about one response.

import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { briefly, check, profile, rules, type Seen, unauthorized } from './seen.ts';

const gzip = { 'content-encoding': 'gzip' };
const json = (value: unknown): string => JSON.stringify(value);
const claims = (more: object): string => json({ sub: 'ABCDEFGH1234', ...more });
const quota = '{"developerMessage":"Quota limit exceeded."}';

const good: readonly (readonly [name: string, seen: Seen])[] = [
  ['a profile with nothing but what is required', {}],
  ['JSON without a charset', { headers: { 'content-type': 'application/json' } }],
  ['a charset in quotation marks and capitals', { headers: { 'content-type': 'Application/JSON;charset="UTF-8"' } }],
  ['a body in gzip', { body: gzipSync(profile), headers: gzip }],
  ['a body in brotli', { body: brotliCompressSync(profile), headers: { 'content-encoding': 'BR' } }],
  ['a body in deflate', { body: deflateSync(profile), headers: { 'content-encoding': 'deflate' } }],
  ['a body in bare deflate', { body: deflateRawSync(profile), headers: { 'content-encoding': 'deflate' } }],
  ['two codings', { body: gzipSync(deflateSync(profile)), headers: { 'content-encoding': 'deflate, gzip' } }],
  ['no coding, said in so many words', { headers: { 'content-encoding': 'identity' } }],
  ['a coding that is known, but not undone here', { headers: { 'content-encoding': 'compress' } }],
  ['a coding that the client has undone', { headers: { ...gzip, 'content-length': '9' }, decoded: true }],
  ['the right Content-Length', { headers: { 'content-length': String(profile.length) } }],
  ['white space around the value', { body: `\n ${profile}\r\n` }],
  ['members that the document maps', { body: claims({ thumbnails: { sizeX33: 'https://a.example/33' } }) }],
  ['escaped names that only look alike', { body: '{"sub":"ABCDEFGH1234","name":"x"}' }],
  [
    'the same name in two objects',
    { body: claims({ social_userinfo_list: [{ providerId: 'a' }, { providerId: 'b' }] }) },
  ],
  ['the largest exact integers', { body: claims({ updated_at: 253402300799 }) }],
  ['HEAD without a body', { method: 'HEAD', body: '' }],
  ['HEAD with the length of GET', { method: 'HEAD', body: '', headers: { 'content-length': '22' } }],
  ['POST', { method: 'POST' }],
  ['a query', { path: '/userinfo?x=1' }],
  ['a base path', { path: '/sessions/a/userinfo' }],
  [
    '401 with a challenge',
    { status: 401, body: unauthorized, headers: { 'www-authenticate': 'Bearer realm="a, b", error="invalid_token"' } },
  ],
  [
    '401 with the scheme in small letters',
    { status: 401, body: unauthorized, headers: { 'www-authenticate': 'bearer' } },
  ],
  ['401 in the words of OAuth', { status: 401, body: '{"error":"invalid_token"}' }],
  ['429 with seconds', { status: 429, body: quota, headers: { 'retry-after': '25' } }],
  [
    '429 in the envelope of the gateway',
    {
      status: 429,
      body: json({
        developerMessage: 'Quota limit exceeded.',
        moreInfo: 'https://aps.autodesk.com/en/docs/oauth/v2/developers_guide/error_handling/',
      }),
    },
  ],
  ['500 as a web page', { status: 500, body: '<html></html>', headers: { 'content-type': 'text/html' } }],
  ['500 with no body and no type', { status: 500, body: '', headers: { 'content-type': null } }],
  ['405 with Allow', { method: 'PUT', status: 405, body: '', headers: { allow: 'GET, POST' } }],
  ['501', { method: 'PATCH', status: 501, body: '' }],
  ['OPTIONS', { method: 'OPTIONS', status: 204, body: '' }],
  ['a body that was not captured', { body: undefined }],
  ['a value that a client has parsed', { body: undefined, value: { sub: 'ABCDEFGH1234' } }],
];

const bad: readonly (readonly [name: string, seen: Seen, found: readonly string[]])[] = [
  ['another path', { path: '/userinf', status: 404, body: '' }, ['response/operation-undocumented']],
  ['another method', { method: 'PUT' }, ['response/operation-undocumented']],
  ['405 without Allow', { method: 'PUT', status: 405, body: '' }, ['warning response/allow-missing']],
  ['an undocumented status', { status: 418 }, ['response/status-undocumented']],
  ['a status that only profile API v2 documents', { status: 503 }, ['warning response/status-elsewhere']],
  ['a redirection', { status: 302, body: '' }, ['response/status-undocumented']],
  ['no content', { status: 204, body: '' }, ['response/status-undocumented']],
  ['no content type', { headers: { 'content-type': null } }, ['response/content-type-missing']],
  ['a content type that is none', { headers: { 'content-type': 'json' } }, ['response/content-type-malformed']],
  [
    'an unfinished parameter',
    { headers: { 'content-type': 'application/json; charset' } },
    ['response/content-type-malformed'],
  ],
  ['two content types', { moreHeaders: [['Content-Type', 'application/json']] }, ['response/content-type-malformed']],
  [
    'a web page with 200',
    { body: '<html></html>', headers: { 'content-type': 'text/html' } },
    ['response/content-type-undocumented'],
  ],
  ['a web page that says it is JSON', { body: '<!DOCTYPE html>' }, ['response/json-invalid']],
  ['JSON that says it is text', { headers: { 'content-type': 'text/plain' } }, ['response/content-type-undocumented']],
  [
    'wrong JSON of an undocumented type',
    { body: '{"sub":1}', headers: { 'content-type': 'application/vnd.api+json' } },
    ['response/content-type-undocumented', 'schema/type /sub'],
  ],
  ['another charset', { headers: { 'content-type': 'application/json; charset=ISO-8859-1' } }, ['response/charset']],
  ['text that says it is brotli', { headers: { 'content-encoding': 'br' } }, ['response/content-coding-false']],
  ['text that says it is deflate', { headers: { 'content-encoding': 'deflate' } }, ['response/content-coding-false']],
  ['text that says it is gzip', { headers: gzip }, ['response/content-coding-false']],
  [
    'gzip that is cut off',
    { body: gzipSync(profile).subarray(0, 20), headers: gzip },
    ['response/content-coding-cut-off'],
  ],
  [
    'brotli that is cut off',
    { body: brotliCompressSync(profile).subarray(0, 9), headers: { 'content-encoding': 'br' } },
    ['response/content-coding-cut-off'],
  ],
  ['gzip without saying so', { body: gzipSync(profile) }, ['response/utf8-invalid']],
  ['an unknown coding', { headers: { 'content-encoding': 'utf-8' } }, ['response/content-coding-unknown']],
  [
    'gzip of more than anybody would read',
    { body: gzipSync(Buffer.alloc(17 * 1024 * 1024)), headers: gzip },
    ['response/body-too-large'],
  ],
  [
    'more of a format than its check can bear',
    { body: claims({ picture: `https://${'a'.repeat(5 * 1024 * 1024)}` }) },
    ['response/body-too-large'],
  ],
  ['a Content-Length too small', { headers: { 'content-length': '3' } }, ['response/content-length']],
  [
    'two Content-Lengths',
    { headers: { 'content-length': '22' }, moreHeaders: [['Content-Length', '3']] },
    ['response/content-length'],
  ],
  ['a body that was cut off', { body: '{"sub":', failure: 'cut-off' }, ['response/body-cut-off']],
  ['a body without end', { failure: 'too-large' }, ['response/body-too-large']],
  ['a body that never came', { body: '', failure: 'timed-out' }, ['response/body-timed-out']],
  ['an empty body', { body: '' }, ['response/body-missing']],
  ['an empty error', { status: 401, body: '', headers: { 'content-type': null } }, ['response/body-missing']],
  ['a byte order mark', { body: `\ufeff${profile}` }, ['response/byte-order-mark']],
  ['UTF-16', { body: new Uint8Array(Buffer.from(`\ufeff${profile}`, 'utf16le')) }, ['response/utf8-invalid']],
  ['Latin-1', { body: new Uint8Array(Buffer.from(claims({ name: 'é' }), 'latin1')) }, ['response/utf8-invalid']],
  ['JSON cut within a string', { body: '{"sub":"ABC' }, ['response/json-truncated']],
  ['JSON cut after a comma', { body: '{"sub":"ABC",' }, ['response/json-truncated']],
  ['JSON cut after a colon', { body: '{"sub":' }, ['response/json-truncated']],
  ['JSON cut within a word', { body: '{"sub":fal' }, ['response/json-truncated']],
  ['JSON cut after a number', { body: '{"sub":12' }, ['response/json-truncated']],
  ['white space only', { body: ' \n' }, ['response/json-truncated']],
  ['a second value', { body: `${profile}\n${profile}` }, ['response/json-trailing']],
  ['a bracket too many', { body: `${profile}}` }, ['response/json-trailing']],
  ['NaN', { body: '{"sub":NaN}' }, ['response/json-invalid']],
  ['NaN at the end', { body: 'NaN' }, ['response/json-invalid']],
  ['a comma too many', { body: '{"sub":"ABCDEFGH1234",}' }, ['response/json-invalid']],
  ['a comment', { body: '{/* id */"sub":"ABCDEFGH1234"}' }, ['response/json-invalid']],
  ['single quotation marks', { body: "{'sub':'ABCDEFGH1234'}" }, ['response/json-invalid']],
  ['a line feed in a string', { body: '{"sub":"ABC\nDEFGH1234"}' }, ['response/json-invalid']],
  ['a name twice', { body: '{"sub":"OTHERIDABC12","sub":"ABCDEFGH1234"}' }, ['response/json-duplicate-name /sub']],
  [
    'a name twice, once escaped',
    { body: '{"sub":"ABCDEFGH1234","\\u0073ub":"ABCDEFGH1234"}' },
    ['response/json-duplicate-name /sub'],
  ],
  [
    'a name twice inside',
    { body: '{"sub":"ABCDEFGH1234","social_userinfo_list":[{},{"providerId":"a","providerId":"b"}]}' },
    ['response/json-duplicate-name /social_userinfo_list/1/providerId'],
  ],
  [
    'a number with too many digits',
    { body: '{"sub":"ABCDEFGH1234","updated_at":9007199254740993}' },
    ['warning response/number-imprecise /updated_at', 'schema/maximum /updated_at'],
  ],
  ['a number as a string', { body: claims({ updated_at: '1662583480' }) }, ['schema/type /updated_at']],
  ['null where none may be', { body: claims({ email: null }) }, ['schema/type /email']],
  ['a missing claim', { body: '{}' }, ['schema/required /sub']],
  ['an array', { body: '[]' }, ['schema/type']],
  ['an undocumented claim', { body: claims({ givenName: 'x' }) }, ['warning response/undocumented-claim /givenName']],
  [
    'an undocumented claim deep inside',
    { body: claims({ social_userinfo_list: [{}, { a: 1 }, { a: 2 }] }) },
    ['warning response/undocumented-claim /social_userinfo_list/1/a'],
  ],
  [
    'digits for a date',
    { body: claims({ created_date: '1700000000' }) },
    ['warning response/contradiction /created_date'],
  ],
  ['the id of the reference page', { body: '{"sub":"ABCDEFGH"}' }, ['warning response/contradiction /sub']],
  [
    'thumbnails as pairs',
    { body: claims({ thumbnails: [{ sizeX20: 'https://a.example' }] }) },
    ['warning response/contradiction /thumbnails'],
  ],
  [
    'Retry-After as a date',
    { status: 429, body: quota, headers: { 'retry-after': 'Thu, 31 Dec 2099 23:59:59 GMT' } },
    ['info response/retry-after-date'],
  ],
  ['Retry-After as junk', { status: 429, body: quota, headers: { 'retry-after': 'soon' } }, ['response/retry-after']],
  [
    'Retry-After as a fraction',
    { status: 429, body: quota, headers: { 'retry-after': '1.5' } },
    ['response/retry-after'],
  ],
  [
    'Retry-After on a day that is none',
    { status: 429, body: quota, headers: { 'retry-after': 'Thu, 41 Dec 2099 23:59:59 GMT' } },
    ['response/retry-after'],
  ],
  [
    'Retry-After where it is not documented',
    { status: 403, body: '{"error":"insufficient_scope"}', headers: { 'retry-after': '-1' } },
    ['response/retry-after'],
  ],
  [
    'a broken challenge',
    { status: 401, body: unauthorized, headers: { 'www-authenticate': 'Bearer error="invalid_token' } },
    ['response/challenge-malformed'],
  ],
  [
    'another scheme than documented',
    { status: 401, body: unauthorized, headers: { 'www-authenticate': 'Basic realm="a"' } },
    ['response/header-invalid'],
  ],
  ['a header that is too long', { headers: { 'x-request-id': 'x'.repeat(129) } }, ['response/header-invalid']],
  ['a 401 body with 403', { status: 403, body: unauthorized }, ['response/error-of-other-status /errorCode']],
  [
    'a quota body with 500',
    { status: 500, body: json({ developerMessage: 'Quota limit exceeded.', moreInfo: 'https://a.example' }) },
    ['response/error-of-other-status /developerMessage'],
  ],
  ['an error with 200', { body: unauthorized }, ['response/error-with-success', 'schema/required /sub']],
  ['no Cache-Control', { headers: { 'cache-control': null } }, ['info response/storable-privately']],
  [
    'a profile for shared caches',
    { headers: { 'cache-control': 'public, max-age=60' } },
    ['warning response/storable'],
  ],
  ['a wrong value that a client has parsed', { body: undefined, value: { sub: 1 } }, ['schema/type /sub']],
];

describe('a response', () => {
  it.each(good)('is as documented: %s', (_name, seen) => {
    expect(briefly(check(seen))).toEqual([]);
  });

  it.each(bad)('is not as documented: %s', (_name, seen, found) => {
    expect(briefly(check(seen))).toEqual(found);
  });

  it('is found wrong in several ways at once', () => {
    const found = check({
      status: 418,
      headers: { 'content-type': 'application/json; charset=latin1', 'retry-after': 'x' },
      body: '{',
    });
    expect(briefly(found)).toEqual([
      'response/status-undocumented',
      'response/retry-after',
      'response/charset',
      'response/json-truncated',
    ]);
  });
});

describe('a finding about a response', () => {
  it('says where it was seen, also where it comes from a schema', () => {
    expect(
      check({ status: 418 })
        .concat(check({ body: '{}' }))
        .map(({ where }) => where),
    ).toEqual(['test', 'test']);
  });

  it('points into the document, and suggests the name that was meant', () => {
    expect(check({ body: claims({ givenName: 'x' }) })).toEqual([
      {
        code: 'response/undocumented-claim',
        severity: 'warning',
        message: '/givenName is not documented.',
        hint: 'Did you mean "given_name"?',
        instancePath: '/givenName',
        schemaPath: '/components/schemas/UserInfo/properties',
        where: 'test',
        expected: 'a documented member',
        actual: 'a string of 1 character (letters)',
      },
    ]);
  });

  it('does not suggest a name that is already present', () => {
    const [found] = check({ body: claims({ given_name: 'x', givenName: 'x' }) });
    expect(found?.hint).not.toContain('"given_name"');
  });

  it('leads to schemas and keywords that there are', () => {
    const found = bad.flatMap(([, seen]) => check(seen)).filter(({ schemaPath }) => schemaPath !== '');
    const { document } = rules;
    expect(found.filter(({ schemaPath }) => document.at(schemaPath) === undefined)).toEqual([]);
    expect(found.length).toBeGreaterThan(25);
  });

  it.each([
    ['a charset', { 'content-type': 'application/json; charset=canaryTok3n' }, 'response/charset'],
    ['a media type', { 'content-type': 'text/canaryTok3n' }, 'response/content-type-undocumented'],
    ['a media type of JSON', { 'content-type': 'application/canaryTok3n+json' }, 'response/content-type-undocumented'],
    ['a type of media', { 'content-type': 'canaryTok3n/x+json' }, 'response/content-type-undocumented'],
    ['a coding', { 'content-encoding': 'gzip, canaryTok3n' }, 'response/content-coding-unknown'],
    ['a length', { 'content-length': 'canaryTok3n' }, 'response/content-length'],
  ])('shows nothing of %s that is not known', (_, headers, code) => {
    for (const showValues of [false, true]) {
      const findings = check({ headers }, { ...rules, showValues });
      expect(findings.map(finding => finding.code)).toContain(code);
      expect(JSON.stringify(findings)).not.toMatch(/canaryTok3n/iu);
    }
  });

  it.each([
    [{ 'content-type': 'text/html' }, 'text/html'],
    [{ 'content-type': 'application/vnd.acme+json' }, 'application/*+json'],
    [{ 'content-type': 'application/json; charset=ISO-8859-1' }, 'iso-8859-1'],
  ])('names what is known: %o', (headers, name) => {
    expect(check({ headers })).toMatchObject([{ actual: name, message: expect.stringContaining(` ${name}`) }]);
  });

  it('shows no value by default', () => {
    const body = claims({ email: 'secret at example', job: 'secret', created_date: '1700000000', opt_in: 'secret' });
    expect(JSON.stringify(check({ body }))).not.toMatch(/secret|1700000000/);
    const shown = check({ body }, { ...rules, showValues: true });
    expect(shown.map(({ instancePath, actualValue }) => [instancePath, actualValue])).toEqual([
      ['/email', 'secret at example'],
      ['/opt_in', 'secret'],
      ['/created_date', '1700000000'],
      ['/job', 'secret'],
    ]);
  });
});
