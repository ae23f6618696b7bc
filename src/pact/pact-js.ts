// What is used of pact-js, by shape alone: the package is an optional peer, and these declarations hold without it.
// @see https://github.com/pact-foundation/pact-js/tree/master/docs

/** `Pact` of `@pact-foundation/pact` 16 or later (`PactV4` before that name): one consumer, one provider. */
export interface PactLike {
  addInteraction(): PactInteraction;
}

/** An interaction that is being described. */
export interface PactInteraction {
  given(state: string, parameters?: Readonly<Record<string, unknown>>): PactInteraction;
  uponReceiving(description: string): PactInteraction;
  reference(group: string, name: string, value: string): PactInteraction;
  withRequest(method: string, path: string, build: (request: PactRequest) => void): PactRequested;
}

/** What the consumer sends. */
export interface PactRequest {
  headers(headers: Record<string, string>): unknown;
}

/** An interaction whose request is described. */
export interface PactRequested {
  willRespondWith(status: number, build: (response: PactResponse) => void): PactReady;
}

/** What the provider answers. */
export interface PactResponse {
  headers(headers: Record<string, string>): unknown;
  jsonBody(body: unknown): unknown;
  body(contentType: string, body: Buffer): unknown;
}

/** An interaction that can be tested. */
export interface PactReady {
  executeTest<T>(test: (mock: { readonly url: string }) => Promise<T>): Promise<T | undefined>;
}
