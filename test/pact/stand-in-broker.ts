// A Pact Broker on loopback, as far as its clients speak to it here: contracts are published and fetched, results and
// deployments noted, and can-i-deploy answered from them.
// @see https://docs.pact.io/pact_broker/api

import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import type { KeyPair } from '../../src/server/tls/prepare-tls.ts';

/** A running broker, and what became of it. */
export interface StandInBroker {
  readonly url: string;
  /** Every request, such as `POST /contracts/publish`. */
  readonly requests: readonly string[];
  /** Bodies of the requests that had one, by request. */
  readonly bodies: ReadonlyMap<string, unknown>;
  /** Results of verifications that were published. */
  readonly results: readonly { readonly success: boolean; readonly providerApplicationVersion: string }[];
  readonly deployments: readonly string[];
  close(): Promise<void>;
}

/** What a broker is told to do. */
export interface StandInOptions {
  /** Asked of every request, as a bearer token. */
  readonly token?: string;
  /** Whether contracts are handed out as pending. */
  readonly pending?: boolean;
  /** Whether results are turned away. */
  readonly refuseResults?: boolean;
  /** Certificate and key for https; default: http. */
  readonly pair?: KeyPair;
}

interface Published {
  readonly consumer: string;
  readonly provider: string;
  readonly version: string;
  readonly pact: object;
}

