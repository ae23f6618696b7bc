// One response of any client library, checked against the document: a plain function, which the matchers call too.

import { explaining } from '../base/errors.ts';
import type { Finding } from '../contract/findings/finding.ts';
import type { ApiDocument } from '../contract/openapi/document.ts';
import { checkResponse } from '../contract/responses/check-response.ts';
import type { SeenExchange } from '../contract/responses/exchange.ts';
import { loadRules, onlyPath } from '../contract/responses/load-rules.ts';
import { seeResponse } from '../contract/responses/seen-response.ts';
import { collectorFromEnvironment } from '../traffic/coverage/coverage-environment.ts';

/** How a response is checked. */
export interface VerifyResponseOptions {
  /** Path of an OpenAPI document, or one that was loaded. Default: the document of the package. */
  readonly document?: string | ApiDocument | undefined;
  /** Method of the request. Default: what the library tells, else GET. */
  readonly method?: string | undefined;
  /** Path of the request. Default: what the library tells, else the one path that the document has. */
  readonly path?: string | undefined;
  /** Whether findings carry values, as `actualValue`: for one's own mock only. Default: false. */
  readonly showValues?: boolean | undefined;
}

/** What became of a check. */
export interface VerifiedResponse {
  /** Whether there is no finding of severity `error`. */
  readonly ok: boolean;
  /** Everything that was found, warnings and information too. */
  readonly findings: readonly Finding[];
  /** The response as it was read, and what is known of its request. */
  readonly exchange: SeenExchange;
}

/**
 * Checks a response against the document: status, headers, body. It takes a `Response` of fetch (read from a clone, so
 * that it stays readable), responses of axios, undici, node-fetch, supertest, superagent and light-my-request, and any
 * object with `status`, `headers` and `body`. It sends nothing. Where APS_USERINFO_COVERAGE names a folder, what the
 * response exercises is counted there.
 *
 * @throws ERR_RESPONSE_UNREADABLE, ERR_DOCUMENT_*, ERR_CONFIG_INVALID
 */
export function verifyResponse(response: unknown, options: VerifyResponseOptions = {}): Promise<VerifiedResponse> {
  return explaining(() => check(response, options));
}

async function check(
  response: unknown,
  { document, method, path, showValues }: VerifyResponseOptions,
): Promise<VerifiedResponse> {
  const rules = await loadRules(document);
  const answer = await seeResponse(response);
  const request = {
    method: (method ?? answer.method ?? 'GET').toUpperCase(),
    path: path ?? (answer.url === undefined ? onlyPath(rules.document) : pathOf(answer.url)),
    headers: [],
  };
  const where = `${request.method} ${request.path.split('?')[0]}`;
  const exchange = { request, response: answer.response, where };
  const findings = checkResponse(exchange, { ...rules, showValues });
  collectorFromEnvironment(rules.document)?.add(exchange);
  return { ok: !hasErrors(findings), findings, exchange };
}

/** Whether a finding says that the document is broken; warnings and information do not. */
export function hasErrors(findings: readonly Finding[]): boolean {
  return findings.some(({ severity }) => severity === 'error');
}

/** Path and query of an address, whether it is absolute or not. */
function pathOf(url: string): string {
  const [, path = ''] = /^(?:[a-z][a-z0-9+.-]*:\/\/[^/?#]*)?([^#]*)/iu.exec(url) ?? [];
  return path.startsWith('/') ? path : `/${path}`;
}
