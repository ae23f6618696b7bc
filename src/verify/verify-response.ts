// Checks one response of any client library against the document; the matchers use it, too.

import { explaining } from '../base/errors.ts';
import type { Finding } from '../contract/findings/finding.ts';
import type { ApiDocument } from '../contract/openapi/document.ts';
import { builtinDocument } from '../contract/openapi/load.ts';
import { checkResponse } from '../contract/responses/check-response.ts';
import { scopesFor } from '../contract/responses/check-scopes.ts';
import type { SeenExchange } from '../contract/responses/exchange.ts';
import { loadRules, onlyPath } from '../contract/responses/load-rules.ts';
import type { ResponseRules } from '../contract/responses/response-context.ts';
import { seeResponse } from '../contract/responses/seen-response.ts';
import { collectorFromEnvironment } from '../traffic/coverage/coverage-environment.ts';

export interface VerifyResponseOptions {
  /** Path of an OpenAPI document, or a loaded one. Default: the built-in document. */
  readonly document?: string | ApiDocument | undefined;
  /**
   * The scopes of the token, separated by spaces: claims that none of them gives are errors. Default: any claim may come.
   * With it, the default document is that of the profile API v2.
   */
  readonly scope?: string | undefined;
  /** Method of the request. Default: from the response, else GET. */
  readonly method?: string | undefined;
  /** Path of the request. Default: from the response, else the only path of the document. */
  readonly path?: string | undefined;
  /** Whether findings have values, as `actualValue`: for your own mock only. Default: false. */
  readonly showValues?: boolean | undefined;
}

/** Outcome of a check. */
export interface VerifiedResponse {
  /** Whether no finding has severity `error`. */
  readonly ok: boolean;
  /** All findings, with warnings and information. */
  readonly findings: readonly Finding[];
  /** The response as read, and what is known of its request. */
  readonly exchange: SeenExchange;
}

/**
 * Checks a response against the document: status, headers, body. Accepts a `Response` of fetch (read from a clone, so that
 * it stays readable), responses of axios, undici, node-fetch, supertest, superagent and light-my-request, and any object
 * with `status`, `headers` and `body`. Sends nothing. If APS_USERINFO_COVERAGE names a folder, the coverage of the response
 * is counted there.
 *
 * @throws ERR_RESPONSE_UNREADABLE, ERR_DOCUMENT_*, ERR_CONFIG_INVALID
 */
export function verifyResponse(response: unknown, options: VerifyResponseOptions = {}): Promise<VerifiedResponse> {
  return explaining(() => check(response, options));
}

async function check(
  response: unknown,
  { method, path, ...options }: VerifyResponseOptions,
): Promise<VerifiedResponse> {
  const rules = await rulesOf(options);
  const answer = await seeResponse(response);
  const request = {
    method: (method ?? answer.method ?? 'GET').toUpperCase(),
    path: path ?? (answer.url === undefined ? onlyPath(rules.document) : pathOf(answer.url)),
    headers: [],
  };
  const where = `${request.method} ${request.path.split('?')[0]}`;
  const exchange = { request, response: answer.response, where };
  const findings = checkResponse(exchange, rules);
  collectorFromEnvironment(rules.document)?.add(exchange);
  return { ok: !hasErrors(findings), findings, exchange };
}

/** @throws ERR_DOCUMENT_*, ERR_CONFIG_INVALID for scopes that the document does not use */
export async function rulesOf({ document, scope, showValues }: VerifyResponseOptions): Promise<ResponseRules> {
  const rules = await loadRules(document ?? builtinDocument(scope === undefined ? 'v1' : 'v2'));
  return { ...rules, showValues, scopes: scope === undefined ? undefined : scopesFor(rules.document, scope) };
}

export function hasErrors(findings: readonly Finding[]): boolean {
  return findings.some(({ severity }) => severity === 'error');
}

/** Path and query of an absolute or relative URL. */
function pathOf(url: string): string {
  const [, path = ''] = /^(?:[a-z][a-z0-9+.-]*:\/\/[^/?#]*)?([^#]*)/iu.exec(url) ?? [];
  return path.startsWith('/') ? path : `/${path}`;
}
