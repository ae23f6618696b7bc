import type { ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { type AddressInfo, createServer } from 'node:net';
import { describe, expect, it } from 'vitest';
import { KitError } from '../../src/base/errors.ts';
import { loadDocument } from '../../src/contract/openapi/load.ts';
import { verify } from '../../src/verify/verify.ts';
import type { VerifyOptions } from '../../src/verify/verify-options.ts';
import { patienceMs } from '../patience.ts';
import { createCertificate } from './certificate.ts';
import { people } from './stand-in/people.ts';
import { type StandInOptions, type StandInRequest, startStandIn, tokens } from './stand-in/stand-in.ts';
import { credentials, document, found, reasonOf, statusOf, verifyStandIn } from './verify-stand-in.ts';

const tooMany = {
  status: 429,
  headers: { 'Content-Type': 'application/json' },
  body: '{"developerMessage":"Quota limit exceeded."}',
};
const isGood = ({ token }: StandInRequest): boolean => token === tokens.good;

async function codeOf(run: Promise<unknown>): Promise<string> {
  const error = await run.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof KitError)) throw error ?? new Error('nothing was thrown');
  return `${error.code} ${error.exitCode}: ${error.message}`;
}

describe('the exit code', () => {
  it('is 0 where all that was to be checked held', async () => {
    expect((await verifyStandIn()).exitCode).toBe(0);
  });

  it('is 1 for an error, also in an incomplete run', async () => {
    const report = await verifyStandIn({ change: answer => ({ ...answer, status: 418 }) }, { requireChecks: 15 });
    expect(report.exitCode).toBe(1);
  });

  it('is 0 with warnings, and 1 with warnings that count', async () => {
    const standIn: StandInOptions = {
      change: (answer, { path }) => (path === '//userinfo' ? { ...answer, status: 404 } : answer),
    };
    expect((await verifyStandIn(standIn)).exitCode).toBe(0);
    expect((await verifyStandIn(standIn, { strict: true })).exitCode).toBe(1);
    expect((await verifyStandIn(standIn, { strict: true, ignore: ['check/double-slash'] })).exitCode).toBe(0);
  });

  it('is 3 if the profile is not checked for lack of a token', async () => {
    const report = await verifyStandIn({}, { credentials: {} });
    expect(report.exitCode).toBe(3);
    expect(report.notes).toContain('incomplete: valid-token could not run');
    expect(statusOf(report, 'no-token')).toBe('passed');
    expect(reasonOf(report, 'expired-token')).toBe('APS_EXPIRED_TOKEN is not set');
  });

  it('is 0 without a token if the profile is skipped by name', async () => {
    expect((await verifyStandIn({}, { credentials: {}, skip: ['valid-token'] })).exitCode).toBe(0);
  });

  it('is 3 if a check selected by name could not run', async () => {
    expect((await verifyStandIn({}, { only: ['no-token', 'www-authenticate'] })).exitCode).toBe(3);
    expect((await verifyStandIn({}, { only: ['post'] })).exitCode).toBe(3);
  });

  it('is 3 where fewer checks were made than required, or none', async () => {
    const { checks } = await verifyStandIn();
    const made = checks.filter(({ status }) => status === 'passed').length;
    expect((await verifyStandIn({}, { requireChecks: made + 1 })).exitCode).toBe(3);
    expect((await verifyStandIn({}, { requireChecks: made })).exitCode).toBe(0);
    expect((await verifyStandIn({}, { skip: checks.map(({ id }) => id) })).exitCode).toBe(3);
  });
});

describe('the required checks', () => {
  it('is refused where it makes no sense, all at once', async () => {
    const run = verify({ baseUrl: 'http://127.0.0.1:1', only: ['vald-token'], budget: 0, timeoutMs: 1.5 });
    const error = await run.catch((reason: KitError) => reason);
    expect((error as KitError).details).toEqual([
      'Unknown check "vald-token". Did you mean "valid-token"?',
      'budget is 0, but must be an integer from 1 to 1000.',
      'timeoutMs is 1.5, but must be an integer from 1 to 600000.',
    ]);
  });

  it('never sends tokens of the mock, nor shows values, beyond this machine', async () => {
    const baseUrl = 'https://developer.api.autodesk.com';
    expect(await codeOf(verify({ baseUrl, live: true, mockTokens: true }))).toContain('ERR_TARGET_NOT_ALLOWED 2');
    expect(await codeOf(verify({ baseUrl, live: true, showValues: true }))).toContain('ERR_TARGET_NOT_ALLOWED 2');
  });

  it('sends no credential that is none', async () => {
    const run = verify({ baseUrl: 'http://127.0.0.1:1', credentials: { token: 'a\r\nX-Evil: 1' } });
    expect(await codeOf(run)).toContain('ERR_CREDENTIAL_INVALID 2');
  });

  it('requires the URL before the path of the document', async () => {
    const run = verify({ baseUrl: 'http://127.0.0.1:4010/userinfo' });
    expect(await codeOf(run)).toBe(
      'ERR_CONFIG_INVALID 2: The base URL ends with /userinfo, which the document adds (ERR_CONFIG_INVALID). Omit this path.',
    );
  });
});

