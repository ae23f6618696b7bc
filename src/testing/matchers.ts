// Matchers for vitest and jest: `expect.extend(matchers)`, or `import 'aps-userinfo/matchers/vitest'` (or `/jest`), which
// includes the types.

import type { ProfileVariant } from '../contract/responses/variant-rules.ts';
import type { VerifyResponseOptions } from '../verify/verify-response.ts';
import { toBeUserInfo } from './be-user-info.ts';
import { type BehaveOptions, toBehaveWell } from './behave-well.ts';
import { type ReceivedFilter, type ReceivedOptions, toHaveReceived } from './have-received.ts';
import { type SatisfyOptions, toSatisfyApiSpec } from './satisfy-api-spec.ts';

export type { ProfileVariant } from '../contract/responses/variant-rules.ts';
export type { BehaveOptions } from './behave-well.ts';
export type { ReceivedFilter, ReceivedOptions } from './have-received.ts';
export type { SatisfyOptions } from './satisfy-api-spec.ts';

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
