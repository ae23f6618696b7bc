// Checks the claims of a profile, parsed or still in a response.

import { explaining, KitError } from '../base/errors.ts';
import { suggest } from '../base/suggest.ts';
import { findingsAt } from '../contract/findings/catalog.ts';
import type { Finding, UnplacedFinding } from '../contract/findings/finding.ts';
import type { MediaType, Operation } from '../contract/openapi/document.ts';
import { isJson } from '../contract/openapi/responses.ts';
import { checkValue } from '../contract/responses/check-value.ts';
import { onlyPath } from '../contract/responses/load-rules.ts';
import { findingOfParsed, seenBody } from '../contract/responses/read-body.ts';
import {
  createResponseContext,
  isSuccess,
  operationsAt,
  type ResponseContext,
} from '../contract/responses/response-context.ts';
import { isResponseLike } from '../contract/responses/seen-response.ts';
import { checkVariant, type ProfileVariant, profileVariants } from '../contract/responses/variant-rules.ts';
import {
  hasErrors,
  rulesOf,
  type VerifiedResponse,
  type VerifyResponseOptions,
  verifyResponse,
} from './verify-response.ts';

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
  return explaining(() => check(candidate, options));
}

async function check(candidate: unknown, options: VerifyUserInfoOptions): Promise<VerifiedUserInfo> {
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
