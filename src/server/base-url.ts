// Base URL under which a client reached this server; every address in an answer begins with it.
// @see https://www.rfc-editor.org/rfc/rfc9110#section-7.2

import type { IncomingHttpHeaders } from 'node:http';

export interface BaseUrlOptions {
  /** Base URL of every answer, without a slash at the end; undefined derives it from the request. */
  readonly publicUrl: string | undefined;
  /** Whether to trust `X-Forwarded-Proto` and `X-Forwarded-Host`. */
  readonly trustProxy: boolean;
}

/** A request, as far as its base URL depends on it. */
export interface Reached {
  readonly headers: IncomingHttpHeaders;
  /** `raw.socket.encrypted` is true for https. */
  readonly raw?: { readonly socket: object | null };
}

/**
 * The base URL of a request, without a slash at the end; behind a trusted proxy, the proxy's.
 *
 * @param fallback gives the URL of the server itself, for a request without a usable host name
 */
export function baseUrlOf({ headers, raw }: Reached, options: BaseUrlOptions, fallback: () => string): string {
  if (options.publicUrl !== undefined) return options.publicUrl;
  const { encrypted = false } = (raw?.socket ?? {}) as { readonly encrypted?: boolean };
  const own = encrypted ? 'https' : 'http';
  if (!options.trustProxy) return originsOf(headers.host)?.[own] ?? fallback();
  const scheme = (first(headers['x-forwarded-proto']) ?? own) === 'https' ? 'https' : 'http';
  const host = first(headers['x-forwarded-host']) ?? headers.host;
  return originsOf(host)?.[scheme] ?? fallback();
}

/** One text for all requests of a host, whose hash is known where it is a key. */
type Origins = Readonly<Record<'http' | 'https', string>>;

/**
 * Null unless the host is a name or an address, with or without a port: nothing that could end the host of a URL, or a
 * header, early.
 */
function originsOf(host: string | undefined): Origins | null {
  if (host === undefined || host.length > longestHost) return null;
  const known = hosts.get(host);
  if (known !== undefined) return known;
  const isGood = /^([\w.-]+|\[[\da-f:.]+\])(:\d{1,5})?$/i.test(host) && URL.canParse(`http://${host}`);
  const origins = isGood ? { http: `http://${host}`, https: `https://${host}` } : null;
  if (hosts.size >= maximumHosts) hosts.clear();
  hosts.set(host, origins);
  return origins;
}

/** A DNS name (RFC 1035 section 2.3.4) with a port. Longer ones would stand in every address of every stored answer. */
const longestHost = 253 + ':65535'.length;

/** Cache: each profile needs the base URL, and most have the same host. */
const hosts = new Map<string, Origins | null>();
const maximumHosts = 1000;

/** Each proxy appends to the list; the first entry is what the client requested. */
function first(header: string | string[] | undefined): string | undefined {
  const text = Array.isArray(header) ? header[0] : header;
  return text?.split(',', 1)[0]?.trim();
}
