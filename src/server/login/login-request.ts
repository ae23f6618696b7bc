// A request to the login and its answer, independent of the HTTP server.

import type { IncomingHttpHeaders } from 'node:http';
import type { Session } from '../sessions/session.ts';

export interface LoginRequest {
  readonly method: string;
  /** Without session prefix and query. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  readonly session: Session;
  /** Base URL of the client, with the session prefix and without a slash at the end. */
  readonly base: string;
  /** Base URL of a browser: the same, unless `publicUrl` is set. */
  readonly browserBase: string;
}

export interface LoginAnswer {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string | string[]>>;
  readonly body: string;
  /** Reason, for the journal. */
  readonly outcome: string;
  readonly clientId?: string | undefined;
  readonly persona?: string | undefined;
}

/** Headers of APS's token endpoint that matter to a client. */
const jsonHeaders = {
  'content-type': 'application/json; charset=utf-8',
  'cache-control': 'no-store',
  pragma: 'no-cache',
  'x-content-type-options': 'nosniff',
};

/** A JSON answer; not cacheable unless the headers say otherwise. */
export function json(
  status: number,
  body: object,
  outcome: string,
  headers: Readonly<Record<string, string>> = {},
): LoginAnswer {
  return { status, headers: { ...jsonHeaders, ...headers }, body: JSON.stringify(body), outcome };
}

/** An error in APS's format. */
export function refusal({ status, code, message }: OAuthError): LoginAnswer {
  return json(status, { error: code, error_description: message }, `${code}: ${message}`);
}

export function redirect(status: 302 | 303, location: string, cookies: string[], outcome: string): LoginAnswer {
  const headers = { location, 'cache-control': 'no-store', 'referrer-policy': 'no-referrer' };
  return { status, headers: cookies.length === 0 ? headers : { ...headers, 'set-cookie': cookies }, body: '', outcome };
}

/** The parameters of a form or query, each at most once. Empty ones count as missing (RFC 6749 section 3.1). */
export class Parameters {
  readonly #values: ReadonlyMap<string, string>;

  /** @throws OAuthError invalid_request for a repeated parameter */
  constructor(parameters: URLSearchParams) {
    const values = new Map<string, string>();
    for (const [name, value] of parameters) {
      if (values.has(name)) throw new OAuthError(400, 'invalid_request', 'A parameter is given more than once.');
      values.set(name, value);
    }
    this.#values = values;
  }

  get(name: string): string | undefined {
    const value = this.#values.get(name);
    return value === '' ? undefined : value;
  }

  /** @throws OAuthError invalid_request for a missing parameter */
  require(name: string): string {
    const value = this.get(name);
    if (value === undefined) throw missing(name);
    return value;
  }

  pick(names: readonly string[]): Readonly<Record<string, string>> {
    return Object.fromEntries(
      names.flatMap(name => {
        const value = this.get(name);
        return value === undefined ? [] : [[name, value]];
      }),
    );
  }
}

/** @throws OAuthError invalid_request for another content type */
export function readForm({ headers, body }: LoginRequest): Parameters {
  const type = headers['content-type'] ?? '';
  if (body !== '' && !/^application\/x-www-form-urlencoded *(;|$)/i.test(type))
    throw new OAuthError(400, 'invalid_request', 'The body must be application/x-www-form-urlencoded.');
  return new Parameters(new URLSearchParams(body));
}

export function cookiesOf({ headers }: LoginRequest): ReadonlyMap<string, string> {
  const pairs = (headers.cookie ?? '').split(';').map(pair => pair.trim().split('='));
  return new Map(pairs.map(([name = '', ...value]) => [name, value.join('=')]));
}

/** The path of a base URL, without a slash at the end: prefix of the pages' cookies and forms. */
export function pathOf(base: string): string {
  return new URL(base).pathname.replace(/\/$/, '');
}

/** What a cookie adds under a base URL: `Secure` with https. @see https://www.rfc-editor.org/rfc/rfc6265#section-4.1.2.5 */
export function secureFor(base: string): string {
  return base.startsWith('https:') ? '; secure' : '';
}

// Errors of the login, in the format of Autodesk's pages: `{ "error", "error_description" }`.
// @see https://www.rfc-editor.org/rfc/rfc6749#section-5.2

export type OAuthCode =
  | 'invalid_request'
  | 'invalid_client'
  | 'invalid_credentials'
  | 'invalid_grant'
  | 'invalid_scope'
  | 'unsupported_response_type'
  | 'access_denied'
  | 'login_required'
  | 'request_not_supported'
  | 'request_uri_not_supported'
  | 'server_error';

export class OAuthError extends Error {
  override readonly name = 'OAuthError';
  readonly status: number;
  readonly code: OAuthCode;
  /** What to do; on the page, not in the JSON for programs. */
  readonly hint: string | undefined;

  constructor(status: number, code: OAuthCode, description: string, hint?: string) {
    super(description);
    this.status = status;
    this.code = code;
    this.hint = hint;
  }
}

export function missing(parameter: string): OAuthError {
  return new OAuthError(400, 'invalid_request', `The request is missing a required parameter '${parameter}'.`);
}

export function invalidGrant(description: string): OAuthError {
  return new OAuthError(400, 'invalid_grant', description);
}

/** 400 for scopes that are unknown to APS, or not granted. */
export function invalidScope(hint?: string): OAuthError {
  return new OAuthError(
    400,
    'invalid_scope',
    'The requested scope is invalid, unknown, malformed or exceeds the scope granted by the resource owner.',
    hint,
  );
}

/** 500 for an internal error; the log has details. */
export function serverError(): OAuthError {
  return new OAuthError(500, 'server_error', 'Generic internal server error.');
}
