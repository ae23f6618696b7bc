// Runs the verifier on a stand-in with all of its tokens, and looks up what came of it.

import type { Report } from '../../src/contract/findings/report.ts';
import type { ApiDocument } from '../../src/contract/openapi/document.ts';
import { builtinDocument, loadDocument } from '../../src/contract/openapi/load.ts';
import type { Credentials } from '../../src/verify/credentials.ts';
import { verify } from '../../src/verify/verify.ts';
import type { VerifyOptions } from '../../src/verify/verify-options.ts';
import { type StandInOptions, startStandIn, tokens } from './stand-in/stand-in.ts';

export const credentials: Credentials = {
  token: tokens.good,
  expiredToken: tokens.expired,
  twoLeggedToken: tokens.twoLegged,
};

/** Loaded once: from source, that takes longer than a run. */
export const document: ApiDocument = await loadDocument(builtinDocument());

/** One run on a stand-in of its own. Waiting takes no time. */
export async function verifyStandIn(
  standIn: StandInOptions = {},
  options: Partial<VerifyOptions> = {},
): Promise<Report> {
  await using server = await startStandIn(standIn);
  return await verify({ baseUrl: server.url, credentials, document, wait: () => Promise.resolve(), ...options });
}

/** `check: code at pointer` of every finding. */
export function found(report: Report): readonly string[] {
  return report.checks.flatMap(({ id, findings }) =>
    findings.map(({ code, instancePath }) => `${id}: ${code}${instancePath === '' ? '' : ` at ${instancePath}`}`),
  );
}

/** What became of a check. */
export function statusOf(report: Report, id: string): string | undefined {
  return report.checks.find(check => check.id === id)?.status;
}

/** Why a check was not made. */
export function reasonOf(report: Report, id: string): string | undefined {
  return report.checks.find(check => check.id === id)?.reason;
}
