// A stand-in for the live service, written from what is known of it and from nothing in src: the verifier must not be
// tried only on a mock that shares its code. There is no login; a table says what each token is.

import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { people, type StandInPerson } from './people.ts';

/** What a request is answered. */
export interface StandInAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** Text, or bytes for what is no text. */
  readonly body: string | Uint8Array;
}

/** What a request asks. */
export interface StandInRequest {
  readonly method: string;
  readonly path: string;
  readonly query: string;
  readonly token: string | undefined;
  readonly headers: IncomingMessage['headers'];
}

/** How a stand-in differs from the service. */
export interface StandInOptions {
  /** Calls per minute of an application. */
  readonly limit?: number;
  /** One thing that is wrong with it. */
  readonly change?: (answer: StandInAnswer, request: StandInRequest) => StandInAnswer;
  /** Takes over the connection; true where it has answered. */
  readonly hijack?: (request: StandInRequest, response: ServerResponse) => boolean;
}

export interface StandIn {
  readonly url: string;
  readonly requests: readonly StandInRequest[];
  [Symbol.asyncDispose](): Promise<void>;
}

const jwt = (claims: object): string =>
  `${[{ alg: 'RS256', kid: 'stand-in' }, claims]
    .map(part => Buffer.from(JSON.stringify(part)).toString('base64url'))
    .join('.')}.c2lnbmF0dXJl`;

const application = 'aB3dE5fG7hJ9kL1mN3pQ5rS7tU9vW1xY';

/** The tokens that the stand-in knows. */
export const tokens: Readonly<Record<'good' | 'other' | 'expired' | 'twoLegged', string>> = {
  good: jwt({ client_id: application, userid: people.first.sub, exp: 4102444800 }),
  other: jwt({ client_id: application, userid: people.second.sub, exp: 4102444800 }),
  expired: jwt({ client_id: application, userid: people.first.sub, exp: 1600000000 }),
  twoLegged: jwt({ client_id: application, exp: 4102444800 }),
};

const users: ReadonlyMap<string, StandInPerson> = new Map([
  [tokens.good, people.first],
  [tokens.other, people.second],
]);

/** Starts it on a free port of loopback. */
export async function startStandIn({ limit = 500, change = same, hijack }: StandInOptions = {}): Promise<StandIn> {
  const requests: StandInRequest[] = [];
  let calls = 0;
  const server = createServer((message, response) => {
    const request = read(message);
    requests.push(request);
    if (hijack?.(request, response)) return;
    const counted = request.token !== undefined && users.has(request.token);
    if (counted) calls += 1;
    const answer = change(counted && calls > limit ? tooMany() : answerTo(request), request);
    response.writeHead(answer.status, answer.headers).end(answer.body);
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    [Symbol.asyncDispose]: () => close(server),
  };
}

function close(server: Server): Promise<void> {
  server.closeAllConnections();
  return new Promise(resolve => server.close(() => resolve()));
}

function same(answer: StandInAnswer): StandInAnswer {
  return answer;
}

function read({ method = '', url = '', headers }: IncomingMessage): StandInRequest {
  const [path = '', query = ''] = url.split('?');
  // The official SDK sends the token without its scheme, and is served.
  const token = headers.authorization?.replace(/^bearer /iu, '');
  return { method, path, query, token, headers };
}

function answerTo(request: StandInRequest): StandInAnswer {
  if (request.path.replace(/\/+/gu, '/') !== '/userinfo') return json(404, { developerMessage: 'Resource not found.' });
  switch (request.method) {
    case 'OPTIONS':
      return preflight(request);
    case 'GET':
    case 'HEAD':
    case 'POST':
      return userinfo(request);
    default:
      return json(405, { developerMessage: 'Method not allowed.' }, { Allow: 'GET, HEAD, POST, OPTIONS' });
  }
}

function userinfo({ token, headers }: StandInRequest): StandInAnswer {
  if (headers.authorization === undefined)
    return refusal('AUTH-012', 'The Authorization header is missing or invalid.');
  const person = users.get(token ?? '');
  if (person === undefined) return refusal('AUTH-006', 'Access token provided is invalid or expired.');
  return json(200, person);
}

function refusal(errorCode: string, developerMessage: string): StandInAnswer {
  const moreInfo = 'https://aps.autodesk.com/en/docs/oauth/v2/developers_guide/error_handling/';
  return json(401, { developerMessage, moreInfo, errorCode });
}

function tooMany(): StandInAnswer {
  const { status, headers, body } = json(429, { developerMessage: 'Quota limit exceeded.' });
  return { status, headers: { ...headers, Server: 'Apigee Router', 'Retry-After': '25' }, body };
}

function preflight({ headers }: StandInRequest): StandInAnswer {
  return {
    status: 200,
    headers: {
      'Access-Control-Allow-Origin': '*',
      'Access-Control-Allow-Methods': 'GET, POST, OPTIONS',
      'Access-Control-Allow-Headers': String(headers['access-control-request-headers'] ?? 'Authorization'),
      'Access-Control-Max-Age': '3628800',
      'Content-Length': '0',
    },
    body: '',
  };
}

function json(status: number, value: unknown, headers: Readonly<Record<string, string>> = {}): StandInAnswer {
  const body = JSON.stringify(value);
  return {
    status,
    headers: {
      'Access-Control-Allow-Origin': '*',
      'Cache-Control': 'no-store',
      'Content-Length': String(Buffer.byteLength(body)),
      'Content-Type': 'application/json; charset=utf-8',
      Pragma: 'no-cache',
      Server: 'nginx',
      'Strict-Transport-Security': 'max-age=31536000; includeSubDomains; preload',
      'X-Content-Type-Options': 'nosniff',
      'X-Frame-Options': 'SAMEORIGIN',
      'X-Request-ID': 'b7d1c5f0-3c52-4f0e-9d0b-0a6d1c1e2f3a',
      ...headers,
    },
    body,
  };
}
