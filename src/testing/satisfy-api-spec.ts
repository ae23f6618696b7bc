// The matcher `toSatisfyApiSpec`.

import { type VerifiedResponse, type VerifyResponseOptions, verifyResponse } from '../verify/verify-response.ts';
import { listFindings, type MatcherResult } from './failure-text.ts';

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
