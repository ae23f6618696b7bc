// Asks a handler of node:http without a connection: the request is made by hand, the answer kept instead of sent.

import type { IncomingHttpHeaders, IncomingMessage, OutgoingHttpHeaders, ServerResponse } from 'node:http';
import { Socket } from 'node:net';

// As an ES module node:http evaluates all that it exports, undici too.
const http = process.getBuiltinModule('node:http');

/** A request, made by hand. */
export interface HandmadeRequest {
  readonly method: string;
  readonly url: string;
  /** Names in lower case. */
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** An answer that nobody has sent. */
export interface KeptAnswer {
  readonly status: number;
  readonly headers: OutgoingHttpHeaders;
  readonly body: string;
}

/** @param handler ends each answer at once, with all of its body */
export function askInProcess(
  handler: (request: IncomingMessage, response: ServerResponse) => unknown,
  { method, url, headers, body }: HandmadeRequest,
): Promise<KeptAnswer> {
  const length = body === '' ? {} : { 'content-length': String(Buffer.byteLength(body)) };
  const request: IncomingMessage = new http.IncomingMessage(new Socket());
  Object.assign(request, { method, url, headers: { ...headers, ...length } });
  request.push(body);
  request.push(null);
  const response = new http.ServerResponse(request);
  return new Promise(resolve => {
    response.end = (chunk?: unknown): ServerResponse => {
      const text = Buffer.isBuffer(chunk) ? chunk.toString('utf8') : String(chunk ?? '');
      resolve({ status: response.statusCode, headers: response.getHeaders(), body: text });
      return response;
    };
    handler(request, response);
  });
}
