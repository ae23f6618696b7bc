import { describe, expect, it } from 'vitest';
import { verify } from '../../src/verify/verify.ts';
import { people } from './stand-in/people.ts';
import {
  type StandInAnswer,
  type StandInOptions,
  type StandInRequest,
  startStandIn,
  tokens,
} from './stand-in/stand-in.ts';
import { credentials, document, found, reasonOf, statusOf, verifyStandIn } from './verify-stand-in.ts';

const has = (token: string | undefined) => (request: StandInRequest) => request.token === token;
const isGood = has(tokens.good);

/** Changes the answers to some requests. */
function when(
  applies: (request: StandInRequest) => boolean,
  change: Partial<StandInAnswer> | ((answer: StandInAnswer) => Partial<StandInAnswer>),
): StandInOptions {
  return {
    change: (answer, request) => {
      if (!applies(request)) return answer;
      return withLength({ ...answer, ...(typeof change === 'function' ? change(answer) : change) });
    },
  };
}

function withLength(answer: StandInAnswer): StandInAnswer {
  return { ...answer, headers: { ...answer.headers, 'Content-Length': String(Buffer.byteLength(answer.body)) } };
}

function withHeader(name: string, value: string | undefined): (answer: StandInAnswer) => Partial<StandInAnswer> {
  return ({ headers }) => {
    const { [name]: _old, ...others } = headers;
    return { headers: value === undefined ? others : { ...others, [name]: value } };
  };
}

const profileOf = (person: object): Partial<StandInAnswer> => ({ status: 200, body: JSON.stringify(person) });
const errorBody = (members: object) =>
  JSON.stringify({ developerMessage: 'No.', moreInfo: 'https://aps.autodesk.com', ...members });

/** Gives answers in turn to the requests it applies to. */
function inTurn(applies: (request: StandInRequest) => boolean, ...bodies: readonly object[]): StandInOptions {
  let turn = 0;
  return when(applies, () => profileOf(bodies[Math.min(turn++, bodies.length - 1)] ?? {}));
}

describe('the checks, on a stand-in for the live service', () => {
  it('passes every check that applies', async () => {
    const report = await verifyStandIn({}, { allowPost: true });
    expect(found(report)).toEqual([]);
    expect(report.exitCode).toBe(0);
    const notPassed = report.checks
      .filter(({ status }) => status !== 'passed')
      .map(({ id, status }) => `${id} ${status}`);
    expect(notPassed).toEqual([
      'openid-missing not-checked',
      'claims-by-scope not-checked',
      'www-authenticate not-checked',
      'error-statuses not-checked',
      'rate-limit-headers not-checked',
      'rate-limit skipped',
    ]);
  });

  it('stay within the budget of 30 requests, and each says how many it took', async () => {
    await using standIn = await startStandIn();
    const report = await verify({ baseUrl: standIn.url, credentials, document, allowPost: true });
    const sent = report.checks.reduce((sum, { requests }) => sum + requests, 0);
    expect(sent).toBe(standIn.requests.length);
    expect(sent).toBeLessThanOrEqual(30);
    expect(report.notes.join()).toMatch(new RegExp(`latency: median \\d+ ms, slowest \\d+ ms, of ${sent} answers`));
  });
});

