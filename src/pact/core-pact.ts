// A Pact on Pact's core, which pact-js is built on: consumer tests need nothing else of pact-js, and most of it takes longer
// to load than 32 interactions to run.

import { createRequire } from 'node:module';
import { explaining, KitError } from '../base/errors.ts';
import { findPackage } from '../base/optional-package.ts';
import type { PactInteraction, PactLike, PactReady, PactRequested } from './interaction.ts';

/** Options of `new Pact` of `@pact-foundation/pact`, with the same meaning. Its other options need a `new Pact`. */
export interface PactOptions {
  readonly consumer: string;
  readonly provider: string;
  /** Folder of the contract. Default: `./pacts`. */
  readonly dir?: string;
  /** Port of Pact's mock server. Default: any free one. */
  readonly port?: number;
  /** What Pact logs to standard output. Default: `error`. */
  readonly logLevel?: 'trace' | 'debug' | 'info' | 'warn' | 'error';
}

const optionNames: readonly string[] = ['consumer', 'provider', 'dir', 'port', 'logLevel'];

/** What is used of Pact's core 19 and 20, by shape, since it is part of an optional peer. */
interface PactCore {
  makeConsumerPact(consumer: string, provider: string, specification: number, logLevel: string): CorePact;
}

interface CorePact {
  newInteraction(description: string): CoreInteraction;
  pactffiCreateMockServerForTransport(host: string, transport: string, config: string, port?: number): number;
  mockServerMatchedSuccessfully(port: number): boolean;
  mockServerMismatches(port: number): readonly Mismatch[];
  cleanupMockServer(port: number): unknown;
  writePactFile(dir: string): void;
}

interface CoreInteraction {
  given(state: string): unknown;
  givenWithParams(state: string, parameters: string): unknown;
  uponReceiving(description: string): unknown;
  addInteractionReference(group: string, name: string, value: string): unknown;
  withRequest(method: string, path: string): unknown;
  withQuery(name: string, index: number, value: string): unknown;
  withRequestHeader(name: string, index: number, value: string): unknown;
  withStatus(status: number): unknown;
  withResponseHeader(name: string, index: number, value: string): unknown;
  withResponseBody(body: string, contentType: string): unknown;
  withResponseBinaryBody(body: Buffer, contentType: string): unknown;
}

/** A request that the mock server did not get as described. */
interface Mismatch {
  readonly type: string;
  readonly method: string;
  readonly path: string;
  /** Of `request-mismatch`. */
  readonly mismatches?: readonly { readonly mismatch?: string; readonly expected?: string; readonly actual?: string }[];
}

const host = '127.0.0.1';

/** How the core counts specifications: this is version 4. */
const specification = 5;

/** File of the core of the installed pact-js. @throws ERR_PACT_NOT_INSTALLED */
export function findPactCore(what: string): string {
  const need = { what, code: 'ERR_PACT_NOT_INSTALLED' } as const;
  const pact = findPackage('@pact-foundation/pact', need).file;
  return findPackage('@pact-foundation/pact-core', { ...need, places: [pact] }).file;
}

/** @throws ERR_PACT_UNSUPPORTED for another option, ERR_PACT_NOT_INSTALLED */
export function createPact(options: PactOptions): PactLike {
  const other = Object.keys(options).find(name => !optionNames.includes(name));
  if (other !== undefined) {
    throw new KitError('ERR_PACT_UNSUPPORTED', `The option "${other}" is not one of ${optionNames.join(', ')}.`, {
      hint: "Use new Pact(options) of '@pact-foundation/pact' in place of the options.",
    });
  }
  const { consumer, provider, logLevel = 'error' } = options;
  const file = findPactCore('A consumer test');
  const core = createRequire(file)(file) as PactCore;
  return {
    addInteraction: () => describing(core.makeConsumerPact(consumer, provider, specification, logLevel), options),
  };
}

function describing(pact: CorePact, options: PactOptions): PactInteraction {
  const core = pact.newInteraction('');
  const interaction: PactInteraction = {
    given(state, parameters) {
      if (parameters === undefined) core.given(state);
      else core.givenWithParams(state, JSON.stringify(parameters));
      return interaction;
    },
    uponReceiving(description) {
      core.uponReceiving(description);
      return interaction;
    },
    reference(...reference) {
      core.addInteractionReference(...reference);
      return interaction;
    },
    withRequest(method, path, build) {
      core.withRequest(method, path);
      build({ query: setEach(core.withQuery), headers: setEach(core.withRequestHeader) });
      return requested(pact, core, options);
    },
  };
  return interaction;
}

function requested(pact: CorePact, core: CoreInteraction, options: PactOptions): PactRequested {
  return {
    willRespondWith(status, build) {
      core.withStatus(status);
      build({
        headers: setEach(core.withResponseHeader),
        jsonBody: body => core.withResponseBody(JSON.stringify(body), 'application/json'),
        body: (contentType, body) => core.withResponseBinaryBody(body, contentType),
      });
      const executeTest: PactReady['executeTest'] = test => explaining(() => runTest(pact, options, test));
      // The interaction asks `pact` whether the request is recorded.
      return { pact, executeTest };
    },
  };
}

type Setter = (name: string, index: number, value: string) => unknown;

function setEach(set: Setter): (values: Readonly<Record<string, string | readonly string[]>>) => void {
  return values => {
    for (const [name, given] of Object.entries(values))
      for (const [index, value] of [given].flat().entries()) set(name, index, value);
  };
}

/** The contract gets the interaction if the test passes. */
async function runTest<T>(
  pact: CorePact,
  { dir = './pacts', port: wanted }: PactOptions,
  test: (mock: { readonly url: string }) => Promise<T>,
): Promise<T> {
  const port = startMockServer(pact, wanted);
  try {
    const outcome = await test({ url: `http://${host}:${port}` }).then(
      result => ({ result, cause: undefined }),
      (cause: unknown) => ({ cause }),
    );
    if (!pact.mockServerMatchedSuccessfully(port)) throw notAsDescribed(pact.mockServerMismatches(port), outcome.cause);
    if (!('result' in outcome)) throw outcome.cause;
    pact.writePactFile(dir);
    return outcome.result;
  } finally {
    pact.cleanupMockServer(port);
  }
}

function startMockServer(pact: CorePact, wanted: number | undefined): number {
  const config = JSON.stringify({ corsPreflight: true });
  const port = pact.pactffiCreateMockServerForTransport(host, 'http', config, wanted);
  // The core returns its negative error codes as unsigned numbers.
  if (port > 0 && port <= 65_535) return port;
  throw new KitError('ERR_PACT_MOCK_SERVER', `Pact's mock server did not start on ${host}:${wanted ?? 0}.`, {
    ...(wanted !== undefined && { hint: 'Leave out `port`, or name one that is free.' }),
  });
}

/** The request is the reason for the error of the test, which expected another answer. */
function notAsDescribed(mismatches: readonly Mismatch[], cause: unknown): KitError {
  return new KitError('ERR_PACT_REQUEST', 'The client did not send exactly the described request.', {
    details: mismatches.flatMap(({ type, method, path, mismatches: parts = [] }) => {
      if (type === 'missing-request') return `missing: ${method} ${path}`;
      if (type === 'request-not-found') return `unexpected: ${method} ${path}`;
      return parts.map(part => `${method} ${path}: ${part.mismatch ?? `${part.actual} instead of ${part.expected}`}`);
    }),
    cause,
  });
}
