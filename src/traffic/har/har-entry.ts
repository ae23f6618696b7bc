// Reads one entry of a HAR file, as browsers, proxies and test runners write them: with less care than the format asks.
// @see http://www.softwareishard.com/blog/har-12-spec/#entries

import { isObject } from '../../base/json.ts';
import type { Header, SeenExchange, SeenResponse } from '../../contract/responses/exchange.ts';

/** The request of an entry, as much as tells whether the rest is worth reading. */
export interface HarRequest {
  /** Such as `https://developer.api.autodesk.com`. */
  readonly origin: string;
  /** Upper case. */
  readonly method: string;
  /** Path and query. */
  readonly path: string;
}

/** An entry that was answered. */
export interface HarExchange {
  readonly exchange: SeenExchange;
  /** Whether the recorder kept the body, which may be empty. */
  readonly hasContent: boolean;
}

/** The request of an entry; undefined where it is none of HTTP, or nothing that can be understood. */
export function readHarRequest(entry: unknown): HarRequest | undefined {
  const request = memberOf(entry, 'request');
  const url = urlOf(request);
  const method = textOf(request, 'method')?.toUpperCase();
  if (!url || method === undefined || !memberOf(entry, 'response')) return undefined;
  return { origin: url.origin, method, path: `${url.pathname}${url.search}` };
}

/** Request and response of an entry; undefined where there was no answer: status 0. @param where names it in findings */
export function readHarExchange(entry: unknown, { method, path }: HarRequest, where: string): HarExchange | undefined {
  const response = memberOf(entry, 'response');
  const status = Number(response?.['status']);
  if (!response || !Number.isInteger(status) || status < 100) return undefined;
  const content = memberOf(response, 'content');
  const body = bodyOf(content, response);
  const sent = headersOf(memberOf(entry, 'request')).filter(([name]) => !secretHeaders.has(name.toLowerCase()));
  const exchange: SeenExchange = {
    request: { method, path, headers: sent },
    response: { status, headers: responseHeaders(response, content), body, decoded: !isStillCoded(body) },
    where,
  };
  return { exchange, hasContent: body !== undefined };
}

/** The bearer token that an entry was sent with, for keeping it out of whatever is said of the entry. */
export function bearerTokenOf(entry: unknown): string | undefined {
  const sent = headersOf(memberOf(entry, 'request'));
  const authorization = sent.find(([name]) => name.toLowerCase() === 'authorization')?.[1];
  return /^\s*bearer +(\S+)/iu.exec(authorization ?? '')?.[1];
}

type Members = Readonly<Record<string, unknown>>;

const secretHeaders = new Set(['authorization', 'cookie', 'proxy-authorization']);

function memberOf(holder: unknown, name: string): Members | undefined {
  const value = isObject(holder) ? holder[name] : undefined;
  return isObject(value) ? value : undefined;
}

function textOf(holder: Members | undefined, name: string): string | undefined {
  const value = holder?.[name];
  return typeof value === 'string' ? value : undefined;
}

/** Extensions, data and web sockets are no requests of HTTP. */
function urlOf(request: Members | undefined): URL | undefined {
  const text = textOf(request, 'url') ?? '';
  return /^https?:/iu.test(text) && URL.canParse(text) ? new URL(text) : undefined;
}

function headersOf(holder: Members | undefined): readonly Header[] {
  const list: unknown = holder?.['headers'];
  if (!Array.isArray(list)) return [];
  return list.flatMap((header: unknown): readonly Header[] => {
    const [name, value] = isObject(header) ? [header['name'], header['value']] : [];
    // HTTP/2 writes the status line as headers that begin with a colon.
    return typeof name === 'string' && typeof value === 'string' && !name.startsWith(':') ? [[name, value]] : [];
  });
}

/** A HAR holds the text, not the bytes that were sent: what counts those is left out. */
const wireHeaders = new Set(['content-length', 'transfer-encoding']);

function responseHeaders(response: Members, content: Members | undefined): readonly Header[] {
  const headers = headersOf(response).filter(([name]) => !wireHeaders.has(name.toLowerCase()));
  const mimeType = textOf(content, 'mimeType') ?? '';
  // Chrome says x-unknown where there was none.
  if (mimeType === '' || mimeType === 'x-unknown' || headers.length > 0) return headers;
  return [['content-type', mimeType]];
}

/** undefined where the recorder left the body out. */
function bodyOf(content: Members | undefined, response: Members): Uint8Array | undefined {
  const text = textOf(content, 'text');
  if (text !== undefined) return Buffer.from(text, content?.['encoding'] === 'base64' ? 'base64' : 'utf8');
  const isEmpty = content?.['size'] === 0 || (response['bodySize'] === 0 && content?.['size'] === undefined);
  return isEmpty ? new Uint8Array() : undefined;
}

/** A HAR has bodies decoded, but some recorders keep gzip as base64. */
function isStillCoded(body: SeenResponse['body']): boolean {
  return body?.[0] === 0x1f && body[1] === 0x8b;
}