describe('a credential that comes back', () => {
  const secret = 'se/cret~Token.1234';
  const echoing = (change: (text: string) => string): StandInOptions => ({
    change(answer, { token }) {
      if (token !== secret) return answer;
      const headers = { 'Content-Type': `application/json; charset=${change(secret)}`, 'Cache-Control': 'no-store' };
      const body = JSON.stringify({ sub: [change(secret)], [change(secret)]: { [change(secret)]: 1 } });
      return { status: 200, headers, body };
    },
  });

  it.each([
    ['as it is', (text: string) => text],
    ['in another case', (text: string) => text.toUpperCase()],
  ])('is not in the report %s, even where values are shown', async (_, change) => {
    const credentials = { token: secret, expectedSubject: 'ABCDEFGH1234' };
    const report = await verifyStandIn(echoing(change), { credentials, showValues: true });
    const text = JSON.stringify(report);
    expect(text).toContain('***');
    expect(text).not.toMatch(/se(?:\/|~1)cret/iu);
  });
});

describe('the budget', () => {
  it('skips checks that it does not suffice for, and reports them', async () => {
    const report = await verifyStandIn({}, { budget: 4 });
    expect(report.checks.reduce((sum, { requests }) => sum + requests, 0)).toBeLessThanOrEqual(4);
    expect(reasonOf(report, 'malformed-header')).toBe('needs up to 2 requests, and the budget has 1 left');
    expect(statusOf(report, 'unknown-token')).toBe('passed');
  });

  it('counts the second try after a 429', async () => {
    let refusals = 1;
    const waits: number[] = [];
    const change: StandInOptions['change'] = (answer, request) =>
      isGood(request) && refusals-- > 0
        ? { ...answer, status: 429, body: '', headers: { 'Retry-After': '2' } }
        : answer;
    const wait = async (milliseconds: number): Promise<void> => {
      waits.push(milliseconds);
    };
    const report = await verifyStandIn({ change }, { wait, only: ['valid-token'] });
    expect(report.exitCode).toBe(0);
    expect(waits).toEqual([2000]);
    expect(report.checks.find(({ id }) => id === 'valid-token')?.requests).toBe(3);
  });

  it.each([
    ['60', 'the target answers 429 and requires a wait of 60 s; try again later'],
    [undefined, 'the target answers 429 and has no Retry-After; try again later'],
    ['0', 'the target answers 429 and repeats it after the required wait; try again later'],
  ])('is not spent on a 429 that lasts: Retry-After %s', async (retryAfter, reason) => {
    const headers: Record<string, string> = retryAfter === undefined ? {} : { 'Retry-After': retryAfter };
    const change: StandInOptions['change'] = (answer, request) =>
      isGood(request) ? { ...tooMany, headers: { ...tooMany.headers, ...headers } } : answer;
    const report = await verifyStandIn({ change }, { only: ['valid-token', 'head-equals-get'] });
    expect(reasonOf(report, 'valid-token')).toBe(reason);
    expect(reasonOf(report, 'head-equals-get')).toBe(reason);
    expect(report.checks.find(({ id }) => id === 'head-equals-get')?.requests).toBe(0);
    expect(report.exitCode).toBe(3);
  });
});

describe('an unexpected 429', () => {
  it('is held against the document all the same', async () => {
    const headers = { ...tooMany.headers, 'Retry-After': 'soon' };
    const change: StandInOptions['change'] = (answer, request) => (isGood(request) ? { ...tooMany, headers } : answer);
    const report = await verifyStandIn({ change });
    expect(found(report)).toEqual(['valid-token: response/retry-after']);
    expect(statusOf(report, 'valid-token')).toBe('failed');
  });
});

