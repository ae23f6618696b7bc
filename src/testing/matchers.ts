// Matchers for vitest and jest: `expect.extend(matchers)`, or `import 'aps-userinfo/matchers/vitest'` (or `/jest`), which
// includes the types.

import type { ProfileVariant } from '../contract/responses/variant-rules.ts';
import {
  type VerifiedResponse,
  type VerifyResponseOptions,
  verifyResponse,
  verifyUserInfo,
} from '../verify/verify-response.ts';
import {
  type BehaveOptions,
  listFindings,
  type MatcherResult,
  type ReceivedFilter,
  type ReceivedOptions,
  toBehaveWell,
  toHaveReceived,
} from './journal-matchers.ts';

export type { ProfileVariant } from '../contract/responses/variant-rules.ts';
export type { BehaveOptions, ReceivedFilter, ReceivedOptions } from './journal-matchers.ts';

/** The matchers as methods of `expect(...)`. Await the first two: they read the response. */
export interface UserInfoMatchers {
  /**
   * The response matches the document: operation, status, headers, body. Warnings do not count, unless `strict` is set.
   * Accepts responses of fetch, axios, undici, node-fetch, supertest, superagent and light-my-request, and objects with
   * `status`, `headers` and `body`.
   *
   * @example await expect(await fetch(`${mock.url}/userinfo`)).toSatisfyApiSpec();
   */
  toSatisfyApiSpec(options?: SatisfyOptions): Promise<void>;
  /**
   * The claims, parsed or in a response, are a valid profile, of the given variant.
   *
   * @example await expect(await client.userInfo()).toBeUserInfo('minimal');
   */
  toBeUserInfo(variant?: ProfileVariant, options?: VerifyResponseOptions): Promise<void>;
  /**
   * The mock, session or journal received such a request, at least once or a number of times.
   *
   * @example expect(mock).toHaveReceived({ method: 'GET', status: 429 }, { times: 2 });
   */
  toHaveReceived(filter?: ReceivedFilter, options?: ReceivedOptions): void;
  /**
   * The client under test broke no rule of good behaviour, as far as the mock, session or journal shows. A rule that
   * nothing exercised does not fail; `exercised` names those that must be.
   *
   * @example expect(mock).toBehaveWell({ exercised: ['retry-after'], attempts: 3 });
   */
  toBehaveWell(options?: BehaveOptions): void;
}

/** For `expect.extend`. */
export const matchers: {
  readonly toSatisfyApiSpec: typeof toSatisfyApiSpec;
  readonly toBeUserInfo: typeof toBeUserInfo;
  readonly toHaveReceived: typeof toHaveReceived;
  readonly toBehaveWell: typeof toBehaveWell;
} = { toSatisfyApiSpec, toBeUserInfo, toHaveReceived, toBehaveWell };

// The matcher `toSatisfyApiSpec`.

export interface SatisfyOptions extends VerifyResponseOptions {
  /** Whether warnings count as errors: undocumented claims, known contradictions. Default: false. */
  readonly strict?: boolean | undefined;
}

/** @throws as `verifyResponse` */
export async function toSatisfyApiSpec(received: unknown, options: SatisfyOptions = {}): Promise<MatcherResult> {
  const { strict = false, ...others } = options;
  const verified = await verifyResponse(received, others);
  const { exchange, findings } = verified;
  const pass = verified.ok && !(strict && findings.some(({ severity }) => severity === 'warning'));
  return {
    pass,
    message: () => messageOf(pass, verified, `${exchange.where} with status ${exchange.response.status}`),
  };
}

function messageOf(pass: boolean, { findings }: VerifiedResponse, subject: string): string {
  const list = listFindings(findings);
  const found = list === '' ? '' : `\n\n${list}`;
  return pass
    ? `expected the response not to satisfy the document, but it does: ${subject}${found}`
    : `expected the response to satisfy the document: ${subject}${found}`;
}

// The matcher `toBeUserInfo`.

/** @throws as `verifyUserInfo` */
export async function toBeUserInfo(
  received: unknown,
  variant?: ProfileVariant,
  options: VerifyResponseOptions = {},
): Promise<MatcherResult> {
  const { ok, findings } = await verifyUserInfo(received, { ...options, variant });
  const what = variant === undefined ? 'a valid profile' : `a profile of the variant "${variant}"`;
  return {
    pass: ok,
    message: () =>
      ok
        ? `expected the claims not to be ${what}, but they are`
        : `expected the claims to be ${what}\n\n${listFindings(findings)}`,
  };
}