describe('a check finds what is wrong', () => {
  const { sub: _sub, ...withoutSub } = people.first;
  const changes: readonly (readonly [string, StandInOptions, readonly string[]])[] = [
    [
      'a request without a token gets a profile',
      when(({ token, method }) => token === undefined && method === 'GET', profileOf(people.first)),
      ['no-token: check/token-accepted'],
    ],
    [
      '403 instead of 401 without a token',
      when(({ token, method }) => token === undefined && method === 'GET', { status: 403 }),
      ['no-token: check/status', 'no-token: response/error-of-other-status at /errorCode'],
    ],
    [
      'an undocumented code without a token',
      when(has(undefined), { body: errorBody({ errorCode: 'AUTH-099' }) }),
      ['no-token: check/error-code at /errorCode'],
    ],
    [
      'the code of another failure',
      when(has(undefined), { body: errorBody({ errorCode: 'AUTH-006' }) }),
      ['no-token: check/error-code-differs at /errorCode'],
    ],
    ['no code at all', when(has(undefined), { body: errorBody({}) }), ['no-token: check/error-code-missing']],
    [
      'Basic credentials taken for a token',
      when(({ headers }) => headers.authorization?.startsWith('Basic') === true, profileOf(people.first)),
      ['malformed-header: check/token-accepted'],
    ],
    [
      'any token taken for somebody',
      when(({ token }) => token?.startsWith('unknown') === true, profileOf(people.first)),
      ['unknown-token: check/token-accepted'],
    ],
    [
      'an expired token accepted',
      when(has(tokens.expired), profileOf(people.first)),
      ['expired-token: check/token-accepted'],
    ],
    [
      'a 2-legged token accepted',
      when(has(tokens.twoLegged), profileOf(people.first)),
      ['two-legged-token: check/token-accepted'],
    ],
    [
      'a 2-legged token answered 500',
      when(has(tokens.twoLegged), { status: 500, body: errorBody({ errorCode: 'ERR-003' }) }),
      ['two-legged-token: check/status'],
    ],
    [
      "another person's profile each time",
      when(isGood, profileOf(people.second)),
      ['valid-token: check/wrong-person at /sub'],
    ],
    [
      "another person's profile the second time",
      inTurn(isGood, people.first, people.second, people.first),
      ['valid-token: check/person-changed at /sub'],
    ],
    [
      'a claim made up anew',
      inTurn(isGood, people.first, { ...people.first, company: 'Other' }, people.first),
      ['valid-token: check/claim-changed at /company'],
    ],
    [
      'a claim of another type',
      when(isGood, profileOf({ ...people.first, updated_at: '1662583480' })),
      ['valid-token: schema/type at /updated_at', 'post: schema/type at /updated_at'],
    ],
    [
      'no subject',
      when(isGood, profileOf(withoutSub)),
      ['valid-token: schema/required at /sub', 'post: schema/required at /sub'],
    ],
    [
      'TRACE answered with success',
      when(({ method }) => method === 'TRACE', { status: 200 }),
      ['method-not-allowed: check/method-accepted'],
    ],
    [
      'TRACE taken for an unknown path',
      when(({ method }) => method === 'TRACE', { status: 404 }),
      ['method-not-allowed: check/method-status'],
    ],
    [
      '405 without Allow',
      when(({ method }) => method === 'TRACE', withHeader('Allow', undefined)),
      ['method-not-allowed: response/allow-missing'],
    ],
    [
      'Allow without POST',
      when(({ method }) => method === 'TRACE', withHeader('Allow', 'GET')),
      ['method-not-allowed: check/allow-incomplete'],
    ],
    ['no HEAD', when(({ method }) => method === 'HEAD', { status: 404 }), ['head-equals-get: check/head-status']],
    [
      'HEAD of another type',
      when(({ method }) => method === 'HEAD', withHeader('Content-Type', 'text/plain')),
      ['head-equals-get: check/head-headers'],
    ],
    [
      'POST for somebody else',
      when(({ method }) => method === 'POST', profileOf({ ...people.first, sub: people.second.sub })),
      ['post: check/post-differs at /sub'],
    ],
    [
      'POST refused',
      when(({ method }) => method === 'POST', { status: 500, body: errorBody({ errorCode: 'ERR-003' }) }),
      ['post: check/status'],
    ],
    [
      'no CORS at all',
      when(() => true, withHeader('Access-Control-Allow-Origin', undefined)),
      ['cors: check/cors-missing', 'preflight: check/cors-missing'],
    ],
    [
      'CORS for one other origin',
      when(isGood, withHeader('Access-Control-Allow-Origin', 'https://other.example')),
      ['cors: check/cors-origin'],
    ],
    [
      'a star together with credentials',
      when(isGood, withHeader('Access-Control-Allow-Credentials', 'true')),
      ['cors: check/cors-origin'],
    ],
    [
      'errors without CORS',
      when(
        ({ method, token }) => method === 'GET' && token === undefined,
        withHeader('Access-Control-Allow-Origin', undefined),
      ),
      ['cors: check/cors-errors'],
    ],
    [
      'a preflight that wants a token',
      when(({ method }) => method === 'OPTIONS', { status: 401 }),
      ['preflight: check/preflight-refused'],
    ],
    [
      'a star in the place of Authorization',
      when(({ method }) => method === 'OPTIONS', withHeader('Access-Control-Allow-Headers', '*')),
      ['preflight: check/preflight-header'],
    ],
    [
      'no doubled slash',
      when(({ path }) => path === '//userinfo', { status: 404 }),
      ['double-slash: check/double-slash'],
    ],
    [
      'unknown parameters refused',
      when(({ query }) => query !== '', { status: 400, body: errorBody({}) }),
      ['unknown-query-ignored: check/query-matters'],
    ],
    [
      'another person because of a parameter',
      when(({ query }) => query !== '', profileOf(people.second)),
      ['unknown-query-ignored: check/query-matters at /sub'],
    ],
    [
      'an error named where no token was sent',
      when(
        ({ token, method }) => token === undefined && method === 'GET',
        withHeader('WWW-Authenticate', 'Bearer error="invalid_token"'),
      ),
      ['www-authenticate: check/challenge-error'],
    ],
    [
      'no error named for an unknown token',
      when(({ token }) => token?.startsWith('unknown') === true, withHeader('WWW-Authenticate', 'Bearer realm="x"')),
      ['www-authenticate: check/challenge-error'],
    ],
    [
      'a redirect',
      when(isGood, answer => ({ status: 302, ...withHeader('Location', 'https://elsewhere.example/')(answer) })),
      ['valid-token: check/redirect'],
    ],
  ];

  it.each(changes)('%s', async (_, standIn, expected) => {
    const report = await verifyStandIn(standIn, { allowPost: true });
    expect(found(report)).toEqual(expected);
  });

  it('a documented error status that is not as documented, on a mock that can be asked', async () => {
    const provoked = when(({ token }) => token === 'give-403', {
      status: 403,
      body: errorBody({ errorCode: 'AUTH-999' }),
    });
    const provoke = (status: number) => `give-${status}`;
    const report = await verifyStandIn(provoked, {
      credentials: { ...credentials, provoke },
      only: ['error-statuses'],
    });
    expect(found(report)).toContain('error-statuses: check/error-code at /errorCode');
    expect(found(report)).toContain('error-statuses: check/status');
  });
});