describe('a target that cannot be reached', () => {
  it('is reported with a hint if no server listens', async () => {
    const run = verify({ baseUrl: `http://127.0.0.1:${await freePort()}`, document });
    expect(await codeOf(run)).toMatch(/^ERR_TARGET_UNREACHABLE 4: .* no server listens there \(ECONNREFUSED\)/);
  });

  it('is one that never answers', async () => {
    const run = verifyStandIn({ hijack: () => true }, { timeoutMs: 40 });
    expect(await codeOf(run)).toMatch(
      /^ERR_TARGET_UNREACHABLE 4: .* no answer came within 40 ms \(ERR_TARGET_UNREACHABLE\)\. Increase --timeout/,
    );
  });

  it('is one that does not speak HTTP', async () => {
    await using server = await listen(createServer(socket => socket.resume().end('220 mail ready\r\n')));
    const run = verify({ baseUrl: `http://127.0.0.1:${server.port}`, document });
    expect(await codeOf(run)).toMatch(/^ERR_TARGET_UNREACHABLE 4: .* the server does not speak HTTP/);
  });

  it('is one whose name is unknown', async () => {
    const run = verify({ baseUrl: 'https://no-such-host.invalid', live: true, document });
    expect(await codeOf(run)).toMatch(/^ERR_TARGET_UNREACHABLE 4: .* the host name cannot be resolved/);
  });

  it('is one whose certificate is not trusted, despite the environment', async () => {
    await using server = await listen(createTlsServer(createCertificate(), (_request, response) => response.end()));
    process.env['NODE_TLS_REJECT_UNAUTHORIZED'] = '0';
    try {
      const run = verify({ baseUrl: `https://127.0.0.1:${server.port}`, document });
      expect(await codeOf(run)).toMatch(/^ERR_TARGET_UNREACHABLE 4: .* no known authority signed its certificate/);
    } finally {
      delete process.env['NODE_TLS_REJECT_UNAUTHORIZED'];
    }
  });
});

describe('a target that answers some requests badly', () => {
  const onlyProfile = { only: ['no-token', 'valid-token', 'head-equals-get'], timeoutMs: 2500 } as const;

  it('by closing the connection', async () => {
    const hijack: StandInOptions['hijack'] = (request, response) => isGood(request) && !!response.destroy();
    const report = await verifyStandIn({ hijack }, onlyProfile);
    expect(found(report)).toEqual(['valid-token: check/no-answer']);
    expect(reasonOf(report, 'head-equals-get')).toBe('GET with the token got no answer');
    expect(report.exitCode).toBe(1);
  });

  it('by never answering', async () => {
    const report = await verifyStandIn({ hijack: isGood }, onlyProfile);
    const [finding] = report.checks.find(({ id }) => id === 'valid-token')?.findings ?? [];
    expect(finding?.message).toBe('No answer came within 2500 ms.');
    expect(finding?.where).toBe('valid-token: GET /userinfo');
  });

  it('by stopping in the middle of the body', async () => {
    const hijack: StandInOptions['hijack'] = (request, response) => {
      if (!isGood(request)) return false;
      response.writeHead(200, { 'Content-Type': 'application/json', 'Content-Length': '1000' }).write('{"sub":"');
      return true;
    };
    expect(found(await verifyStandIn({ hijack }, onlyProfile))).toContain('valid-token: response/body-timed-out');
  });

  it('by closing in the middle of the body', async () => {
    const hijack: StandInOptions['hijack'] = (request, response) => {
      if (!isGood(request)) return false;
      response.writeHead(200, { 'Content-Type': 'application/json', 'Content-Length': '1000' });
      response.write('{"sub":"', () => response.destroy());
      return true;
    };
    expect(found(await verifyStandIn({ hijack }, onlyProfile))).toContain('valid-token: response/body-cut-off');
  });

  it.each([
    ['ten megabytes', (response: ServerResponse) => response.write(' '.repeat(10_000_000))],
    ['bytes without end', endless],
  ])('with %s', async (_, send) => {
    const hijack: StandInOptions['hijack'] = (request, response) => {
      if (!isGood(request)) return false;
      response.writeHead(200, { 'Content-Type': 'application/json' });
      send(response);
      return true;
    };
    const report = await verifyStandIn({ hijack }, { ...onlyProfile, timeoutMs: patienceMs });
    expect(found(report)).toContain('valid-token: response/body-too-large');
  });

  it('is given up after three silences in a row', async () => {
    const hijack: StandInOptions['hijack'] = ({ method, token }, response) =>
      (method !== 'GET' || token !== undefined) && !!response.destroy();
    const report = await verifyStandIn({ hijack });
    expect(found(report).filter(text => text.endsWith('check/no-answer'))).toHaveLength(3);
    expect(reasonOf(report, 'double-slash')).toMatch(/got no answer|left 3 requests in a row without an answer/);
    expect(reasonOf(report, 'preflight')).toBe('the target left 3 requests in a row without an answer');
  });
});

