// Reads one entry of a HAR file as browsers, proxies and test runners write it, which is looser than the format.
// @see http://www.softwareishard.com/blog/har-12-spec/#entries

import { isUtf8 } from 'node:buffer';
import { isObject } from '../../base/json.ts';
import type { BodyFailure, Header, SeenExchange } from '../../contract/responses/exchange.ts';
import { headerValue } from '../../contract/responses/headers.ts';
import { decodeBody } from '../../contract/responses/read-body.ts';

/** The request of an entry: enough to decide whether to read the rest. */
export interface HarRequest {
  /** Such as `https://developer.api.autodesk.com`. */
  readonly origin: string;
  /** Upper case. */
  readonly method: string;
  /** Path and query. */
  readonly path: string;
}

/** An entry that the server answered. */
export interface HarExchange {
  readonly exchange: SeenExchange;
  /** `unreadable`: the recorder kept it in a coding that cannot be undone. */
  readonly body: 'kept' | 'left-out' | 'unreadable';
  /** The server answered 304; the recorder shows the status and the body from the cache with the headers of the 304. */
  readonly isRevalidated: boolean;
}

/** `aborted`: no answer, or the client stopped reading it. `local`: from a cache, a service worker or the test. */
export type HarOutcome = HarExchange | 'aborted' | 'local';

/** The request of an entry; undefined if it is not an HTTP request or cannot be read. */
export function readHarRequest(entry: unknown): HarRequest | undefined {
  const request = memberOf(entry, 'request');
  const url = urlOf(request);
  const method = textOf(request, 'method')?.toUpperCase();
  if (!url || method === undefined || !memberOf(entry, 'response')) return undefined;
  return { origin: url.origin, method, path: `${url.pathname}${url.search}` };
}

/** The answer of an entry. @param where its name in findings */
export function readHarExchange(entry: unknown, { method, path }: HarRequest, where: string): HarOutcome {
  const response = memberOf(entry, 'response') ?? {};
  const status = Number(response['status']);
  const cause = textOf(response, '_failureText') ?? textOf(response, '_error') ?? '';
  if (!Number.isInteger(status) || status < 100 || isOfClient(cause)) return 'aborted';
  const content = memberOf(response, 'content');
  const sent = headersOf(memberOf(entry, 'request'));
  const isConditional = sent.some(([name]) => /^if-(?:none-match|modified-since)$/iu.test(name));
  if (cause === '' && isLocal(entry, response, content, isConditional)) return 'local';
  const isRevalidated = isConditional && status === 200 && Number(response['bodySize']) <= 0;
  const kept = keptBody(content, response);
  const failure = cause !== '' ? failureOf(cause) : kept === 'too-large' ? kept : undefined;
  return {
    exchange: {
      request: { method, path, headers: sent.filter(([name]) => !secretHeaders.has(name.toLowerCase())) },
      response: {
        status,
        headers: responseHeaders(response, content, isRevalidated),
        body: typeof kept === 'string' ? undefined : kept,
        decoded: true,
        ...(failure && { failure }),
      },
      where,
    },
    body: kept === undefined ? 'left-out' : kept === 'unreadable' ? kept : 'kept',
    isRevalidated,
  };
}

/** The bearer token of the request, for redaction. */
export function bearerTokenOf(entry: unknown): string | undefined {
  const authorization = headerValue(headersOf(memberOf(entry, 'request')), 'authorization') ?? '';
  return /^bearer +(\S+)/iu.exec(authorization)?.[1];
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

/** Excludes extensions, `data:` and web sockets. */
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

/** The page gave the request up, or the browser kept the answer from the page. */
function isOfClient(cause: string): boolean {
  return /ABORTED|BLOCKED|net::ERR_FAILED|cancell?ed/iu.test(cause);
}

function failureOf(cause: string): BodyFailure {
  return /DECODING|INVALID_CONTENT_ENCODING/u.test(cause) ? 'undecodable' : 'cut-off';
}

/** Each recorder has its own sign; a body of which no byte came over the network is the one of HAR 1.2. */
function isLocal(entry: unknown, response: Members, content: Members | undefined, isConditional: boolean): boolean {
  const { _fromCache, _wasFulfilled, _fetchType } = entry as Members;
  if (_fromCache || _wasFulfilled || /cache|service worker/iu.test(String(_fetchType))) return true;
  const { bodySize, _transferSize, _fetchedViaServiceWorker } = response;
  if (_transferSize === 0 || _fetchedViaServiceWorker === true || Number(bodySize) < -1) return true;
  return bodySize === 0 && !isConditional && _transferSize === undefined && !!textOf(content, 'text');
}

/** These describe the bytes on the wire; a HAR has the decoded text. */
const wireHeaders = new Set(['content-length', 'transfer-encoding']);

/** `mimeType` counts only where the recorder has no headers, or those of a 304: browsers guess it, too. */
function responseHeaders(response: Members, content: Members | undefined, isRevalidated: boolean): readonly Header[] {
  const headers = headersOf(response).filter(([name]) => !wireHeaders.has(name.toLowerCase()));
  const mimeType = textOf(content, 'mimeType') ?? '';
  const isNeeded = headers.length === 0 || (isRevalidated && headerValue(headers, 'content-type') === undefined);
  // Chromium writes x-unknown where it knows no type.
  if (!isNeeded || mimeType === '' || mimeType === 'x-unknown') return headers;
  return [...headers, ['content-type', mimeType]];
}

type KeptBody = Uint8Array | 'unreadable' | 'too-large';

/** undefined if the recorder left the body out. */
function keptBody(content: Members | undefined, response: Members): KeptBody | undefined {
  const text = textOf(content, 'text');
  const size = content?.['size'];
  if (text === '') return Number(size) > 0 ? undefined : new Uint8Array();
  if (text !== undefined) return content?.['encoding'] === 'base64' ? undoCoding(response, text) : Buffer.from(text);
  // mitmproxy writes size 0 for a body that it passed on without keeping it.
  const isAnnounced = Number(headerValue(headersOf(response), 'content-length') ?? 0) > 0;
  const isEmpty = size === 0 || (response['bodySize'] === 0 && size === undefined);
  return isEmpty && !isAnnounced ? new Uint8Array() : undefined;
}

/** A HAR has bodies decoded, but some recorders keep the coding of the wire. */
function undoCoding(response: Members, text: string): KeptBody {
  const bytes = Buffer.from(text, 'base64');
  if (isUtf8(bytes)) return bytes;
  const result = decodeBody({ status: 200, headers: headersOf(response), body: bytes }, bytes);
  if ('bytes' in result) return result.bytes;
  return result.finding?.code === 'response/body-too-large' ? 'too-large' : 'unreadable';
}
