// Checks one response of any client library against the document; the matchers use it, too.

import { explaining, KitError } from '../base/errors.ts';
import { suggest } from '../base/suggest.ts';
import { findingsAt } from '../contract/findings/catalog.ts';
import type { Finding, UnplacedFinding } from '../contract/findings/finding.ts';
import type { ApiDocument, MediaType, Operation } from '../contract/openapi/document.ts';
import { builtinDocument } from '../contract/openapi/load.ts';
import { isJson } from '../contract/openapi/responses.ts';
import { checkResponse } from '../contract/responses/check-response.ts';
import { scopesFor } from '../contract/responses/check-scopes.ts';
import { checkValue } from '../contract/responses/check-value.ts';
import type { SeenExchange } from '../contract/responses/exchange.ts';
import { loadRules, onlyPath } from '../contract/responses/load-rules.ts';
import { findingOfParsed, seenBody } from '../contract/responses/read-body.ts';
import {
  createResponseContext,
  isSuccess,
  operationsAt,
  type ResponseContext,
  type ResponseRules,
} from '../contract/responses/response-context.ts';
import { isResponseLike, seeResponse } from '../contract/responses/seen-response.ts';
import { checkVariant, type ProfileVariant, profileVariants } from '../contract/responses/variant-rules.ts';
import { collectorFromEnvironment } from '../traffic/coverage/coverage.ts';

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

function hasErrors(findings: readonly Finding[]): boolean {
  return findings.some(({ severity }) => severity === 'error');
}

/** Path and query of an absolute or relative URL. */
function pathOf(url: string): string {
  const [, path = ''] = /^(?:[a-z][a-z0-9+.-]*:\/\/[^/?#]*)?([^#]*)/iu.exec(url) ?? [];
  return path.startsWith('/') ? path : `/${path}`;
}

// Checks the claims of a profile, parsed or still in a response.

export interface VerifyUserInfoOptions extends VerifyResponseOptions {
  /** Variant of the profile, such as `minimal`. Default: any valid profile. */
  readonly variant?: ProfileVariant | undefined;
}

/** Outcome of a check. */
export type VerifiedUserInfo = Pick<VerifiedResponse, 'ok' | 'findings'>;

/**
 * Checks the claims of a profile: parsed ones, or a success response. With a variant, claims must have what the variant
 * has; for `drifted` they must break the document.
 *
 * @throws ERR_SCENARIO_UNKNOWN for an unknown variant; else as `verifyResponse`
 */
export function verifyUserInfo(candidate: unknown, options: VerifyUserInfoOptions = {}): Promise<VerifiedUserInfo> {
  return explaining(() => checkClaims(candidate, options));
}

async function checkClaims(candidate: unknown, options: VerifyUserInfoOptions): Promise<VerifiedUserInfo> {
  requireVariant(options.variant);
  const profile = await expectedProfile(options);
  const seen = isResponseLike(candidate) ? await inResponse(candidate, options) : inPlace(candidate, profile);
  const findings = seen.claims === undefined ? seen.findings : withVariant(seen, profile, options.variant);
  return { ok: !hasErrors(findings), findings };
}

interface ExpectedProfile {
  readonly context: ResponseContext;
  readonly media: MediaType;
}

async function expectedProfile({ path, ...options }: VerifyUserInfoOptions): Promise<ExpectedProfile> {
  const rules = await rulesOf(options);
  for (const operation of operationsAt(rules.document, path ?? onlyPath(rules.document))) {
    const [success] = successesOf(operation);
    if (success === undefined) continue;
    const response = { status: success.status, headers: [], body: undefined };
    const exchange = { request: { method: operation.method, path: operation.path, headers: [] }, response, where: '' };
    return { context: createResponseContext(exchange, operation, rules), media: success.media };
  }
  throw new KitError('ERR_CONFIG_INVALID', `The document has no profile at ${path}.`, {
    hint: 'Set the path of an operation with a JSON success response.',
  });
}

function successesOf({ responses }: Operation): { readonly status: number; readonly media: MediaType }[] {
  return [...responses.values()].filter(isSuccess).flatMap(({ key, content }) => {
    const media = [...content.values()].find(({ mediaType }) => isJson(mediaType));
    return media ? [{ status: Number(key.replace(/XX$/iu, '00')), media }] : [];
  });
}

/** Claims and their findings; undefined claims if there are none. */
interface SeenProfile {
  readonly claims: unknown;
  readonly where: string;
  readonly findings: readonly Finding[];
}

async function inResponse(candidate: unknown, options: VerifyResponseOptions): Promise<SeenProfile> {
  const { exchange, findings } = await verifyResponse(candidate, options);
  const { where, response } = exchange;
  const isOk = response.status >= 200 && response.status < 300;
  const claims = isOk ? seenBody(response).value : undefined;
  if (claims !== undefined) return { claims, where, findings };
  const message = isOk ? 'The response has no JSON.' : `A response with status ${response.status} has no profile.`;
  return { claims, where, findings: [...findings, ...findingsAt(where, [{ code: 'response/no-profile', message }])] };
}

function inPlace(claims: unknown, { context, media }: ExpectedProfile): SeenProfile {
  const where = 'profile';
  const finding = claims === undefined ? nothingToCheck : findingOfParsed(claims);
  if (finding !== undefined) return { claims: undefined, where, findings: findingsAt(where, [finding]) };
  return { claims, where, findings: findingsAt(where, checkValue(context, media, claims)) };
}

const nothingToCheck: UnplacedFinding = {
  code: 'response/no-profile',
  message: 'There is nothing to check: the profile is undefined.',
};

function withVariant(
  { claims, where, findings }: SeenProfile,
  { context, media }: ExpectedProfile,
  variant: ProfileVariant | undefined,
): readonly Finding[] {
  if (variant === undefined) return findings;
  if (variant !== 'drifted')
    return [...findings, ...findingsAt(where, checkVariant(context, media.schemaPointer, claims, variant))];
  const message = 'The profile satisfies the document, which a drifted one does not.';
  return hasErrors(findings) ? [] : findingsAt(where, [{ code: 'response/variant', message }]);
}

/** @throws ERR_SCENARIO_UNKNOWN */
function requireVariant(variant: string | undefined): void {
  if (variant === undefined || profileVariants.some(name => name === variant)) return;
  throw new KitError('ERR_SCENARIO_UNKNOWN', `Unknown variant "${variant}".`, {
    hint: suggest(variant, profileVariants),
  });
}
