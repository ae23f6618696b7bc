// Every port of a server: its own, and one for each TLS fault.

import { type Log, once } from '../base/log.ts';
import type { Config } from '../config/config.ts';
import { type Listener, listen, type RequestHandler } from './listener.ts';
import type { Tls, TlsFault } from './tls/prepare-tls.ts';

export interface Listeners {
  readonly listener: Listener;
  readonly faults: ReadonlyMap<TlsFault, Listener>;
}

/** @throws ERR_SERVER_PORT_IN_USE, ERR_SERVER_ADDRESS_UNAVAILABLE */
export async function listenAll(
  { host, port, tlsFaultPort = 0 }: Config,
  tls: Tls | undefined,
  handler: RequestHandler,
  log: Log,
): Promise<Listeners> {
  const onError = (error: Error): void => log.error('a request failed inside aps-userinfo', { stack: error.stack });
  const onFailure = once(code => log.warn('a TLS handshake failed; does the client trust the CA?', { code }));
  const listener = await listen(host, port, handler, onError, tls && { pair: tls.server, onFailure });
  const faults = new Map<TlsFault, Listener>();
  try {
    for (const [fault, pair] of tls?.faults ?? []) {
      const at = tlsFaultPort === 0 ? 0 : tlsFaultPort + faults.size;
      faults.set(fault, await listen(host, at, handler, onError, { pair, onFailure: () => {} }));
    }
  } catch (error) {
    await Promise.all([listener, ...faults.values()].map(each => each.close()));
    throw error;
  }
  return { listener, faults };
}

/** A URL that a local client can call: a server on every address is called on loopback. */
export function urlOf({ host, port }: Listener, scheme: 'http' | 'https' = 'http'): string {
  if (host === '0.0.0.0') return `${scheme}://127.0.0.1:${port}`;
  if (host === '::') return `${scheme}://[::1]:${port}`;
  return host.includes(':') ? `${scheme}://[${host}]:${port}` : `${scheme}://${host}:${port}`;
}

/** The URL of each TLS fault; undefined without any. */
export function faultUrls(faults: Listeners['faults']): Readonly<Record<TlsFault, string>> | undefined {
  if (faults.size === 0) return undefined;
  return Object.fromEntries([...faults].map(([fault, listener]) => [fault, urlOf(listener, 'https')])) as Record<
    TlsFault,
    string
  >;
}
