// The matcher `toBeUserInfo`.

import type { ProfileVariant } from '../contract/responses/variant-rules.ts';
import type { VerifyResponseOptions } from '../verify/verify-response.ts';
import { verifyUserInfo } from '../verify/verify-user-info.ts';
import { listFindings, type MatcherResult } from './failure-text.ts';

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
