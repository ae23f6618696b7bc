// A proxy between Pact's verifier and the provider: replaces the placeholder with the token, sets up provider states,
// removes redirects, and records exchanges, which the verifier does not report.

import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { KitError } from '../base/errors.ts';
import { isObject } from '../base/json.ts';
import type { Header, SeenExchange } from '../contract/responses/exchange.ts';
import { type GivenState, placeholderToken } from '../server/scenarios/provider-states.ts';
import { sendRequest } from '../verify/http-client.ts';
import { explainNoAnswer, NoAnswer } from '../verify/no-answer.ts';
import type { Target } from '../verify/target.ts';

export interface RelayOptions {
  readonly target: Target;
  /** Prefix of every request's path: a session of the mock. */
  readonly prefix: string;
  /** Replaces the placeholder; undefined keeps it. */
  readonly token: string | undefined;
  readonly timeoutMs: number;
  /** Sets up a state, or tears it down. An exception fails the interaction. */
  readonly changeState: (state: GivenState, action: StateAction) => Promise<void>;
}

export type StateAction = 'setup' | 'teardown';

export interface StateFailure {
  readonly state: GivenState;
  readonly error: KitError;
}

export interface Relay {
  /** Addresses, as options of Pact's verifier. */
  readonly addresses: Readonly<Record<string, unknown>>;
  /** Every answered request. */
  readonly exchanges: readonly SeenExchange[];
  readonly stateFailures: readonly StateFailure[];
  /** Unanswered requests, as text. */
  readonly unanswered: readonly string[];
  close(): Promise<void>;
}

const statesPath = '/.pact-states';
/** Pact's verifier asks for messages over HTTP, too. A provider of /userinfo sends none. */
const messagesPath = '/.pact-messages';
const jsonType = { 'content-type': 'application/json' };

/** Listens on a free port of 127.0.0.1. */
export async function startRelay(options: RelayOptions): Promise<Relay> {
  const seen = { exchanges: [] as SeenExchange[], stateFailures: [] as StateFailure[], unanswered: [] as string[] };
  const server = createServer((request, response) => {
    if (request.url === messagesPath) return void response.writeHead(500, jsonType).end('{}');
    const serve = request.url === statesPath ? changeState : forward;
    serve(options, request, response, seen).catch(() => response.destroy());
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const url = `http://127.0.0.1:${port}`;
  return {
    ...seen,
    addresses: {
      providerBaseUrl: url,
      providerStatesSetupUrl: `${url}${statesPath}`,
      transports: [{ protocol: 'message', port, path: messagesPath }],
    },
    close: () => {
      server.closeAllConnections();
      return new Promise(resolve => server.close(() => resolve()));
    },
  };
}

interface Seen {
  readonly exchanges: SeenExchange[];
  readonly stateFailures: StateFailure[];
  readonly unanswered: string[];
}

async function changeState(
  { changeState: change }: RelayOptions,
  request: IncomingMessage,
  response: ServerResponse,
  { stateFailures }: Seen,
): Promise<void> {
  const { state, params, action } = JSON.parse(await text(request)) as Readonly<Record<string, unknown>>;
  const given: GivenState = { name: String(state ?? ''), params: isObject(params) ? params : {} };
  try {
    await change(given, action === 'teardown' ? 'teardown' : 'setup');
    response.writeHead(200, jsonType).end('{}');
  } catch (error) {
    if (!(error instanceof KitError)) throw error;
    stateFailures.push({ state: given, error });
    // Pact 17 retries after a status of 5xx, for half a minute.
    response.writeHead(422).end();
  }
}

async function forward(options: RelayOptions, request: IncomingMessage, response: ServerResponse, seen: Seen) {
  const { target, prefix, timeoutMs } = options;
  const { method = 'GET', url = '/' } = request;
  const body = await bytesOf(request);
  const path = `${target.basePath}${prefix}${url}`;
  const headers = headersOf(request, options.token);
  const sending = { target, method, path, headers, timeoutMs, ...(body.length > 0 && { body }) };
  try {
    const answer = await sendRequest(sending);
    const known = headers.filter(([name]) => name.toLowerCase() !== 'authorization');
    const where = `${method} ${url}`;
    seen.exchanges.push({ request: { method, path: url, headers: known }, ...answer, where });
    const { status, headers: answered, body: bytes } = answer.response;
    response.writeHead(status, answered.filter(isPassedOn).flat()).end(bytes);
  } catch (error) {
    if (!(error instanceof NoAnswer)) throw error;
    seen.unanswered.push(`${method} ${url}: ${explainNoAnswer(error).what}`);
    response.writeHead(502).end();
  }
}

async function bytesOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

/** Hop-by-hop headers. @see https://www.rfc-editor.org/rfc/rfc9110#section-7.6.1 */
const ofConnection = new Set([
  'connection',
  'keep-alive',
  'transfer-encoding',
  'content-length',
  'host',
  'upgrade',
  'accept-encoding',
]);

function headersOf({ rawHeaders }: IncomingMessage, token: string | undefined): readonly Header[] {
  const pairs = rawHeaders.flatMap((name, index) =>
    index % 2 === 0 ? [[name, rawHeaders[index + 1] ?? ''] as const] : [],
  );
  const kept = pairs.filter(([name]) => !ofConnection.has(name.toLowerCase()));
  return [...kept.map(header => withToken(header, token)), ['Connection', 'close']];
}

/** Only the placeholder alone: an interaction without a token, or with an invalid one, stays unchanged. */
function withToken([name, value]: Header, token: string | undefined): Header {
  const isPlaceholder = value === `Bearer ${placeholderToken}` || value === placeholderToken;
  if (token === undefined || name.toLowerCase() !== 'authorization' || !isPlaceholder) return [name, value];
  return [name, value.replace(placeholderToken, token)];
}

/** Without Location the verifier cannot follow a redirect past this relay. */
function isPassedOn([name]: Header): boolean {
  return !['connection', 'keep-alive', 'transfer-encoding', 'content-length', 'location'].includes(name.toLowerCase());
}
