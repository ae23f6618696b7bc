// A Pact Broker as the source of contracts: options of the verifier.
// @see https://docs.pact.io/pact_broker/advanced_topics/consumer_version_selectors

import { KitError } from '../base/errors.ts';
import { isObject } from '../base/json.ts';
import type { Json } from '../contract/openapi/document.ts';
import type { Target } from '../verify/target.ts';

export interface BrokerSource {
  readonly url: Target;
  readonly token: string | undefined;
  readonly username: string | undefined;
  readonly password: string | undefined;
  readonly provider: string;
  /** Versions of consumers; default: those on the main branch, and deployed or released ones. */
  readonly selectors: readonly Json[];
  readonly enablePending: boolean;
  /** Include work-in-progress contracts since this day, `2026-01-31`. */
  readonly includeWipSince: string | undefined;
  readonly providerVersion: string | undefined;
  readonly providerBranch: string | undefined;
  readonly publish: boolean;
  readonly buildUrl: string | undefined;
  /** Only interactions without a provider state. */
  readonly withoutStates: boolean;
}

/** Pact's recommendation. Without any selectors its verifier does not start. */
const usualSelectors: readonly Json[] = [{ mainBranch: true }, { deployedOrReleased: true }];

export function brokerOptions(broker: BrokerSource): Readonly<Record<string, unknown>> {
  const { url, token, username, password, provider, selectors, includeWipSince, providerVersion } = broker;
  const given = {
    pactBrokerToken: token,
    pactBrokerUsername: username,
    pactBrokerPassword: password,
    includeWipPactsSince: includeWipSince,
    providerVersion,
    providerVersionBranch: broker.providerBranch,
    buildUrl: broker.buildUrl,
    consumerVersionSelectors: selectors.length > 0 ? selectors : usualSelectors,
  };
  return {
    provider,
    pactBrokerUrl: url.url,
    enablePending: broker.enablePending,
    ...(broker.publish && { publishVerificationResult: true }),
    failIfNoPactsFound: false,
    ...Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)),
  };
}

/** Settings that Pact's core reads from the environment only, and the bypass of a proxy for a local broker. */
export function brokerEnvironment(broker: BrokerSource): Readonly<Record<string, string>> {
  const proxy = process.env['https_proxy'] ?? process.env['HTTPS_PROXY'];
  return {
    ...(broker.withoutStates && { PACT_PROVIDER_NO_STATE: 'true' }),
    ...(proxy !== undefined && !broker.url.isLoopback && { https_proxy: proxy, no_proxy: '127.0.0.1,localhost' }),
  };
}

/** Parses consumer version selectors, one JSON object or a list of them. @throws ERR_PACT_BROKER */
export function parseSelectors(text: string): readonly Json[] {
  let value: Json;
  try {
    value = JSON.parse(text) as Json;
  } catch {
    throw wrongSelectors('they are not JSON');
  }
  const list = Array.isArray(value) ? (value as readonly Json[]) : [value];
  if (!list.every(isObject)) throw wrongSelectors('each must be an object');
  return list;
}

function wrongSelectors(why: string): KitError {
  return new KitError('ERR_PACT_BROKER', `The consumer version selectors are invalid: ${why}.`, {
    hint: `For example: --selectors '[{ "mainBranch": true }, { "deployedOrReleased": true }]'.`,
  });
}
