// One interaction of a consumer test, which pact-js gets when its test runs.

import { setImmediate, setTimeout } from 'node:timers/promises';
import type { ApiDocument, Json, Operation } from '../contract/openapi/document.ts';
import { type Call, isBasic, schemesWithoutToken } from '../profiles/call.ts';
import { type GivenState, placeholderToken } from '../server/scenarios/provider-states.ts';
import type { Described } from './describe-profiles.ts';
import { acquireWriteLock } from './write-lock.ts';

/** Input of a test: the URL to call, and the token to send. */
export interface ConsumerMock {
  /** Without a slash at the end. */
  readonly url: string;
  /**
   * Undefined where the interaction is about a request without a token, and where the document asks for an API key alone.
   * For basic authentication: the encoded credentials.
   */
  readonly token: string | undefined;
}

/** One interaction between the consumer and `/userinfo`. */
export interface UserinfoInteraction {
  /** Short: `profile`, `without email`, `null ldap_domain`, or the name of an example such as `token-expired`. */
  readonly name: string;
  /** Description in the contract. */
  readonly description: string;
  readonly status: number;
  /** Body of the answer, for the test to compare with; undefined without one. */
  readonly body: Json | undefined;
  readonly given: GivenState;
  readonly operationId: string;
  /**
   * Runs a test against the described answer, and adds the interaction to the contract if it passes.
   * Fails if the consumer does not send the request, or sends another one.
   */
  executeTest<T>(test: (mock: ConsumerMock) => Promise<T>): Promise<T>;
}

/**
 * The mock server of Pact answers a request before it records it: a test that ends at once sometimes fails, as if it had
 * sent none (23 of 3,200 measured, recorded up to 7 ms later). The wait counts pauses, since a test may have stopped the
 * clock.
 */
const pauseMs = 2;
const mostPauses = 50;

/** What the consumer calls. */
export interface InteractionRequest {
  readonly operation: Operation;
  readonly call: Call;
  /** What goes before the token in the header Authorization; undefined where no such header is sent. */
  readonly scheme: string | undefined;
}

/** The scheme of an operation's credentials. */
export function schemeOf(document: ApiDocument, operation: Operation, bareToken: boolean): string | undefined {
  const schemes = schemesWithoutToken(document, operation);
  if (schemes.some(isBasic)) return basic;
  if (schemes.length > 0) return undefined;
  return bareToken ? '' : 'Bearer ';
}

const basic = 'Basic ';
const placeholderCredentials = Buffer.from('user:password').toString('base64');

/** Runs one test on a Pact instance, after earlier ones. */
export function executeTest<T>(
  pact: PactLike,
  { operation: { method, operationId }, call, scheme }: InteractionRequest,
  described: Described,
  test: (mock: ConsumerMock) => Promise<T>,
): Promise<T> {
  const hasToken = described.withToken && scheme !== undefined;
  const token = hasToken ? (scheme === basic ? placeholderCredentials : placeholderToken) : undefined;
  return oneAtATime(pact, async () => {
    let release = (): void => {};
    const ready = given(pact.addInteraction(), described.given)
      .uponReceiving(described.description)
      .reference('openapi', 'operationId', operationId)
      .withRequest(method, call.path, request => describeRequest(request, call, token && `${scheme}${token}`))
      .willRespondWith(described.status, response => describeResponse(response, described));
    try {
      const result = await ready.executeTest(async ({ url }) => {
        const answer = await test({ url, token });
        await recorded(ready, url);
        // After this function pact-js writes the contract.
        release = await acquireWriteLock();
        return answer;
      });
      return result as T;
    } finally {
      release();
    }
  });
}

/** Asks Pact's core, which is a private member of pact-js. Without it, a pause has to suffice. */
async function recorded(ready: PactReady, url: string): Promise<void> {
  const { pact } = ready as { readonly pact?: { readonly mockServerMatchedSuccessfully?: (port: number) => boolean } };
  if (pact?.mockServerMatchedSuccessfully === undefined) return setTimeout(pauseMs);
  const port = Number(new URL(url).port);
  await setImmediate();
  for (let pause = 0; pause < mostPauses && !pact.mockServerMatchedSuccessfully(port); pause++)
    await setTimeout(pauseMs);
}

/** An empty object of parameters would appear in the contract. */
function given(interaction: PactInteraction, { name, params }: GivenState): PactInteraction {
  return Object.keys(params).length === 0 ? interaction.given(name) : interaction.given(name, params);
}

function describeRequest(request: PactRequest, { query, headers }: Call, authorization: string | undefined): void {
  if (query !== undefined) request.query(Object.fromEntries(valuesByName(query)));
  const authority = authorization === undefined ? [] : [['Authorization', authorization] as const];
  if (headers.length + authority.length > 0) request.headers(Object.fromEntries([...headers, ...authority]));
}

function valuesByName(query: string): ReadonlyMap<string, string[]> {
  const parameters = new URLSearchParams(query);
  return new Map([...parameters.keys()].map(name => [name, parameters.getAll(name)]));
}

function describeResponse(response: PactResponse, { headers, template, contentType }: Described): void {
  response.headers({ ...headers, ...(contentType !== undefined && { 'Content-Type': contentType.mediaType }) });
  if (contentType === undefined || template === undefined) return;
  if (contentType.isJson) response.jsonBody(template);
  else response.body(contentType.mediaType, Buffer.from(String(template)));
}

/** pact-js crashes if two tests run on the same instance, and the error names neither. */
const last = new WeakMap<object, Promise<unknown>>();

/** Runs `task` after every earlier one of this `owner`, failed ones included. */
function oneAtATime<T>(owner: object, task: () => Promise<T>): Promise<T> {
  const turn = (last.get(owner) ?? Promise.resolve()).then(task, task);
  last.set(owner, turn);
  return turn;
}

/**
 * `Pact` of `@pact-foundation/pact` 16 or later (before: `PactV4`): one consumer, one provider. By shape only: the package
 * is an optional peer, and these declarations are valid without it.
 *
 * @see https://github.com/pact-foundation/pact-js/tree/master/docs
 */
export interface PactLike {
  addInteraction(): PactInteraction;
}

export interface PactInteraction {
  given(state: string, parameters?: Readonly<Record<string, unknown>>): PactInteraction;
  uponReceiving(description: string): PactInteraction;
  reference(group: string, name: string, value: string): PactInteraction;
  withRequest(method: string, path: string, build: (request: PactRequest) => void): PactRequested;
}

export interface PactRequest {
  query(query: Record<string, string[]>): unknown;
  headers(headers: Record<string, string>): unknown;
}

export interface PactRequested {
  willRespondWith(status: number, build: (response: PactResponse) => void): PactReady;
}

export interface PactResponse {
  headers(headers: Record<string, string>): unknown;
  jsonBody(body: unknown): unknown;
  body(contentType: string, body: Buffer): unknown;
}

export interface PactReady {
  executeTest<T>(test: (mock: { readonly url: string }) => Promise<T>): Promise<T | undefined>;
}
