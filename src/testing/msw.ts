// `aps-userinfo/msw`: a mock as handlers of Mock Service Worker, for clients in the test's own process whose base URL is fixed.
// @see https://mswjs.io/docs/concepts/request-handler

import { randomUUID } from 'node:crypto';
import { bypass, HttpResponse, http, type RequestHandler } from 'msw';
import { KitError, toProblem } from '../base/errors.ts';
import type { Fault } from '../server/scenarios/scenario.ts';
import type { MockSession } from './mock.ts';

export interface MswOptions {
  /** The address that the client calls. Default `https://developer.api.autodesk.com`. */
  readonly baseUrl?: string;
}

/** Faults of the connection that a client sees as a failed request, as `HttpResponse.error()` gives it. */
const networkErrors: ReadonlySet<string> = new Set<Fault>(['CONNECTION_RESET_BY_PEER', 'EMPTY_RESPONSE']);

/** What MSW answers as the server does: no fault, or one of the text of a body. */
const faithful: ReadonlySet<string> = new Set<Fault>([
  ...(['BYTE_ORDER_MARK', 'DUPLICATE_NAMES', 'INVALID_UTF8', 'HUGE_BODY'] as const),
  ...(['NO_ANSWER', 'STALL_IN_HEAD', 'STALL', 'SLOW_DRIP', 'CLOSED_WHEN_IDLE', 'INFORMATIONAL_FIRST'] as const),
]);

/**
 * Handlers that answer everything below the base URL as the mock does, scenarios, login and pictures included; the journal
 * and the verdicts are those of the mock. A fault that exists on a wire only, such as `TRUNCATED_BODY`, is answered with
 * 501 and its name, since MSW cannot send it.
 *
 * @example
 * const server = setupServer(...userinfoHandlers(mock));
 */
export function userinfoHandlers(mock: MockSession, options: MswOptions = {}): readonly RequestHandler[] {
  const { baseUrl = 'https://developer.api.autodesk.com' } = options;
  const base = baseUrl.replace(/\/+$/u, '');
  return [http.all(`${base}/*`, ({ request }) => answer(mock, base, request))];
}

async function answer(mock: MockSession, base: string, request: Request): Promise<Response> {
  const id = request.headers.get('x-correlation-id') ?? `msw-${randomUUID()}`;
  const forwarded = await forwardedTo(mock, base, request, id);
  const received = await fetch(forwarded).catch(() => undefined);
  const fault = mock.journal.find({ correlationId: id.slice(0, 128) }).at(-1)?.fault;
  if (fault !== undefined && networkErrors.has(fault)) return HttpResponse.error();
  if (fault !== undefined && !faithful.has(fault)) {
    // Not awaited: a connection that broke after its answer never says that it is cancelled.
    received?.body?.cancel().catch(() => undefined);
    return unsupported(fault);
  }
  if (received === undefined) return HttpResponse.error();
  const bodiless = received.status === 204 || received.status === 304;
  return new HttpResponse(bodiless ? null : received.body, received);
}

/** The same request at the mock, past MSW's own handlers. */
async function forwardedTo(mock: MockSession, base: string, request: Request, id: string): Promise<Request> {
  // A copy of the object has no headers for a POST with a body (findings/msw-post-headers.sh), one of its entries has.
  const headers = new Headers([...request.headers]);
  headers.set('x-correlation-id', id);
  const hasBody = request.method !== 'GET' && request.method !== 'HEAD';
  const body = hasBody ? await request.arrayBuffer() : undefined;
  const url = mock.url + request.url.slice(base.length);
  const { method, signal } = request;
  return bypass(url, { method, headers, signal, redirect: 'manual', ...(body !== undefined && { body }) });
}

function unsupported(fault: string): Response {
  const error = new KitError(
    'ERR_MSW_FAULT',
    `MSW cannot send the fault ${fault}, which exists on a connection only.`,
    {
      hint: 'Let the client call the mock at its own URL for this scenario.',
      data: { fault },
    },
  );
  return HttpResponse.json(toProblem(error), { status: 501 });
}