describe('requests', () => {
  it('send the token to no other host: the first has none, TRACE and OPTIONS never have one', async () => {
    await using standIn = await startStandIn();
    await verify({ baseUrl: standIn.url, credentials, document, allowPost: true });
    expect(standIn.requests[0]).toMatchObject({ method: 'GET', token: undefined });
    const unsafe = standIn.requests.filter(({ method }) => method === 'TRACE' || method === 'OPTIONS');
    expect(unsafe.map(({ token }) => token)).toEqual([undefined, undefined]);
    expect(new Set(standIn.requests.map(({ method }) => method))).toEqual(
      new Set(['GET', 'HEAD', 'POST', 'OPTIONS', 'TRACE']),
    );
  });

  it('do not follow a redirect', async () => {
    await using elsewhere = await startStandIn();
    const report = await verifyStandIn({
      change: (answer, request) =>
        isGood(request) ? { ...answer, status: 307, headers: { Location: `${elsewhere.url}/userinfo` } } : answer,
    });
    expect(found(report)).toContain('valid-token: check/redirect');
    expect(elsewhere.requests).toEqual([]);
  });

  it('keep the path of the base URL', async () => {
    await using standIn = await startStandIn();
    await verify({ baseUrl: `${standIn.url}/sessions/x`, credentials, document, only: ['no-token', 'double-slash'] });
    expect(standIn.requests.map(({ path }) => path)).toEqual(['/sessions/x/userinfo', '/sessions/x/userinfo']);
  });

  it('are passed to the listener, without the Authorization header', async () => {
    const seen: string[] = [];
    const onExchange: VerifyOptions['onExchange'] = ({ request }, id) => seen.push(`${id}: ${JSON.stringify(request)}`);
    const { checks } = await verifyStandIn({}, { onExchange });
    expect(seen).toHaveLength(checks.reduce((sum, { requests }) => sum + requests, 0));
    expect(seen[0]).toMatch(/^no-token: /);
    expect(seen.filter(text => /authorization/iu.test(text) && !text.startsWith('preflight: '))).toEqual([]);
    expect(seen.filter(text => Object.values(tokens).some(token => text.includes(token)))).toEqual([]);
  });
});

describe('a document of one’s own', () => {
  it('decides which failures there are to check', async () => {
    const report = await verifyStandIn({}, { document: await loadDocument('test/verify/documents/open.yaml') });
    expect(reasonOf(report, 'no-token')).toBe('the document requires no token at GET /userinfo');
    expect(statusOf(report, 'valid-token')).toBe('passed');
    expect(reasonOf(report, 'error-statuses')).toBe('the document has no error statuses beside 401');
  });

  it('may have no examples: then 401 alone is expected', async () => {
    const other = await loadDocument('test/verify/documents/plain.yaml');
    const report = await verifyStandIn({}, { document: other });
    expect(report.exitCode).toBe(0);
    expect(statusOf(report, 'two-legged-token')).toBe('passed');
    expect(reasonOf(report, 'post')).toBe('requires --allow-post');
  });

  it('says which claim is the subject', async () => {
    const other = await loadDocument('test/verify/documents/plain.yaml');
    const change: StandInOptions['change'] = (answer, request) =>
      isGood(request)
        ? { ...answer, headers: { 'Content-Type': 'application/json' }, body: '{"badge":"B-1"}' }
        : answer;
    expect(found(await verifyStandIn({ change }, { document: other }))).toContain(
      'valid-token: check/wrong-person at /badge',
    );
  });

  it('is left alone by people who are not its business', async () => {
    const expected = { ...credentials, expectedSubject: people.second.sub };
    expect(found(await verifyStandIn({}, { credentials: expected }))).toEqual([
      'valid-token: check/wrong-person at /sub',
    ]);
  });
});

async function freePort(): Promise<number> {
  await using server = await listen(createServer());
  return server.port;
}

interface Listening extends AsyncDisposable {
  readonly port: number;
}

async function listen(server: ReturnType<typeof createServer>): Promise<Listening> {
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  const dispose = (): Promise<void> => new Promise(resolve => server.close(() => resolve()));
  return { port: (server.address() as AddressInfo).port, [Symbol.asyncDispose]: dispose };
}

function endless(response: ServerResponse): void {
  const timer = setInterval(() => response.write(' '.repeat(100_000)), 1);
  response.on('close', () => clearInterval(timer));
}