/** Starts a broker on a free port of 127.0.0.1. */
export async function startBroker(options: StandInOptions = {}): Promise<StandInBroker> {
  const state = {
    contracts: [] as Published[],
    results: [] as StandInBroker['results'][number][],
    deployments: [] as string[],
    requests: [] as string[],
    bodies: new Map<string, unknown>(),
  };
  const { pair } = options;
  const listener = (request: IncomingMessage, response: ServerResponse): void => {
    void serve(request, response).catch(() => response.writeHead(500).end());
  };
  const server = pair === undefined ? createServer(listener) : createTlsServer(pair, listener);
  const serve = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { pathname: path, searchParams: query } = new URL(request.url ?? '/', url);
    const name = `${request.method} ${path}`;
    const sent = await text(request);
    const body = sent === '' ? undefined : JSON.parse(sent);
    state.requests.push(name);
    if (body !== undefined) state.bodies.set(name, body);
    const isKnown = options.token === undefined || request.headers.authorization === `Bearer ${options.token}`;
    const [status, answer] = isKnown ? route(name, path, query, body) : [401, { error: 'who are you?' }];
    response.writeHead(status, { 'content-type': 'application/hal+json' }).end(JSON.stringify(answer));
  };

  const route = (name: string, path: string, query: URLSearchParams, body: unknown): readonly [number, object] => {
    const [, first, , provider = ''] = path.split('/');
    if (name === 'GET /') return [200, { _links: indexLinks(url) }];
    if (name === 'POST /contracts/publish') return [200, publish(body as PublishBody)];
    if (path.endsWith('/for-verification')) return [200, forVerification(decodeURIComponent(provider))];
    if (name.startsWith('GET /contracts/')) return [200, contract(Number(path.split('/').at(-1)))];
    if (path.startsWith('/results/')) {
      if (options.refuseResults === true) return [403, { error: 'no' }];
      state.results.push(body as StandInBroker['results'][number]);
      return [201, { _links: self(path) }];
    }
    if (name === 'GET /environments')
      return [200, { _embedded: { environments: [environment(url)] }, _links: self(path) }];
    if (name === 'GET /environments/production') return [200, environment(url)];
    if (name.startsWith('POST ') && path.includes('/deployed-versions')) {
      state.deployments.push(path);
      return [201, { uuid: 'd1', _links: self(path) }];
    }
    if (first === 'matrix' || path === '/can-i-deploy') return [200, matrix(query)];
    if (first === 'pacticipants') return [name.startsWith('GET') ? 200 : 201, pacticipant(url, path)];
    return [404, { error: `nothing at ${name}` }];
  };

  const publish = (body: PublishBody): object => {
    for (const { providerName, content } of body.contracts) {
      const pact = JSON.parse(Buffer.from(content, 'base64').toString()) as object;
      const { pacticipantName: consumer, pacticipantVersionNumber: version } = body;
      state.contracts.push({ consumer, provider: providerName, version, pact });
    }
    const { pacticipantName: name, pacticipantVersionNumber: number } = body;
    const _embedded = { pacticipant: { name, _links: {} }, version: { number, _links: {} } };
    return { notices: [{ type: 'success', text: 'published' }], _embedded, _links: self('/contracts/publish') };
  };

  const forVerification = (provider: string): object => ({
    _embedded: {
      pacts: state.contracts.flatMap((one, index) =>
        one.provider === provider
          ? [
              {
                shortDescription: 'latest',
                verificationProperties: { pending: options.pending === true, notices: [] },
                _links: { self: { href: `${url}/contracts/${index}`, name: `${one.consumer} with ${provider}` } },
              },
            ]
          : [],
      ),
    },
    _links: self(`/pacts/provider/${provider}/for-verification`),
  });

  const contract = (index: number): object => ({
    ...state.contracts[index]?.pact,
    _links: {
      ...self(`/contracts/${index}`),
      'pb:provider': { href: `${url}/pacticipants/${state.contracts[index]?.provider}` },
      'pb:publish-verification-results': { href: `${url}/results/${index}` },
    },
  });

  const matrix = (query: URLSearchParams): object => {
    const deployable = state.results.length > 0 && state.results.every(({ success }) => success);
    const [one] = state.contracts;
    const reason = deployable ? 'all required verification results are published and successful' : 'no';
    return {
      summary: { deployable, reason, success: deployable ? 1 : 0, failed: deployable ? 0 : 1, unknown: 0 },
      notices: [{ type: deployable ? 'success' : 'error', text: reason }],
      matrix: [
        {
          consumer: { name: one?.consumer, version: { number: one?.version, _links: {} }, _links: {} },
          provider: { name: one?.provider, version: { number: '1', _links: {} }, _links: {} },
          pact: { createdAt: '2026-01-01T00:00:00Z', _links: {} },
          verificationResult: { number: 1, success: deployable, verifiedAt: '2026-01-01T00:00:00Z', _links: {} },
        },
      ],
      _links: self(`/matrix?${query}`),
    };
  };

  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  const url = `${pair === undefined ? 'http' : 'https'}://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const self = (path: string): object => ({ self: { href: `${url}${path}` } });
  return {
    url,
    ...state,
    close: () => {
      server.closeAllConnections();
      return new Promise(resolve => server.close(() => resolve()));
    },
  };
}

interface PublishBody {
  readonly pacticipantName: string;
  readonly pacticipantVersionNumber: string;
  readonly contracts: readonly { readonly providerName: string; readonly content: string }[];
}

function indexLinks(url: string): object {
  const links: Readonly<Record<string, string>> = {
    self: '/',
    'pb:publish-contracts': '/contracts/publish',
    'pb:provider-pacts-for-verification': '/pacts/provider/{provider}/for-verification',
    'pb:environments': '/environments',
    'pb:environment': '/environments/{uuid}',
    'pb:pacticipants': '/pacticipants',
    'pb:pacticipant': '/pacticipants/{pacticipant}',
    'pb:pacticipant-version': '/pacticipants/{pacticipant}/versions/{version}',
    'pb:pacticipant-version-tag': '/pacticipants/{pacticipant}/versions/{version}/tags/{tag}',
    'pb:pacticipant-branch-version': '/pacticipants/{pacticipant}/branches/{branch}/versions/{version}',
    'pb:can-i-deploy': '/can-i-deploy',
  };
  return Object.fromEntries(
    Object.entries(links).map(([name, path]) => [name, { href: `${url}${path}`, templated: path.includes('{') }]),
  );
}

function environment(url: string): object {
  return {
    uuid: 'production',
    name: 'production',
    production: true,
    _links: { self: { href: `${url}/environments/production` } },
  };
}

function pacticipant(url: string, path: string): object {
  const href = `${url}${path}`;
  return {
    name: path.split('/')[2],
    number: path.split('/')[4],
    _links: {
      self: { href },
      'pb:branch-version': { href: `${href}/branches/{branch}/versions/{version}`, templated: true },
      'pb:record-deployment': [{ name: 'production', href: `${href}/deployed-versions/environment/production` }],
    },
  };
}