describe('HEAD with a body', () => {
  it('is found, though HTTP clients hide it', async () => {
    const hijack: StandInOptions['hijack'] = ({ method }, response) => {
      if (method !== 'HEAD') return false;
      response.socket?.end('HTTP/1.1 200 OK\r\nContent-Type: application/json; charset=utf-8\r\n\r\n{"sub":1}');
      return true;
    };
    expect(found(await verifyStandIn({ hijack }))).toEqual(['head-equals-get: check/head-body']);
  });
});

describe('the check of the rate limit', () => {
  const options = { allowRateLimit: true, only: ['rate-limit'] } as const;

  it('stops at the first 429 and reads Retry-After', async () => {
    const report = await verifyStandIn({ limit: 5 }, { ...options, budget: 1 });
    expect(statusOf(report, 'rate-limit')).toBe('passed');
    expect(report.checks.find(({ id }) => id === 'rate-limit')?.requests).toBe(6);
    expect(report.notes[0]).toMatch(/^rate limit: 429 after 6 requests in [\d.]+ s, wait 25 s$/);
  });

  it('sends no more than its cap, and does not count what proves nothing', async () => {
    const report = await verifyStandIn({}, { ...options, rateLimitCap: 7 });
    expect(reasonOf(report, 'rate-limit')).toBe(
      '7 requests got no 429, and the document allows 500; raise --rate-limit-cap',
    );
    expect(report.exitCode).toBe(3);
  });

  it('finds a limit that is not there', async () => {
    const report = await verifyStandIn({ limit: 10_000 }, options);
    expect(report.checks.find(({ id }) => id === 'rate-limit')?.requests).toBe(525);
    expect(found(report)).toEqual(['rate-limit: check/rate-limit-absent']);
  });

  it('finds a 429 without Retry-After', async () => {
    const { change } = when(() => true, withHeader('Retry-After', undefined));
    const report = await verifyStandIn({ limit: 2, change: change! }, options);
    expect(found(report)).toEqual(['rate-limit: check/retry-after-missing']);
  });

  it('runs only where it is permitted', async () => {
    expect(reasonOf(await verifyStandIn(), 'rate-limit')).toBe('requires --allow-rate-limit');
  });
});
