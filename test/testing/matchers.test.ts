// The matchers as a test uses them: what they take, and what they say.

import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import nodeFetch from 'node-fetch';
import { request as undiciRequest } from 'undici';
import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import '../../src/testing/matchers-vitest.ts';
import type { Mock } from '../../src/testing/mock.ts';
import { startMock } from '../../src/testing/start-mock.ts';
import { profile, unauthorized } from '../contract/responses/seen.ts';
import { clients } from './clients.ts';

let mock: Mock;
let userinfo: string;

beforeAll(async () => {
  mock = await startMock();
  userinfo = `${mock.url}/userinfo`;
});
beforeEach(() => mock.reset());
afterAll(() => mock.close());

const ask = (token: string): Promise<Response> => fetch(userinfo, { headers: { authorization: `Bearer ${token}` } });
const json = { 'content-type': 'application/json', 'cache-control': 'no-store' };

/** The text of a matcher that fails. */
async function failureOf(assertion: Promise<void>): Promise<string> {
  return assertion.then(
    () => {
      throw new Error('the assertion held');
    },
    (error: Error) => error.message,
  );
}

function messageOf(assertion: () => void): string {
  try {
    assertion();
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error('the assertion held');
}

async function serve(listener: RequestListener): Promise<string> {
  const server: Server = createServer(listener).listen(0, '127.0.0.1');
  onTestFinished(() => void server.close());
  await new Promise(resolve => server.once('listening', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/userinfo`;
}

describe.each(Object.entries(clients))('a response of %s', (_name, askWith) => {
  it.each(['200', '401', '403', '429', '500'])('with status %s satisfies the document', async scenario => {
    await expect(await askWith(userinfo, mock.token('alice', scenario))).toSatisfyApiSpec();
  });

  it('is a profile', async () => {
    await expect(await askWith(userinfo, mock.token('ben', 'minimal'))).toBeUserInfo('minimal');
  });

  it('that drifted is found', async () => {
    await expect(await askWith(userinfo, mock.token('alice', 'drifted'))).not.toSatisfyApiSpec();
  });

  it('that was compressed is read as what it was', async () => {
    const url = await serve((_request, response) => {
      response.writeHead(200, { ...json, 'content-encoding': 'gzip' }).end(gzipSync(profile));
    });
    await expect(await askWith(url, 'a')).toSatisfyApiSpec({ strict: true });
  });
});

// The others know nothing of the request, or were asked for the right path.
const knowing = Object.entries(clients).filter(([name]) => !['request of undici', 'light-my-request'].includes(name));

describe.each(knowing)('a response of %s', (_name, askWith) => {
  it('has a path, so that an undocumented one is rejected', async () => {
    const failure = await failureOf(expect(await askWith(`${mock.url}/userinf`, 'a')).toSatisfyApiSpec());
    expect(failure).toContain('response/operation-undocumented');
    expect(failure).toContain('Did you mean "/userinfo"?');
  });
});

describe('a Response of fetch', () => {
  it('stays readable, however often it is matched', async () => {
    const response = await ask(mock.token('alice'));
    await expect(response).toSatisfyApiSpec();
    await expect(response).toBeUserInfo();
    expect(await response.json()).toMatchObject({ given_name: 'Alice' });
  });

  it('that was read already is refused with what to do', async () => {
    const response = await ask(mock.token('alice'));
    await response.text();
    const failure = await failureOf(expect(response).toSatisfyApiSpec());
    expect(failure).toBe(
      'The body of this response has been read already (ERR_RESPONSE_UNREADABLE). Pass the response before reading it, or a clone: ' +
        'const copy = response.clone(); or pass { status, headers, body } with what was read.',
    );
    expect(await failureOf(expect(response).not.toSatisfyApiSpec())).toBe(failure);
  });

  it('that was made by hand is matched with the one path of the document', async () => {
    await expect(new Response(profile, { headers: json })).toSatisfyApiSpec();
    await expect(new Response(null, { status: 204 })).not.toSatisfyApiSpec();
  });

  it('with a broken connection is reported as cut off', async () => {
    const url = await serve((_request, response) => {
      response.writeHead(200, { ...json, 'content-length': '100' });
      response.write(profile, () => response.destroy());
    });
    expect(await failureOf(expect(await fetch(url)).toSatisfyApiSpec())).toContain('response/body-cut-off');
  });
});

describe('a Response of node-fetch', () => {
  it('stays readable', async () => {
    const response = await nodeFetch(userinfo, { headers: { authorization: 'Bearer a' } });
    await expect(response).toSatisfyApiSpec();
    expect(await response.json()).toHaveProperty('sub');
  });

  it('that is too large for two readers is refused instead of waited for', async () => {
    const url = await serve((_request, response) => {
      response.writeHead(200, json).end(JSON.stringify({ sub: 'ABCDEFGH1234', about_me: 'x'.repeat(500_000) }));
    });
    const response = await nodeFetch(url);
    expect(await failureOf(expect(response).toSatisfyApiSpec())).toContain('too large for a clone of node-fetch');
  });
});

describe("a response of undici's request", () => {
  it('is read by the matcher, and can be read only once', async () => {
    const response = await undiciRequest(userinfo, { headers: { authorization: 'Bearer a' } });
    await expect(response).toSatisfyApiSpec();
    expect(await failureOf(expect(response).toBeUserInfo())).toContain('has been read already');
  });
});

describe('a response as a plain object', () => {
  it.each<[string, object]>([
    ['headers in an object', { status: 200, headers: json, body: profile }],
    ['headers in pairs', { status: 200, headers: Object.entries(json), body: profile }],
    ['headers in a map', { status: 200, headers: new Map(Object.entries(json)), body: profile }],
    ['headers of fetch', { status: 200, headers: new Headers(json), body: profile }],
    ['headers in lists', { status: 200, headers: { 'Content-Type': ['application/json'] }, body: profile }],
    ['the name statusCode', { statusCode: 200, headers: json, body: profile }],
    ['bytes', { status: 200, headers: json, body: Buffer.from(profile) }],
    ['a buffer', { status: 200, headers: json, body: new TextEncoder().encode(profile).buffer }],
    ['a parsed body', { status: 200, headers: json, body: JSON.parse(profile) }],
    [
      'method and path',
      { status: 200, headers: json, body: profile, method: 'post', url: 'https://a.example/userinfo' },
    ],
  ])('is taken with %s', async (_name, response) => {
    await expect(response).toSatisfyApiSpec();
  });

  it('is checked as what it is', async () => {
    await expect({ status: 200, headers: json }).not.toSatisfyApiSpec();
    await expect({ status: 401, headers: json, body: unauthorized }).toSatisfyApiSpec();
    await expect({ status: 403, headers: json, body: unauthorized }).not.toSatisfyApiSpec();
  });

  it.each<[string, unknown, string]>([
    ['undefined', undefined, 'nothing'],
    ['a text', profile, 'a string'],
    ['an array', [1], 'an array'],
    ['a promise', Promise.resolve(), 'a promise'],
    ['a parsed body', { sub: 'ABCDEFGH1234' }, 'an object with sub'],
    ['a map', { 'bob@example.com': 1, some: 'ABCDEFGH1234' }, 'an object with *, some'],
    ['an empty object', {}, 'an object without members'],
  ])('is not %s', async (_name, value, described) => {
    const failure = await failureOf(expect(value).toSatisfyApiSpec());
    expect(failure).toContain(
      `Expected a response, got ${described} (ERR_RESPONSE_UNREADABLE). Pass a Response of fetch`,
    );
    expect(failure).not.toContain('ABCDEFGH1234');
  });

  it('is taken as Playwright has it, with methods', async () => {
    class APIResponse {
      readonly #body = Buffer.from(profile);
      status = (): number => 200;
      url = (): string => 'http://127.0.0.1/userinfo';
      headers = (): Record<string, string> => json;
      headersArray = () => Object.entries(json).map(([name, value]) => ({ name, value }));
      body = async (): Promise<Buffer> => this.#body;
    }
    await expect(new APIResponse()).toSatisfyApiSpec();
    await expect(new APIResponse()).toBeUserInfo();
  });

  it('is refused where its clone lost the body, as in happy-dom', async () => {
    const response = new Response(JSON.stringify(profile), { headers: { ...json, 'content-length': '99' } });
    response.clone = () => new Response('');
    expect(await failureOf(expect(response).toSatisfyApiSpec())).toMatch(
      /lost in its clone \(ERR_RESPONSE_UNREADABLE\)\. /,
    );
  });

  it('is named by class and members where it is none', async () => {
    class Reply {
      statusText(): string {
        return 'OK';
      }
    }
    expect(await failureOf(expect(new Reply()).toSatisfyApiSpec())).toContain('a Reply with statusText');
  });

  it('is refused with a stream for a body', async () => {
    const response = { status: 200, headers: json, body: { pipe: () => undefined } };
    expect(await failureOf(expect(response).toSatisfyApiSpec())).toContain(
      'The body of this response is a stream (ERR_RESPONSE_UNREADABLE). Read it',
    );
  });
});

describe('toSatisfyApiSpec', () => {
  const extra = { status: 200, headers: json, body: { sub: 'ABCDEFGH1234', email: 'secret', givenName: 'secret' } };

  it('says what is wrong, errors first, and no value', async () => {
    expect(await failureOf(expect(extra).toSatisfyApiSpec())).toBe(
      [
        'expected the response to satisfy the document: GET /userinfo with status 200',
        '',
        '  error schema/format: /email must be in the format "email".',
        '    Document: /components/schemas/UserInfo/properties/email/format',
        '  warning response/undocumented-claim: /givenName is not documented.',
        '    Did you mean "given_name"?',
        '    Document: /components/schemas/UserInfo/properties',
      ].join('\n'),
    );
  });

  it('shows values on request', async () => {
    expect(await failureOf(expect(extra).toSatisfyApiSpec({ showValues: true }))).toContain('Value: "secret"');
  });

  it('lists only the first of many findings', async () => {
    const body = { sub: 'ABCDEFGH1234', ...Object.fromEntries(Array.from({ length: 20 }, (_, n) => [`claim${n}`, n])) };
    const failure = await failureOf(expect({ ...extra, body }).toSatisfyApiSpec({ strict: true }));
    expect(failure).toMatch(/\n {2}and 8 more$/);
  });

  it('counts warnings where it is strict', async () => {
    const response = { ...extra, body: { sub: 'ABCDEFGH1234', givenName: 'a' } };
    await expect(response).toSatisfyApiSpec();
    await expect(response).not.toSatisfyApiSpec({ strict: true });
  });

  it('describes an unexpected match', async () => {
    const failure = await failureOf(expect({ ...extra, body: profile }).not.toSatisfyApiSpec());
    expect(failure).toBe(
      'expected the response not to satisfy the document, but it does: GET /userinfo with status 200',
    );
  });

  it('takes method and path where the library does not know them', async () => {
    await expect({ ...extra, body: profile }).not.toSatisfyApiSpec({ method: 'DELETE' });
    await expect({ ...extra, body: profile }).not.toSatisfyApiSpec({ path: '/token' });
  });
});

describe('toBeUserInfo', () => {
  it('takes claims that a client parsed', async () => {
    const claims = (await (await ask(mock.token('alice'))).json()) as object;
    await expect(claims).toBeUserInfo();
    await expect(claims).toBeUserInfo('documented');
    await expect({ ...claims, email: 1 }).not.toBeUserInfo();
  });

  it.each<[string, unknown]>([
    ['undefined', undefined],
    ['null', null],
    ['a text', 'profile'],
    ['an empty object', {}],
    ['an error', JSON.parse(unauthorized)],
  ])('does not take %s for claims', async (_name, value) => {
    await expect(value).not.toBeUserInfo();
  });

  it('does not take an error for a profile, documented though it is', async () => {
    const failure = await failureOf(expect(await ask(mock.token('alice', '401'))).toBeUserInfo());
    expect(failure).toContain('error response/no-profile: A response with status 401 has no profile.');
  });

  it('says what another variant would have', async () => {
    const response = await ask(mock.token('alice', 'documented'));
    expect(await failureOf(expect(response).toBeUserInfo('sdk'))).toContain(
      '/user_thumbnails must be absent in a profile of the variant "sdk".',
    );
    expect(await failureOf(expect(response).not.toBeUserInfo('documented'))).toBe(
      'expected the claims not to be a profile of the variant "documented", but they are',
    );
  });

  it('takes a drifted profile for one, and no other', async () => {
    await expect(await ask(mock.token('alice', 'drifted'))).toBeUserInfo('drifted');
    await expect(await ask(mock.token('alice'))).not.toBeUserInfo('drifted');
    await expect(await ask(mock.token('alice', '401'))).not.toBeUserInfo('drifted');
  });

  it('has no other variants', async () => {
    // @ts-expect-error there is no such variant
    const failure = await failureOf(expect({}).toBeUserInfo('minimum'));
    expect(failure).toBe('Unknown variant "minimum" (ERR_SCENARIO_UNKNOWN). Did you mean "minimal"?');
  });
});

describe('toHaveReceived', () => {
  it('takes a mock, a session and a journal', async () => {
    await ask(mock.token('alice'));
    const session = mock.session('other');
    expect(mock).toHaveReceived();
    expect(mock).toHaveReceived({ method: 'GET', status: 200, path: '/userinfo', persona: 'alice' });
    expect(mock.journal).toHaveReceived({}, { times: 1 });
    expect(session).not.toHaveReceived();
    expect(session).toHaveReceived({}, { times: 0 });
  });

  it('counts', async () => {
    await ask(mock.token('alice', '429'));
    await ask(mock.token('alice', '429'));
    expect(mock).toHaveReceived({ status: 429 }, { times: 2 });
    expect(mock).not.toHaveReceived({ status: 429 }, { times: 1 });
  });

  it('lists what was received instead, without tokens', async () => {
    await ask(mock.token('alice'));
    await ask('very-secret-token');
    await ask(mock.token('ben', '401'));
    const message = messageOf(() => expect(mock).toHaveReceived({ method: 'GET', status: 429 }, { times: 2 }));
    expect(message.split('\n')).toEqual([
      'expected the mock to have received a request with method GET, status 429 twice, but it did not',
      '',
      'Received, 3 in all:',
      expect.stringMatching(/^ {2}GET \/userinfo -> 200 \(persona=alice; /),
      expect.stringMatching(/^ {2}GET \/userinfo -> 200 \(/),
      expect.stringMatching(/^ {2}GET \/userinfo -> 401 \(ben, example=token-expired\)$/),
    ]);
    expect(message).not.toContain('secret');
  });

  it('says what it has received where it should not', async () => {
    await ask(mock.token('alice'));
    const message = messageOf(() => expect(mock).not.toHaveReceived({ status: 200 }));
    expect(message).toMatch(/^expected the mock not to have received a request with status 200, but it did once\n/);
  });

  it('says that there was nothing at all', () => {
    const message = messageOf(() => expect(mock).toHaveReceived());
    expect(message).toBe('expected the mock to have received a request, but it did not\n\nIt received no requests.');
  });

  it('refuses what has no journal, and filters that would match nothing for ever', () => {
    expect(() => expect({}).toHaveReceived()).toThrow(
      'given something without a journal (ERR_CONFIG_INVALID). Pass a mock of startMock()',
    );
    // @ts-expect-error there is no such member
    expect(() => expect(mock).not.toHaveReceived({ staus: 200 })).toThrow('Did you mean "status"?');
  });
});
